import { describe, expect, test } from 'vitest'
import { startStripe, type StripeSandbox } from './start.ts'
import { clientOf, manualClock, refusal } from './test-client.ts'

/** Lines of a CSV without quoted fields, as objects. */
function parsed(csv: string): Record<string, string>[] {
  const [head = '', ...lines] = csv.trimEnd().split('\n')
  const names = head.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']))
  })
}

async function content(stripe: StripeSandbox, url: string): Promise<string> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${stripe.restrictedKey}` } })
  expect(answer.headers.get('content-type')).toBe('text/csv')
  return await answer.text()
}

describe('reports', () => {
  test('a run is queued, told when it is done, and its file adds up to the payout', async () => {
    const { clock, advance } = manualClock()
    await using stripe = await startStripe({ clock, limits: null, reportSeconds: 120 })
    const client = clientOf(stripe, { key: stripe.restrictedKey })
    const charge = stripe.charge({ amount: 25_000, fee: 755, metadata: { order_id: '1001' } })
    stripe.refund(charge.id, { amount: 5995 })
    stripe.stripeFee(150)
    const made = stripe.payout()
    const run = await client.reporting.reportRuns.create({
      report_type: 'payout_reconciliation.by_id.itemized.4',
      parameters: {
        payout: made.id,
        timezone: 'Europe/Stockholm',
        columns: ['created', 'gross', 'fee', 'net', 'reporting_category', 'charge_id', 'payment_metadata[order_id]'],
      },
    })
    expect(run).toMatchObject({ status: 'pending', result: null })
    expect((await client.events.list({ type: 'reporting.report_run.succeeded' })).data).toEqual([])
    advance(120_000)
    const done = await client.reporting.reportRuns.retrieve(run.id)
    expect(done).toMatchObject({ status: 'succeeded', result: { type: 'csv' } })
    expect((await client.events.list({ type: 'reporting.report_run.succeeded' })).data).toHaveLength(1)
    expect(await client.files.retrieve(done.result?.id ?? '')).toMatchObject({ purpose: 'finance_report_run' })
    const rows = parsed(await content(stripe, done.result?.url ?? ''))
    expect(rows).toEqual([
      expect.objectContaining({ gross: '250.00', fee: '7.55', net: '242.45', 'payment_metadata[order_id]': '1001' }),
      expect.objectContaining({ gross: '-59.95', reporting_category: 'refund', charge_id: charge.id }),
      expect.objectContaining({ gross: '-1.50', reporting_category: 'fee', charge_id: '' }),
    ])
    expect(rows[0]?.['created']).toBe('2026-11-20 10:00:00')
    const cents = rows.map((row) => Math.round(Number(row['net']) * 100)).reduce((sum, one) => sum + one, 0)
    expect(cents).toBe(made.amount)
  })

  test('a range has all its payouts, and only the currency and category asked for', async () => {
    await using stripe = await startStripe({ limits: null, currencies: ['eur', 'jpy'] })
    const client = clientOf(stripe)
    stripe.charge({ amount: 1000, fee: 0 })
    stripe.payout({ date: new Date('2026-11-02T00:00:00Z') })
    stripe.charge({ amount: 2000, currency: 'jpy', fee: 60 })
    stripe.payout({ currency: 'jpy', date: new Date('2026-11-03T00:00:00Z') })
    const interval = { interval_start: 1_793_491_200, interval_end: 1_793_750_400 }
    const rowsOf = async (parameters: object): Promise<Record<string, string>[]> => {
      const { id } = await client.reporting.reportRuns.create({
        report_type: 'payout_reconciliation.itemized.5',
        parameters: { ...interval, ...parameters },
      })
      const { result } = await client.reporting.reportRuns.retrieve(id)
      return parsed(await content(stripe, result?.url ?? ''))
    }
    expect((await rowsOf({})).map((row) => row['gross'])).toEqual(['10.00', '2000'])
    expect(await rowsOf({ currency: 'jpy' })).toMatchObject([{ net: '1940', currency: 'jpy' }])
    expect(await rowsOf({ reporting_category: 'refund' })).toEqual([])
    expect(await rowsOf({ interval_end: 1_793_577_600 })).toHaveLength(0)
  })

  test('what cannot run is refused, and a run may fail', async () => {
    await using stripe = await startStripe({ limits: null, reportSeconds: 60 })
    const client = clientOf(stripe)
    stripe.charge({ amount: 1000, fee: 0 })
    const manual = stripe.payout({ automatic: false })
    const create = (type: string, parameters: object) =>
      client.reporting.reportRuns.create({ report_type: type, parameters })
    expect(await refusal(create('no.such.1', {}))).toMatchObject({ code: 'resource_missing' })
    expect(await refusal(create('payout_reconciliation.itemized.5', {}))).toMatchObject({ code: 'parameter_missing' })
    const byId = 'payout_reconciliation.by_id.itemized.4'
    expect(await refusal(create(byId, { payout: manual.id }))).toMatchObject({ statusCode: 400 })
    expect(await refusal(create(byId, { payout: manual.id, columns: ['colour'] }))).toMatchObject({ statusCode: 400 })
    const run = await create('balance_change_from_activity.itemized.3', {
      interval_start: 0,
      interval_end: 2_000_000_000,
    })
    stripe.reportFails(run.id)
    // Retrieved alone, the client takes the text in its `error` for a refusal, though the answer is 200.
    expect((await client.reporting.reportRuns.list()).data).toMatchObject([
      { id: run.id, status: 'failed', result: null, error: 'The report could not be made.' },
    ])
    const types = await client.reporting.reportTypes.list()
    expect(types.data.map((type) => type.id)).toContain(byId)
    expect(await client.reporting.reportTypes.retrieve(byId)).toMatchObject({ version: 4 })
  })
})
