import { constantFrom, sample } from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type History, bookByHand, PATIENCE_MS, startHistory } from '#engine/go-live.test-kit'
import { lastReport } from '#database/drift'
import { keptReport } from '#drift/difference'
import { daysLater } from '#engine/adopt-range'
import { dateIn } from '#lib/clock'
import { compareDaily, dailyComparisons } from './daily.ts'

let history: History
const ids = new Map<string, string>()
afterEach(() => history[Symbol.asyncDispose]())

const request = () => ({
  organizationId: history.organizationId,
  integrationId: history.integrationId,
  since: history.ago(6),
  until: history.ago(0),
  timeZone: 'Europe/Berlin',
  madeBy: 'person' as const,
})

const cancel = (doctype: string, name: string): void => {
  const { site } = history.erp
  site.request('Administrator', () => site.save({ ...site.get(doctype, name), docstatus: 2 }))
}

const set = (doctype: string, name: string | undefined, values: Record<string, string | number>): void => {
  history.erp.site.request('Administrator', () => history.erp.site.setValue(doctype, name ?? '', values))
}

/** What somebody may do to one booked order, and what the comparison has to say of it. */
const INJECTIONS = {
  'cancel the payment': (name: string) => {
    cancel('Payment Entry', paymentOf(name))
    return [{ subject: name, area: 'payments', what: 'payment missing', wrong: 'target', state: 'drifted' }]
  },
  'cancel payment and invoice': (name: string) => {
    cancel('Payment Entry', paymentOf(name))
    cancel('Sales Invoice', invoiceOf(name))
    return [
      { subject: name, area: 'orders', what: 'invoice missing', wrong: 'target', state: 'drifted' },
      { subject: name, area: 'payments', what: 'payment missing', wrong: 'target', state: 'drifted' },
    ]
  },
  'book it again by hand': (name: string) => {
    const copy = bookByHand(history, `${name} again`, { withoutPayment: true })
    return [{ externalId: copy.invoice, area: 'orders', what: 'invoice without an order', wrong: 'unknown' }]
  },
  'refund it without a word': (name: string) => {
    history.shop.refund(ids.get(name) ?? '', { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }] })
    return [
      { subject: name, area: 'orders', what: 'credit note missing', wrong: 'target', state: 'drifted' },
      { subject: name, area: 'payments', what: 'refund payment missing', wrong: 'target', state: 'drifted' },
    ]
  },
  'move its tax to another account': (name: string) => {
    const [row] = history.erp.site.get('Sales Invoice', invoiceOf(name))['taxes'] as { name: string }[]
    set('Sales Taxes and Charges', row?.name, { account_head: 'VAT 12% - AC' })
    return ['VAT 12% - AC', 'VAT 25% - AC'].map((account) => ({
      subject: name,
      area: 'taxes',
      account,
      rate: account === 'VAT 25% - AC' ? '25' : null,
      wrong: 'target',
      because: expect.stringContaining('changed'),
    }))
  },
  'change a quantity': (name: string) => {
    const [row] = history.erp.site.get('Sales Invoice', invoiceOf(name))['items'] as {
      name: string
      item_code: string
    }[]
    set('Sales Invoice Item', row?.name, { qty: 3 })
    const what = `invoice: quantity of ${row?.item_code}`
    return [{ subject: name, area: 'orders', what, sku: row?.item_code, store: '2', target: '3', wrong: 'target' }]
  },
  'move it to another day': (name: string) => {
    const invoice = history.erp.site.get('Sales Invoice', invoiceOf(name))
    const day = String(invoice['posting_date'])
    const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
    set('Sales Invoice', String(invoice.name), { posting_date: before })
    return [{ subject: name, what: 'invoice: date', day, store: day, target: before, wrong: 'target' }]
  },
  'change its currency': (name: string) => {
    set('Sales Invoice', invoiceOf(name), { currency: 'USD' })
    return [{ subject: name, what: 'invoice: currency', currency: 'EUR', store: 'EUR', target: 'USD', wrong: 'target' }]
  },
  'change what was paid': (name: string) => {
    set('Payment Entry', paymentOf(name), { paid_amount: 24, received_amount: 24 })
    return [{ subject: name, area: 'payments', what: 'payment: total', store: '25', target: '24', wrong: 'target' }]
  },
  nothing: () => [],
} as const

