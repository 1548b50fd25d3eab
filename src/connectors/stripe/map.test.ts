import { describe, expect, test } from 'vitest'
import { sum } from '#lib/decimal'
import { payoutDifferences, payoutRows } from '#model/payout'
import { digitsOf, fromMinor } from './amounts.ts'
import { categoryOf } from './categories.ts'
import { payouts } from './read.ts'
import { examplePayout } from './samples/payout.ts'
import { settings as schema } from './settings.ts'

const settings = schema.parse({ apiKey: 'rk_live_123' })
const parse = (change: object = {}, rows = examplePayout.balance_transactions) =>
  payouts.parse(settings, { payout: { ...examplePayout.payout, ...change }, balance_transactions: rows })

describe('a payout as Stripe states it', () => {
  test('adds up, row by row and as a whole', () => {
    const payout = parse()
    expect(payoutDifferences(payout)).toEqual([])
    expect(payout).toMatchObject({ net: '157.27', currency: 'EUR', status: 'paid', date: '2025-11-25', complete: true })
    expect(sum(payout.transactions.map((row) => row.net))).toBe('0')
    expect(payoutRows(payout).map((row) => [row.externalId, row.category])).toEqual([
      ['txn_5', 'fee'],
      ['txn_4', 'dispute'],
      ['txn_3', 'refund'],
      ['txn_2', 'charge'],
      ['txn_1', 'charge'],
    ])
  })

  test('keeps the tax on a fee apart, and every id of what stands behind a row', () => {
    const [charge] = payoutRows(parse()).slice(-1)
    expect(charge).toMatchObject({
      fee: '7.55',
      feeTax: '1.26',
      providerReferences: ['ch_A', 'pi_A'],
      orderExternalId: '5501',
    })
  })

  test('says what the buyer paid in another currency', () => {
    const charge = payoutRows(parse()).find((row) => row.externalId === 'txn_2')
    expect(charge?.presentment).toEqual({ amount: '130.33', currency: 'USD', rate: '0.91997' })
  })

  test.each([
    [{ automatic: false, reconciliation_status: 'not_applicable' }, 'never'],
    [{ method: 'instant', reconciliation_status: 'not_applicable' }, 'never'],
    [{ reconciliation_status: 'in_progress' }, 'later'],
  ])('%j is not complete, and says why', (change, when) => {
    const payout = parse(change, [])
    expect(payout).toMatchObject({ complete: false, incomplete: { when } })
    expect(payout.incomplete?.reason).toContain('po_X')
  })

  test('each state has a later stamp than the one before', () => {
    const steps = [
      { status: 'pending', reconciliation_status: 'in_progress' },
      { status: 'in_transit', reconciliation_status: 'in_progress' },
      { status: 'in_transit', reconciliation_status: 'completed' },
      { status: 'paid', reconciliation_status: 'in_progress' },
      { status: 'paid', reconciliation_status: 'completed' },
      { status: 'failed', reconciliation_status: 'completed' },
    ].map((change) => parse(change).updatedAt)
    expect(steps).toEqual(steps.toSorted())
    expect(new Set(steps).size).toBe(steps.length)
  })

  test('of the other mode is refused', () => {
    expect(() => parse({ livemode: false })).toThrow(/test mode/)
    const test = schema.parse({ apiKey: 'rk_test_123' })
    expect(payouts.parse(test, { ...examplePayout, payout: { ...examplePayout.payout, livemode: false } }).test).toBe(
      true,
    )
  })

  test('that is none is refused by name', () => {
    expect(() => payouts.parse(settings, { payout: { id: 'po_1' } })).toThrow(/not a payout/)
  })

  test('its own row, and the row that brings it back, are no part of it', () => {
    const own = {
      ...examplePayout.balance_transactions[0],
      id: 'txn_7',
      type: 'payout_failure',
      amount: 15727,
      net: 15727,
    }
    const rows = [...examplePayout.balance_transactions, { ...own, reporting_category: 'payout_reversal' }]
    expect(payoutDifferences(parse({ status: 'failed' }, rows as typeof examplePayout.balance_transactions))).toEqual(
      [],
    )
  })
})

test.each([
  ['JPY', 1999, '1999'],
  ['KRW', -5, '-5'],
  ['EUR', 1999, '19.99'],
  ['ISK', 199900, '1999'],
  ['UGX', 100, '1'],
  ['KWD', 1990, '1.99'],
  ['HUF', 100000, '1000'],
] as const)('amounts in %s: %d is %s', (currency, minor, amount) => {
  expect(fromMinor(minor, currency)).toBe(amount)
  expect(digitsOf(currency)).toBeLessThanOrEqual(3)
})

test('a word that nobody knows is unknown, also when it is the name of something in JavaScript', () => {
  expect(categoryOf('charge', 'charge')).toBe('charge')
  expect(categoryOf('payment', 'new_category')).toBe('charge')
  expect(categoryOf('adjustment', 'dispute')).toBe('dispute')
  for (const word of ['moon_fee', 'constructor', '__proto__', '']) expect(categoryOf(word, word)).toBe('unknown')
})

test('the key is a secret, and has to look like one of Stripe', () => {
  expect(schema.safeParse({ apiKey: 'shpat_1' }).success).toBe(false)
  expect(schema.safeParse({ apiKey: 'sk_test_1', baseUrl: 'http://example.com' }).success).toBe(false)
  expect(schema.safeParse({ apiKey: 'sk_test_1', baseUrl: 'http://127.0.0.1:4000' }).success).toBe(true)
})
