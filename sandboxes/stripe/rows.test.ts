import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CATEGORY_OF_TYPE } from './categories.ts'
import { feeOf, netOf } from './rows.ts'
import { startStripe, type StripeSandbox } from './start.ts'
import type { Row } from './state.ts'
import { clientOf, manualClock } from './test-client.ts'

const net = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + netOf(row), 0)

/** Rows of the payout other than its own. */
const inside = (stripe: StripeSandbox, id: string): Row[] => stripe.rowsOf(id).filter((row) => row.source !== id)

const EVERY_KIND = [
  'charge charge 500000',
  'payment charge 20000',
  'payment charge 7000',
  'payment_failure_refund charge_failure -7000',
  'refund refund -1000',
  'refund_failure refund_failure 1000',
  'payment_refund refund -500',
  'adjustment dispute -30000',
  'adjustment dispute_reversal 30000',
  'stripe_fee fee -150',
  'tax_fee tax -38',
  'stripe_fx_fee fee -12',
  'stripe_fee network_cost -77',
  'reserve_hold risk_reserved_funds -9000',
  'reserve_release risk_reserved_funds 4000',
  'payment_network_reserve_hold payment_network_reserve_hold -300',
  'payment_network_reserve_release payment_network_reserve_release 300',
  'payout_minimum_balance_hold payout_minimum_balance_hold -1000',
  'payout_minimum_balance_release payout_minimum_balance_release 1000',
  'advance advance 50000',
  'advance_funding advance_funding -100',
  'anticipation_repayment anticipation_repayment -5000',
  'adjustment other_adjustment -42',
  'topup topup 2500',
  'transfer transfer -3000',
  'transfer_refund transfer_reversal 1000',
  'application_fee platform_earning 60',
  'contribution contribution -10',
  'climate_order_purchase climate_order_purchase -20',
  'climate_order_refund climate_order_refund 5',
  'sparkle_fund sparkle_fund -7',
  'payout payout -100',
  'payout_failure payout_reversal 100',
  'payout payout -200',
  'payout_cancel payout_reversal 200',
]

