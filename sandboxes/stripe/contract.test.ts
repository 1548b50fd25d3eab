import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CATEGORY_OF_TYPE } from './categories.ts'
import { startStripe, type StripeSandbox } from './start.ts'

const CONTRACT = '../shared/specs/stripe/openapi.subset.json'
const EXAMPLE = '../shared/specs/stripe/examples/payout.json'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly 'x-known-values'?: readonly string[]
}

type Schemas = Readonly<Record<string, Schema>>

const contract = existsSync(CONTRACT)
  ? (JSON.parse(readFileSync(CONTRACT, 'utf8')) as { components: { schemas: Schemas } })
  : null
const schemas: Schemas = contract?.components.schemas ?? {}

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** Where a value departs from its schema, as `path: what`. */
function faults(value: unknown, schema: Schema, path: string): string[] {
  if (schema.$ref !== undefined) return faults(value, schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, path)
  if (schema.anyOf !== undefined) {
    const tries = schema.anyOf.map((one) => faults(value, one, path))
    return tries.some((found) => found.length === 0) ? [] : (tries.find((found) => found.length > 0) ?? [])
  }
  const types = schema.type === undefined ? [] : [schema.type].flat()
  const kind = kindOf(value)
  if (types.length > 0 && !types.some((type) => type === kind || (type === 'integer' && kind === 'number'))) {
    return [`${path}: ${kind}, not ${types.join(' or ')}`]
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path}: ${String(value)} is not in the list`]
  if (kind === 'array') {
    return (value as unknown[]).flatMap((item, index) => faults(item, schema.items ?? {}, `${path}[${index}]`))
  }
  if (kind !== 'object') return []
  const object = value as Readonly<Record<string, unknown>>
  const absent = (schema.required ?? []).filter((name) => !(name in object)).map((name) => `${path}.${name}: absent`)
  const inner = Object.entries(object).flatMap(([name, one]) => {
    const known = schema.properties?.[name]
    return known === undefined ? [] : faults(one, known, `${path}.${name}`)
  })
  return [...absent, ...inner]
}

async function get(stripe: StripeSandbox, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${stripe.url}${path}`, { headers: { authorization: `Bearer ${stripe.secretKey}` } })
  return (await answer.json()) as Record<string, unknown>
}

const PATHS: Readonly<Record<string, string>> = {
  '/v1/payouts': 'Payout',
  '/v1/balance_transactions': 'BalanceTransaction',
  '/v1/charges': 'Charge',
  '/v1/refunds': 'Refund',
  '/v1/disputes': 'Dispute',
  '/v1/events': 'EventBase',
  '/v1/webhook_endpoints': 'WebhookEndpoint',
  '/v1/reporting/report_runs': 'ReportRun',
  '/v1/reporting/report_types': 'ReportType',
}

async function livedThrough(): Promise<StripeSandbox> {
  const stripe = await startStripe({ limits: null, currencies: ['eur', 'jpy'] })
  const first = stripe.charge({ amount: 25_000, feeTax: 30, presentmentCurrency: 'sek', presentmentAmount: 280_000 })
  const klarna = stripe.charge({ amount: 9900, method: 'klarna' })
  for (const method of ['ideal', 'bancontact', 'sepa_debit', 'paypal', 'link', 'swish']) {
    stripe.charge({ amount: 4000, method })
  }
  stripe.charge({ amount: 5000, status: 'failed' })
  stripe.charge({ amount: 5000, captured: false })
  stripe.charge({ amount: 119_900, currency: 'sek', rate: '0.0884' })
  stripe.refundFails(stripe.refund(first.id, { amount: 100 }).id)
  stripe.refund(klarna.id, { amount: 100, status: 'pending' })
  stripe.disputeWon(stripe.dispute(first.id).id)
  stripe.dispute(klarna.id, { inquiry: true })
  stripe.book({ type: 'sparkle_fund', amount: -7 })
  stripe.payoutFails(stripe.payout({ status: 'in_transit' }).id)
  stripe.payout({ automatic: false, amount: 300 })
  const authorization = `Bearer ${stripe.secretKey}`
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${stripe.url}${path}`, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) })
  await post('/v1/webhook_endpoints', {
    url: 'https://bridge.example/hook',
    'enabled_events[]': 'reporting.report_type.updated',
  })
  await post('/v1/reporting/report_runs', {
    report_type: 'payout_reconciliation.itemized.5',
    'parameters[interval_start]': '0',
    'parameters[interval_end]': '2000000000',
  })
  return stripe
}

describe.skipIf(contract === null)('against the published contract (skipped: ../shared is absent)', () => {
  test('every object has the fields and types that the contract names', async () => {
    await using stripe = await livedThrough()
    for (const [path, name] of Object.entries(PATHS)) {
      const data = (await get(stripe, `${path}${path.endsWith('types') ? '' : '?limit=100'}`))['data'] as unknown[]
      const found = data.flatMap((item, index) => faults(item, schemas[name] ?? {}, `${name}${index}`))
      expect({ path, some: data.length > 0, found }).toEqual({ path, some: true, found: [] })
    }
    expect(faults(await get(stripe, '/v1/balance'), schemas['Balance'] ?? {}, 'Balance')).toEqual([])
    expect(faults(await get(stripe, '/v1/payouts/po_none'), schemas['error'] ?? {}, 'error')).toEqual([])
  })

  test('the types of balance transactions are those of the contract, all of them', () => {
    const known = schemas['BalanceTransaction_Type']?.['x-known-values'] ?? []
    expect(Object.keys(CATEGORY_OF_TYPE)).toEqual(known)
  })

  test('the published payout comes about again, row by row', async () => {
    const wanted = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as {
      payout: { amount: number }
      balance_transactions: { data: Record<string, unknown>[] }
    }
    await using stripe = await startStripe({ limits: null })
    const first = stripe.charge({ amount: 25_000, fee: 755 })
    const second = stripe.charge({ amount: 11_990, fee: 373 })
    stripe.refund(first.id, { amount: 5995 })
    stripe.dispute(second.id)
    stripe.stripeFee(150, { description: 'Radar (2026-10-01 - 2026-10-31)' })
    const made = stripe.payout()
    expect(made.amount).toBe(wanted.payout.amount)
    const rows = (await get(stripe, `/v1/balance_transactions?payout=${made.id}`))['data'] as Record<string, unknown>[]
    const facts = (row: Record<string, unknown>) =>
      ['type', 'reporting_category', 'amount', 'fee', 'net'].map((name) => row[name])
    expect(rows.map(facts)).toEqual(wanted.balance_transactions.data.map(facts))
    for (const [index, row] of rows.entries()) {
      expect(Object.keys(row).toSorted()).toEqual(Object.keys(wanted.balance_transactions.data[index] ?? {}).toSorted())
    }
  })
})
