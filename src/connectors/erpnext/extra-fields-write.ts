import type { ExtraFields, FieldValue, MappedDocument } from '#model/documents'
import type { Fields } from './sales-head.ts'
import { isPieceOf } from './originals.ts'
import { ROW_FIELD } from './vendor.ts'

/** The body with the fields that people fill. Rows that ERPNext takes as charges have none. */
export function withExtraFields({ fields: extra }: MappedDocument, body: Fields): Fields {
  if (extra === undefined) return body
  const items = body['items']
  return {
    ...body,
    ...asSent(extra.document),
    ...(Array.isArray(items) ? { items: items.map((item: Fields) => ({ ...item, ...rowFields(extra, item) })) } : {}),
  }
}

/** A row may have been split into pieces, each of which is filled like the whole. */
function rowFields({ rows }: ExtraFields, item: Fields): Fields {
  const key = String(item[ROW_FIELD])
  const own = rows[key] ?? Object.entries(rows).find(([id]) => isPieceOf(key, id))?.[1]
  return own === undefined ? {} : asSent(own)
}

/** ERPNext has 0 and 1 for yes and no. */
const asSent = (fields: Readonly<Record<string, FieldValue>>): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  )

/** Fields that ERPNext took without a word and does not have: an answer names every field that is filled. */
export function ignoredFields(
  { fields: extra }: MappedDocument,
  answer: unknown,
): { ignoredFields?: readonly string[] } {
  if (extra === undefined) return {}
  const head = Object(answer) as Fields
  const items = Array.isArray(head['items']) ? (head['items'] as Fields[]) : []
  const ofRows = new Set(Object.values(extra.rows).flatMap((row) => Object.keys(row)))
  const ignored = [
    ...Object.keys(extra.document).filter((name) => !Object.hasOwn(head, name)),
    ...[...ofRows].filter((name) => !items.some((item) => Object.hasOwn(item, name))),
  ]
  return ignored.length === 0 ? {} : { ignoredFields: ignored }
}
