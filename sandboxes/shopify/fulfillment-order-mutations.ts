import type { View } from './connections.ts'
import { chosenUnits, isWithin } from './fulfillment-mutations.ts'
import {
  holdUnits,
  moveUnits,
  type Parted,
  releaseHolds,
  reportProgress,
  splitUnits,
} from './fulfillment-order-moves.ts'
import type { FulfillmentOrderState, FulfillmentOrderUnits, HoldReason } from './fulfillment-order-state.ts'
import { isActive } from './fulfillment-orders.ts'
import { holdView } from './fulfillment-order-view.ts'
import { findFulfillmentOrder } from './fulfillment-queries.ts'
import { fulfillmentOrderNode } from './fulfillment-view.ts'
import { numericId } from './ids.ts'
import { orderView } from './order-view.ts'
import type { Shop } from './shop.ts'
import type { OrderState } from './state.ts'
import { type UserError, userError } from './user-errors.ts'

const MOST_HOLDS = 10

interface UnitsInput {
  readonly id: string
  readonly quantity: number
}

interface MoveArgs {
  readonly id: string
  readonly newLocationId: string
  readonly fulfillmentOrderLineItems?: readonly UnitsInput[] | null
}

interface HoldArgs {
  readonly id: string
  readonly fulfillmentHold: {
    readonly reason: HoldReason
    readonly reasonNotes?: string | null
    readonly handle?: string | null
    readonly fulfillmentOrderLineItems?: readonly UnitsInput[] | null
  }
}

interface SplitInput {
  readonly fulfillmentOrderId: string
  readonly fulfillmentOrderLineItems: readonly UnitsInput[]
}

interface Target {
  readonly entry: FulfillmentOrderState
  readonly order: OrderState
}

const NO_SUCH_LINE = 'Fulfillment order line item does not exist.'
const TOO_MANY = 'Invalid fulfillment order line item quantity requested.'

/** Moving, holding and splitting fulfilment orders. Wording and order of checks as recorded. */
export function fulfillmentOrderMutations(shop: Shop): View {
  return {
    fulfillmentOrderMove: (args: MoveArgs) => move(shop, args),
    fulfillmentOrderHold: (args: HoldArgs) => hold(shop, args),
    fulfillmentOrderReleaseHold: ({ id, holdIds }: { id: string; holdIds?: readonly string[] | null }) => {
      const target = findFulfillmentOrder(shop, id)
      if (target === undefined) return { fulfillmentOrder: null, userErrors: [notFound(['id'])] }
      const ids = holdIds?.map((hold) => numericId(hold, 'FulfillmentHold') ?? -1) ?? null
      releaseHolds(shop, target.order, target.entry, ids)
      return { fulfillmentOrder: node(shop, target.order, target.entry), userErrors: [] }
    },
    fulfillmentOrderSplit: ({ fulfillmentOrderSplits }: { fulfillmentOrderSplits: readonly SplitInput[] }) =>
      split(shop, fulfillmentOrderSplits),
    fulfillmentOrderReportProgress: ({ id }: { id: string }) =>
      progress(shop, id, true, 'Cannot report progress on a fulfillment order in this state.'),
    fulfillmentOrderOpen: ({ id }: { id: string }) => progress(shop, id, false, null),
  }
}

const node = (shop: Shop, order: OrderState, entry: FulfillmentOrderState): View =>
  fulfillmentOrderNode(shop, order, entry, () => orderView(shop, order))

const notFound = (field: readonly string[] | null): UserError =>
  userError(field, 'Fulfillment order does not exist.', 'FULFILLMENT_ORDER_NOT_FOUND')

function move(shop: Shop, args: MoveArgs): View {
  const failed = (error: UserError): View => ({
    movedFulfillmentOrder: null,
    originalFulfillmentOrder: null,
    remainingFulfillmentOrder: null,
    userErrors: [error],
  })
  const target = findFulfillmentOrder(shop, args.id)
  if (target === undefined) return failed(userError(['id'], 'Fulfillment order does not exist.'))
  const { order, entry } = target
  const locationId = numericId(args.newLocationId, 'Location')
  if (!shop.locations.some((location) => location.id === locationId) || locationId === null) {
    return failed(userError(['id'], 'Location not found.'))
  }
  if (!isActive(entry)) return failed(userError(null, 'Cannot change location.'))
  if (entry.progressReported) {
    return failed(
      userError(
        ['id'],
        'Cannot move a fulfillment order that has had progress reported. To move a fulfillment order that has had progress reported, the fulfillment order must first be marked as open resolving the ongoing progress state.',
        'CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS',
      ),
    )
  }
  const units = wantedUnits(entry, args.fulfillmentOrderLineItems)
  if (typeof units === 'string') return failed(userError(null, units))
  const { chosen, rest } = moveUnits(shop, order, entry, locationId, units)
  return {
    movedFulfillmentOrder: node(shop, order, chosen),
    originalFulfillmentOrder: node(shop, order, entry),
    remainingFulfillmentOrder: rest === null ? null : node(shop, order, rest),
    userErrors: [],
  }
}

/** The named units, `null` for all, or why they cannot be had. */
function wantedUnits(
  entry: FulfillmentOrderState,
  wanted: readonly UnitsInput[] | null | undefined,
): readonly FulfillmentOrderUnits[] | null | string {
  if (wanted == null || wanted.length === 0) return null
  const units = chosenUnits(entry, wanted)
  if (units === null) return NO_SUCH_LINE
  return isWithin(units) ? units : TOO_MANY
}

