import type { Decimal } from '#lib/decimal'

/** Goods that left a target's warehouse for one customer, as the target's document states them now. */
export interface Shipment {
  /** The target's id of the delivery, e.g. of a delivery note. */
  readonly externalId: string
  readonly name: string
  /** UTC, ISO 8601. */
  readonly shippedAt: string
  readonly updatedAt: string
  /** `draft`: not sent yet. `cancelled`: taken back after it was issued. */
  readonly state: 'draft' | 'issued' | 'cancelled'
  /** Our own reference, when we wrote the delivery ourselves: then it came from the store and does not go back there. */
  readonly reference: string | null
  readonly lines: readonly ShipmentLine[]
  /** None = sent without a number that could be followed. */
  readonly parcels: readonly Parcel[]
}

export interface ShipmentLine {
  readonly externalId: string
  readonly item: string
  readonly quantity: Decimal
  /** The target's id of the place it left from, `null` = not stated. */
  readonly place: string | null
  /** The link to the order of the store; `null` = sent without one. */
  readonly orderedBy: OrderedBy | null
}

/** The target's document that ordered goods, and the row of it. */
export interface OrderedBy {
  readonly externalId: string
  readonly rowExternalId: string
  /** Stated where ids are counted by kind, so that order 17 and invoice 17 are two documents; absent = ids are unique among both. */
  readonly kind?: 'sales-order' | 'invoice'
}

export interface Parcel {
  /** The target's word, e.g. `UPS`, `PostNord`. */
  readonly carrier: string | null
  readonly number: string | null
  readonly url: string | null
}

/** Units of an order that a store still wants to have sent from one location; stores split and merge them at will. */
export interface FulfillmentOrder {
  readonly externalId: string
  readonly locationExternalId: string | null
  /** `open`: may be sent. `held`: somebody stopped it. `closed`: nothing is left, or it was cancelled. */
  readonly state: 'open' | 'held' | 'scheduled' | 'closed'
  /** Whether goods may be sent from another location by moving it. */
  readonly movable: boolean
  /** Why it is held, in the store's words; `null` = it is not. */
  readonly holdReason: string | null
  readonly lines: readonly FulfillmentOrderLine[]
}

export interface FulfillmentOrderLine {
  readonly externalId: string
  /** The order's line. */
  readonly lineExternalId: string
  readonly remaining: Decimal
  /** `false`: nothing is shipped, e.g. a download or a gift card. */
  readonly requiresShipping: boolean
}
