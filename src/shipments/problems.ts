import type { FulfillmentOrder } from '#model/shipment'
import type { SentUnits, ShipmentFacts, ShipmentProblem } from './facts.ts'

type Named = Pick<ShipmentFacts, 'shipment' | 'order'>

/** What stands in the way of telling the store of a delivery, in words for a person. */

export const held = ({ shipment, order }: Named, stopped: FulfillmentOrder): ShipmentProblem =>
  stopped.state === 'scheduled'
    ? {
        code: 'FULFILLMENT_SCHEDULED',
        message: `${shipment.name} left, but the store plans to send these goods of ${order.orderName} later.`,
        remedy: 'Mark the order as ready to be sent in the store, then retry.',
        subject: `order:${order.orderExternalId}`,
      }
    : {
        code: 'FULFILLMENT_HELD',
        message: `${shipment.name} left, but the store holds these goods of ${order.orderName} back${stopped.holdReason === null ? '' : `: ${stopped.holdReason}`}.`,
        remedy: 'Release the hold in the store, then retry.',
        subject: `order:${order.orderExternalId}`,
      }

export const tooMuch = ({ shipment, order }: Named, { lineExternalId, quantity }: SentUnits): ShipmentProblem => ({
  code: 'SENT_MORE_THAN_OPEN',
  message: `${shipment.name} brought ${quantity} more of line ${lineExternalId} than ${order.orderName} still asks for in the store.`,
  remedy:
    'Look whether the order was cut down, or the goods were sent twice; correct the delivery or the order, then retry or skip.',
  subject: `order:${order.orderExternalId}`,
})

export const notWhole = ({ shipment, order }: Named, { lineExternalId, quantity }: SentUnits): ShipmentProblem => ({
  code: 'SENT_PART_OF_A_PIECE',
  message: `${shipment.name} brought ${quantity} of line ${lineExternalId} of ${order.orderName}; the store counts whole pieces.`,
  remedy: 'Send whole pieces, or tell the store by hand and skip this delivery.',
  subject: `order:${order.orderExternalId}`,
})

export const otherPlace = (
  { shipment, order }: Named,
  { place }: SentUnits,
  { locationExternalId }: FulfillmentOrder,
): ShipmentProblem => ({
  code: 'SENT_FROM_OTHER_PLACE',
  message: `${shipment.name} left from ${place ?? 'another place'}, but the store plans to send these goods of ${order.orderName} from location ${locationExternalId ?? 'unknown'}.`,
  remedy: 'Move them in the store, or let the rule "otherLocation" do it, then retry.',
  subject: `order:${order.orderExternalId}`,
})

export const notMovable = (
  { shipment, order }: Named,
  { place }: SentUnits,
  { locationExternalId }: FulfillmentOrder,
): ShipmentProblem => ({
  code: 'FULFILLMENT_NOT_MOVABLE',
  message: `${shipment.name} left from ${place ?? 'another place'}, and the store does not let these goods of ${order.orderName} move there from location ${locationExternalId ?? 'unknown'}.`,
  remedy: 'Stock the product at that location in the store, or correct the warehouse of the delivery, then retry.',
  subject: `order:${order.orderExternalId}`,
})

export const cancelledInStore = ({ shipment, order }: Named): ShipmentProblem => ({
  code: 'FULFILLMENT_CANCELLED_IN_STORE',
  message: `The store was told of ${shipment.name}, and somebody cancelled that in the store; the delivery of ${order.orderName} still stands.`,
  remedy: 'Cancel the delivery in the target, or mark the goods as sent in the store, then retry.',
  subject: `order:${order.orderExternalId}`,
})
