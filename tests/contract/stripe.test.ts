import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from '#connectors/stripe/check'
import { stripe } from '#connectors/stripe/index'
import type { StripeSettings } from '#connectors/stripe/settings'
import type { Source } from '#contract/source'
import { sum } from '#lib/decimal'
import { type Payout, payoutDifferences, payoutRows } from '#model/payout'
import { CATEGORY_OF_TYPE } from '#sandboxes/stripe/categories'
import { type Permission, READER_PERMISSIONS } from '#sandboxes/stripe/keys'
import { type StripeOptions, type StripeSandbox, startStripe } from '#sandboxes/stripe/start'
import { plainContext } from '#testing/plain-context'

let account: StripeSandbox

beforeAll(async () => {
  account = await startStripe({ limits: null })
})
afterAll(() => account.stop())

const settingsFor = (sandbox: StripeSandbox, more: Partial<StripeSettings> = {}): StripeSettings =>
  stripe.settings.parse({ apiKey: sandbox.restrictedKey, baseUrl: sandbox.url, ...more })

function payoutSource(): Source<StripeSettings, Payout> {
  const source = stripe.reads.payouts
  if (source === undefined) throw new Error('the connector reads no payouts')
  return source
}

async function readPayout(sandbox: StripeSandbox, key: string): Promise<Payout> {
  const payout = await payoutSource().get(plainContext(stripe, settingsFor(sandbox)), key)
  if (payout === null) throw new Error(`there is no payout ${key}`)
  return payout
}

describe('every type that Stripe documents', () => {
  const OWN = ['payout']
  const types = Object.keys(CATEGORY_OF_TYPE).filter((type) => !OWN.includes(type))

  test('is read, classified, and part of the sum', async () => {
    for (const [index, type] of types.entries())
      account.book({
        type,
        amount: index % 2 === 0 ? 1111 : -333,
        fees: [{ type: 'stripe_fee', amount: 7, description: null }],
      })
    const made = account.payout()
    const payout = await readPayout(account, made.id)
    expect(payoutDifferences(payout)).toEqual([])
    expect(new Set(payoutRows(payout).map((row) => row.type))).toEqual(new Set(types))
    expect(
      payoutRows(payout)
        .filter((row) => row.category === 'unknown')
        .map((row) => row.type),
    ).toEqual([])
    expect(sum(payout.transactions.map((row) => row.net))).toBe('0')
  })

  test('and one that it does not is unknown, by name', async () => {
    account.book({ type: 'moon_fee', amount: -100 })
    account.charge({ amount: 5000 })
    const payout = await readPayout(account, account.payout().id)
    expect(payoutRows(payout).map((row) => [row.type, row.category])).toEqual([
      ['moon_fee', 'unknown'],
      ['charge', 'charge'],
    ])
  })
})

test('fees of every kind are in the sum, and the tax on them apart', async () => {
  account.charge({
    amount: 25_000,
    fees: [
      { type: 'stripe_fee', amount: 629 },
      { type: 'tax', amount: 126 },
      { type: 'withheld_tax', amount: 50 },
      { type: 'payment_method_passthrough_fee', amount: 11 },
    ],
  })
  const payout = await readPayout(account, account.payout().id)
  expect(payoutRows(payout)).toMatchObject([{ fee: '8.16', feeTax: '1.26', withheldTax: '0.5', net: '241.84' }])
})

test('a charge in another currency says what the buyer paid', async () => {
  account.charge({ amount: 10_000, currency: 'usd', rate: '0.917' })
  const payout = await readPayout(account, account.payout().id)
  expect(payoutRows(payout)).toMatchObject([
    { amount: '91.7', currency: 'EUR', presentment: { amount: '100', currency: 'USD', rate: '0.917' } },
  ])
})

test.each([
  ['jpy', 1999, '1999'],
  ['kwd', 19_990, '19.99'],
  ['isk', 199_900, '1999'],
] as const)('amounts in %s keep their size', async (currency, amount, expected) => {
  await using sandbox = await startStripe({ currencies: [currency] } satisfies StripeOptions)
  sandbox.charge({ amount, currency, fee: 0 })
  const payout = await readPayout(sandbox, sandbox.payout({ currency }).id)
  expect(payout).toMatchObject({ net: expected, currency: currency.toUpperCase() })
})

describe('the check', () => {
  test('says what the key lacks and what stops without it', async () => {
    const without = (...missing: Permission[]) =>
      account.keys.restricted(READER_PERMISSIONS.filter((permission) => !missing.includes(permission)))
    const findings = async (apiKey: string) =>
      (await check(plainContext(stripe, settingsFor(account, { apiKey })))).findings
    expect(await findings(without('payout_read'))).toContainEqual(
      expect.objectContaining({
        level: 'error',
        code: 'STRIPE_PERMISSION_MISSING',
        message: expect.stringContaining('Payouts'),
      }),
    )
    expect(await findings(without('dispute_read'))).toContainEqual(
      expect.objectContaining({ level: 'warning', code: 'STRIPE_PERMISSION_MISSING' }),
    )
    expect(await findings(account.secretKey)).toContainEqual(expect.objectContaining({ code: 'STRIPE_SECRET_KEY' }))
    expect(await findings(account.restrictedKey)).toContainEqual(expect.objectContaining({ code: 'STRIPE_TEST_MODE' }))
  })

  test('a missing permission while reading is named, and pauses the connection', async () => {
    const apiKey = account.keys.restricted(['balance_read'])
    const context = plainContext(stripe, settingsFor(account, { apiKey }))
    await expect(payoutSource().get(context, 'po_1')).rejects.toMatchObject({
      kind: 'unauthorized',
      code: 'STRIPE_PERMISSION_MISSING',
    })
  })
})

test('a payout of the other mode is refused', async () => {
  await using live = await startStripe({ livemode: true })
  live.charge({ amount: 1000 })
  const made = live.payout()
  const payout = await readPayout(live, made.id)
  expect(payout.test).toBe(false)
  const file = { payout: { ...live.view(made.id) }, balance_transactions: [] }
  expect(() => payoutSource().parse(settingsFor(account), file)).toThrow(/live mode/)
})

test('the endpoint is looked after: missing, narrowed and switched off', async () => {
  await using sandbox = await startStripe()
  const context = plainContext(stripe, settingsFor(sandbox))
  const url = 'http://127.0.0.1:9/webhooks/1'
  const states = async () => [...new Set((await stripe.webhooks?.subscribe(context, { url }))?.map((one) => one.state))]
  expect(await states()).toEqual(['failed'])
  await fetch(`${sandbox.url}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.secretKey}` },
    body: new URLSearchParams({ url, 'enabled_events[0]': 'payout.paid' }),
  })
  expect(await states()).toEqual(['repaired', 'present'])
  expect(await states()).toEqual(['present'])
})
