import type { KeptQuantity, LevelState, QuantityName } from './catalog-state.ts'
import { itemView, levelView } from './catalog-view.ts'
import type { View } from './connections.ts'
import { gid, numericId } from './ids.ts'
import type { IdempotencyKeys } from './idempotency.ts'
import {
  adjustErrors,
  type AdjustInput,
  checkSize,
  expectChangeFrom,
  foundItem,
  moveErrors,
  type MoveInput,
  setErrors,
  type SetInput,
} from './inventory-checks.ts'
import { locationView } from './location-view.ts'
import { instant } from './money-view.ts'
import type { Shop } from './shop.ts'
import { levelAt, levelKey, moveStock, newLevel, quantityOf, setLevelActive, type StockMove } from './stock.ts'
import { type UserError, userError } from './user-errors.ts'

/** One line of what an adjustment did. */
interface Change {
  readonly level: LevelState
  readonly name: QuantityName
  readonly delta: number
  readonly ledger: string | null
}

interface Group {
  readonly reason: string
  readonly referenceDocumentUri?: string | null
}

const refused = (userErrors: readonly UserError[]): View => ({ inventoryAdjustmentGroup: null, userErrors })

/** What an app may do to stock; each must carry an idempotency key, as the vendor demands. */
export function inventoryMutations(shop: Shop, keys: IdempotencyKeys): View {
  const guarded = <Input>(mutation: string, run: (input: Input) => View) =>
    keys.guard(
      mutation,
      ({ input }: { input: Input }) => run(input),
      (error) => refused([error]),
    )
  return {
    inventorySetQuantities: guarded('inventorySetQuantities', (input: SetInput) => setQuantities(shop, input)),
    inventoryAdjustQuantities: guarded('inventoryAdjustQuantities', (input: AdjustInput) => adjust(shop, input)),
    inventoryMoveQuantities: guarded('inventoryMoveQuantities', (input: MoveInput) => move(shop, input)),
    inventoryActivate: keys.guard(
      'inventoryActivate',
      (args: ActivateArgs) => activate(shop, args),
      (error) => ({ inventoryLevel: null, userErrors: [error] }),
    ),
    inventoryDeactivate: ({ inventoryLevelId }: { inventoryLevelId: string }) => deactivate(shop, inventoryLevelId),
  }
}

/** Sums the changes of one call, moves the stock, and answers with the group. */
function book(shop: Shop, { reason, referenceDocumentUri }: Group, changes: readonly Change[]): View {
  const happened = changes.filter((change) => change.delta !== 0)
  if (happened.length === 0) return refused([])
  const deltas = new Map<LevelState, Partial<Record<KeptQuantity, number>>>()
  for (const { level, name, delta } of happened) {
    if (name === 'on_hand') continue
    const known = deltas.get(level) ?? {}
    known[name] = (known[name] ?? 0) + delta
    deltas.set(level, known)
  }
  moveStock(
    shop,
    [...deltas].map(([level, moved]): StockMove => ({ level, deltas: moved })),
  )
  return {
    inventoryAdjustmentGroup: {
      __typename: 'InventoryAdjustmentGroup',
      id: gid('InventoryAdjustmentGroup', shop.ids.next('InventoryAdjustmentGroup')),
      createdAt: instant(shop.clock.now()),
      reason,
      referenceDocumentUri: referenceDocumentUri ?? null,
      app: null,
      changes: (filter: ChangesArgs) => changesView(shop, happened, filter),
    },
    userErrors: [],
  }
}

interface ChangesArgs {
  readonly inventoryItemIds?: readonly string[] | null
  readonly locationIds?: readonly string[] | null
  readonly quantityNames?: readonly string[] | null
}

const changesView = (shop: Shop, changes: readonly Change[], filter: ChangesArgs): View[] =>
  changes
    .filter(
      ({ level, name }) =>
        (filter.quantityNames?.includes(name) ?? true) &&
        (filter.inventoryItemIds?.includes(gid('InventoryItem', level.item.id)) ?? true) &&
        (filter.locationIds?.includes(gid('Location', level.locationId)) ?? true),
    )
    .map(({ level, name, delta, ledger }) => ({
      name,
      delta,
      // Recorded as null, whatever the change was.
      quantityAfterChange: null,
      ledgerDocumentUri: ledger,
      item: () => itemView(shop, level.item),
      location: () => locationView(shop, level.locationId),
    }))

/** What is available is also on hand: a change of it is stated twice. */
const twice = (level: LevelState, delta: number): Change[] =>
  (['available', 'on_hand'] as const).map((name) => ({ level, name, delta, ledger: null }))

function setQuantities(shop: Shop, input: SetInput): View {
  checkSize(input.quantities, ['inventorySetQuantities', 'input', 'quantities'])
  expectChangeFrom(input.quantities, 'InventoryQuantityInput')
  const errors = setErrors(shop, input)
  if (errors.length > 0) return refused(errors)
  const changes = input.quantities.flatMap((row) => {
    const item = foundItem(shop, row.inventoryItemId)
    if (item === null) return []
    const level = levelAt(shop, item, numericId(row.locationId, 'Location') ?? 0)
    return twice(level, row.quantity - quantityOf(level, input.name === 'on_hand' ? 'on_hand' : 'available'))
  })
  return book(shop, input, changes)
}

