import { createHash } from 'node:crypto'
import type { Context } from '#contract/context'
import type { LevelOutcome, LevelToSet } from '#contract/stock'
import { TillbridgeError } from '#lib/errors'
import { graphql } from './client.ts'
import type { ShopifySettings } from './settings.ts'
import { SET_STOCK, STOCK_AT, type StockUserError } from './stock-queries.ts'

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

/**
 * Sets levels. One row that Shopify refuses keeps the whole call from being carried out, so what is left is sent again without it.
 *
 * @throws {TillbridgeError} `conflict`, `SHOPIFY_STOCK_KEY_BUSY` when an earlier call with this key is still being carried out.
 */
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
  for (let round = 0; round < ROUNDS; round += 1) {
    const open = rows.map((_, index) => index).filter((index) => outcomes[index] === undefined)
    if (open.length === 0) break
    const sent = open.flatMap((index) => rows[index] ?? [])
    const errors = await send(context, sent, round === 0 ? key : `${key}/${round}`)
    if (errors.length === 0) {
      for (const index of open) outcomes[index] = { outcome: 'set' }
      break
    }
    await judge(context, { rows, open, errors, outcomes, key })
  }
  return outcomes.map((outcome) => outcome ?? { outcome: 'stale' })
}

async function send(context: ShopifyContext, rows: readonly LevelToSet[], key: string): Promise<StockUserError[]> {
  const input = {
    name: 'available',
    reason: 'correction',
    referenceDocumentUri: 'gid://tillbridge/StockRun/1',
    quantities: rows.map((row) => ({
      inventoryItemId: `gid://shopify/InventoryItem/${row.stockItem}`,
      locationId: `gid://shopify/Location/${row.location}`,
      quantity: row.available,
      changeFromQuantity: row.expected,
    })),
  }
  const { inventorySetQuantities } = await graphql(context, SET_STOCK, { input, key: uuidOf(key) })
  const errors = inventorySetQuantities?.userErrors ?? []
  const ofKey = errors.find((error) => OF_KEY.has(error.code ?? ''))
  if (ofKey !== undefined) throw busy(ofKey)
  return errors
}

interface Judged {
  readonly rows: readonly LevelToSet[]
  readonly open: readonly number[]
  readonly errors: readonly StockUserError[]
  readonly outcomes: (LevelOutcome | undefined)[]
  readonly key: string
}

async function judge(context: ShopifyContext, { rows, open, errors, outcomes, key }: Judged): Promise<void> {
  const general = errors.find((error) => positionOf(error) === null)
  for (const error of errors) {
    const position = positionOf(error)
    const index = position === null ? undefined : open[position]
    if (index === undefined || outcomes[index] !== undefined) continue
    const row = rows[index]
    // The codes know no "not stocked here": such a row is refused for its location.
    const isElsewhere = error.code === 'INVALID_LOCATION' || /not stocked/i.test(error.message)
    if (isElsewhere && row !== undefined) outcomes[index] = await stockAt(context, row, `${key}/at/${index}`)
    else outcomes[index] = BY_CODE[error.code ?? ''] ?? { outcome: 'refused', message: error.message }
  }
  if (general === undefined) return
  for (const index of open) outcomes[index] ??= { outcome: 'refused', message: general.message }
}

/** `["input", "quantities", "3", "quantity"]` → 3 */
function positionOf({ field }: StockUserError): number | null {
  const at = field?.indexOf('quantities') ?? -1
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
