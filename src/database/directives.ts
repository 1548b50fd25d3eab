/**
 * What a person decided about a record, whatever becomes of the record in the store: `undo`: what was written is taken back and
 * nothing is written again. `adopt`: nothing is written until it is decided which documents of the target belong to the record.
 * `differs`: as `adopt`, after a document was adopted whose figures differ from the store's.
 */
export const DIRECTIVES = ['undo', 'adopt', 'differs'] as const
export type DirectiveKind = (typeof DIRECTIVES)[number]

export interface Directive {
  readonly kind: DirectiveKind
  /** For the person who looks at the transfer, e.g. `Undone on 2026-11-21 by Ann.` */
  readonly note: string
}
