import type { PlanInput } from '#books/plan'
import type { NewEvidence } from '#database/evidence'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'

/** What one plan of a run was made from, beside the order and the rules. */
interface PlannedFrom extends Omit<PlanInput, 'order' | 'policies' | 'held' | 'scope'> {
  /** The documents that were held; what they say is in their links. */
  readonly held: readonly Pick<HeldDocument, 'reference' | 'state'>[]
}

/** What is kept of a run that wrote something, so that it can be made again. */
interface OrderEvidence {
  readonly order: Order
  /** More than one when the run learnt something on its way, such as a closed period, and planned once more. */
  readonly plans: readonly PlannedFrom[]
}

/** The evidence of a run: which order it read and what its plans were made from. */
export function orderEvidence(
  integration: { readonly integrationId: string; readonly revision: number },
  inputs: readonly PlanInput[],
): NewEvidence | null {
  const [first] = inputs
  if (first === undefined) return null
  const plans = inputs.map(({ order: _order, policies: _policies, scope: _scope, held, ...others }): PlannedFrom => ({
    ...others,
    held: held.map(({ reference, state }) => ({ reference, state })),
  }))
  const evidence: OrderEvidence = { order: first.order, plans }
  return {
    integrationId: integration.integrationId,
    revision: integration.revision,
    kind: 'order',
    body: JSON.stringify(evidence),
  }
}

/**
 * What the plans of a run were made from, as it was then; the last plan first, since only it saw everything.
 *
 * @param documents - every document of the record, with what it says.
 */
export function plansOf(
  body: string,
  rules: Pick<PlanInput, 'policies' | 'scope'>,
  documents: readonly HeldDocument[],
): PlanInput[] {
  const { order, plans } = JSON.parse(body) as OrderEvidence
  const known = new Map(documents.map((document) => [document.reference, document]))
  return plans
    .map(({ held, ...others }): PlanInput => ({
      ...others,
      ...rules,
      order,
      held: held.flatMap(({ reference, state }) => {
        const document = known.get(reference)
        return document === undefined ? [] : [{ ...document, state }]
      }),
    }))
    .reverse()
}
