import { decimal } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { GraphqlFulfillment } from './vendor-graphql.ts'
import { cancelledAt, shipmentStatus } from './words.ts'

/** A shipment as GraphQL states it. */
export const fulfillmentOf = (source: GraphqlFulfillment): Fulfillment => ({
  externalId: source.id,
  status: shipmentStatus(source.status),
  createdAt: source.createdAt,
  ...cancelledAt(source.status, source.updatedAt),
  locationExternalId: source.location?.id ?? null,
  lines: (source.fulfillmentLineItems?.nodes ?? []).map((line) => ({
    lineExternalId: line.lineItem.id,
    quantity: decimal(line.quantity ?? 0),
  })),
  tracking: source.trackingInfo,
})
