import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { order, orderLife } from '#testing/arbitraries/order'
import { carryOut } from '#testing/carry-out'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { evaluated, explainDocument } from './explain.ts'
import { figuresOf } from './explain-figures.ts'
import { termsIn } from './explain-terms.ts'
import { plan, type PlanInput } from './plan.ts'
import { type Policies, policiesOf } from './policies.ts'

const SCOPE = 'nordlys'

const anyPolicies = (): fc.Arbitrary<Policies> =>
  fc
    .record({
      documents: fc.constantFrom('order', 'invoice', 'order-and-invoice'),
      orderOn: fc.constantFrom('created', 'paid', 'fulfilled'),
      invoiceOn: fc.constantFrom('created', 'paid', 'fulfilled'),
      payments: fc.boolean(),
      priceMode: fc.constantFrom('store', 'net', 'gross'),
      currency: fc.constantFrom('shop', 'presentment'),
      discounts: fc.constantFrom('price', 'line'),
    } as const)
    .map((input) => policiesOf(input))

/** Explains every figure of every document, and answers how many there were. */
function explainAll(input: PlanInput): number {
  let figures = 0
  for (const target of plan(input).targets) {
    const explanation = explainDocument(input, target.reference)
    if (explanation === null) throw new Error(`${target.reference} is not explained`)
    // The plan that is followed is the plan that was made.
    expect(explanation.document).toEqual(target)
    const values = new Map(figuresOf(target).map(({ id, value }) => [id, value]))
    expect(evaluated(explanation)).toEqual(values)
    figures += values.size
    expect(explanation.figures.filter(({ formula }) => formula === '')).toEqual([])
    // Nothing stays unexplained: a number that the planner brought itself is nothing, one, or a rate that the record states.
    const constants = explanation.figures.flatMap(({ term }) =>
      termsIn(term).flatMap((node) => (node.what === 'constant' ? [node.value] : [])),
    )
    const known = new Set(['0', '1', ...ratesIn(input.order)])
    expect(constants.filter((value) => !known.has(value))).toEqual([])
  }
  return figures
}

const ratesIn = ({ lines, shippingLines, fees }: Order): string[] =>
  [...lines, ...lines.flatMap((line) => line.duties), ...shippingLines, ...fees]
    .flatMap((part) => part.taxes)
    .map((tax) => tax.ratePercent ?? '')

describe('every figure of every document', () => {
  test('is explained by fields of the record, and evaluates to the same number: 400 generated orders', () => {
    let figures = 0
    fc.assert(
      fc.property(order(), anyPolicies(), (order, policies) => {
        figures += explainAll({ order, policies, held: [], scope: SCOPE })
      }),
      { numRuns: 400 },
    )
    expect(figures).toBeGreaterThan(5_000)
  }, 120_000)

  test('also after every step of a life, with what was held before', () => {
    let figures = 0
    fc.assert(
      fc.property(orderLife(), anyPolicies(), (life: readonly Order[], policies) => {
        let held: HeldDocument[] = []
        for (const order of life) {
          const input = { order, policies, held, scope: SCOPE }
          figures += explainAll(input)
          held = carryOut(held, plan(input).writes)
        }
      }),
      { numRuns: 60 },
    )
    expect(figures).toBeGreaterThan(1_000)
  }, 120_000)
})
