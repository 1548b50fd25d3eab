import type { ExtraFieldRules } from '#contract/target'
import type { FieldValue, MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { Values } from './client.ts'
import { fieldNames } from './known-fields.ts'
import type { OdooContext } from './memory.ts'
import { MODEL, ROW } from './vendor.ts'

/** Fields that decide nothing a document is judged by. */
const FREE = {
  document: new Set([
    'client_order_ref',
    'commitment_date',
    'invoice_incoterm_id',
    'invoice_origin',
    'invoice_user_id',
    'note',
    'narration',
    'opportunity_id',
    'priority',
    'ref',
    'team_id',
    'user_id',
    'carrier_tracking_ref',
  ]),
  rows: new Set(['name', 'customer_lead']),
}

/** Fields of Odoo's own are refused unless they are free: figures, accounts, the customer, states. Others are the merchant's. */
export const extraFields: ExtraFieldRules = {
  refusal(_kind, on, field) {
    if (FREE[on].has(field)) return null
    if (field.startsWith('x_tillbridge_')) return 'Tillbridge finds its documents by this field.'
    if (/^(x_|custom_)[a-z0-9_]*$/.test(field)) return null
    return 'The document is judged by it, or Odoo works it out: fields of your own begin with x_.'
  },
  known: (_kind, on) => [...FREE[on]],
}

interface Filled {
  readonly values: Values
  readonly ignored: Pick<BookedDocument, 'ignoredFields'>
}

/** The record with the fields that people fill; those that this Odoo does not have are left out and told. */
export async function withExtraFields(
  context: OdooContext,
  document: MappedDocument,
  values: Values,
  table: string | null,
): Promise<Filled> {
  if (document.fields === undefined) return { values, ignored: {} }
  const { document: own, rows } = document.fields
  const model = MODEL[document.kind]
  const known = await fieldNames(context, model)
  const lineModel = { order_line: 'sale.order.line', invoice_line_ids: 'account.move.line' }[table ?? '']
  const knownOnRows = lineModel === undefined ? new Set<string>() : await fieldNames(context, lineModel)
  const ignoredFields = [
    ...Object.keys(own).filter((name) => !known.has(name)),
    ...Object.values(rows).flatMap((fields) => Object.keys(fields).filter((name) => !knownOnRows.has(name))),
  ]
  const lines = table === null ? undefined : (values[table] as [number, number, Values][] | undefined)
  const filled = lines?.map(([code, id, line]) => [code, id, { ...line, ...pickKnown(ofRow(rows, line), knownOnRows) }])
  return {
    values: {
      ...values,
      ...pickKnown(own, known),
      ...(table === null || filled === undefined ? {} : { [table]: filled }),
    },
    ignored: ignoredFields.length === 0 ? {} : { ignoredFields: [...new Set(ignoredFields)] },
  }
}

type Fields = Readonly<Record<string, FieldValue>>

const ofRow = (rows: Readonly<Record<string, Fields>>, line: Values): Fields =>
  rows[String(line[ROW] ?? '').replace(/\/\d+$/, '')] ?? {}

const pickKnown = (fields: Fields, known: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => known.has(name)))
