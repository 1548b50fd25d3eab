import type { InventoryItemState } from './catalog-state.ts'
import { refuse } from './graphql-errors.ts'
import { numericId } from './ids.ts'
import type { Shop } from './shop.ts'
import { isQuantityName, quantityOf } from './stock.ts'
import { type UserError, userError } from './user-errors.ts'

interface Row {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly changeFromQuantity?: number | null
}

export interface SetInput {
  readonly name: string
  readonly reason: string
  readonly referenceDocumentUri?: string | null
  readonly quantities: readonly (Row & { readonly quantity: number })[]
}

export interface AdjustInput {
  readonly name: string
  readonly reason: string
  readonly referenceDocumentUri?: string | null
  readonly changes: readonly (Row & { readonly delta: number; readonly ledgerDocumentUri?: string | null })[]
}

interface Terminal {
  readonly locationId: string
  readonly name: string
  readonly changeFromQuantity?: number | null
  readonly ledgerDocumentUri?: string | null
}

export interface MoveInput {
  readonly reason: string
  readonly referenceDocumentUri: string
  readonly changes: readonly {
    readonly inventoryItemId: string
    readonly quantity: number
    readonly from: Terminal
    readonly to: Terminal
  }[]
}

const INPUT_LIMIT = 250
const SET_LIMIT = 1_000_000_000
const ADJUST_LIMIT = 2_000_000_000

const REASONS = [
  'correction',
  'cycle_count_available',
  'damaged',
  'movement_canceled',
  'movement_created',
  'movement_received',
  'movement_updated',
  'other',
  'promotion',
  'quality_control',
  'received',
  'reservation_created',
  'reservation_deleted',
  'reservation_updated',
  'restock',
  'safety_stock',
  'shrinkage',
]

const ADJUSTABLE = ['available', 'damaged', 'incoming', 'quality_control', 'reserved', 'safety_stock']

/** Refuses a list that is longer than the API takes. */
export function checkSize(list: readonly unknown[], path: readonly string[], limit = INPUT_LIMIT): void {
  if (list.length <= limit) return
  const message = `The input array size of ${list.length} is greater than the maximum allowed of ${limit}.`
  throw refuse('MAX_INPUT_SIZE_EXCEEDED', message, { path })
}

/** The number to compare with must be stated, even when it is null. */
export function expectChangeFrom(rows: readonly { readonly changeFromQuantity?: number | null }[], type: string): void {
  if (rows.every((row) => row.changeFromQuantity !== undefined)) return
  throw refuse('INVALID_FIELD_ARGUMENTS', `${type} must include the following argument: changeFromQuantity.`)
}

export const foundItem = (shop: Shop, id: string): InventoryItemState | null =>
  shop.catalog.variantByItem.get(numericId(id, 'InventoryItem') ?? -1)?.item ?? null

const hasLocation = (shop: Shop, id: string): boolean =>
  shop.locations.some((entry) => entry.id === numericId(id, 'Location'))

function reasonErrors(reason: string): UserError[] {
  if (REASONS.includes(reason)) return []
  const message = `The specified reason is invalid. Valid values are: ${REASONS.join(', ')}.`
  return [userError(['input', 'reason'], message, 'INVALID_REASON')]
}

const documentErrors = (uri: string | null | undefined): UserError[] =>
  uri == null || URL.canParse(uri)
    ? []
    : [
        userError(
          ['input', 'referenceDocumentUri'],
          'The specified reference document is invalid.',
          'INVALID_REFERENCE_DOCUMENT',
        ),
      ]

const noItem = (field: readonly string[]): UserError =>
  userError(field, 'The specified inventory item could not be found.', 'INVALID_INVENTORY_ITEM')
const noLocation = (field: readonly string[]): UserError =>
  userError(field, 'The specified location could not be found.', 'INVALID_LOCATION')

/** Errors of what rows name; one wrong row keeps all from being written. */
function rowErrors(shop: Shop, row: Row, field: readonly string[]): UserError[] {
  return [
    ...(foundItem(shop, row.inventoryItemId) === null ? [noItem([...field, 'inventoryItemId'])] : []),
    ...(hasLocation(shop, row.locationId) ? [] : [noLocation([...field, 'locationId'])]),
  ]
}

function staleErrors(shop: Shop, row: Row, name: string, field: readonly string[], message: string): UserError[] {
  if (row.changeFromQuantity == null || !isQuantityName(name)) return []
  const level = foundItem(shop, row.inventoryItemId)?.levels.get(numericId(row.locationId, 'Location') ?? -1)
  const current = level === undefined ? 0 : quantityOf(level, name)
  if (current === row.changeFromQuantity) return []
  return [userError([...field, 'changeFromQuantity'], message, 'CHANGE_FROM_QUANTITY_STALE')]
}

