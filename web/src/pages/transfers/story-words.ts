import { en, type TextId } from '#web/languages/en.ts'
import type { Say } from '#web/languages/use-text.ts'

/** The text of an id that may not be there, with what to say instead. */
const known = (id: string): TextId | null => (id in en ? (id as TextId) : null)

/** What people call a kind of document; one that has no name yet is called as it is. */
export function documentText(text: Say, kind: string): string {
  const id = known(`document.${kind}`)
  return id === null ? kind : text(id)
}

/** How a record was found. */
export function foundText(text: Say, by: string): string {
  const id = known(`story.found.${by}`)
  return text(id ?? 'transfer.heard')
}

/** What somebody did, as the audit log names it. */
export function changeText(text: Say, event: string, who: string): string {
  const id = known(`story.change.${event}`)
  return id === null ? text('story.change.other', { who, event }) : text(id, { who })
}

/** A code's name on a document: item, account … */
export function codeText(text: Say, field: string): string {
  const id = known(`story.code.${field}`)
  return id === null ? field : text(id)
}

/** Why it is not certain that a document of the target belongs to a record. */
export function doubtText(text: Say, doubt: string): string {
  const id = known(`story.adopt.doubt.${doubt}`)
  return id === null ? doubt : text(id)
}
