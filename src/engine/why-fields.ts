import type { DocumentEvidence } from '#database/evidence'
import { fieldsFor } from '#mapping/fields'
import { resolve } from '#mapping/resolve'
import type { FieldValue, TargetDocument } from '#model/documents'
import type { Order } from '#model/order'
import { filledFields } from './extra-fields.ts'
import type { History, RuleLife } from './why-history.ts'

/** A field that an expression filled when the document was written. */
export interface WhyField {
  readonly field: string
  /** The row that it stands on; `null` = the document itself. */
  readonly on: string | null
  /** As it was written. */
  readonly value: FieldValue
  readonly expression: string
  /** What the expression looked at, e.g. `record.note`; empty when that is no longer kept. */
  readonly reads: readonly string[]
  readonly life: RuleLife
}

/** The fields of a document, under the rules of then. */
export async function whyFields(
  { kind, document, evidence }: DocumentEvidence,
  history: History,
  integration: { readonly key: string; readonly name: string },
): Promise<WhyField[]> {
  const { fields } = document as TargetDocument
  if (fields === undefined) return []
  const { mappings } = history.rules
  const entries = fieldsFor(kind as TargetDocument['kind'], mappings.fields)
  const record = evidence?.kind === 'order' ? (JSON.parse(evidence.body) as { readonly order: Order }).order : null
  const mapped = resolve(document as TargetDocument, mappings)
  const looked =
    record === null || !mapped.ok
      ? []
      : await filledFields(mapped.document, record, { row: integration, entries }, { trace: true }).catch(() => [])
  return entries.flatMap((entry) => {
    const { field, expression } = entry
    const life = history.entryLife({ table: 'fields', at: mappings.fields.indexOf(entry), content: entry })
    const places: [string | null, FieldValue | undefined][] =
      entry.on === 'document'
        ? [[null, fields.document[field]]]
        : Object.entries(fields.rows).map(([row, values]) => [row, values[field]])
    return places.flatMap(([on, value]) => {
      const own = looked.find((one) => one.entry === entry && one.on === on)
      return value === undefined ? [] : [{ field, on, value, expression, reads: own?.reads ?? [], life }]
    })
  })
}
