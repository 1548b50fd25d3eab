import { add, compare, type Decimal, divide, isPositive, maximum, minimum, subtract, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'
import type { ShipmentLine } from '#model/shipment'
import type { SentUnits, Units } from './facts.ts'
import { tallyOf } from './tally.ts'

/** A document of the target that we wrote for an order, as far as deliveries point at it. */
export interface OrderingDocument {
  readonly externalId: string
  readonly kind: string
  /** The store's key of the order. */
  readonly orderKey: string
  /** The target's ids of our rows, by row id such as `line:901`, `line:901/STRAP`, `line:901/2`. */
  readonly rowIds: Readonly<Record<string, string>>
}

/** What a delivery brought of one order, by rows of ours. */
export interface OrderShare {
  readonly orderKey: string
  readonly rows: readonly ShareRow[]
}

export interface ShareRow {
  /** Ours. */
  readonly rowId: string
  /** The target's row of the delivery. */
  readonly externalId: string
  readonly quantity: Decimal
  readonly place: string | null
}

/** A component of a bundle that one line of the store stands for. */
export interface BundlePart {
  readonly item: string
  /** Pieces in one bundle. */
  readonly quantity: Decimal
}

/** The parts of a delivery by order; lines that belong to no order that we wrote are left out. */
export function sharesOf(lines: readonly ShipmentLine[], documents: readonly OrderingDocument[]): OrderShare[] {
  const shares = new Map<string, ShareRow[]>()
  for (const { externalId: row, orderedBy, quantity, place } of lines) {
    if (orderedBy === null || !isPositive(quantity)) continue
    for (const { externalId, kind, orderKey, rowIds } of documents) {
      if (externalId !== orderedBy.externalId || kind !== (orderedBy.kind ?? kind)) continue
      const rowId = Object.entries(rowIds).find(([, name]) => name === orderedBy.rowExternalId)?.[0]
      const rows = shares.get(orderKey) ?? []
      shares.set(orderKey, rows)
      if (rowId?.startsWith(LINE) === true) rows.push({ rowId, externalId: row, quantity, place })
      break
    }
  }
  return [...shares].map(([orderKey, rows]) => ({ orderKey, rows }))
}

const LINE = 'line:'

/** `line:901/STRAP` → `901`, `STRAP`; `line:901/2` is a piece of a row that the target had to split, and means the line itself. */
function rowParts(rowId: string): { readonly line: string; readonly rest: string | null } {
  const [line = '', ...rest] = rowId.slice(LINE.length).split('/')
  return { line, rest: rest.length === 0 ? null : rest.join('/') }
}

export interface BundleFacts {
  /** The components of the order's lines that are bundles. */
  readonly bundles: ReadonlyMap<string, readonly BundlePart[]>
  /** What other deliveries brought of this order. */
  readonly others: readonly (readonly ShareRow[])[]
  /** What was told of the order's lines for other deliveries. */
  readonly toldForOthers: readonly Units[]
}

/**
 * The units of the order's lines that a delivery brought. Of a bundle only complete sets count: those that this delivery
 * completes and that nobody was told of.
 */
export function unitsOfShare(rows: readonly ShareRow[], { bundles, others, toldForOthers }: BundleFacts): SentUnits[] {
  const plain = new Map<string, SentUnits>()
  const sets = new Map<string, SentUnits>()
  const told = tallyOf(toldForOthers)
  for (const { rowId, quantity, place } of rows) {
    const { line } = rowParts(rowId)
    const parts = bundles.get(line)
    if (parts === undefined) {
      const key = `${line}@${place ?? ''}`
      plain.set(key, { lineExternalId: line, place, quantity: add(plain.get(key)?.quantity ?? ZERO, quantity) })
    } else if (!sets.has(line)) {
      const complete = completeSets(line, parts, [rows, ...others])
      const quantityLeft = maximum(ZERO, subtract(complete, told.get(line) ?? ZERO))
      if (isPositive(quantityLeft)) sets.set(line, { lineExternalId: line, place, quantity: quantityLeft })
    }
  }
  return [...plain.values(), ...sets.values()]
}

function completeSets(line: string, parts: readonly BundlePart[], brought: readonly (readonly ShareRow[])[]): Decimal {
  const pieces = parts.map(({ item, quantity }) => {
    const own = brought.flat().filter(({ rowId }) => {
      const row = rowParts(rowId)
      return row.line === line && row.rest !== null && isOf(row.rest, item)
    })
    return round(divide(add(ZERO, ...own.map((row) => row.quantity)), quantity), { places: 0, direction: 'down' })
  })
  const [first = ZERO, ...more] = pieces
  return more.reduce((least, count) => (compare(count, least) < 0 ? minimum(count, least) : least), first)
}

/** The component itself, or a piece of its row. */
const isOf = (rest: string, item: string): boolean => rest === item || rest.replace(/\/\d+$/, '') === item
