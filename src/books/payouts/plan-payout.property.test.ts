import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, isNegative, isZero, negate, subtract, sum, ZERO } from '#lib/decimal'
import { PAYOUT_CATEGORIES, type PayoutTransaction } from '#model/payout'
import { aPayment, aPayout, aRow, balances, documentsIn, heldOf, planOf } from './payouts.test-kit.ts'

const cents = (range: { min: number; max: number }) => fc.integer(range).map((value) => (value / 100).toFixed(2))

const row = fc
  .record({
    category: fc.constantFrom(...PAYOUT_CATEGORIES.filter((category) => category !== 'payout')),
    amount: cents({ min: -500_000, max: 500_000 }),
    fee: cents({ min: -500, max: 2_000 }),
    vat: cents({ min: 0, max: 300 }),
    withheld: cents({ min: 0, max: 100 }),
    isBooked: fc.boolean(),
    rateOff: fc.integer({ min: -40, max: 40 }),
  })
  .map(({ vat, withheld, ...input }) => ({
    ...input,
    row: aRow({ ...input, feeTax: decimal(vat), withheldTax: decimal(withheld) }),
  }))

/** What the target holds for the rows that are booked; some at another rate than the payout's. */
function booked(rows: readonly { row: PayoutTransaction; isBooked: boolean; rateOff: number }[]) {
  return rows.map(({ row: plain, isBooked, rateOff }, index) => {
    const isMoney = plain.category === 'charge' || plain.category === 'refund'
    const amount = plain.amount.replace('-', '')
    if (!isMoney || !isBooked || amount === '0') return { row: plain, payment: null }
    const kind = plain.category === 'refund' ? ('refund-payment' as const) : ('payment' as const)
    const foreign = rateOff === 0 ? null : { amount: decimal(amount), currency: 'USD', rate: null }
    const held = foreign === null ? amount : subtract(decimal(amount), decimal((rateOff / 100).toFixed(2)))
    return {
      row: { ...plain, orderPaymentExternalId: String(index), presentment: foreign },
      payment: aPayment(String(index), held, { kind }),
    }
  })
}

test('whatever a payout contains, its books close to zero, and planning again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.constantFrom('paid', 'failed'), (inputs, status) => {
      const made = booked(inputs)
      const rows = made.map((one) => one.row)
      const payments = made.flatMap(({ payment }) => (payment === null ? [] : [payment]))
      const payout = aPayout(rows, { status })
      const plan = planOf(payout, { payments })
      if (plan.outcome === 'skip') return rows.every((one) => isZero(one.net))
      const documents = documentsIn(plan)
      const after = balances(documents)
      expect(sum(Object.values(after))).toBe('0')
      expect(after[status === 'paid' ? 'bank' : 'returned-payout'] ?? ZERO).toBe(
        status === 'paid'
          ? payout.net
          : subtract(payout.net, sum(rows.flatMap((one) => (one.category === 'payout-reversal' ? [one.amount] : [])))),
      )
      // Every payment that the target holds leaves the clearing account with exactly what it brought there.
      const brought = made.flatMap(({ row: one, payment }) =>
        payment === null ? [] : [isNegative(one.amount) ? negate(payment.document.amount) : payment.document.amount],
      )
      expect(after['shopify_payments'] ?? ZERO).toBe(negate(sum(brought)))
      expect(plan.proof.differences).toEqual([])
      const again = planOf(payout, { payments, held: heldOf(documents) })
      expect(again.writes).toEqual([])
      return true
    }),
    { numRuns: 300 },
  )
})

test('a payout that changes its state any number of times always ends where its last state would have begun', () => {
  const states = fc.array(fc.constantFrom('paid', 'failed', 'cancelled'), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), states, (inputs, order) => {
      const made = booked(inputs)
      const rows = made.map((one) => one.row)
      const payments = made.flatMap(({ payment }) => (payment === null ? [] : [payment]))
      const held = order.reduce<ReturnType<typeof heldOf>>((before, status) => {
        const plan = planOf(aPayout(rows, { status }), { payments, held: before })
        return [...before, ...heldOf(documentsIn(plan))]
      }, [])
      const last = order.at(-1) ?? 'paid'
      const fresh = planOf(aPayout(rows, { status: last }), { payments })
      expect(balances(held.map((one) => one.document))).toEqual(balances(documentsIn(fresh)))
      expect(new Set(held.map((one) => one.reference)).size).toBe(held.length)
    }),
    { numRuns: 200 },
  )
})
