import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, subtract } from '#lib/decimal'
import { PAYOUT_CATEGORIES } from '#model/payout'
import { evaluated, explainPayoutDocument } from './explain.ts'
import { figuresOf } from './explain-figures.ts'
import { termsIn } from './explain-terms.ts'
import type { BookedPayment } from './payouts/facts.ts'
import { aPayment, aPayout, aRow, factsOf, SCOPE } from './payouts/payouts.test-kit.ts'
import { planPayout, type PayoutPlanInput } from './payouts/plan-payout.ts'
import { policiesOf } from './policies.ts'

const cents = (range: { min: number; max: number }) => fc.integer(range).map((value) => (value / 100).toFixed(2))

const row = fc.record({
  category: fc.constantFrom(...PAYOUT_CATEGORIES.filter((category) => category !== 'payout')),
  amount: cents({ min: -500_000, max: 500_000 }),
  fee: cents({ min: -500, max: 2_000 }),
  vat: cents({ min: 0, max: 300 }),
  isBooked: fc.boolean(),
  rateOff: fc.integer({ min: -40, max: 40 }),
})

/** A payout of such rows, some of which are booked as payments, at another rate than the payout's. */
const input = fc.array(row, { minLength: 1, maxLength: 20 }).map((drawn): PayoutPlanInput => {
  const payments: BookedPayment[] = []
  const rows = drawn.map(({ vat, isBooked, rateOff, ...fields }, index) => {
    const plain = aRow({ ...fields, feeTax: decimal(vat) })
    const amount = plain.amount.replace('-', '')
    const isMoney = plain.category === 'charge' || plain.category === 'refund'
    if (!isBooked || !isMoney || amount === '0') return plain
    const kind = plain.category === 'refund' ? ('refund-payment' as const) : ('payment' as const)
    const held = rateOff === 0 ? amount : subtract(decimal(amount), decimal((rateOff / 100).toFixed(2)))
    payments.push(aPayment(String(index), held, { kind }))
    const presentment = rateOff === 0 ? null : { amount: decimal(amount), currency: 'USD', rate: null }
    return { ...plain, orderPaymentExternalId: String(index), presentment }
  })
  const facts = factsOf({ payments })
  return { payout: aPayout(rows), policies: policiesOf(), facts, scope: SCOPE, today: '2026-11-21' }
})

test('every line of every journal of a payout is explained by the rows of the payout, and evaluates to the same number', () => {
  let figures = 0
  fc.assert(
    fc.property(input, (payout) => {
      for (const { document } of planPayout(payout).writes) {
        const explanation = explainPayoutDocument(payout, document.reference)
        expect(explanation?.document).toEqual(document)
        if (explanation === null) continue
        const values = new Map(figuresOf(document).map(({ id, value }) => [id, value]))
        expect(evaluated(explanation)).toEqual(values)
        figures += values.size
        const constants = explanation.figures.flatMap(({ term }) =>
          termsIn(term).flatMap((node) => (node.what === 'constant' && node.value !== '0' ? [node.value] : [])),
        )
        expect(constants).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
  expect(figures).toBeGreaterThan(500)
}, 60_000)
