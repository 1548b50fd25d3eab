import type { Doc } from '#sandboxes/erpnext/controller'
import type { Meta } from '#sandboxes/erpnext/meta'
import { valueJson, valueText } from './value-text.ts'

const TAG = /\{\{([^}]*)\}\}/g
/** `doc.name`, `doc.name | tojson`, `doc.lr_no | default('')`. */
const EXPRESSION = /^\s*doc\.(\w+)\s*(?:\|\s*(tojson|default\(\s*(?:'([^']*)'|"([^"]*)")\s*\))\s*)?$/

/** What of a template this sandbox cannot write, as a sentence; `null` when it can write all of it. */
export function templateFault(template: string): string | null {
  if (/\{%|\{#/.test(template)) return 'Statements and comments ({% … %}, {# … #}) are not supported by this sandbox.'
  for (const [tag, inside = ''] of template.matchAll(TAG)) {
    if (!EXPRESSION.test(inside))
      return `${tag} is not supported by this sandbox: it knows {{ doc.field }}, {{ doc.field | tojson }} and {{ doc.field | default('text') }}.`
  }
  return template.replaceAll(TAG, '').includes('{{') ? 'A {{ is not closed.' : null
}

/** Fills a template from a document, as the site's template language does. Throws on what `templateFault` tells of. */
export function renderTemplate(template: string, doc: Readonly<Doc>, meta: Meta): string {
  const fault = templateFault(template)
  if (fault !== null) throw new Error(fault)
  return template.replaceAll(TAG, (_, inside: string) => {
    const [, field = '', filter = '', single, double] = EXPRESSION.exec(inside) ?? []
    if (filter === 'tojson') return valueJson(doc, field, meta)
    const missing = doc[field] === undefined && !meta.byName.has(field)
    return filter !== '' && missing ? (single ?? double ?? '') : valueText(doc, field, meta)
  })
}
