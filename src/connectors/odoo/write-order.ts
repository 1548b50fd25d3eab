import type { WriteContext } from '#contract/target'
import { type Decimal, equals, isZero, toNumber, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { MappedSalesDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import { bookedOrder, ORDER_ANSWER } from './booked.ts'
import type { Values } from './client.ts'
import { withExtraFields } from './extra-fields.ts'
import { companyFacts, currencyOf, named, pick, priceLists, unknown, warehouseOf } from './facts.ts'
import { amountItem } from './items.ts'
import { figures, type Lined, linedRows, type LinedRow, movesGoods, setLinks, taxedLines } from './lines.ts'
import { forget, type OdooContext } from './memory.ts'
import { grossRows } from './order-form.ts'
import { partnersOf } from './partners.ts'
import { save } from './records.ts'
import { computedTax, difference } from './taxes.ts'
import { orderTaxField, REFERENCE, ROW } from './vendor.ts'
import { unknownAmountItem } from './refusals.ts'

/** Writes an order that is confirmed as it is made: one call, one transaction. */
export async function createOrder(
  context: OdooContext,
  document: MappedSalesDocument,
  write: WriteContext,
): Promise<BookedDocument> {
  const lined = await linedRows(context, document)
  const { analytic } = lined
  const gross = await grossRows(context, document, lined)
  const rows = gross ?? lined.rows
  const rest = gross === null ? await roundedAway(context, document, lined) : ZERO
  const spare =
    isZero(rest) && rows.every((row) => row.item !== null && movesGoods(row)) ? null : await spareItem(context)
  const lines: Values[] = rows.flatMap((row) => orderLines(context, row, { spare, analytic }))
  if (!isZero(rest)) lines.push({ ...spareLine(context, spare, 'Rounding', toNumber(rest)), ...analytic })
  const head = {
    ...partnersOf(document, write),
    ...(await priceListOf(context, document)),
    ...(await warehouseFields(context, document)),
    state: 'sale',
    date_order: `${document.date} 12:00:00`,
    client_order_ref: document.purchaseOrderNumber ?? document.orderName,
    origin: document.orderName,
    [REFERENCE]: document.reference,
    ...(document.remarks === null ? {} : { note: document.remarks }),
    order_line: lines.map((line, index) => [0, 0, { sequence: 10 + index, ...line }]),
  }
  const { values, ignored } = await withExtraFields(context, document, head, 'order_line')
  const saved = await save(context, 'sale.order', values, ORDER_ANSWER)
  const booked = bookedOrder(context, saved, isZero(rest) ? [] : ['tax'])
  // The company may have been set to round in another way since.
  if (booked.total !== null && !equals(booked.total, document.total)) forget(context, 'company')
  return { ...booked, ...ignored }
}

/** The cents between the tax that Odoo will reckon on prices without tax and the store's. */
async function roundedAway(
  context: OdooContext,
  document: MappedSalesDocument,
  { rows, taxes }: Lined,
): Promise<Decimal> {
  const { tax_calculation_rounding_method: method } = await companyFacts(context)
  const rules = { perLine: method !== 'round_globally', money: minorUnits(document.currency) }
  return difference(document, computedTax(taxedLines(rows, document.currency), taxes, rules))
}

async function spareItem(context: OdooContext): Promise<number> {
  const id = await amountItem(context)
  if (id === null) throw unknownAmountItem(context.settings.amountItem)
  return id
}

function orderLines(
  context: OdooContext,
  lined: LinedRow,
  { spare, analytic }: { readonly spare: number | null; readonly analytic: Values },
): Values[] {
  const { row, pieces, taxIds, item } = lined
  const product = item === null || !movesGoods(lined) ? spare : item
  return pieces.map(({ key, piece }) => {
    const { quantity, price_unit } = figures(piece)
    return {
      product_id: product,
      name: row.title,
      product_uom_qty: quantity,
      price_unit,
      discount: 0,
      [orderTaxField(context.settings)]: setLinks(taxIds),
      [ROW]: key,
      ...analytic,
    }
  })
}

const spareLine = (context: OdooContext, product: number | null, name: string, price: number): Values => ({
  product_id: product,
  name,
  product_uom_qty: 1,
  price_unit: price,
  discount: 0,
  [orderTaxField(context.settings)]: setLinks([]),
})

/** An order has the currency of its price list. */
async function priceListOf(context: OdooContext, { currency }: MappedSalesDocument): Promise<Values> {
  const { priceList, companyCurrency } = context.settings
  const own = currency === companyCurrency
  const { id } = await currencyOf(context, currency)
  const isMeant = (one: { name: string; currency_id: number | null }): boolean =>
    one.currency_id === id && (!own || priceList === null || named(one, priceList))
  const found = await pick(context, priceLists, 'product.pricelist', isMeant)
  if (found !== undefined) return { pricelist_id: found.id }
  if (own && priceList === null) return {}
  throw unknown('price list', own ? (priceList ?? currency) : `in ${currency}`)
}

/** An order has one warehouse: that of most of its rows. */
async function warehouseFields(context: OdooContext, { rows }: MappedSalesDocument): Promise<Values> {
  const codes = rows.flatMap((row) => (row.warehouse === null ? [] : [row.warehouse]))
  const counts = [...Map.groupBy(codes, (code) => code)].toSorted(([, a], [, b]) => b.length - a.length)
  const code = counts[0]?.[0] ?? context.settings.warehouse
  return code === null ? {} : { warehouse_id: (await warehouseOf(context, code)).id }
}
