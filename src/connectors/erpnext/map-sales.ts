import type { NamedDocument, WriteContext } from '#contract/target'
import type { MappedSalesDocument } from '#model/documents'
import { itemFields, pricedRows, rowKey } from './priced-rows.ts'
import { type Fields, headFields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { rateFields } from './split-row.ts'
import { ROW_FIELD } from './vendor.ts'

/** The body of a Sales Order or Sales Invoice. */
export interface SalesBody {
  readonly fields: Fields
  /** Our row keys in the order of the items; see `rowKey`. */
  readonly rowKeys: readonly string[]
}

/** An order or invoice as ERPNext takes it, created and submitted in one call. */
export function salesBody(document: MappedSalesDocument, write: WriteContext, settings: ErpnextSettings): SalesBody {
  const { rows, taxes } = pricedRows(document, settings)
  const order = orderOf(document, write)
  const items = rows.flatMap(({ row, pieces, template }) =>
    pieces.map((piece, index) => {
      const key = rowKey(row.id, index, pieces.length)
      const fields = {
        ...itemFields(row, settings),
        ...rateFields(piece),
        ...(template === null ? {} : { item_tax_template: template }),
      }
      return { key, fields: { ...fields, [ROW_FIELD]: key, ...orderLink(key, order) } }
    }),
  )
  const own =
    document.kind === 'sales-order' ? orderFields(document, settings) : invoiceFields(document, order, settings)
  return {
    fields: {
      ...headFields(document, write, settings),
      // Without it the customer's payment terms set the due date.
      ignore_default_payment_terms_template: 1,
      ...own,
      items: items.map((item) => item.fields),
      taxes,
    },
    rowKeys: items.map((item) => item.key),
  }
}

/** The order that an invoice bills. */
function orderOf(document: MappedSalesDocument, { documents }: WriteContext): NamedDocument | null {
  if (document.kind !== 'invoice' || document.basedOn === null) return null
  const order = documents[document.basedOn]
  return order?.kind === 'sales-order' ? order : null
}

function orderFields(document: MappedSalesDocument, settings: ErpnextSettings): Fields {
  return {
    order_type: 'Sales',
    transaction_date: document.date,
    delivery_date: daysLater(document.date, settings.deliveryDays),
  }
}

function invoiceFields(document: MappedSalesDocument, order: NamedDocument | null, settings: ErpnextSettings): Fields {
  const ownCurrency = document.currency === settings.companyCurrency
  return {
    // `posting_date` alone silently becomes today.
    set_posting_time: 1,
    posting_date: document.date,
    due_date: document.dueOn !== null && document.dueOn > document.date ? document.dueOn : document.date,
    update_stock: 0,
    ...(settings.receivableAccount !== null && ownCurrency ? { debit_to: settings.receivableAccount } : {}),
    ...(document.remarks === null ? {} : { remarks: document.remarks }),
    // Takes what was paid on the order, and nothing else that the customer has open: many buyers may share one customer.
    ...(order === null ? {} : { allocate_advances_automatically: 1, only_include_allocated_payments: 1 }),
  }
}

/** An invoice's rows point at the order's, so that the order counts as billed. */
function orderLink(key: string, order: NamedDocument | null): Fields {
  const orderRow = order?.rowIds[key]
  return order === null || orderRow === undefined ? {} : { sales_order: order.externalId, so_detail: orderRow }
}

function daysLater(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}
