import {
  type Arrange,
  type DocumentExplanation,
  explainDocument,
  explainPayoutDocument,
  explainPlanned,
  type PlannedDocuments,
} from '#books/explain'
import { followedHeld } from '#books/explain-trace'
import { plan, type PlanInput } from '#books/plan'
import { planPayout, type PayoutPlanInput } from '#books/payouts/plan-payout'
import type { Policies } from '#books/policies'
import { type NewEvidence, withoutPerson } from '#database/evidence'
import type { Party, TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { planUndo, type UndoInput } from './undo-plan.ts'

/** What one plan of a run was made from, beside the order and the rules. */
interface PlannedFrom extends Omit<PlanInput, 'order' | 'policies' | 'held' | 'scope'> {
  /** The documents that were held. What they say is in their links; those that the target's people made have none, and are kept whole. */
  readonly held: readonly (Pick<HeldDocument, 'reference' | 'state'> | HeldDocument)[]
}

/** What is kept of a run that wrote something, so that it can be made again. */
interface OrderEvidence extends Bound {
  readonly order: Order
  /** More than one when the run learnt something on its way, such as a closed period, and planned once more. */
  readonly plans: readonly PlannedFrom[]
}

interface PayoutEvidence {
  /** More than one when payments had to be booked before it was known what they moved. */
  readonly plans: readonly Omit<PayoutPlanInput, 'policies' | 'scope'>[]
}

interface UndoEvidence extends Bound {
  readonly plans: readonly (Pick<PlannedFrom, 'held'> &
    Pick<UndoInput, 'capabilities' | 'today'> & { readonly uncancellable: readonly string[] })[]
}

interface Bound {
  /** The items that its variants were bound to; absent = not kept yet. */
  readonly bound?: Readonly<Record<string, string>>
}

type Owner = Pick<NewEvidence, 'integrationId' | 'revision'> & { readonly bound: ReadonlyMap<string, string> }

/** The evidence of a run: which order it read and what its plans were made from. */
export function orderEvidence({ bound, ...owner }: Owner, inputs: readonly PlanInput[]): NewEvidence | null {
  const [first] = inputs
  if (first === undefined) return null
  const plans = inputs.map(({ order: _order, policies: _policies, scope: _scope, held, ...others }): PlannedFrom => ({
    ...others,
    held: named(held),
  }))
  const evidence: OrderEvidence = { order: first.order, plans, bound: Object.fromEntries(bound) }
  return { ...owner, kind: 'order', body: JSON.stringify(evidence) }
}

const named = (held: readonly HeldDocument[]): PlannedFrom['held'] =>
  held.map((one) => (one.byTarget === true ? heldWithoutPerson(one) : { reference: one.reference, state: one.state }))

/** The evidence of a run that took back what was written. */
export function undoEvidence({ bound, ...owner }: Owner, inputs: readonly UndoInput[]): NewEvidence | null {
  if (inputs.length === 0) return null
  const plans = inputs.map(({ held, uncancellable = new Set(), ...others }) => ({
    ...others,
    held: named(held),
    uncancellable: [...uncancellable],
  }))
  const evidence: UndoEvidence = { plans, bound: Object.fromEntries(bound) }
  return { ...owner, kind: 'undo', body: JSON.stringify(evidence) }
}

/** The evidence of a run of a payout. It is about many orders, so nothing about persons is kept with it at all. */
export function payoutEvidence(
  { integrationId, revision }: Owner,
  inputs: readonly PayoutPlanInput[],
): NewEvidence | null {
  if (inputs.length === 0) return null
  const plans = inputs.map(({ policies: _policies, scope: _scope, payout, facts, ...others }) => ({
    ...others,
    payout: {
      ...payout,
      transactions: payout.transactions.map((transaction) => ({ ...transaction, description: null })),
    },
    facts: {
      held: facts.held.map(heldWithoutPerson),
      payments: facts.payments.map(heldWithoutPerson),
      orders: facts.orders.map(({ order, held }) => ({
        order: withoutPerson(order),
        held: held.map(heldWithoutPerson),
      })),
    },
  }))
  const evidence: PayoutEvidence = { plans }
  return { integrationId, revision, kind: 'payout', body: JSON.stringify(evidence) }
}

const heldWithoutPerson = <H extends { readonly document: TargetDocument }>(held: H): H => ({
  ...held,
  document: documentWithoutPerson(held.document),
})

/** Parties lose all but a key that tells them apart inside one document's own order; notes go. */
const documentWithoutPerson = ({ fields: _fields, ...document }: TargetDocument): TargetDocument => ({
  ...document,
  ...('party' in document ? { party: nobody(document.party) } : {}),
  ...('remarks' in document ? { remarks: null } : {}),
  ...('lines' in document
    ? { lines: document.lines.map((line) => ({ ...line, party: line.party === null ? null : nobody(line.party) })) }
    : {}),
})

const nobody = ({ kind, keys }: Party): Party => ({
  kind,
  keys: [keys.find((key) => !key.startsWith('email:')) ?? 'nobody'],
  name: 'A customer',
  customer: null,
  company: null,
  email: null,
  phone: null,
  billingAddress: null,
  shippingAddress: null,
})

/** A plan of a run, to be made again. */
export interface Decision {
  explain(reference: string, arrange?: Arrange): DocumentExplanation | null
  /** The same facts under other policies. */
  replan(policies: Policies): PlannedDocuments
}

/**
 * The plans of a run as they were made then; the last one first, since only it saw everything.
 *
 * @param documents - every document of the record, with what it says.
 */
export function decisionsOf(
  { kind, body }: Pick<NewEvidence, 'kind' | 'body'>,
  rules: Pick<PlanInput, 'policies' | 'scope'>,
  documents: readonly HeldDocument[],
): Decision[] {
  const decisions =
    kind === 'payout'
      ? payoutDecisions(body, rules)
      : kind === 'undo'
        ? undoDecisions(body, documents)
        : orderDecisions(body, rules, documents)
  return decisions.reverse()
}

function orderDecisions(
  body: string,
  rules: Pick<PlanInput, 'policies' | 'scope'>,
  documents: readonly HeldDocument[],
): Decision[] {
  const { order, plans } = JSON.parse(body) as OrderEvidence
  return plans.map(({ held, ...others }) => {
    const input: PlanInput = { ...others, ...rules, order, held: heldThen(held, documents) }
    return {
      explain: (reference, arrange) => explainDocument(input, reference, arrange),
      replan: (policies) => plan({ ...input, policies }),
    }
  })
}

/** No policy decides how something is taken back: whatever they say, the answer is the same. */
function undoDecisions(body: string, documents: readonly HeldDocument[]): Decision[] {
  const { plans } = JSON.parse(body) as UndoEvidence
  return plans.map(({ held, uncancellable, ...others }) => {
    const input: UndoInput = {
      ...others,
      held: heldThen(held, documents),
      uncancellable: new Set(uncancellable),
    }
    return {
      explain: (reference, arrange) => {
        const { writes } = planUndo({ ...input, held: followedHeld(input.held) })
        return explainPlanned({ writes, targets: [] }, reference, arrange)
      },
      replan: () => ({ writes: planUndo(input).writes, targets: [] }),
    }
  })
}

/** The documents that were held, in the state in which they were. */
function heldThen(held: PlannedFrom['held'], documents: readonly HeldDocument[]): HeldDocument[] {
  const known = new Map(documents.map((document) => [document.reference, document]))
  return held.flatMap((one) => {
    if ('document' in one) return [one]
    const document = known.get(one.reference)
    return document === undefined ? [] : [{ ...document, state: one.state }]
  })
}

/** The items that the variants of a run's documents were bound to, by variant; `null` = an earlier version did not keep it. */
export function boundThen({ body }: Pick<NewEvidence, 'body'>): ReadonlyMap<string, string> | null {
  const { bound } = JSON.parse(body) as Bound
  return bound === undefined ? null : new Map(Object.entries(bound))
}

function payoutDecisions(body: string, rules: Pick<PlanInput, 'policies' | 'scope'>): Decision[] {
  const { plans } = JSON.parse(body) as PayoutEvidence
  return plans.map((others) => {
    const input: PayoutPlanInput = { ...others, ...rules }
    return {
      explain: (reference, arrange) => explainPayoutDocument(input, reference, arrange),
      replan: (policies) => planPayout({ ...input, policies }),
    }
  })
}
