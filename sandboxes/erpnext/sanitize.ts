import type { Doc } from './controller.ts'
import { rows } from './fields.ts'
import type { Meta } from './meta.ts'

const HTML_TYPES: ReadonlySet<string> = new Set([
  'Text Editor',
  'HTML Editor',
  'Data',
  'Small Text',
  'Text',
  'Long Text',
])
const SCRIPTS = /<(script|style|iframe|object|embed)\b[^>]*>[^]*?(<\/\1\s*>|$)/gi
const HANDLERS = /\s+on\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi

/** Takes scripts and event handlers out of the texts of a document, as the framework does before it stores them. */
export function sanitizeTexts(doc: Doc, meta: Meta, metaOf: (doctype: string) => Meta): void {
  for (const field of meta.fields) {
    const value = doc[field.fieldname]
    if (typeof value !== 'string' || !value.includes('<') || !HTML_TYPES.has(field.fieldtype)) continue
    doc[field.fieldname] = value
      .replaceAll(SCRIPTS, '')
      .replaceAll(/<[a-z][^>]*>/gi, (tag) => tag.replaceAll(HANDLERS, ''))
  }
  for (const table of meta.tables) {
    const child = metaOf(table.options ?? '')
    for (const row of rows(doc, table.fieldname)) sanitizeTexts(row, child, metaOf)
  }
}