function adjust(shop: Shop, input: AdjustInput): View {
  checkSize(input.changes, ['inventoryAdjustQuantities', 'input', 'changes'])
  expectChangeFrom(input.changes, 'InventoryChangeInput')
  const errors = adjustErrors(shop, input)
  if (errors.length > 0) return refused(errors)
  const name = input.name as KeptQuantity
  const changes = input.changes.flatMap((row): Change[] => {
    const item = foundItem(shop, row.inventoryItemId)
    if (item === null) return []
    const level = levelAt(shop, item, numericId(row.locationId, 'Location') ?? 0)
    if (name === 'available') return twice(level, row.delta)
    const own: Change = { level, name, delta: row.delta, ledger: row.ledgerDocumentUri ?? null }
    return name === 'incoming' ? [own] : [own, { level, name: 'on_hand', delta: row.delta, ledger: null }]
  })
  return book(shop, input, changes)
}

function move(shop: Shop, input: MoveInput): View {
  checkSize(input.changes, ['inventoryMoveQuantities', 'input', 'changes'])
  expectChangeFrom(
    input.changes.flatMap((row) => [row.from, row.to]),
    'InventoryMoveQuantityTerminalInput',
  )
  const errors = moveErrors(shop, input)
  if (errors.length > 0) return refused(errors)
  const changes = input.changes.flatMap((row): Change[] => {
    const item = foundItem(shop, row.inventoryItemId)
    if (item === null) return []
    const level = levelAt(shop, item, numericId(row.from.locationId, 'Location') ?? 0)
    const part = (side: MoveInput['changes'][number]['from'], delta: number): Change => ({
      level,
      name: side.name as KeptQuantity,
      delta,
      ledger: side.ledgerDocumentUri ?? null,
    })
    const arrived = row.from.name === 'incoming' ? row.quantity : row.to.name === 'incoming' ? -row.quantity : 0
    return [
      part(row.from, -row.quantity),
      part(row.to, row.quantity),
      { level, name: 'on_hand', delta: arrived, ledger: null },
    ]
  })
  return book(shop, input, changes)
}

interface ActivateArgs {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly available?: number | null
  readonly onHand?: number | null
}

const QUANTITY_LIMIT = 1_000_000_000

/** Stocks an item at a location. What it held there before is kept unless a quantity is given. */
function activate(shop: Shop, { inventoryItemId, locationId, available, onHand }: ActivateArgs): View {
  const failed = (...errors: UserError[]): View => ({ inventoryLevel: null, userErrors: errors })
  const item = foundItem(shop, inventoryItemId)
  const location = shop.locations.find((entry) => entry.id === numericId(locationId, 'Location'))
  if (item === null)
    return failed(userError(['inventoryItemId'], "The product couldn't be stocked because it was deleted."))
  if (location === undefined)
    return failed(userError(['locationId'], "The product couldn't be stocked because the location was deleted."))
  const unable = (why: string): string => `The product couldn't be stocked at ${location.name} because ${why}`
  if (available != null && onHand != null) {
    const message = unable('not allowed to set available and on_hand quantities at the same time.')
    return failed(userError(['available'], message), userError(['onHand'], message))
  }
  const field = onHand == null ? 'available' : 'onHand'
  const level = item.levels.get(location.id)
  if (level?.isActive === true) {
    if (available == null && onHand == null) return { inventoryLevel: levelView(shop, level), userErrors: [] }
    const what = onHand == null ? 'available' : 'an on_hand'
    return failed(
      userError([field], `Not allowed to set ${what} quantity when the item is already active at the location.`),
    )
  }
  if (Math.abs(available ?? onHand ?? 0) > QUANTITY_LIMIT)
    return failed(userError([field], unable('the quantity needs to be between -1 billion and 1 billion.')))
  const made = level ?? newLevel(item, location.id, shop.clock.now())
  const wanted = available ?? onHand
  const delta = wanted == null ? 0 : wanted - quantityOf(made, onHand == null ? 'available' : 'on_hand')
  setLevelActive(shop, made, true)
  if (delta !== 0) moveStock(shop, [{ level: made, deltas: { available: delta } }])
  return { inventoryLevel: levelView(shop, made), userErrors: [] }
}

/** Takes an item out of a location; its quantities there are kept. */
function deactivate(shop: Shop, id: string): View {
  const failed = (why: string): View => ({ userErrors: [userError(null, `The product couldn't be unstocked ${why}`)] })
  const key = levelKey(id)
  const item = shop.catalog.variantByItem.get(key?.itemId ?? -1)?.item
  if (key === null || item === undefined) return failed('because the product was deleted.')
  const location = shop.locations.find((entry) => entry.id === key.locationId)
  if (location === undefined) return failed('because the location was deleted.')
  const level = item.levels.get(key.locationId)
  if (level === undefined || !level.isActive) return { userErrors: [] }
  const from = `from ${location.name} because`
  const active = [...item.levels.values()].filter((entry) => entry.isActive)
  if (active.length < 2) return failed(`${from} products need to be stocked at a minimum of 1 location.`)
  if (level.quantities.committed > 0) return failed(`${from} it has committed inventory.`)
  setLevelActive(shop, level, false)
  return { userErrors: [] }
}
