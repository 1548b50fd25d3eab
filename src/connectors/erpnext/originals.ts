import { z } from 'zod'
import type { NamedDocument } from '#contract/target'
import { type Decimal, negate, subtract, sum, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { type ErpnextContext, list, read } from './client.ts'
import type { OpenRows } from './map-delivery.ts'
import type { OriginalRow } from './take-back.ts'
import { DOCTYPE, number, ROW_FIELD } from './vendor.ts'

/** A row of an invoice or delivery that something comes back from. */
export interface ReturnableRow extends OriginalRow {
  /** Our key, e.g. `line:901/2`. */
  readonly key: string
}

/** An invoice that is credited. */
export interface CreditedInvoice {
  readonly name: string
  readonly date: string
  readonly conversionRate: Decimal
  readonly receivable: string
  readonly rows: readonly ReturnableRow[]
}

const invoiceShape = z.object({
  name: z.string(),
  posting_date: z.string(),
  conversion_rate: number,
  debit_to: z.string(),
  items: z.array(
    z.object({
      name: z.string(),
      qty: number,
      rate: number,
    }),
  ),
})

/** Whether rows of a document were split, so that it matters which of them is given back. */
export const isSplit = (key: string): boolean => /\/\d+$/.test(key)

/** Keys of a row and of its pieces: `line:901`, `line:901/1`. */
export const isPieceOf = (key: string, id: string): boolean =>
  key === id || (isSplit(key) && key.replace(/\/\d+$/, '') === id)

/** Reads the invoice; what other credit notes took of it only where `ids` names a row that was split (one read more). */
export async function readInvoice(
  context: ErpnextContext,
  invoice: NamedDocument,
  ids: ReadonlySet<string>,
): Promise<CreditedInvoice> {
  const found = await read(context, DOCTYPE.invoice, invoice.externalId, invoiceShape)
  if (found === null) throw gone(DOCTYPE.invoice, invoice.externalId)
  const keys = new Map(Object.entries(invoice.rowIds).map(([key, name]) => [name, key]))
  const split = [...keys].filter(([, key]) => isSplit(key) && ids.has(key.replace(/\/\d+$/, ''))).map(([name]) => name)
  const returned = await returnedPieces(context, 'Sales Invoice', 'sales_invoice_item', split)
  return {
    name: found.name,
    date: found.posting_date,
    conversionRate: found.conversion_rate,
    receivable: found.debit_to,
    rows: found.items.flatMap((row) => {
      const key = keys.get(row.name)
      if (key === undefined) return []
      const left = subtract(row.qty, returned.get(row.name) ?? ZERO)
      return [{ key, name: row.name, rate: row.rate, left }]
    }),
  }
}

// Proxies limit the length of an address; a hundred names stay far below it.
const NAMES_PER_CALL = 100

const returnedRow = z.looseObject({ qty: number })

/** Pieces of each row that issued returns have taken back. */
async function returnedPieces(
  context: ErpnextContext,
  doctype: string,
  link: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Decimal>> {
  const taken = new Map<string, Decimal[]>()
  for (let start = 0; start < names.length; start += NAMES_PER_CALL) {
    const rows = await list(context, `${doctype} Item`, returnedRow, {
      fields: [link, 'qty'],
      filters: [
        [link, 'in', names.slice(start, start + NAMES_PER_CALL)],
        ['docstatus', '=', 1],
      ],
      parent: doctype,
    })
    for (const row of rows) {
      const name = String(row[link])
      taken.set(name, [...(taken.get(name) ?? []), negate(row.qty)])
    }
  }
  return new Map([...taken].map(([name, pieces]) => [name, sum(pieces)]))
}

const orderRow = z.object({ name: z.string(), qty: number, delivered_qty: number })

/** What of the rows of an order was not delivered yet. */
export async function openOrderRows(context: ErpnextContext, order: string): Promise<OpenRows> {
  const rows = await list(context, 'Sales Order Item', orderRow, {
    fields: Object.keys(orderRow.shape),
    filters: [['parent', '=', order]],
    parent: DOCTYPE['sales-order'],
  })
  return new Map(rows.map((row) => [row.name, { left: subtract(row.qty, row.delivered_qty), rate: null }]))
}

const deliveredRow = z.object({ name: z.string(), qty: number, rate: number, returned_qty: number.nullish() })

/** What of the rows of a delivery did not come back yet, and at which price it left. */
export async function openDeliveryRows(context: ErpnextContext, delivery: string): Promise<OpenRows> {
  const rows = await list(context, 'Delivery Note Item', deliveredRow, {
    fields: Object.keys(deliveredRow.shape),
    filters: [['parent', '=', delivery]],
    parent: DOCTYPE.delivery,
  })
  return new Map(rows.map((row) => [row.name, { left: subtract(row.qty, row.returned_qty ?? ZERO), rate: row.rate }]))
}

/**
 * Whether people delivered rows of an order in ERPNext, not we: their goods are not to leave again. Ours carry our field on their
 * rows.
 */
export async function deliveredByPeople(context: ErpnextContext, orderRows: readonly string[]): Promise<boolean> {
  const row = z.object({ [ROW_FIELD]: z.string().nullish() })
  const rows = await list(context, 'Delivery Note Item', row, {
    fields: [ROW_FIELD],
    filters: [
      ['so_detail', 'in', orderRows],
      ['docstatus', '=', 1],
    ],
    parent: DOCTYPE.delivery,
  })
  return rows.some((one) => !one[ROW_FIELD])
}

const gone = (doctype: string, name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_UNKNOWN',
    message: `The ${doctype} ${name} is no longer in ERPNext.`,
    remedy: 'Restore the document in ERPNext, or skip this one here.',
    subject: `document:${name}`,
  })
