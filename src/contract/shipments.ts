import type { Decimal } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { FulfillmentOrder, Parcel, Shipment } from '#model/shipment'
import type { Context } from './context.ts'
import type { Source } from './source.ts'

/** A system whose deliveries are read. */
export interface ShipmentSource<S> extends Source<S, Shipment> {
  /**
   * The deliveries that a key is about when it names something else, e.g. the paper of a parcel; `null` = it names a delivery.
   * Absent = keys always do.
   */
  deliveriesOf?(context: Context<S>, key: string): Promise<readonly string[] | null>
}

/** A store that is told what was sent. */
export interface FulfillmentTarget<S> {
  /** What the order still wants to have sent, and what was sent of it, in one read. `null` = the order is gone. */
  state(context: Context<S>, orderExternalId: string): Promise<FulfillmentState | null>
  /**
   * Tells that goods of one order left from one location in one go, with all parcels that they are in. Not repeatable: after an
   * unknown outcome read the state and compare.
   *
   * @throws {TillbridgeError} `conflict`, `FULFILLMENT_MOVED` when the fulfilment orders are no longer what `state` told.
   */
  ship(context: Context<S>, shipment: NewFulfillment): Promise<Fulfillment>
  /** Changes the parcels of a fulfilment. */
  track(context: Context<S>, fulfillmentExternalId: string, parcels: readonly Parcel[], notify: boolean): Promise<void>
  cancel(context: Context<S>, fulfillmentExternalId: string): Promise<void>
  /** Moves open units to another location, so that they can be sent from there; what becomes of the order is read again. */
  move(
    context: Context<S>,
    fulfillmentOrderExternalId: string,
    locationExternalId: string,
    lines: readonly UnitsToSend[],
  ): Promise<void>
}

export interface FulfillmentState {
  readonly orderExternalId: string
  readonly orderName: string
  /** Nothing of the order is owed any more. */
  readonly paid: boolean
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
  readonly fulfillments: readonly Fulfillment[]
}

export interface NewFulfillment {
  readonly orderExternalId: string
  /** At least one; all of one location. */
  readonly parts: readonly { readonly fulfillmentOrder: string; readonly lines: readonly UnitsToSend[] }[]
  readonly parcels: readonly Parcel[]
  /** Whether the store writes to the customer. */
  readonly notify: boolean
}

export interface UnitsToSend {
  /** The fulfilment order's line. */
  readonly line: string
  readonly quantity: Decimal
}
