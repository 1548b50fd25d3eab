import { create, type Desk, dueOn, nextReference, salesDocument } from './desk.ts'
import { type Positions, rowOf } from './positions.ts'

/** What a further document is for. */
export interface Giving {
  /** Ends the references: `r900` for refund 900, the order's id for an edit. */
  readonly source: string
  readonly date: string
  readonly cause: string
}

/** A further invoice of `positions`, if there are any. */
export function invoiceMore(desk: Desk, positions: Positions, { source, date, cause }: Giving): void {
  if (positions.size === 0) return
  const rows = [...positions].map(([part, position]) => rowOf(part, position, desk.facts.taxesIncluded))
  const head = {
    kind: 'invoice',
    reference: nextReference(desk, 'invoice', source),
    date,
    basedOn: null,
    dueOn: dueOn(desk, date),
    cause,
  } as const
  create(desk, salesDocument(desk, head, rows))
}
