import { connection, type ConnectionArgs, type View } from './connections.ts'
import type {
  FulfillmentOrderLineState,
  FulfillmentOrderState,
  HoldReason,
  HoldState,
} from './fulfillment-order-state.ts'
import { isActive, remainingUnits } from './fulfillment-orders.ts'
import { gid } from './ids.ts'
import { lineView } from './line-view.ts'
import { locationView } from './location-view.ts'
import { instant, moneyBag } from './money-view.ts'
import type { Shop } from './shop.ts'
import type { OrderState } from './state.ts'

/** Which country the shop's locations are in, as its other addresses. */
const COUNTRY = 'SE'

const DISPLAY_REASONS: Readonly<Record<HoldReason, string>> = {
  AWAITING_PAYMENT: 'Awaiting payment',
  AWAITING_RETURN_ITEMS: 'Exchange items awaiting return delivery',
  HIGH_RISK_OF_FRAUD: 'High risk of fraud',
  INCORRECT_ADDRESS: 'Incorrect address',
  INVENTORY_OUT_OF_STOCK: 'Inventory out of stock',
  ONLINE_STORE_POST_PURCHASE_CROSS_SELL: 'Online store upsell',
  OTHER: 'Other',
  UNKNOWN_DELIVERY_DATE: 'Unknown delivery date',
}

/** What else of an order a fulfilment order leads to. */
export interface OrderLinks {
  readonly order: () => View
  readonly fulfillments: (ids: readonly number[], args: ConnectionArgs) => View
}

export function fulfillmentOrderView(
  shop: Shop,
  order: OrderState,
  entry: FulfillmentOrderState,
  links: OrderLinks,
): View {
  return {
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', entry.id),
    status: entry.status,
    requestStatus: 'UNSUBMITTED',
    createdAt: instant(entry.createdAt),
    updatedAt: instant(entry.updatedAt),
    fulfillAt: instant(entry.fulfillAt),
    fulfillBy: null,
    internationalDuties: null,
    order: links.order,
    orderId: gid('Order', order.id),
    orderName: order.name,
    orderProcessedAt: instant(order.processedAt),
    assignedLocation: () => assignedLocation(shop, entry),
    deliveryMethod: {
      __typename: 'DeliveryMethod',
      id: gid('DeliveryMethod', entry.deliveryMethodId),
      methodType: entry.method,
      presentedName: entry.method === 'SHIPPING' ? (order.shipping[0]?.title ?? null) : null,
      serviceCode: entry.method === 'SHIPPING' ? (order.shipping[0]?.code ?? null) : null,
      sourceReference: null,
      minDeliveryDateTime: null,
      maxDeliveryDateTime: null,
      additionalInformation: null,
      brandedPromise: null,
    },
    destination: () => destination(order, entry),
    fulfillmentHolds: entry.holds.map(holdView),
    supportedActions: () => supportedActions(order, entry).map((action) => ({ action, externalUrl: null })),
    merchantRequests: (args: ConnectionArgs) => connection<{ id: number }>([], args, () => ({})),
    fulfillments: (args: ConnectionArgs) => links.fulfillments(entry.fulfillmentIds, args),
    lineItems: (args: ConnectionArgs) => connection(entry.lines, args, (part) => partView(shop, order, part)),
    locationsForMove: (args: ConnectionArgs) =>
      connection(shop.locations, args, (location) => ({
        location: locationView(shop, location.id),
        movable: isActive(entry) && location.id !== entry.locationId,
        message: location.id === entry.locationId ? 'Current location.' : null,
      })),
  }
}

function assignedLocation(shop: Shop, entry: FulfillmentOrderState): View {
  const location = shop.locations.find((other) => other.id === entry.locationId)
  return {
    __typename: 'FulfillmentOrderAssignedLocation',
    name: location?.name ?? 'Deleted location',
    location: locationView(shop, entry.locationId),
    countryCode: COUNTRY,
    address1: null,
    address2: null,
    city: null,
    province: null,
    zip: null,
    phone: null,
  }
}

function destination(order: OrderState, entry: FulfillmentOrderState): View | null {
  const address = order.shippingAddress
  if (address === null || entry.method !== 'SHIPPING') return null
  const { firstName, lastName, company, address1, address2, zip, city, province, countryCode, phone } = address
  return {
    __typename: 'FulfillmentOrderDestination',
    id: gid('FulfillmentOrderDestination', entry.id),
    firstName,
    lastName,
    company,
    address1,
    address2,
    zip,
    city,
    province,
    countryCode,
    phone,
    email: order.email,
    location: null,
  }
}

export const holdView = (hold: HoldState): View => ({
  __typename: 'FulfillmentHold',
  id: gid('FulfillmentHold', hold.id),
  reason: hold.reason,
  reasonNotes: hold.notes,
  displayReason: DISPLAY_REASONS[hold.reason],
  handle: hold.handle === '' ? null : hold.handle,
  heldByRequestingApp: hold.byApp,
})

/** As recorded for locations of the merchant's own; the order of the list too. */
function supportedActions(order: OrderState, entry: FulfillmentOrderState): string[] {
  if (!isActive(entry)) return []
  if (entry.status === 'ON_HOLD') return ['RELEASE_HOLD', 'HOLD', 'MOVE']
  if (entry.status === 'SCHEDULED') return ['MARK_AS_OPEN', 'MOVE']
  if (entry.progressReported) return ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'HOLD', 'MARK_AS_OPEN']
  const mates = order.fulfillmentOrders.filter(
    (other) =>
      other !== entry &&
      other.status === 'OPEN' &&
      other.locationId === entry.locationId &&
      other.method === entry.method,
  )
  return [
    'CREATE_FULFILLMENT',
    'REPORT_PROGRESS',
    'MOVE',
    'HOLD',
    ...(remainingUnits(entry) > 1 ? ['SPLIT'] : []),
    ...(entry.status === 'OPEN' && mates.length > 0 ? ['MERGE'] : []),
  ]
}

function partView(shop: Shop, order: OrderState, part: FulfillmentOrderLineState): View {
  const line = order.lines.find((other) => other.id === part.lineId)
  const variant = line?.variantId == null ? undefined : shop.catalog.variants.get(line.variantId)
  const view = line === undefined ? null : lineView(shop, order, line)
  return {
    __typename: 'FulfillmentOrderLineItem',
    id: gid('FulfillmentOrderLineItem', part.id),
    totalQuantity: part.totalQuantity,
    remainingQuantity: part.remainingQuantity,
    requiresShipping: line?.requiresShipping ?? true,
    lineItem: view,
    variant: view?.['variant'] ?? null,
    inventoryItemId: variant === undefined ? null : gid('InventoryItem', variant.item.id),
    productTitle: line?.title ?? '',
    variantTitle: line?.variantTitle ?? null,
    sku: line?.sku ?? null,
    vendor: line?.vendor ?? null,
    image: null,
    weight: null,
    warnings: [],
    originalUnitPriceSet: line === undefined ? null : moneyBag(line.unitPrice, order.currencies),
  }
}
