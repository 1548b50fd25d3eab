import { compare, type Decimal, ZERO } from '#lib/decimal'
import { originOf, unfollowed } from '#lib/decimal-origin'
import type { TargetDocument } from '#model/documents'
import type { Order } from '#model/order'
import { type FigureOf, figuresOf } from './explain-figures.ts'
import { evaluate, type Figures, type Term, termOf, termsIn } from './explain-terms.ts'
import { formulaOf, labelOf, type Reader, stepsOf } from './explain-text.ts'
import { followedHeld, followedOrder, followedPayments, followedPayout, unfollowedCopy } from './explain-trace.ts'
import { planPayout, type PayoutPlanInput } from './payouts/plan-payout.ts'
import { plan, type PlanInput } from './plan.ts'
import { sortedOrder } from './sorted-order.ts'

/** Why a document says what it says. */
export interface DocumentExplanation {
  /** As the planner made it, and `arrange` arranged it. */
  readonly document: TargetDocument
  /** Every number on it. */
  readonly figures: readonly Explanation[]
}

export interface Explanation {
  /** Unique in the document: `line:901/net`, `total`. */
  readonly figure: string
  readonly row: string | null
  /** What the row is called. */
  readonly title: string | null
  readonly name: string
  readonly label: string
  readonly value: Decimal
  readonly isQuantity: boolean
  /** The tax that it is of (`taxKeyId`); `null` = it is no tax. */
  readonly tax: string | null
  /** The calculation on one line. */
  readonly formula: string
  /** The fields of the record (and figures of the document) that it is made of. */
  readonly parts: readonly ExplainedPart[]
  readonly steps: readonly string[]
  /** The calculation as a tree; `evaluated` gives `value` again. */
  readonly term: Term
}

export interface ExplainedPart {
  /** In words, e.g. `unit price`. */
  readonly what: string
  readonly value: Decimal
  /** Where it stands: a field of the record, a figure of a document held before, or `figure:line:901/net` of this document. */
  readonly source: string
}

/** What becomes of a document before it is written, e.g. bundles as their components. */
export type Arrange = (document: TargetDocument) => TargetDocument

/**
 * Explains every number on a document of an order by planning the order once more, each figure of which remembers where it came
 * from: what is explained is the very calculation, not a second one beside it.
 *
 * @param input - what the planner was given when the document was written.
 * @returns `null` when the planner makes no document of this reference from it.
 */
export function explainDocument(
  input: PlanInput,
  reference: string,
  arrange: Arrange = (document) => document,
): DocumentExplanation | null {
  const followed = { ...input, order: followedOrder(sortedOrder(input.order)), held: followedHeld(input.held) }
  return explainPlanned(plan(followed), reference, arrange, input.order)
}

/** Explains every number on a document of a payout, as `explainDocument` does for an order. */
export function explainPayoutDocument(
  input: PayoutPlanInput,
  reference: string,
  arrange: Arrange = (document) => document,
): DocumentExplanation | null {
  const { held, payments, orders } = input.facts
  const facts = {
    held: followedHeld(held),
    payments: followedPayments(payments),
    orders: orders.map((one) => ({
      order: followedOrder(one.order, `orders[${one.order.externalId}]`),
      held: followedHeld(one.held),
    })),
  }
  return explainPlanned(planPayout({ ...input, payout: followedPayout(input.payout), facts }), reference, arrange)
}

/**
 * Explains a document of any plan that was made from figures that are followed (`explain-trace.ts`).
 *
 * @param order - for the names of its discounts.
 */
export function explainPlanned(
  planned: PlannedDocuments,
  reference: string,
  arrange: Arrange = (document) => document,
  order: Order | null = null,
): DocumentExplanation | null {
  const target = documentOf(planned, reference)
  return target === null ? null : explained(arrange(target), order)
}

function explained(target: TargetDocument, order: Order | null): DocumentExplanation {
  const figures = figuresOf(target)
  const known = followedFigures(figures)
  const reader: Reader = {
    order,
    currency: target.currency,
    figures: new Map(figures.map((figure) => [figure.id, figure])),
  }
  return {
    document: unfollowedCopy(target),
    figures: figures.map((figure) => explanationOf(figure, known.termOf(figure.id), reader)),
  }
}

/** What planners answer, as far as their documents go. */
export interface PlannedDocuments {
  readonly targets: readonly TargetDocument[]
  readonly writes: readonly (
    | { readonly action: 'create'; readonly document: TargetDocument }
    | { readonly action: 'cancel' | 'close' }
  )[]
}

/** A document of a plan: one that it writes, or one that it leaves as it is. */
export function documentOf({ writes, targets }: PlannedDocuments, reference: string): TargetDocument | null {
  const written = writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
  return [...written, ...targets].find((one) => one.reference === reference) ?? null
}

/** The figures by what they are and by what they are made of. A value that stands in two places is the figure of the first. */
function followedFigures(figures: readonly FigureOf[]): Figures {
  const owners = new Map<unknown, string>()
  for (const { id, value } of figures) {
    if (originOf(value) !== null && !owners.has(value)) owners.set(value, id)
  }
  const values = new Map(figures.map(({ id, value }) => [id, value]))
  const terms = new Map<string, Term>()
  const all: Figures = {
    idOf: (value) => owners.get(value),
    termOf(id) {
      const term = terms.get(id) ?? termOf(values.get(id) ?? ZERO, all, id)
      terms.set(id, term)
      return term
    },
  }
  return all
}

function explanationOf(figure: FigureOf, term: Term, reader: Reader): Explanation {
  const { id, row, title, name, label, isQuantity, tax } = figure
  return {
    figure: id,
    row,
    title,
    name,
    label,
    value: unfollowed(figure.value),
    isQuantity,
    tax,
    formula: term.what === 'constant' && isQuantity ? `${term.value}, as a whole` : formulaOf(term, reader),
    parts: partsOf(term, reader),
    steps: stepsOf(term, reader),
    term,
  }
}

function partsOf(term: Term, reader: Reader): ExplainedPart[] {
  const parts = termsIn(term).flatMap((node): ExplainedPart[] => {
    if (node.what !== 'source' && node.what !== 'held' && node.what !== 'figure') return []
    const source = node.what === 'figure' ? `figure:${node.figure}` : node.path
    return [{ what: labelOf(node, reader), value: node.value, source }]
  })
  return [...new Map(parts.map((part) => [part.source, part])).values()]
}

/** Calculates every explained figure from the fields of the record alone. */
export function evaluated({ figures }: Pick<DocumentExplanation, 'figures'>): ReadonlyMap<string, Decimal> {
  const terms = new Map(figures.map((one) => [one.figure, one.term]))
  const values = new Map<string, Decimal>()
  const valueOf = (figure: string): Decimal => {
    const known = values.get(figure)
    if (known !== undefined) return known
    const term = terms.get(figure)
    if (term === undefined) throw new RangeError(`the document has no figure ${figure}`)
    const value = evaluate(term, valueOf)
    values.set(figure, value)
    return value
  }
  for (const { figure } of figures) valueOf(figure)
  return values
}

/** Figures of `document` that are not what the explanation says: written by another version of the planner, or by hand. */
export function unexplained(explanation: DocumentExplanation, document: TargetDocument): string[] {
  const explained = new Map(explanation.figures.map((one) => [one.figure, one.value]))
  return figuresOf(document)
    .filter(({ id, value }) => {
      const known = explained.get(id)
      return known === undefined || compare(known, value) !== 0
    })
    .map(({ id }) => id)
}
