import { createHash } from 'node:crypto'
import type { Context } from '#contract/context'
import type { LevelOutcome, LevelToAdjust, LevelToSet } from '#contract/stock'
import { TillbridgeError } from '#lib/errors'
import { graphql } from './client.ts'
import type { ShopifySettings } from './settings.ts'
import { ADJUST_STOCK, SET_STOCK, STOCK_AT, type StockUserError } from './stock-queries.ts'

type ShopifyContext = Context<ShopifySettings>

/** An input list takes no more. */
export const LARGEST_BATCH = 250

// What the code of a row's error says about the row; all others refuse it.
const BY_CODE: Readonly<Record<string, LevelOutcome>> = {
  CHANGE_FROM_QUANTITY_STALE: { outcome: 'stale' },
  COMPARE_QUANTITY_STALE: { outcome: 'stale' },
  INVALID_INVENTORY_ITEM: { outcome: 'gone' },
}
// Codes that say nothing of a row: the key is in use, or was used for a call that failed.
const OF_KEY = new Set(['IDEMPOTENCY_CONCURRENT_REQUEST', 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'])
// Each round takes out what was refused; rows that are good must not wait for a fifth.
const ROUNDS = 5

/** Sends rows in one call; answers what Shopify has against them. */
type Send<Row> = (rows: readonly Row[], key: string) => Promise<readonly StockUserError[]>

/** @throws {TillbridgeError} `conflict`, `SHOPIFY_STOCK_KEY_BUSY` when an earlier call with this key is still being carried out. */
export async function setLevels(
  context: ShopifyContext,
  rows: readonly LevelToSet[],
  key: string,
): Promise<readonly LevelOutcome[]> {
  const outcomes: (LevelOutcome | undefined)[] = []
  // A figure that is set where an item is not stocked is taken without a word, and sold by nobody.
  for (const [index, row] of rows.entries()) {
    outcomes.push(row.unstocked === true ? await stockAt(context, row, `${key}/at/${index}`) : undefined)
  }
  const elsewhere = (row: LevelToSet, index: number) => stockAt(context, row, `${key}/at/${index}`)
  return inRounds({ rows, outcomes, key, elsewhere, send: (some, ownKey) => sendSet(context, some, ownKey) })
}

/** @throws as `setLevels`. */
export const adjustLevels = (
  context: ShopifyContext,
  rows: readonly LevelToAdjust[],
  key: string,
): Promise<readonly LevelOutcome[]> =>
  inRounds({
    rows,
    outcomes: [],
    key,
    elsewhere: async () => ({ outcome: 'not-stocked' }),
    send: (some, ownKey) => sendAdjust(context, some, ownKey),
  })

interface Rounds<Row> {
  readonly rows: readonly Row[]
  readonly outcomes: (LevelOutcome | undefined)[]
  readonly key: string
  readonly send: Send<Row>
  /** What becomes of a row whose location is refused. */
  elsewhere(row: Row, index: number): Promise<LevelOutcome>
}

/** One row that Shopify refuses keeps the whole call from being carried out, so what is left is sent again without it. */
async function inRounds<Row>(rounds: Rounds<Row>): Promise<readonly LevelOutcome[]> {
  const { rows, outcomes, key, send } = rounds
  for (let round = 0; round < ROUNDS; round += 1) {
    const open = rows.map((_, index) => index).filter((index) => outcomes[index] === undefined)
    if (open.length === 0) break
    const sent = open.flatMap((index) => rows[index] ?? [])
    const errors = await send(sent, uuidOf(round === 0 ? key : `${key}/${round}`))
    const ofKey = errors.find((error) => OF_KEY.has(error.code ?? ''))
    if (ofKey !== undefined) throw busy(ofKey)
    if (errors.length === 0) for (const index of open) outcomes[index] = { outcome: 'set' }
    await judge(rounds, open, errors)
  }
  return rows.map((_, index) => outcomes[index] ?? { outcome: 'stale' })
}

async function sendSet(context: ShopifyContext, rows: readonly LevelToSet[], key: string): Promise<StockUserError[]> {
  const input = {
    name: 'available',
    reason: 'correction',
    referenceDocumentUri: DOCUMENT,
    quantities: rows.map((row) => ({ ...placeOf(row), quantity: row.available, changeFromQuantity: row.expected })),
  }
  const { inventorySetQuantities } = await graphql(context, SET_STOCK, { input, key })
  return inventorySetQuantities?.userErrors ?? []
}

async function sendAdjust(
  context: ShopifyContext,
  rows: readonly LevelToAdjust[],
  key: string,
): Promise<StockUserError[]> {
  const input = {
    name: 'available',
    reason: 'correction',
    referenceDocumentUri: DOCUMENT,
    changes: rows.map((row) => ({ ...placeOf(row), delta: row.by, changeFromQuantity: null })),
  }
  const { inventoryAdjustQuantities } = await graphql(context, ADJUST_STOCK, { input, key })
  return inventoryAdjustQuantities?.userErrors ?? []
}

// Shown in the history of a product's stock.
const DOCUMENT = 'gid://tillbridge/StockRun/1'

const placeOf = (row: { readonly stockItem: string; readonly location: string }) => ({
  inventoryItemId: `gid://shopify/InventoryItem/${row.stockItem}`,
  locationId: `gid://shopify/Location/${row.location}`,
})

async function judge<Row>(
  { rows, outcomes, elsewhere }: Rounds<Row>,
  open: readonly number[],
  errors: readonly StockUserError[],
): Promise<void> {
  for (const error of errors) {
    const position = positionOf(error)
    const index = position === null ? undefined : open[position]
    if (index === undefined || outcomes[index] !== undefined) continue
    const row = rows[index]
    // The codes know no "not stocked here": such a row is refused for its location.
    const isElsewhere = error.code === 'INVALID_LOCATION' || /not stocked/i.test(error.message)
    if (isElsewhere && row !== undefined) outcomes[index] = await elsewhere(row, index)
    else outcomes[index] = BY_CODE[error.code ?? ''] ?? { outcome: 'refused', message: error.message }
  }
  const general = errors.find((error) => positionOf(error) === null)
  if (general === undefined) return
  for (const index of open) outcomes[index] ??= { outcome: 'refused', message: general.message }
}

/** `["input", "quantities", "3", "quantity"]` → 3 */
function positionOf({ field }: StockUserError): number | null {
  const at = field?.findIndex((part) => part === 'quantities' || part === 'changes') ?? -1
  const position = at < 0 ? undefined : field?.[at + 1]
  return position !== undefined && /^\d+$/.test(position) ? Number(position) : null
}

/** Stocks an item at a location where it was not, with the figure at once. */
async function stockAt(context: ShopifyContext, row: LevelToSet, key: string): Promise<LevelOutcome> {
  const { inventoryActivate } = await graphql(context, STOCK_AT, {
    item: `gid://shopify/InventoryItem/${row.stockItem}`,
    location: `gid://shopify/Location/${row.location}`,
    available: row.available,
    key: uuidOf(key),
  })
  return (inventoryActivate?.userErrors ?? []).length === 0 ? { outcome: 'set' } : { outcome: 'not-stocked' }
}

/** A key of any form as a UUID, which is what Shopify takes. */
function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const busy = (error: StockUserError): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'SHOPIFY_STOCK_KEY_BUSY',
    message: `Shopify has not finished an earlier call: ${error.message}`,
    detail: { code: error.code ?? null },
  })
