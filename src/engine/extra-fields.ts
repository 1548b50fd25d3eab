import { evaluateBounded } from '#lib/bounded-expressions'
import { TillbridgeError } from '#lib/errors'
import { type FieldEntry, fieldsFor } from '#mapping/fields'
import type { ExtraFields, FieldValue, MappedDocument } from '#model/documents'
import type { Order } from '#model/order'

/** What fills fields, and for whom. */
export interface FieldRules {
  readonly row: { readonly key: string; readonly name: string }
  readonly entries: readonly FieldEntry[]
}

/** One value of one field, and what it was made from. */
export interface FilledField {
  readonly entry: FieldEntry
  /** The row that it stands on; `null` = the document itself. */
  readonly on: string | null
  /** `null` = it comes to nothing, and is not set. */
  readonly value: FieldValue | null
  /** What it looked at, e.g. `record.note`; only when it was asked for. */
  readonly reads: readonly string[]
}

/**
 * The documents with the fields that expressions fill, each from its order; what is about no order stays as it is. The same order and
 * document always come to the same values.
 *
 * @throws {TillbridgeError} `rejected`, `FIELD_EXPRESSION_FAILED`.
 */
export async function withExtraFields(
  documents: readonly MappedDocument[],
  recordOf: (reference: string) => Order | null,
  rules: FieldRules,
): Promise<readonly MappedDocument[]> {
  if (rules.entries.length === 0) return documents
  const complete: MappedDocument[] = []
  for (const document of documents) {
    const record = recordOf(document.reference)
    const filled = record === null ? [] : await filledFields(document, record, rules)
    const fields = asExtraFields(filled)
    complete.push(fields === null ? document : { ...document, fields })
  }
  return complete
}

/**
 * Every field of a document that an expression fills, or leaves empty.
 *
 * @throws {TillbridgeError} `rejected`, `FIELD_EXPRESSION_FAILED`, naming the field and the place in its expression.
 */
export async function filledFields(
  document: MappedDocument,
  record: Order,
  { row, entries }: FieldRules,
  { trace = false }: { readonly trace?: boolean } = {},
): Promise<FilledField[]> {
  const wanted = fieldsFor(document.kind, entries).flatMap((entry) =>
    placesOf(document, record, entry).map(({ on, input }) => ({ entry, on, input })),
  )
  const base = { record, document, integration: { key: row.key, name: row.name } }
  const tasks = wanted.map(({ entry, input }) => ({ source: entry.expression, input, trace }))
  const answers = await evaluateBounded({ base, tasks })
  return wanted.map(({ entry, on }, index) => {
    const answer = answers[index] ?? { ok: false, reason: 'There is no answer', character: null }
    if (!answer.ok) throw failed(entry, document, answer)
    const { value, reads } = answer
    if (value !== null && !isFieldValue(value))
      throw failed(entry, document, {
        reason: `It comes to a ${Array.isArray(value) ? 'list' : 'group of values'}, and a field takes one text, number or true/false`,
        character: null,
      })
    return { entry, on, value: value === '' ? null : value, reads }
  })
}

export const isFieldValue = (value: unknown): value is FieldValue =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))

type Input = Readonly<Record<string, unknown>>

/** Where an entry is filled: on the document, or on each of its rows, which is seen with the line of the order that it comes from. */
function placesOf(document: MappedDocument, record: Order, { on }: FieldEntry): { on: string | null; input: Input }[] {
  if (on === 'document') return [{ on: null, input: {} }]
  if (!('rows' in document)) return []
  const lines = new Map(record.lines.map((line) => [`line:${line.externalId}`, line]))
  return document.rows.map((row) => {
    const [part = ''] = row.id.split('/')
    return { on: row.id, input: { row, line: lines.get(part) ?? null } }
  })
}

function asExtraFields(filled: readonly FilledField[]): ExtraFields | null {
  const document: Record<string, FieldValue> = {}
  const rows: Record<string, Record<string, FieldValue>> = {}
  for (const { entry, on, value } of filled) {
    if (value === null) continue
    if (on === null) document[entry.field] = value
    else (rows[on] ??= {})[entry.field] = value
  }
  const isEmpty = Object.keys(document).length === 0 && Object.keys(rows).length === 0
  return isEmpty ? null : { document, rows }
}

const failed = (
  { field, expression }: FieldEntry,
  { kind, orderName }: MappedDocument,
  { reason, character }: { readonly reason: string; readonly character: number | null },
): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FIELD_EXPRESSION_FAILED',
    message: `The expression for the field ${field} cannot be worked out for the ${kind} of ${orderName}${character === null ? '' : `, at character ${character}`}: ${reason}.`,
    remedy: 'Correct the expression under field overrides of the mapping; its preview shows the same for this order.',
    subject: `field:${field}`,
    detail: { expression, reason, character },
  })
