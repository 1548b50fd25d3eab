import type { View } from './connections.ts'
import type { FulfillmentOrderState, FulfillmentOrderUnits } from './fulfillment-order-state.ts'
import { isFulfillable, remainingUnits } from './fulfillment-orders.ts'
import { findFulfillmentOrder } from './fulfillment-queries.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { announceFulfillment, bookFulfillment, cancelFulfillment, changeTracking } from './fulfillments.ts'
import { numericId } from './ids.ts'
import { checkSize } from './inventory-checks.ts'
import { orderView } from './order-view.ts'
import { ShopRefusal } from './payments.ts'
import type { Shop } from './shop.ts'
import type { FulfillmentState, NumericId, OrderState, TrackingState } from './state.ts'
import { type UserError, userError } from './user-errors.ts'

const MOST_LINES = 512

interface UnitsInput {
  readonly id: string
  readonly quantity: number
}

interface GroupInput {
  readonly fulfillmentOrderId: string
  readonly fulfillmentOrderLineItems?: readonly UnitsInput[] | null
}

interface TrackingInput {
  readonly company?: string | null
  readonly number?: string | null
  readonly numbers?: readonly string[] | null
  readonly url?: string | null
  readonly urls?: readonly string[] | null
}

interface FulfillmentInput {
  readonly lineItemsByFulfillmentOrder: readonly GroupInput[]
  readonly trackingInfo?: TrackingInput | null
  readonly notifyCustomer?: boolean | null
}

interface Group {
  readonly order: OrderState
  readonly entry: FulfillmentOrderState
  readonly wanted: readonly UnitsInput[] | null
}

/** What an app may do to shipments. There is no idempotency key: the same call sends again while units are left. */
export function fulfillmentMutations(shop: Shop): View {
  const create = ({ fulfillment }: { fulfillment: FulfillmentInput }): View => createFulfillment(shop, fulfillment)
  return {
    fulfillmentCreate: create,
    fulfillmentCreateV2: create,
    fulfillmentTrackingInfoUpdate: (args: {
      fulfillmentId: string
      trackingInfoInput: TrackingInput
      notifyCustomer?: boolean | null
    }) =>
      withFulfillment(shop, args.fulfillmentId, ['fulfillmentId'], (order, fulfillment) =>
        changeTracking(shop, order, fulfillment, trackingOf(args.trackingInfoInput), args.notifyCustomer === true),
      ),
    fulfillmentCancel: ({ id }: { id: string }) =>
      withFulfillment(shop, id, ['id'], (order, fulfillment) => {
        // Recorded: cancelling once more is answered like the first time.
        if (fulfillment.status !== 'CANCELLED') cancelFulfillment(shop, order, fulfillment)
      }),
  }
}

const refused = (errors: readonly UserError[]): View => ({ fulfillment: null, userErrors: errors })

function withFulfillment(
  shop: Shop,
  id: string,
  field: readonly string[],
  act: (order: OrderState, fulfillment: FulfillmentState) => void,
): View {
  const number = numericId(id, 'Fulfillment')
  for (const order of shop.orders.values()) {
    const fulfillment = order.fulfillments.find((entry) => entry.id === number)
    if (fulfillment === undefined) continue
    try {
      act(order, fulfillment)
    } catch (error) {
      if (error instanceof ShopRefusal) return refused([userError(field, error.message)])
      throw error
    }
    return { fulfillment: fulfillmentView(shop, order, fulfillment, () => orderView(shop, order)), userErrors: [] }
  }
  return refused([userError(field, 'Fulfillment could not be found.')])
}

function createFulfillment(shop: Shop, input: FulfillmentInput): View {
  for (const { fulfillmentOrderLineItems } of input.lineItemsByFulfillmentOrder) {
    checkSize(fulfillmentOrderLineItems ?? [], ['fulfillmentCreate', 'fulfillmentOrderLineItems'], MOST_LINES)
  }
  const checked = check(shop, input.lineItemsByFulfillmentOrder)
  if ('errors' in checked) return refused(checked.errors)
  const { order, locationId, units } = checked
  const fulfillment = bookFulfillment(shop, order, units, {
    locationId,
    at: shop.clock.now(),
    tracking: input.trackingInfo == null ? [] : trackingOf(input.trackingInfo),
    notify: input.notifyCustomer === true,
  })
  announceFulfillment(shop, order, fulfillment)
  return { fulfillment: fulfillmentView(shop, order, fulfillment, () => orderView(shop, order)), userErrors: [] }
}

