import { z } from 'zod'
import type { Shipment } from '#model/shipment'
import { type FieldNames, fieldMap, listMap, readTold, type Told } from './record-map.ts'
import { named, optionalText, quantity, stamp } from './record-values.ts'

/** Fields of a delivery. */
export const SHIPMENT_NAMES = {
  id: 'Its id.',
  name: 'What people call it; left out, its id.',
  shippedAt: 'When the goods left, with its zone; left out, when it was changed.',
  updatedAt: 'When it was changed, with its zone.',
  state: '`draft` (not sent yet), `issued` or `cancelled`; left out, `issued`.',
  reference: 'Ours, when we wrote it: what came from the store does not go back there.',
  carrier: 'Who carries its one parcel; where there are several, say `parcels`.',
  trackingNumber: 'The number of its one parcel.',
  trackingUrl: 'Where its one parcel can be followed.',
} as const satisfies FieldNames

/** Fields of a line of a delivery. */
export const SHIPMENT_LINE_NAMES = {
  id: 'Its id.',
  item: 'The id of what was sent.',
  quantity: 'How many were sent.',
  place: 'The id of the place that it left.',
  orderId: 'The id of the document that ordered it, as `documents` reads it.',
  orderRowId: 'The id of the row of that document, as `rowIds` tells it.',
} as const satisfies FieldNames

/** Fields of a parcel. */
export const PARCEL_NAMES = {
  carrier: 'Who carries it.',
  number: 'By which it is followed.',
  url: 'Where it can be followed.',
} as const satisfies FieldNames

/** How deliveries are read from records. */
export const shipmentMap = {
  fields: fieldMap(SHIPMENT_NAMES, ['id', 'updatedAt']).describe(
    'Our fields, each with where it is in the record of a delivery.',
  ),
  lines: listMap(SHIPMENT_LINE_NAMES, ['id', 'item', 'quantity', 'orderId', 'orderRowId']).describe('What was sent.'),
  parcels: listMap(PARCEL_NAMES, []).optional().describe('Left out, there is one at most, whose fields stand above.'),
} as const

const shipment = z.object({
  id: named,
  name: optionalText,
  shippedAt: stamp.nullish(),
  updatedAt: stamp,
  state: z.enum(['draft', 'issued', 'cancelled']).nullish(),
  reference: optionalText,
  carrier: optionalText,
  trackingNumber: optionalText,
  trackingUrl: optionalText,
  lines: z.array(
    z
      .object({
        id: named,
        item: named,
        quantity,
        place: optionalText,
        orderId: optionalText,
        orderRowId: optionalText,
      })
      .refine(
        ({ orderId, orderRowId }) => (orderId == null) === (orderRowId == null),
        'orderId and orderRowId belong together',
      ),
  ),
  parcels: z.array(z.object({ carrier: optionalText, number: optionalText, url: optionalText })).optional(),
})

/**
 * The delivery that a record tells.
 *
 * @throws {TillbridgeError} `RECORD_UNREADABLE`: a delivery is read whole or not at all.
 */
export function shipmentFrom(told: Told, where: string): Shipment {
  const { id, name, shippedAt, updatedAt, state, reference, lines, parcels, ...own } = readTold(shipment, told, where)
  const one = { carrier: own.carrier, number: own.trackingNumber, url: own.trackingUrl }
  const isFollowed = one.number != null || one.url != null
  return {
    externalId: id,
    name: name ?? id,
    shippedAt: shippedAt ?? updatedAt,
    updatedAt,
    state: state ?? 'issued',
    reference: reference ?? null,
    lines: lines.map(({ id: externalId, item, quantity: sent, place, orderId, orderRowId }) => ({
      externalId,
      item,
      quantity: sent,
      place: place ?? null,
      orderedBy: orderId == null || orderRowId == null ? null : { externalId: orderId, rowExternalId: orderRowId },
    })),
    parcels: (parcels ?? (isFollowed ? [one] : [])).map(({ carrier, number, url }) => ({
      carrier: carrier ?? null,
      number: number ?? null,
      url: url ?? null,
    })),
  }
}
