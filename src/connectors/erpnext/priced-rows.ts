import { absolute, isPositive, isZero, ONE } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedRow, MappedSalesDocument } from '#model/documents'
import { inclusiveForm } from './inclusive.ts'
import { escapeHtml, type Fields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { assertMoney, type Piece, type Precision, splitRow } from './split-row.ts'
import { actualTaxRows, costCenterOf, type TaxRow } from './tax-rows.ts'

/** A row of ours as rows of the table of items. One without an item is *free*: it names its account instead. */
export interface PricedRow {
  readonly row: MappedRow
  readonly pieces: readonly Piece[]
  readonly template: string | null
}

export interface Priced {
  readonly rows: readonly PricedRow[]
  readonly taxes: readonly TaxRow[]
}

export const precisionOf = (settings: ErpnextSettings): Precision => ({
  money: settings.currencyDecimals,
  quantity: settings.quantityDecimals,
})

/**
 * Rows and taxes, with tax in the prices when that is asked for and comes out exactly, else without. Credit notes have net prices
 * always: their amounts are the store's, which no rate has to come to.
 */
export function pricedRows(sales: MappedSalesDocument, settings: ErpnextSettings): Priced {
  const document = { ...sales, rows: countableRows(sales.rows) }
  const wantsGross = document.priceMode === 'gross' && document.kind !== 'credit-note'
  const inclusive = wantsGross ? inclusiveForm(document, settings) : null
  if (inclusive !== null) return inclusive
  const { items, free, charges } = partition(document)
  const precision = precisionOf(settings)
  const rows = [
    ...items.map((row) => ({ row, pieces: splitRow(row.quantity, row.net, precision), template: null })),
    ...free.map((row) => ({ row, pieces: [freePiece(row, settings)], template: null })),
  ]
  return { rows, taxes: actualTaxRows(document, charges, settings) }
}

/**
 * A price that changed after the document was issued is a row of no quantity, and ERPNext takes no such row: it becomes one piece
 * of that amount. Where only the tax changed, one piece of nothing carries it, unless there are other rows.
 */
function countableRows(rows: readonly MappedRow[]): readonly MappedRow[] {
  const isChange = (row: MappedRow): boolean => !isZero(row.quantity) || !isZero(row.net)
  const counted = (row: MappedRow): MappedRow => ({
    ...row,
    // What lowers a document may count below zero, its amount says so as well.
    quantity: isZero(row.quantity) ? ONE : absolute(row.quantity),
  })
  const changes = rows.filter(isChange)
  return (changes.length > 0 ? changes : rows.slice(0, 1)).map(counted)
}

/**
 * Rows with an account instead of an item are charges, except in a document that would be left without any item: ERPNext takes
 * none without, but an invoice's or credit note's row may name an account instead. Orders may not.
 */
function partition(document: MappedSalesDocument): Record<'items' | 'free' | 'charges', readonly MappedRow[]> {
  const items = document.rows.filter((row) => row.item !== null)
  const others = document.rows.filter((row) => row.item === null)
  if (items.length > 0) return { items, free: [], charges: others }
  const placed = document.kind === 'sales-order' ? [] : others.filter((row) => row.account !== null)
  const adding = placed.filter((row) => isPositive(row.net))
  const free = adding.length > 0 ? adding : placed.filter((row) => isZero(row.net)).slice(0, 1)
  if (free.length === 0) throw withoutItem(document)
  return { items, free, charges: others.filter((row) => !free.includes(row)) }
}

function freePiece(row: MappedRow, settings: ErpnextSettings): Piece {
  assertMoney(row.net, settings.currencyDecimals)
  return { quantity: ONE, rate: row.net }
}

/** What makes a row what it is, apart from quantity and rate. */
export function itemFields(row: MappedRow, settings: ErpnextSettings): Fields {
  if (row.item === null) {
    return {
      item_name: row.title.slice(0, 140),
      description: escapeHtml(row.title),
      uom: settings.itemUnit,
      conversion_factor: 1,
      income_account: row.account,
      ...costCenterOf(settings),
    }
  }
  const warehouse = row.warehouse ?? (row.role === 'item' ? settings.warehouse : null)
  return {
    item_code: row.item,
    description: escapeHtml(row.title),
    ...(warehouse === null ? {} : { warehouse }),
    ...costCenterOf(settings),
  }
}

/** Our key of an item row: the row's id, with the piece's number when it was split: `line:901`, `line:902/1`, `line:902/2`. */
export const rowKey = (id: string, piece: number, pieces: number): string => (pieces === 1 ? id : `${id}/${piece + 1}`)

const withoutItem = (document: MappedSalesDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_WITHOUT_ITEM',
    message: `${document.orderName} has no row with an item, and ERPNext takes no document without one.`,
    remedy: 'Map at least one of its rows to an item instead of an account.',
    subject: `order:${document.orderName}`,
  })