function hold(shop: Shop, { id, fulfillmentHold: input }: HoldArgs): View {
  const failed = (error: UserError): View => ({
    fulfillmentHold: null,
    fulfillmentOrder: null,
    remainingFulfillmentOrder: null,
    userErrors: [error],
  })
  const target = findFulfillmentOrder(shop, id)
  if (target === undefined) return failed(notFound(['id']))
  const { order, entry } = target
  const refusal = holdError(entry, input)
  if (refusal !== null) return failed(refusal)
  const units = wantedUnits(entry, input.fulfillmentOrderLineItems)
  if (typeof units === 'string') {
    return failed(userError(['fulfillmentHold', 'fulfillmentOrderLineItems'], units, 'INVALID_LINE_ITEM_QUANTITY'))
  }
  const { reason, reasonNotes, handle } = input
  const held = holdUnits(
    shop,
    order,
    entry,
    { reason, notes: reasonNotes ?? null, handle: handle ?? '', byApp: true },
    units,
  )
  return {
    fulfillmentHold: holdView(held.hold),
    fulfillmentOrder: node(shop, order, held.chosen),
    remainingFulfillmentOrder: held.rest === null ? null : node(shop, order, held.rest),
    userErrors: [],
  }
}

function holdError(entry: FulfillmentOrderState, input: HoldArgs['fulfillmentHold']): UserError | null {
  const lines = input.fulfillmentOrderLineItems ?? []
  const field = ['fulfillmentHold', 'fulfillmentOrderLineItems']
  const zero = lines.findIndex(({ quantity }) => quantity <= 0)
  if (zero !== -1) {
    const path = [...field, String(zero), 'quantity']
    return userError(path, 'You must select at least one item to place on partial hold.', 'GREATER_THAN_ZERO')
  }
  if (new Set(lines.map((line) => line.id)).size < lines.length) {
    return userError(field, 'must contain unique line item ids', 'DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS')
  }
  if (!isActive(entry)) return userError(['id'], 'The fulfillment order is not in a holdable state.', 'TAKEN')
  const own = entry.holds.filter((other) => other.byApp)
  if (own.length >= MOST_HOLDS) {
    const message =
      'The maximum number of fulfillment holds for this fulfillment order has been reached for this app. An app can only have up to 10 holds on a single fulfillment order at any one time.'
    return userError(['id'], message, 'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED')
  }
  if (own.some((other) => other.handle === (input.handle ?? ''))) {
    const message =
      'The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.'
    return userError(['fulfillmentHold', 'handle'], message, 'DUPLICATE_FULFILLMENT_HOLD_HANDLE')
  }
  if (lines.length === 0 || entry.status !== 'ON_HOLD') return null
  return userError(field, 'The fulfillment order is not in a splittable state.', 'FULFILLMENT_ORDER_NOT_SPLITTABLE')
}

/** All or nothing: one split that cannot be done refuses the others. */
function split(shop: Shop, wanted: readonly SplitInput[]): View {
  const failed = (error: UserError): View => ({ fulfillmentOrderSplits: null, userErrors: [error] })
  const ready: (Target & { units: readonly FulfillmentOrderUnits[] })[] = []
  for (const [index, { fulfillmentOrderId, fulfillmentOrderLineItems: lines }] of wanted.entries()) {
    const refusal = splitError(index, lines)
    if (refusal !== null) return failed(refusal)
    const target = findFulfillmentOrder(shop, fulfillmentOrderId)
    if (target === undefined) return failed(notFound(null))
    const units = chosenUnits(target.entry, lines)
    if (units === null) return failed(userError(null, NO_SUCH_LINE))
    if (!isActive(target.entry) || !isWithin(units)) return failed(userError(null, TOO_MANY))
    ready.push({ ...target, units })
  }
  const done = ready.map(({ order, entry, units }) => ({ order, ...splitUnits(shop, order, entry, units) }))
  return { fulfillmentOrderSplits: done.map((parted) => splitView(shop, parted)), userErrors: [] }
}

const splitView = (shop: Shop, { order, chosen, rest }: Parted & { readonly order: OrderState }): View => ({
  fulfillmentOrder: node(shop, order, rest ?? chosen),
  remainingFulfillmentOrder: node(shop, order, chosen),
  replacementFulfillmentOrder: null,
})

function splitError(index: number, lines: readonly UnitsInput[]): UserError | null {
  const field = ['fulfillmentOrderSplits', String(index), 'fulfillmentOrderLineItems']
  if (lines.length === 0) {
    const message = 'There must be at least one item selected in this fulfillment to split it.'
    return userError(field, message, 'NO_LINE_ITEMS_PROVIDED_TO_SPLIT')
  }
  const zero = lines.findIndex(({ quantity }) => quantity <= 0)
  if (zero === -1) return null
  const message = 'You must select at least one item to split into a new fulfillment order.'
  return userError([...field, String(zero), 'quantity'], message, 'GREATER_THAN')
}

function progress(shop: Shop, id: string, begun: boolean, refusal: string | null): View {
  const target = findFulfillmentOrder(shop, id)
  if (target === undefined)
    return { fulfillmentOrder: null, userErrors: [userError(['id'], 'Fulfillment order does not exist.')] }
  const { order, entry } = target
  if (!isActive(entry) || entry.status === 'ON_HOLD') {
    const status = entry.status.toLowerCase()
    const message = refusal ?? `Expected fulfillment order status to be valid but it was ${status}.`
    return { fulfillmentOrder: null, userErrors: [userError(null, message)] }
  }
  reportProgress(shop, order, entry, begun)
  return { fulfillmentOrder: node(shop, order, entry), userErrors: [] }
}