export function setErrors(shop: Shop, input: SetInput): UserError[] {
  const { name, quantities } = input
  const errors = [...reasonErrors(input.reason), ...documentErrors(input.referenceDocumentUri)]
  if (name !== 'available' && name !== 'on_hand')
    errors.push(
      userError(['input', 'name'], "The quantity name must be either 'available' or 'on_hand'.", 'INVALID_NAME'),
    )
  const pairs = new Map<string, number>()
  const pairOf = (row: Row): string => `${row.inventoryItemId}@${row.locationId}`
  for (const row of quantities) pairs.set(pairOf(row), (pairs.get(pairOf(row)) ?? 0) + 1)
  quantities.forEach((row, index) => {
    const field = ['input', 'quantities', String(index)]
    errors.push(...setBoundErrors(name, row.quantity, [...field, 'quantity']), ...rowErrors(shop, row, field))
    if ((pairs.get(pairOf(row)) ?? 0) > 1) {
      const message = 'The combination of inventoryItemId and locationId must be unique.'
      errors.push(userError([...field, 'locationId'], message, 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR'))
    }
  })
  if (errors.length > 0) return errors
  const stale = 'The changeFromQuantity value does not match persisted value.'
  return quantities.flatMap((row, index) => staleErrors(shop, row, name, ['input', 'quantities', String(index)], stale))
}

function setBoundErrors(name: string, quantity: number, field: readonly string[]): UserError[] {
  if (name === 'on_hand' && quantity < 0)
    return [userError(field, "The quantity can't be negative.", 'INVALID_QUANTITY_NEGATIVE')]
  if (quantity > SET_LIMIT)
    return [userError(field, "The quantity can't be higher than 1,000,000,000.", 'INVALID_QUANTITY_TOO_HIGH')]
  if (quantity < -SET_LIMIT)
    return [userError(field, "The quantity can't be lower than -1,000,000,000.", 'INVALID_QUANTITY_TOO_LOW')]
  return []
}

const nameErrors = (name: string, field: readonly string[]): UserError[] => {
  if (ADJUSTABLE.includes(name)) return []
  const message = `The specified quantity name is invalid. Valid values are: ${ADJUSTABLE.join(', ')}.`
  return [userError(field, message, 'INVALID_QUANTITY_NAME')]
}

/** What is not available belongs to a document that says why; what is available to none. */
function ledgerErrors(name: string, uri: string | null | undefined, field: readonly string[]): UserError[] {
  const at = [...field, 'ledgerDocumentUri']
  if (name === 'available') {
    const message = 'A ledger document URI is not allowed when adjusting available.'
    return uri == null ? [] : [userError(at, message, 'INVALID_AVAILABLE_DOCUMENT')]
  }
  if (uri == null)
    return [
      userError(at, 'A ledger document URI is required except when adjusting available.', 'INVALID_QUANTITY_DOCUMENT'),
    ]
  if (!uri.startsWith('gid://shopify/')) return []
  const message = 'Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API.'
  return [userError(at, message, 'INTERNAL_LEDGER_DOCUMENT')]
}

const MOVED_ON = 'The changeFromQuantity argument no longer matches the persisted quantity.'

export function adjustErrors(shop: Shop, input: AdjustInput): UserError[] {
  const { name, changes } = input
  const errors = [
    ...reasonErrors(input.reason),
    ...documentErrors(input.referenceDocumentUri),
    ...nameErrors(name, ['input', 'name']),
  ]
  const ledgers = new Set(changes.map((row) => row.ledgerDocumentUri ?? null))
  if (name !== 'available' && ledgers.size > 1) {
    const message =
      'All changes must have the same ledger document URI or, in the case of adjusting available, no ledger document URI.'
    errors.push(userError(['input', 'changes'], message, 'MAX_ONE_LEDGER_DOCUMENT'))
  }
  changes.forEach((row, index) => {
    const field = ['input', 'changes', String(index)]
    errors.push(...ledgerErrors(name, row.ledgerDocumentUri, field), ...rowErrors(shop, row, field))
    if (row.delta > ADJUST_LIMIT)
      errors.push(
        userError([...field, 'delta'], "The quantity can't be higher than 2,000,000,000.", 'INVALID_QUANTITY_TOO_HIGH'),
      )
    if (row.delta < -ADJUST_LIMIT)
      errors.push(
        userError([...field, 'delta'], "The quantity can't be lower than -2,000,000,000.", 'INVALID_QUANTITY_TOO_LOW'),
      )
  })
  if (errors.length > 0) return errors
  return changes.flatMap((row, index) => staleErrors(shop, row, name, ['input', 'changes', String(index)], MOVED_ON))
}

export function moveErrors(shop: Shop, input: MoveInput): UserError[] {
  const errors = [...reasonErrors(input.reason), ...documentErrors(input.referenceDocumentUri)]
  input.changes.forEach((row, index) => {
    const field = ['input', 'changes', String(index)]
    if (foundItem(shop, row.inventoryItemId) === null) errors.push(noItem([...field, 'inventoryItemId']))
    for (const side of ['from', 'to'] as const) {
      const terminal = row[side]
      errors.push(...nameErrors(terminal.name, [...field, side, 'name']))
      errors.push(...ledgerErrors(terminal.name, terminal.ledgerDocumentUri, [...field, side]))
      if (!hasLocation(shop, terminal.locationId)) errors.push(noLocation([...field, side, 'locationId']))
    }
    if (row.quantity < 0)
      errors.push(userError([...field, 'quantity'], "The quantity can't be negative.", 'INVALID_QUANTITY_NEGATIVE'))
    if (row.from.locationId !== row.to.locationId)
      errors.push(userError(field, "The quantities can't be moved between different locations.", 'DIFFERENT_LOCATIONS'))
    else if (row.from.name === row.to.name)
      errors.push(userError(field, "The quantity names for each change can't be the same.", 'SAME_QUANTITY_NAME'))
  })
  if (errors.length > 0) return errors
  return input.changes.flatMap(({ inventoryItemId, ...row }, index) =>
    (['from', 'to'] as const).flatMap((side) =>
      staleErrors(
        shop,
        { inventoryItemId, ...row[side] },
        row[side].name,
        ['input', 'changes', String(index), side],
        MOVED_ON,
      ),
    ),
  )
}
