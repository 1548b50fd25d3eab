import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { negate, sum } from '#lib/decimal'
import { isPaymentDocument, isSalesDocument } from '#model/documents'
import { documentDifferences } from '#model/invariants'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { order, orderLife } from '#testing/arbitraries/order'
import { carryOut } from '#testing/carry-out'
import { sized } from '#testing/size'
import { plan, type Plan } from './plan.ts'
import { type Policies, policiesOf } from './policies.ts'

const ORDERS = sized(10_000, 3_000)

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
      customer: fc.constantFrom('match-email', 'by-id', 'walk-in'),
    } as const)
    .map((input) => policiesOf(input))

const planOf = (order: Order, policies: Policies, held: readonly HeldDocument[] = []): Plan =>
  plan({ order, policies, held, scope: SCOPE })

const references = (held: readonly HeldDocument[]) =>
  held
    .map((one) => ({ reference: one.reference, state: one.state, total: totalOf(one) }))
    .sort((a, b) => (a.reference < b.reference ? -1 : 1))

const totalOf = ({ document }: HeldDocument) =>
  isSalesDocument(document) ? document.total : isPaymentDocument(document) ? document.amount : null

describe('any order', () => {
  test(`scenario 14: ${ORDERS} generated orders are planned with the store’s total and tax per rate, or not at all`, () => {
    let written = 0
    fc.assert(
      fc.property(order(), anyPolicies(), (order, policies) => {
        const { proof, targets, outcome, reason } = planOf(order, policies)
        const side = policies.currency
        const wrong = targets
          .filter((one) => isSalesDocument(one))
          .filter(
            (one) =>
              one.total !== order.totals.currentTotal[side] ||
              one.taxTotal !== order.totals.currentTax[side] ||
              sum(one.rows.map((row) => row.gross)) !== one.total ||
              documentDifferences(one).length > 0,
          )
        if (wrong.length > 0 || proof.differences.length > 0) throw new Error(reason?.message ?? 'wrong figures')
        if (outcome === 'write') written += 1
      }),
      { numRuns: ORDERS },
    )
    expect(written).toBeGreaterThan(ORDERS / 2)
  }, 120_000)

  test('gives the same documents however the store lists its parts, and however often', () => {
    const disorder = <T>(list: readonly T[]) => [...list].reverse().concat(list)
    fc.assert(
      fc.property(order(), anyPolicies(), (order, policies) => {
        const jumbled: Order = {
          ...order,
          lines: disorder(order.lines),
          shippingLines: disorder(order.shippingLines),
          fees: disorder(order.fees),
          payments: disorder(order.payments),
          refunds: disorder(order.refunds),
          fulfillments: disorder(order.fulfillments),
        }
        expect(planOf(jumbled, policies)).toEqual(planOf(order, policies))
      }),
      { numRuns: 300 },
    )
  })

  test('is unchanged once its plan was carried out', () => {
    fc.assert(
      fc.property(order(), anyPolicies(), (order, policies) => {
        const first = planOf(order, policies)
        fc.pre(first.outcome === 'write')
        const again = planOf(order, policies, carryOut([], first.writes))
        expect(again.outcome).toBe('unchanged')
        expect(again.writes).toEqual([])
        expect(again.targets).toEqual(first.targets)
      }),
      { numRuns: 300 },
    )
  })
})

describe('any life of an order', () => {
  /** Plans and carries out each state in turn; a crash stops the writes of each run after `stopAfter` of them. */
  function live(life: readonly Order[], policies: Policies, stopAfter = Number.POSITIVE_INFINITY) {
    let held: HeldDocument[] = []
    for (const state of life) {
      for (let runs = 0; runs < 20; runs += 1) {
        const { writes } = planOf(state, policies, held)
        if (writes.length === 0) break
        held = carryOut(held, writes.slice(0, stopAfter))
      }
    }
    return held
  }

  test('is completed to the same documents after a crash behind any write', () => {
    fc.assert(
      fc.property(orderLife(), anyPolicies(), (life, policies) => {
        expect(references(live(life, policies, 1))).toEqual(references(live(life, policies)))
      }),
      { numRuns: 300 },
    )
  })

  test('ends balanced: what is issued equals the store, or a person is asked', () => {
    fc.assert(
      fc.property(orderLife(), anyPolicies(), (life, policies) => {
        const held = live(life, policies)
        const last = life.at(-1)
        if (last === undefined) return
        const { outcome, reason, proof } = planOf(last, policies, held)
        const issued = held.filter((one) => one.state === 'issued').map((one) => one.document)
        const sales = issued.filter(isSalesDocument)
        const invoices = sales.filter((one) => one.kind !== 'sales-order')
        const net = sum(
          (invoices.length > 0 ? invoices : sales).map((one) =>
            one.kind === 'credit-note' ? negate(one.total) : one.total,
          ),
        )
        const balanced = sales.length === 0 || net === last.totals.currentTotal[policies.currency]
        const asked = outcome === 'hold' && reason?.code === 'OVERPAID'
        expect(asked || (balanced && proof.differences.length === 0)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('never writes a reference twice, and never more than one issued sales order', () => {
    fc.assert(
      fc.property(orderLife(), anyPolicies(), (life, policies) => {
        const held = live(life, policies)
        const all = held.map((one) => one.reference)
        expect(new Set(all).size).toBe(all.length)
        const orders = held.filter((one) => one.state === 'issued' && one.kind === 'sales-order')
        expect(orders.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })
})