describe('balance transactions', () => {
  test('every kind has its type, category and sign, and all of them add up to the payout', async () => {
    await using stripe = await startStripe({ limits: null })
    const big = stripe.charge({
      amount: 500_000,
      fees: [
        { type: 'stripe_fee', amount: 700 },
        { type: 'tax', amount: 175 },
      ],
    })
    const klarna = stripe.charge({ amount: 20_000, fee: 600, method: 'klarna' })
    const debit = stripe.charge({ amount: 7000, fee: 35, method: 'sepa_debit', settled: false, status: 'pending' })
    stripe.settle(debit.id)
    stripe.paymentFails(debit.id)
    const back = stripe.refund(big.id, { amount: 1000 })
    stripe.refundFails(back.id)
    stripe.refund(klarna.id, { amount: 500 })
    stripe.disputeWon(stripe.dispute(big.id, { amount: 30_000, feeTax: 500 }).id)
    stripe.stripeFee(150)
    stripe.taxFee(38)
    stripe.fxFee(12)
    stripe.networkCost(77)
    stripe.reserveHold(9000)
    stripe.reserveRelease(4000)
    stripe.networkReserveHold(300)
    stripe.networkReserveRelease(300)
    stripe.minimumBalanceHold(1000)
    stripe.minimumBalanceRelease(1000)
    stripe.advance(50_000)
    stripe.advanceFunding(100)
    stripe.anticipationRepayment(5000)
    stripe.adjustment(-42, { description: 'Correction' })
    stripe.topup(2500)
    stripe.transfer(3000)
    stripe.transferReversal(1000)
    stripe.applicationFee(60)
    stripe.contribution(10)
    stripe.climateOrder(20)
    stripe.climateRefund(5)
    stripe.book({ type: 'sparkle_fund', amount: -7 })
    stripe.payoutFails(stripe.payout({ automatic: false, amount: 100, status: 'pending' }).id)
    stripe.payoutCanceled(stripe.payout({ automatic: false, amount: 200, status: 'pending' }).id)
    const made = stripe.payout()
    const rows = inside(stripe, made.id)
    expect(net(rows)).toBe(made.amount)
    expect(net(stripe.rowsOf(made.id))).toBe(0)
    expect(rows.map((row) => `${row.type} ${row.category} ${row.amount}`)).toEqual(EVERY_KIND)
    const seen = await clientOf(stripe).balanceTransactions.list({ payout: made.id, limit: 100 })
    expect(seen.data.find((row) => row.type === 'charge')).toMatchObject({
      fee: 875,
      net: 499_125,
      fee_details: [
        { type: 'stripe_fee', amount: 700, currency: 'eur' },
        { type: 'tax', amount: 175 },
      ],
    })
  })

  test('any type that the API names can be booked, under its usual category', async () => {
    await using stripe = await startStripe({ limits: null })
    for (const type of Object.keys(CATEGORY_OF_TYPE)) stripe.book({ type, amount: 100 })
    const page = await clientOf(stripe).balanceTransactions.list({ limit: 100 })
    const seen = Object.fromEntries(page.data.map((row) => [row.type, row.reporting_category]))
    expect(seen).toEqual(CATEGORY_OF_TYPE)
  })

  test('what is held in reserve is in another balance, and not in the payout', async () => {
    await using stripe = await startStripe({ limits: null })
    stripe.charge({ amount: 10_000, fee: 0 })
    stripe.reserveHold(2500)
    const made = stripe.payout()
    expect(made.amount).toBe(7500)
    expect(stripe.rows().filter((row) => row.payoutId === null)).toMatchObject([
      { balanceType: 'risk_reserved', amount: 2500 },
    ])
  })

  test('a foreign charge is settled at its rate, and refunded at that of another day', async () => {
    await using stripe = await startStripe({ limits: null, currencies: ['eur'] })
    const client = clientOf(stripe)
    const charge = stripe.charge({ amount: 119_900, currency: 'sek', rate: '0.0884', fee: 300 })
    const back = stripe.refund(charge.id, { amount: 50_000, rate: '0.0891' })
    expect(await client.balanceTransactions.retrieve(charge.rowId ?? '')).toMatchObject({
      amount: 10_599,
      currency: 'eur',
      exchange_rate: 0.0884,
      net: 10_299,
    })
    expect(await client.balanceTransactions.retrieve(back.rowId ?? '')).toMatchObject({
      amount: -4455,
      exchange_rate: 0.0891,
    })
    expect(await client.charges.retrieve(charge.id)).toMatchObject({ amount: 119_900, currency: 'sek' })
    expect(() => stripe.charge({ amount: 100, currency: 'usd' })).toThrow(RangeError)
  })

  test('yen are whole, and dinars end in 0', async () => {
    await using stripe = await startStripe({ limits: null, currencies: ['eur', 'jpy', 'kwd'] })
    stripe.charge({ amount: 1999, currency: 'jpy', fee: 72 })
    expect(stripe.payout({ currency: 'jpy' })).toMatchObject({ amount: 1927, currency: 'jpy' })
    expect(() => stripe.charge({ amount: 1999, currency: 'kwd' })).toThrow(RangeError)
    expect(() => stripe.charge({ amount: 19.5 })).toThrow(RangeError)
  })

  test('a charge has no balance transaction until it is settled or captured', async () => {
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe)
    const late = stripe.charge({ amount: 5000, settled: false })
    const held = stripe.charge({ amount: 8000, captured: false, fee: 0 })
    expect((await client.charges.list()).data.map((row) => row.balance_transaction)).toEqual([null, null])
    stripe.settle(late.id)
    stripe.capture(held.id, 6000)
    expect(await client.charges.retrieve(held.id, { expand: ['balance_transaction'] })).toMatchObject({
      amount: 8000,
      amount_captured: 6000,
      balance_transaction: { amount: 6000 },
    })
    expect((await client.events.list({ type: 'charge.updated' })).data).toHaveLength(1)
    const part = stripe.charge({ amount: 8000, captured: false, fee: 0 })
    stripe.capture(part.id, 6000, { reversal: true })
    expect(stripe.rows().slice(-2)).toMatchObject([
      { type: 'charge', amount: 8000, source: part.id },
      { type: 'refund', category: 'partial_capture_reversal', amount: -2000, source: part.id },
    ])
    expect(stripe.view(part.id)).toMatchObject({ amount_captured: 6000, amount_refunded: 0 })
  })
})

