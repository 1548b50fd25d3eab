import type { Decimal } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { FulfillmentOrder, Parcel, Shipment } from '#model/shipment'
import type { FulfillmentRules } from './rules.ts'

/** Units of an order's line. */
export interface Units {
  readonly lineExternalId: string
  readonly quantity: Decimal
}

/** Units of an order's line that a delivery brought, and the target's place that they left from. */
export interface SentUnits extends Units {
  readonly place: string | null
}

/** What we know to have been told to the store of one delivery. */
export interface Told {
  /** The target's id of the delivery. */
  readonly shipment: string
  /** The store's fulfilment. */
  readonly fulfillment: string
  /** `told`: made by us. `matched`: somebody else had told the store before. */
  readonly by: 'told' | 'matched'
  readonly lines: readonly Units[]
}

/** An order of the store as far as sending goes; several fulfilment orders may ask for one line. */
export interface OrderToSend {
  readonly orderExternalId: string
  readonly orderName: string
  /** Nothing is owed any more. */
  readonly paid: boolean
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
  readonly fulfillments: readonly Fulfillment[]
}

export interface ShipmentFacts {
  readonly shipment: Pick<Shipment, 'externalId' | 'name' | 'state' | 'parcels'>
  /** What it brought of this order. */
  readonly units: readonly SentUnits[]
  readonly order: OrderToSend
  /** Of all deliveries of this order. */
  readonly told: readonly Told[]
  /** Fulfilments of the store that were written to the target as deliveries of their own: they tell of other goods. */
  readonly booked: ReadonlySet<string>
  readonly locations: readonly LocationEntry[]
  readonly rules: FulfillmentRules
}

/** As in the mapping: a location of the store (`*` = any) and its place in the target. */
export interface LocationEntry {
  readonly location: string
  readonly warehouse: string
}

/** What a line of a fulfilment order tells the plan; the parcels of a step are in the store's words. */
export type ShipmentStep =
  | {
      readonly kind: 'ship'
      readonly parts: readonly { readonly fulfillmentOrder: string; readonly lines: readonly PlannedUnits[] }[]
      readonly parcels: readonly Parcel[]
      readonly notify: boolean
    }
  | { readonly kind: 'match'; readonly fulfillment: string; readonly lines: readonly Units[] }
  | {
      readonly kind: 'track'
      readonly fulfillment: string
      readonly parcels: readonly Parcel[]
      readonly notify: boolean
    }
  | { readonly kind: 'cancel'; readonly fulfillment: string }
  | {
      readonly kind: 'move'
      readonly fulfillmentOrder: string
      readonly location: string
      readonly lines: readonly PlannedUnits[]
    }

export interface PlannedUnits extends Units {
  /** The fulfilment order's line. */
  readonly line: string
}

/** Why a person has to look. */
export interface ShipmentProblem {
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly subject: string
}

export interface ShipmentPlan {
  /** In order. After a move the order is read and planned again. */
  readonly steps: readonly ShipmentStep[]
  readonly problem: ShipmentProblem | null
  /** Nothing is to be done until something happens, by a rule; `null` = it is in step. */
  readonly waits: { readonly code: string; readonly message: string } | null
}

/** Whether the store counts its units as sent. */
export const counts = ({ status }: Fulfillment): boolean => status === 'success' || status === 'pending'
