import type { NamedDocument, WriteContext } from '#contract/target'
import { type Decimal, divide, negate, subtract, toNumber } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { MappedStockDocument, MappedStockRow } from '#model/documents'
import { isPieceOf } from './originals.ts'
import { rowKey } from './priced-rows.ts'
import { escapeHtml, type Fields, headFields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { type Piece, rateFields } from './split-row.ts'
import { takeGoods } from './take-back.ts'
import { costCenterOf } from './tax-rows.ts'
import { ROW_FIELD } from './vendor.ts'

/** The rows that goods are taken from, by row name; a row that is not named has enough. */
export type OpenRows = ReadonlyMap<string, OpenRow>

export interface OpenRow {
  readonly left: Decimal
  /** The price that a return may not exceed; `null` = any. */
  readonly rate: Decimal | null
}

export interface DeliveryBody {
  readonly fields: Fields
  /** Our row keys in the order of the items. */
  readonly rowKeys: readonly string[]
}

/** The document that the goods are delivered for, or come back from: an order or a delivery. */
export function baseOf(document: MappedStockDocument, { documents }: WriteContext): NamedDocument | null {
  const base = document.basedOn === null ? undefined : documents[document.basedOn]
  const wanted = document.kind === 'delivery' ? 'sales-order' : 'delivery'
  return base?.kind === wanted ? base : null
}

/** A Delivery Note, for goods that leave or that come back. */
export function deliveryBody(
  document: MappedStockDocument,
  write: WriteContext,
  open: OpenRows,
  settings: ErpnextSettings,
): DeliveryBody {
  const base = baseOf(document, write)
  const items = keyed(takenParts(document, base, open)).map(({ key, row, quantity, original }) => {
    const rate = (original === null ? null : open.get(original)?.rate) ?? priceOf(row, settings)
    const fields = { ...goodsFields(row, { quantity, rate }, document, settings), [ROW_FIELD]: key }
    return { key, fields: { ...fields, ...baseLink(original, base) } }
  })
  return {
    fields: {
      ...headFields(document, write, settings),
      set_posting_time: 1,
      posting_date: document.date,
      ...(document.kind === 'delivery-return' ? returnFields(base) : {}),
      items: items.map((item) => item.fields),
    },
    rowKeys: items.map((item) => item.key),
  }
}

interface Part {
  readonly row: MappedStockRow
  readonly quantity: Decimal
  readonly original: string | null
}

/** What is taken from which row. Rows of ours may share an id, where goods come back to several places. */
function takenParts(document: MappedStockDocument, base: NamedDocument | null, open: OpenRows): Part[] {
  const left = new Map([...open].map(([name, row]) => [name, row.left]))
  return document.rows.flatMap((row) => {
    const originals = Object.entries(base?.rowIds ?? {})
      .filter(([key]) => isPieceOf(key, row.id))
      .map(([, name]) => ({ name, left: left.get(name) ?? row.quantity }))
    return takeGoods(row.quantity, originals).map((part) => {
      const before = part.original === null ? undefined : left.get(part.original)
      if (part.original !== null && before !== undefined) left.set(part.original, subtract(before, part.quantity))
      return { row, ...part }
    })
  })
}

/** Parts with keys of their own: `line:901`, or `line:901/1`, `line:901/2` where a row has several. */
function keyed(parts: readonly Part[]): (Part & { readonly key: string })[] {
  return parts.map((part, index) => {
    const isSame = (other: Part): boolean => other.row.id === part.row.id
    const earlier = parts.slice(0, index).filter(isSame).length
    return { ...part, key: rowKey(part.row.id, earlier, parts.filter(isSame).length) }
  })
}

const returnFields = (base: NamedDocument | null): Fields => ({
  is_return: 1,
  // The credit note is a document of its own; ERPNext would make another one here.
  issue_credit_note: 0,
  ...(base === null ? {} : { return_against: base.externalId }),
})

/** The price is for people to see: it books nothing, so it is the rounded one of a single piece. */
const priceOf = (row: MappedStockRow, settings: ErpnextSettings): Decimal =>
  round(divide(row.net, row.quantity), { places: settings.currencyDecimals, direction: 'half-even' })

function goodsFields(
  row: MappedStockRow,
  piece: Piece,
  document: MappedStockDocument,
  settings: ErpnextSettings,
): Fields {
  const warehouse = row.warehouse ?? settings.warehouse
  return {
    item_code: row.item,
    description: escapeHtml(row.title),
    ...rateFields(piece),
    qty: toNumber(document.kind === 'delivery-return' ? negate(piece.quantity) : piece.quantity),
    ...(warehouse === null ? {} : { warehouse }),
    ...costCenterOf(settings),
  }
}

/**
 * Goods that come back point at the delivery only, not at the order's rows: those would count as waiting to be delivered again,
 * and stock would be reserved for them.
 */
function baseLink(original: string | null, base: NamedDocument | null): Fields {
  if (original === null || base === null) return {}
  return base.kind === 'sales-order'
    ? { against_sales_order: base.externalId, so_detail: original }
    : { dn_detail: original }
}
