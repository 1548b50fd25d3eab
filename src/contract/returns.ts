import type { DocumentKind } from '#model/documents'
import type { Return } from '#model/refund'
import type { Context } from './context.ts'

/** A system whose returns are read with their goods; orders name returns without them. */
export interface ReturnSource<S> {
  ofOrder(context: Context<S>, orderExternalId: string): Promise<readonly Return[]>
}

/** A system that takes notes for people on its documents. They book nothing. */
export interface NoteTarget<S> {
  /**
   * Writes a note, or changes the one that is there. Can be repeated: a note with the same reference is changed, never written twice.
   * Answers the note's id.
   */
  put(context: Context<S>, about: NotedDocument, note: Note): Promise<string>
}

export interface NotedDocument {
  readonly kind: DocumentKind
  readonly externalId: string
}

export interface Note {
  /** Ours; stands in the note. */
  readonly reference: string
  /** Plain text. */
  readonly text: string
  /** The target's id of the note, `null` = not known. */
  readonly externalId: string | null
}
