import { afterEach, expect, test } from 'vitest'
import { dateIn } from '#lib/clock'
import { bookByHand, boundMugs, type History, PATIENCE_MS, startHistory } from './go-live.test-kit.ts'

let history: History
afterEach(() => history[Symbol.asyncDispose]())

const range = (from: number, to: number) => ({
  organizationId: history.organizationId,
  integrationId: history.integrationId,
  since: history.ago(from),
  until: history.ago(to),
})

test(
  'a shadow run says document by document what is equal, different, missing and extra, and writes nothing anywhere',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice' } })
    const { engine, pool } = history.running.bridge
    const day = dateIn('Europe/Berlin', history.ago(3))
    const buyer = { customer: { firstName: 'Ann', lastName: 'Example', email: 'ann@example.com' } }
    // Only what the product is bound to tells the item, as in a run.
    const same = history.placed(3, { ...buyer, lines: await boundMugs(history) })
    const dearer = history.placed(3, buyer)
    const missing = history.placed(3, buyer)
    const unmapped = history.placed(3, {
      lines: [{ sku: 'MUG-1', quantity: 1, price: '9.00', taxRates: [{ title: 'odd', rate: '0.33' }] }],
    })
    const equal = bookByHand(history, same.name, { date: day })
    const wrong = bookByHand(history, dearer.name, { date: day, rate: 11, withoutPayment: true })
    const stray = bookByHand(history, 'phone order', { date: day, rate: 7, withoutPayment: true })

    const erp = history.erp.traffic.length
    const shop = history.shop.traffic.length
    const report = await engine.shadow(range(4, 0))

    const lines = report.entries.map(({ orderName, kind, verdict, externalId }) => [
      orderName,
      kind,
      verdict,
      externalId,
    ])
    expect(lines).toEqual(
      expect.arrayContaining([
        [same.name, 'invoice', 'equal', equal.invoice],
        [dearer.name, 'invoice', 'different', wrong.invoice],
        [missing.name, 'invoice', 'missing', null],
        [missing.name, 'payment', 'missing', null],
        [unmapped.name, 'invoice', 'held', null],
        [null, 'invoice', 'extra', stray.invoice],
      ]),
    )
    expect(report).toMatchObject({ orders: 4, counts: { different: 1, extra: 1, held: 2 } })
    const different = report.entries.find((entry) => entry.verdict === 'different')
    expect(different?.differences).toEqual([
      { what: 'total', planned: '25', found: '27.5' },
      { what: 'tax on VAT 25% - AC', planned: '5', found: '5.5', rate: '25' },
      { what: 'net amount of MUG-1', planned: '20', found: '22', item: 'MUG-1' },
    ])
    expect(report.entries.find((entry) => entry.orderName === unmapped.name)?.reason).toContain('no tax account')

    // Not one request that could change anything, and no trace in our own books either.
    const asked = history.erp.traffic.slice(erp).map(({ request }) => request.method)
    expect(new Set(asked)).toEqual(new Set(['GET']))
    const mutations = history.shop.traffic.slice(shop).filter(({ request }) => /mutation/.test(JSON.stringify(request)))
    expect(mutations).toEqual([])
    for (const table of ['transfers', 'links', 'adoptions', 'parties']) {
      const { rows } = await pool.query<{ count: number }>(`select count(*)::int as count from tillbridge.${table}`)
      expect([table, rows[0]?.count]).toEqual([table, 0])
    }
  },
  PATIENCE_MS,
)

test(
  'after Tillbridge has booked a range itself, its shadow is equal throughout',
  async () => {
    history = await startHistory()
    const { engine } = history.running.bridge
    for (let number = 0; number < 12; number += 1) history.placed(3)
    await engine.backfill({ ...range(4, 0), flow: 'orders' })
    await history.settled()
    const report = await engine.shadow(range(4, 0))
    expect(report.counts).toEqual({ equal: 36, different: 0, missing: 0, extra: 0, held: 0 })
  },
  PATIENCE_MS,
)

test(
  'a shadow run tells what an order waits for',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice', invoiceOn: 'fulfilled' } })
    const order = history.placed(3)
    const report = await history.running.bridge.engine.shadow(range(4, 0))
    expect(report.entries).toMatchObject([
      { orderName: order.name, verdict: 'held', reason: expect.stringContaining('not fulfilled') },
    ])
  },
  PATIENCE_MS,
)

test(
  'a shadow run that is stopped calls no document nobody’s: its order may not have been read',
  async () => {
    history = await startHistory({ policies: { documents: 'invoice' } })
    const { engine } = history.running.bridge
    const order = history.placed(3)
    bookByHand(history, 'phone order', { rate: 7, withoutPayment: true })
    const stop = new AbortController()
    const report = await engine.shadow({ ...range(4, -1), signal: stop.signal, onProgress: () => stop.abort() })
    expect(report).toMatchObject({ orders: 1, counts: { missing: 2, extra: 0 } })
    expect(new Set(report.entries.map(({ orderName }) => orderName))).toEqual(new Set([order.name]))
    expect((await engine.shadow(range(4, -1))).counts.extra).toBe(1)
  },
  PATIENCE_MS,
)