describe('payouts', () => {
  test('take what is available since the last one, may be negative, and are none when there is nothing', async () => {
    const { clock, advance } = manualClock()
    await using stripe = await startStripe({ clock, limits: null, settlementDays: 2 })
    stripe.charge({ amount: 10_000, fee: 0 })
    expect(() => stripe.payout()).toThrow(RangeError)
    advance(2 * 86_400_000)
    const later = stripe.charge({ amount: 3000, fee: 0 })
    expect(stripe.payout().amount).toBe(10_000)
    stripe.refund(later.id)
    stripe.stripeFee(150)
    expect(stripe.payout()).toMatchObject({ amount: -3150, status: 'paid' })
    advance(2 * 86_400_000)
    expect(stripe.payout().amount).toBe(3000)
  })

  test('keep a minimum back, which the next one gets', async () => {
    await using stripe = await startStripe({ limits: null })
    stripe.charge({ amount: 100_000, fee: 0 })
    const first = stripe.payout({ minimumBalance: 10_000 })
    expect(first.amount).toBe(90_000)
    expect(inside(stripe, first.id).map((row) => row.amount)).toEqual([100_000, -10_000])
    stripe.charge({ amount: 5000, fee: 0 })
    const second = stripe.payout()
    expect(inside(stripe, second.id).map((row) => row.type)).toEqual(['payout_minimum_balance_release', 'charge'])
    expect(second.amount).toBe(15_000)
  })

  test('that fail after being paid come again with the next one', async () => {
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe)
    stripe.charge({ amount: 10_000, fee: 0 })
    const first = stripe.payout({ traceId: 'TRACE123' })
    expect(await client.payouts.retrieve(first.id)).toMatchObject({
      trace_id: { status: 'supported', value: 'TRACE123' },
    })
    stripe.payoutFails(first.id)
    expect(await client.payouts.retrieve(first.id, { expand: ['failure_balance_transaction'] })).toMatchObject({
      status: 'failed',
      failure_code: 'account_closed',
      failure_balance_transaction: { type: 'payout_failure', reporting_category: 'payout_reversal', amount: 10_000 },
    })
    expect(stripe.payout().amount).toBe(10_000)
    expect((await client.events.list({ type: 'payout.failed' })).data).toHaveLength(1)
  })

  test('on the way have no reference of the bank yet', async () => {
    await using stripe = await startStripe({ limits: null })
    stripe.charge({ amount: 10_000, fee: 0 })
    const made = stripe.payout({ status: 'pending' })
    expect(stripe.view(made.id)).toMatchObject({ status: 'pending', trace_id: { status: 'pending', value: null } })
    stripe.payoutPaid(made.id)
    expect(stripe.view(made.id)).toMatchObject({ status: 'paid', trace_id: { status: 'supported' } })
    expect(() => stripe.payoutCanceled(made.id)).toThrow(RangeError)
  })

  test('can be taken back by a further one, which brings the money to the next', async () => {
    await using stripe = await startStripe({ limits: null })
    stripe.charge({ amount: 10_000, fee: 0 })
    const first = stripe.payout()
    const back = stripe.payoutReversed(first.id)
    expect(stripe.view(back.id)).toMatchObject({ amount: -10_000, original_payout: first.id, automatic: false })
    expect(stripe.view(first.id)).toMatchObject({ reversed_by: back.id })
    expect(stripe.payout().amount).toBe(10_000)
  })

  test('always equal their rows, whatever happened before', async () => {
    await using stripe = await startStripe({ limits: null })
    const steps: Record<string, (amount: number) => unknown> = {
      charge: (amount) => stripe.charge({ amount }),
      foreign: (amount) => stripe.charge({ amount, currency: 'sek', rate: '0.08837' }),
      refund: (amount) => stripe.refund(stripe.charge({ amount }).id, { amount: Math.ceil(amount / 3) }),
      lost: (amount) => stripe.disputeLost(stripe.dispute(stripe.charge({ amount }).id).id),
      won: (amount) => stripe.disputeWon(stripe.dispute(stripe.charge({ amount }).id).id, { feeReturned: 2000 }),
      fee: (amount) => stripe.stripeFee(amount),
      hold: (amount) => stripe.reserveHold(amount),
      manual: (amount) => stripe.payout({ automatic: false, amount }),
      instant: (amount) => stripe.payout({ method: 'instant', amount, fee: 9 }),
      failed: (amount) => stripe.payoutFails(stripe.payout({ automatic: false, amount }).id),
    }
    const step = tuple(constantFrom(...Object.keys(steps)), integer({ min: 1, max: 90_000 }))
    assert(
      property(array(step, { minLength: 1, maxLength: 15 }), integer({ min: 0, max: 500 }), (life, least) => {
        for (const [name, amount] of life) steps[name]?.(amount)
        const open = stripe.rows().filter((row) => row.payoutId === null && row.balanceType === 'payments')
        if (net(open) === least) return
        const made = stripe.payout({ minimumBalance: least })
        expect(made.amount).toBe(net(open) - least)
        expect(net(inside(stripe, made.id))).toBe(made.amount)
        expect(net(stripe.rowsOf(made.id))).toBe(0)
        for (const row of stripe.rowsOf(made.id)) expect(netOf(row)).toBe(row.amount - feeOf(row))
      }),
      { numRuns: 60 },
    )
  })
})
