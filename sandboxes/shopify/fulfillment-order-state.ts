import type { NumericId } from './state.ts'

export type FulfillmentOrderStatus =
  | 'OPEN'
  | 'IN_PROGRESS'
  | 'SCHEDULED'
  | 'ON_HOLD'
  | 'INCOMPLETE'
  | 'CLOSED'
  | 'CANCELLED'

export type DeliveryMethodType = 'SHIPPING' | 'NONE' | 'RETAIL'

export type HoldReason =
  | 'AWAITING_PAYMENT'
  | 'AWAITING_RETURN_ITEMS'
  | 'HIGH_RISK_OF_FRAUD'
  | 'INCORRECT_ADDRESS'
  | 'INVENTORY_OUT_OF_STOCK'
  | 'ONLINE_STORE_POST_PURCHASE_CROSS_SELL'
  | 'OTHER'
  | 'UNKNOWN_DELIVERY_DATE'

export interface HoldState {
  readonly id: NumericId
  readonly reason: HoldReason
  readonly notes: string | null
  readonly handle: string
  /** Placed by the app that calls the API, not in the shop's admin. */
  readonly byApp: boolean
}

export interface FulfillmentOrderLineState {
  readonly id: NumericId
  readonly lineId: NumericId
  totalQuantity: number
  /** Not sent yet; what was taken off the order is in neither figure. */
  remainingQuantity: number
}

/** Units of one order that one location sends. */
export interface FulfillmentOrderState {
  readonly id: NumericId
  status: FulfillmentOrderStatus
  /** Somebody reported by hand that the work has begun. */
  progressReported: boolean
  locationId: NumericId
  readonly deliveryMethodId: NumericId
  readonly method: DeliveryMethodType
  lines: FulfillmentOrderLineState[]
  holds: HoldState[]
  readonly fulfillmentIds: NumericId[]
  readonly fulfillAt: Date
  readonly createdAt: Date
  updatedAt: Date
}

/** Units of one line of a fulfilment order. */
export interface FulfillmentOrderUnits {
  readonly from: FulfillmentOrderState
  readonly part: FulfillmentOrderLineState
  readonly quantity: number
}
