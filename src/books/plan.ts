import { compare, equals, isPositive, isZero } from '#lib/decimal'
import { type Capabilities, UNLIMITED } from '#model/capabilities'
import type { TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { withBookedMoney } from './booked-money.ts'
import { correct } from './corrections/corrections.ts'
import { type Desk, inForce, openDesk, type Write } from './corrections/desk.ts'
import { wantedPositions } from './corrections/wanted.ts'
import { type Facts, factsOf } from './facts.ts'
import { heldParty, partyOf } from './party.ts'
import type { Policies } from './policies.ts'
import { type Proof, prove } from './proof.ts'
import * as reasons from './reasons.ts'
import type { Reason } from './reasons.ts'
import { soldRows } from './rows.ts'
import { skipReason } from './skip.ts'
import { sortedOrder } from './sorted-order.ts'
import { taxCountry } from './tax-keys.ts'

export type { Write } from './corrections/desk.ts'

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
  /** All documents that should be in force, held or not. */
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
  /** What the target can hold; absent = everything. */
  readonly capabilities?: Capabilities
  /** The day of the run in the shop's zone, for targets that take no earlier dates; absent = not known. */
  readonly today?: string | null
  /** The last day that the target has closed; absent = none. */
  readonly closedUntil?: string | null
}

/** Plans one order. Pure: the same input gives the same plan, and a plan that was carried out gives `unchanged`. */
export function plan(input: PlanInput): Plan {
  const order = withBookedMoney(sortedOrder(input.order), input.held, input.scope)
  const capabilities = input.capabilities ?? UNLIMITED
  const policies = withinCapabilities(input.policies, capabilities)
  const { held, scope, today = null, closedUntil = null } = input
  const facts = factsOf(order, policies, held)
  const party = heldParty(held) ?? partyOf(order, policies)
  const country = taxCountry(order, policies)
  const desk = openDesk({ order, facts, policies, held, scope, capabilities, today, closedUntil, party, country })
  const skipped = held.length === 0 ? skipReason(order, policies) : null
  if (skipped !== null) return stopped(desk, 'skip', skipped)
  if (order.taxesEstimated) return stopped(desk, policies.estimatedTaxes, reasons.taxesEstimated(order))
  const rows = soldRows(facts, policies)
  correct(desk, rows)
  const nothingLeft = wantedPositions(facts, rows).size === 0
  if (inForce(desk).length === 0 && desk.writes.length === 0 && desk.refusal === null)
    return withoutDocuments(desk, nothingLeft)
  return judged(desk)
}

/** Where rows that lower a total cannot be held, discounts are contained in the rows they belong to. */
const withinCapabilities = (policies: Policies, { negativeRows }: Capabilities): Policies =>
  negativeRows ? policies : { ...policies, discounts: 'price' }

const stopped = (desk: Desk, outcome: Outcome, reason: Reason): Plan => ({
  outcome,
  writes: [],
  targets: outcome === 'skip' ? [] : inForce(desk),
  proof: prove(desk.facts, inForce(desk)),
  reason,
})

/** Nothing is held and nothing to be written: there is nothing left to book, or its time has not come. */
function withoutDocuments(desk: Desk, nothingLeft: boolean): Plan {
  const { order, facts, policies, held } = desk
  const { till, stated } = facts
  const cancelled = order.cancelledAt !== null
  const proof = prove(facts, [], { isNothingLeft: true })
  if (!nothingLeft && !cancelled) return stopped(desk, 'wait', waitReason(order, policies))
  // Everything that was ever written was taken back, and money is somebody else's business.
  if (held.length > 0 && !policies.payments)
    return { outcome: 'unchanged', writes: [], targets: [], proof, reason: null }
  if (isPositive(till.kept)) {
    return stopped(desk, 'hold', cancelled ? reasons.cancelledButPaid(order, facts) : reasons.overpaid(order, facts))
  }
  if (!cancelled && !isZero(stated.total))
    return { ...stopped(desk, 'hold', reasons.orderUnbalanced(order, proof)), proof }
  // Everything that was ever written was taken back.
  if (held.length > 0) return { outcome: 'unchanged', writes: [], targets: [], proof, reason: null }
  return stopped(desk, 'skip', cancelled ? reasons.cancelledBeforePosting(order) : reasons.nothingToBook(order))
}

/** The plan, if its documents balance and nothing stands in the way. */
function judged(desk: Desk): Plan {
  const { order, facts, policies, writes } = desk
  const targets = inForce(desk)
  const proof = prove(
    facts,
    targets.filter((document) => document.reference !== desk.frozenOrder),
  )
  const stop = (reason: Reason): Plan => ({ outcome: 'hold', writes: [], targets, proof, reason })
  if (desk.refusal !== null) return stop(desk.refusal)
  if (proof.differences.length > 0) return stop(reasons.orderUnbalanced(order, proof))
  if (policies.payments && isOverpaid(order, facts)) return stop(reasons.overpaid(order, facts))
  return { outcome: writes.length === 0 ? 'unchanged' : 'write', writes, targets, proof, reason: null }
}

/** More paid than the order ever came to, and nothing that was taken off explains it. */
function isOverpaid(order: Order, { debt }: Facts): boolean {
  if (compare(debt.settled, debt.due) <= 0 || order.edited || order.cancelledAt !== null) return false
  return order.refunds.length === 0 && order.lines.every((line) => equals(line.quantity, line.currentQuantity))
}

/** Nothing is wanted yet: names what the first document waits for. */
function waitReason(order: Order, policies: Policies): Reason {
  const awaited = policies.documents === 'invoice' ? policies.invoiceOn : policies.orderOn
  return awaited === 'fulfilled' ? reasons.notFulfilledYet(order) : reasons.notPaidYet(order)
}
