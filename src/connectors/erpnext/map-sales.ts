import { addressKey } from '#contract/address-key'
import type { WriteContext } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import type { Address } from '#model/address'
import type { MappedRow, MappedSalesDocument } from '#model/documents'
import { inclusiveForm } from './inclusive.ts'
import type { ErpnextSettings } from './settings.ts'
import { type Piece, rateFields, splitRow } from './split-row.ts'
import { actualTaxRows, costCenterOf, type TaxRow } from './tax-rows.ts'
import { REFERENCE_FIELD, ROW_FIELD } from './vendor.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The body of a Sales Order or Sales Invoice. */
export interface SalesBody {
  readonly fields: Fields
  /** Our row keys in the order of the items; see `rowKey`. */
  readonly rowKeys: readonly string[]
}

/** Our key of an item row: the row's id, with the piece's number when it was split: `line:901`, `line:902/1`, `line:902/2`. */
const rowKey = (row: MappedRow, piece: number, pieces: number): string =>
  pieces === 1 ? row.id : `${row.id}/${piece + 1}`

/** The document as ERPNext takes it, created and submitted in one call. */
export function salesBody(document: MappedSalesDocument, write: WriteContext, settings: ErpnextSettings): SalesBody {
  const { rows, taxes } = pricedRows(document, settings)
  const items = rows.flatMap(({ row, pieces, template }) =>
    pieces.map((piece, index) => ({
      key: rowKey(row, index, pieces.length),
      fields: { ...itemFields(row, piece, settings), ...(template === null ? {} : { item_tax_template: template }) },
    })),
  )
  if (items.length === 0) throw withoutItem(document)
  const own =
    document.kind === 'sales-order' ? orderFields(document, settings) : invoiceFields(document, write, settings)
  return {
    fields: {
      ...headFields(document, write, settings),
      ...own,
      items: items.map(({ key, fields }) => ({ ...fields, [ROW_FIELD]: key, ...orderLink(key, document, write) })),
      taxes,
    },
    rowKeys: items.map((item) => item.key),
  }
}

interface PricedRow {
  readonly row: MappedRow
  readonly pieces: readonly Piece[]
  readonly template: string | null
}

/** Rows and taxes, with tax in the prices when that is asked for and comes out exactly, else without. */
export function pricedRows(
  document: MappedSalesDocument,
  settings: ErpnextSettings,
): { readonly rows: readonly PricedRow[]; readonly taxes: readonly TaxRow[] } {
  const inclusive = document.priceMode === 'gross' ? inclusiveForm(document, settings) : null
  if (inclusive !== null) return inclusive
  const precision = { money: settings.currencyDecimals, quantity: settings.quantityDecimals }
  const rows = document.rows
    .filter((row) => row.item !== null)
    .map((row) => ({ row, pieces: splitRow(row.quantity, row.net, precision), template: null }))
  return { rows, taxes: actualTaxRows(document, settings) }
}

function headFields(document: MappedSalesDocument, write: WriteContext, settings: ErpnextSettings): Fields {
  const { party } = document
  return {
    docstatus: 1,
    company: settings.company,
    customer: write.party.externalId,
    currency: document.currency,
    ...conversionRate(document.currency, settings),
    ...(settings.priceList === null ? {} : { selling_price_list: settings.priceList }),
    // Without these three the server's pricing rules, rounding to whole units and payment terms change what we send.
    ignore_pricing_rule: 1,
    disable_rounded_total: 1,
    ignore_default_payment_terms_template: 1,
    po_no: purchaseOrderText(document),
    [REFERENCE_FIELD]: document.reference,
    ...costCenterOf(settings),
    ...addressField('customer_address', party.billingAddress, write),
    ...addressField('shipping_address_name', party.shippingAddress, write),
  }
}

function orderFields(document: MappedSalesDocument, settings: ErpnextSettings): Fields {
  return {
    order_type: 'Sales',
    transaction_date: document.date,
    delivery_date: daysLater(document.date, settings.deliveryDays),
  }
}

function invoiceFields(document: MappedSalesDocument, write: WriteContext, settings: ErpnextSettings): Fields {
  const ownCurrency = document.currency === settings.companyCurrency
  const paidOnOrder = write.predecessor?.kind === 'sales-order'
  return {
    // `posting_date` alone silently becomes today.
    set_posting_time: 1,
    posting_date: document.date,
    due_date: document.dueOn !== null && document.dueOn > document.date ? document.dueOn : document.date,
    update_stock: 0,
    ...(settings.receivableAccount !== null && ownCurrency ? { debit_to: settings.receivableAccount } : {}),
    ...(document.remarks === null ? {} : { remarks: document.remarks }),
    // Takes what was paid on the order, and nothing else that the customer has open: many buyers may share one customer.
    ...(paidOnOrder ? { allocate_advances_automatically: 1, only_include_allocated_payments: 1 } : {}),
  }
}

/**
 * ERPNext refuses a second live order of a customer with the same number, and companies use one number for several orders: the
 * order's own name keeps it apart.
 */
export function purchaseOrderText(document: MappedSalesDocument): string {
  const number = document.purchaseOrderNumber
  const text = number === null ? document.orderName : `${number} (${document.orderName})`
  return text.slice(0, 140)
}

function conversionRate(currency: string, settings: ErpnextSettings): Fields {
  if (currency === settings.companyCurrency) return { conversion_rate: 1 }
  const rate = settings.conversionRates[currency]
  return rate === undefined ? {} : { conversion_rate: Number(rate) }
}

function addressField(name: string, address: Address | null, write: WriteContext): Fields {
  const id = address === null ? undefined : write.party.addresses[addressKey(address)]
  return id === undefined ? {} : { [name]: id }
}

function itemFields(row: MappedRow, piece: Piece, settings: ErpnextSettings): Fields {
  const warehouse = row.warehouse ?? (row.role === 'item' ? settings.warehouse : null)
  return {
    item_code: row.item,
    description: escapeHtml(row.title),
    ...rateFields(piece),
    ...(warehouse === null ? {} : { warehouse }),
    ...costCenterOf(settings),
  }
}

/** An invoice's rows point at the order's, so that the order counts as billed. */
function orderLink(key: string, document: MappedSalesDocument, { predecessor }: WriteContext): Fields {
  if (document.kind !== 'invoice' || predecessor === null || predecessor.kind !== 'sales-order') return {}
  const orderRow = predecessor.rowIds[key]
  return orderRow === undefined ? {} : { sales_order: predecessor.externalId, so_detail: orderRow }
}

/** The description is HTML in ERPNext. */
const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function daysLater(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

const withoutItem = (document: MappedSalesDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_WITHOUT_ITEM',
    message: `${document.orderName} has no row with an item, and ERPNext takes no document without one.`,
    remedy: 'Map at least one of its rows to an item instead of an account.',
    subject: `order:${document.orderName}`,
  })