const placed = (hoursAgo: number): string => {
  const { id, name } = history.placed(hoursAgo)
  ids.set(name, id)
  return name
}
const invoices = () => history.erp.documents('Sales Invoice')
const invoiceOf = (name: string): string => String(invoices().find((one) => one['po_no'] === name)?.['name'])
const paymentOf = (name: string): string => {
  const invoice = invoiceOf(name)
  const payment = history.erp
    .documents('Payment Entry')
    .find((one) => (one['references'] as { reference_name: string }[]).some((row) => row.reference_name === invoice))
  return String(payment?.['name'])
}

test(
  'every difference that is put between the two sides is found, with the side that is wrong, and no other',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice' } })
    const { engine, pool } = history.running.bridge
    const names = Array.from({ length: 20 }, () => placed(4))
    const refunded = [placed(4), placed(4)]
    await engine.backfill({ ...request(), flow: 'orders' })
    await history.settled()
    // Credit notes are no difference, nor is an order that belongs into no books.
    for (const name of refunded)
      history.shop.refund(ids.get(name) ?? '', { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }] })
    history.placed(3, { test: true })
    await engine.sweep({ ...request(), flow: 'orders' })
    await history.settled()
    expect(await engine.drift(request())).toMatchObject({ differences: [], compared: { orders: 23, payments: 24 } })

    const kinds = Object.keys(INJECTIONS) as (keyof typeof INJECTIONS)[]
    // Each at least once, the others at random.
    const drawn = [...kinds, ...sample(constantFrom(...kinds), { numRuns: names.length, seed: 20_261_121 })]
    const expected = names.flatMap((name, index): object[] => [...INJECTIONS[drawn[index] ?? 'nothing'](name)])
    const lost = placed(3)
    expected.push({ subject: lost, what: 'invoice missing', because: expect.stringContaining('never arrived') })
    expected.push({ subject: lost, what: 'payment missing', because: expect.stringContaining('never arrived') })

    const report = await engine.drift(request())
    const missed = expected.filter((one) => !report.differences.some((found) => matches(found, one)))
    const more = report.differences.filter((found) => !expected.some((one) => matches(found, one)))
    expect({ missed, more }).toEqual({ missed: [], more: [] })
    for (const { because, remedy } of report.differences) expect([because, remedy]).not.toContain('')
    const kept = await lastReport(pool, history)
    expect(kept).toMatchObject({ differences: report.differences.length, madeBy: 'person' })

    // What was booked for orders of another time is no part of it, although it is dated on the same day.
    const later = await engine.drift({ ...request(), since: history.ago(3.5) })
    expect(later.compared.orders).toBe(2)
    expect(later.differences.filter(({ subject, wrong }) => subject !== lost && wrong !== 'unknown')).toEqual([])

    // By itself it looks at the days that are over.
    const [daily, ...others] = await dailyComparisons(engine.services)
    expect([daily, others]).toMatchObject([{ integrationId: history.integrationId, cron: '7 3 * * *' }, []])
    if (daily === undefined) return
    await compareDaily(engine, daily)
    const last = await lastReport(pool, history)
    expect(last?.madeBy).toBe('schedule')
    const today = dateIn(daily.timeZone, history.ago(0))
    expect(keptReport(last?.report ?? '').days?.to).toBe(daysLater(today, -1))
  },
  PATIENCE_MS,
)

const matches = (found: object, one: object): boolean => {
  try {
    expect(found).toMatchObject(one)
    return true
  } catch {
    return false
  }
}