type Checked =
  | { readonly errors: readonly UserError[] }
  | {
      readonly order: OrderState
      readonly locationId: NumericId
      readonly units: readonly FulfillmentOrderUnits[]
    }

const wrong = (message: string): Checked => ({ errors: [userError(['fulfillment'], message)] })

/** The checks in the order that was recorded: quantities, then what exists, then what belongs together. */
function check(shop: Shop, groups: readonly GroupInput[]): Checked {
  const errors = quantityErrors(groups)
  if (errors.length > 0) return { errors }
  const found: Group[] = []
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of groups) {
    const entry = findFulfillmentOrder(shop, fulfillmentOrderId)
    if (entry === undefined) return wrong('Fulfillment order does not exist.')
    found.push({ ...entry, wanted: fulfillmentOrderLineItems ?? null })
  }
  const [first] = found
  if (first === undefined) return wrong('At least one fulfillment order must be provided.')
  const apart = togetherness(found)
  if (apart !== null) return wrong(apart)
  const closed = found.find(({ entry }) => !isFulfillable(entry) || remainingUnits(entry) === 0)
  if (closed !== undefined) {
    const { id, status } = closed.entry
    return wrong(`Fulfillment order ${id} has an unfulfillable status= ${status.toLowerCase()}.`)
  }
  const units = found.flatMap(({ entry, wanted }) => chosenUnits(entry, wanted) ?? [null])
  if (units.includes(null)) return wrong('Fulfillment order line item does not exist.')
  const present = units.filter((entry) => entry !== null)
  if (!isWithin(present)) return wrong('Invalid fulfillment order line item quantity requested.')
  return { order: first.order, locationId: first.entry.locationId, units: present }
}

function quantityErrors(groups: readonly GroupInput[]): UserError[] {
  return groups.flatMap(({ fulfillmentOrderLineItems }, group) =>
    (fulfillmentOrderLineItems ?? []).flatMap(({ quantity }, index) => {
      const field = ['fulfillment', 'lineItemsByFulfillmentOrder', String(group)]
      const path = [...field, 'fulfillmentOrderLineItems', String(index), 'quantity']
      return quantity > 0 ? [] : [userError(path, 'Quantity must be greater than 0')]
    }),
  )
}

function togetherness(found: readonly Group[]): string | null {
  const orders = [...new Set(found.map(({ order }) => order.id))]
  if (orders.length > 1) {
    return `All fulfillment orders must belong to the same order. Multiple orders with ids [${orders.join(', ')}] were found.`
  }
  const locations = [...new Set(found.map(({ entry }) => entry.locationId))]
  if (locations.length === 1) return null
  return `All fulfillment orders must be assigned to a single location. Multiple locations with ids [${locations.join(', ')}] were found.`
}

/** Everything that is left unless units are named; `null` when one of them is not in this fulfilment order. */
export function chosenUnits(
  entry: FulfillmentOrderState,
  wanted: readonly UnitsInput[] | null,
): FulfillmentOrderUnits[] | null {
  if (wanted === null || wanted.length === 0) {
    return entry.lines
      .filter((part) => part.remainingQuantity > 0)
      .map((part) => ({ from: entry, part, quantity: part.remainingQuantity }))
  }
  const units = wanted.flatMap(({ id, quantity }) => {
    const number = numericId(id, 'FulfillmentOrderLineItem')
    const part = entry.lines.find((other) => other.id === number)
    return part === undefined ? [] : [{ from: entry, part, quantity }]
  })
  return units.length === wanted.length ? units : null
}

/** No line is asked for more often than units of it are left. */
export function isWithin(units: readonly FulfillmentOrderUnits[]): boolean {
  return units.every(({ part }) => {
    const wanted = units.filter((other) => other.part === part).reduce((sum, { quantity }) => sum + quantity, 0)
    return wanted <= part.remainingQuantity
  })
}

/** One entry per number; links without a number stand alone. */
function trackingOf(input: TrackingInput): TrackingState[] {
  const numbers = input.numbers ?? (input.number == null ? [] : [input.number])
  const urls = input.urls ?? (input.url == null ? [] : [input.url])
  const count = Math.max(numbers.length, urls.length, input.company == null ? 0 : 1)
  return Array.from({ length: count }, (_, index) => ({
    company: input.company ?? null,
    number: numbers[index] ?? null,
    url: urls[index] ?? null,
  }))
}
