import { compare, isPositive } from '#lib/decimal'
import type { TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { correct, type Write } from './corrections.ts'
import { documentsOf } from './documents.ts'
import { type Facts, factsOf } from './facts.ts'
import type { Policies } from './policies.ts'
import { type Proof, prove, proveNothingLeft } from './proof.ts'
import * as reasons from './reasons.ts'
import type { Reason } from './reasons.ts'
import { skipReason } from './skip.ts'
import { sortedOrder } from './sorted-order.ts'

export type { Write } from './corrections.ts'

/**
 * `write`: `writes` close the gap. `unchanged`: the target holds what it should. `wait`: something must happen in the store
 * first. `skip`: a rule says no. `hold`: a person has to look.
 */
type Outcome = 'write' | 'unchanged' | 'wait' | 'skip' | 'hold'

/** What the target should hold for an order, and the smallest set of writes that gets it there. */
export interface Plan {
  readonly outcome: Outcome
  /** In the order in which they must be made. Stopping after any of them and planning again completes the rest. */
  readonly writes: readonly Write[]
  /** All documents that should exist, held or not. */
  readonly targets: readonly TargetDocument[]
  readonly proof: Proof
  /** Why nothing is written; `null` for `write` and `unchanged`. */
  readonly reason: Reason | null
}

export interface PlanInput {
  readonly order: Order
  readonly policies: Policies
  /** Every document that was ever written for the order, cancelled ones too. */
  readonly held: readonly HeldDocument[]
  /** Key of the integration; the first part of every reference. */
  readonly scope: string
}

/** Plans one order. Pure: the same input gives the same plan, and a plan that was carried out gives `unchanged`. */
export function plan(input: PlanInput): Plan {
  const order = sortedOrder(input.order)
  const { policies, held, scope } = input
  const facts = factsOf(order, policies, held)
  const wanted = documentsOf({ order, facts, policies, held, scope })
  const proof = prove(facts, wanted)
  const stop = (outcome: Outcome, reason: Reason): Plan => ({ outcome, writes: [], targets: wanted, proof, reason })

  const skipped = held.length === 0 ? skipReason(order, policies) : null
  if (skipped !== null) return { ...stop('skip', skipped), targets: [] }
  if (order.cancelledAt !== null || facts.sales.length === 0) return planNothingLeft(order, facts, held)
  if (facts.moneyRefunds.length > 0 || isPositive(facts.till.refunded)) {
    return stop('hold', reasons.refundNotSupported(order))
  }
  if (order.taxesEstimated) return stop(policies.estimatedTaxes, reasons.taxesEstimated(order))
  if (wanted.length === 0) return stop('wait', waitReason(order, policies))
  if (proof.differences.length > 0) return stop('hold', reasons.orderUnbalanced(order, proof))
  const correction = correct(wanted, held)
  if (!correction.possible) {
    return stop('hold', reasons.changedAfterPosting(order, correction.document, correction.changes))
  }
  const unsettled = policies.payments ? unsettledReason(order, facts) : null
  if (unsettled !== null) return stop('hold', unsettled)
  const { writes, targets } = correction
  return { outcome: writes.length === 0 ? 'unchanged' : 'write', writes, targets, proof, reason: null }
}

/** An order that was cancelled, or of which everything was taken off: the target should hold nothing. */
function planNothingLeft(order: Order, facts: Facts, held: readonly HeldDocument[]): Plan {
  const cancelled = order.cancelledAt !== null
  const proof = cancelled ? prove(facts, []) : proveNothingLeft(facts)
  const stop = (outcome: Outcome, reason: Reason): Plan => ({ outcome, writes: [], targets: [], proof, reason })

  if (proof.differences.length > 0) return stop('hold', reasons.orderUnbalanced(order, proof))
  if (isPositive(facts.till.kept)) {
    return stop('hold', cancelled ? reasons.cancelledButPaid(order, facts) : reasons.overpaid(order, facts))
  }
  if (held.length === 0) {
    return stop('skip', cancelled ? reasons.cancelledBeforePosting(order) : reasons.nothingToBook(order))
  }
  const correction = correct([], held)
  if (!correction.possible) {
    return stop('hold', reasons.changedAfterPosting(order, correction.document, correction.changes))
  }
  const { writes } = correction
  return { outcome: writes.length === 0 ? 'unchanged' : 'write', writes, targets: [], proof, reason: null }
}

/** Why the payments cannot settle the documents to exactly nothing, or `null`. Partly paid is no reason. */
function unsettledReason(order: Order, facts: Facts): Reason | null {
  const { debt, till, stated } = facts
  if (compare(debt.settled, debt.due) > 0) return reasons.overpaid(order, facts)
  const covered = debt.settled === debt.due && till.settled !== stated.total
  return covered || compare(till.settled, stated.total) > 0 ? reasons.exchangeDifference(order, facts) : null
}

/** Nothing is wanted yet: names what the first document waits for. */
function waitReason(order: Order, policies: Policies): Reason {
  const awaited = policies.documents === 'invoice' ? policies.invoiceOn : policies.orderOn
  return awaited === 'fulfilled' ? reasons.notFulfilledYet(order) : reasons.notPaidYet(order)
}
