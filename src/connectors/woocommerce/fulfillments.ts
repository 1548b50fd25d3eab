import { z } from 'zod'
import type { FulfillmentState, FulfillmentTarget, NewFulfillment } from '#contract/shipments'
import { compare, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Fulfillment } from '#model/fulfillment'
import type { Order, OrderLine } from '#model/order'
import type { Parcel } from '#model/shipment'
import { change, fetchAll, fetchIfThere, type WooContext } from './client.ts'
import { orderOf } from './map-order.ts'
import { fulfillmentOf, PARCELS_FIELD, type Sent, sentOf, unsent } from './parcels.ts'
import type { WooSettings } from './settings.ts'
import { PLACE } from './stock-items.ts'
import { TRACKING_FIELD, trackingItems } from './tracking-items.ts'
import { key, order as orderShape, refund, type WooOrder } from './vendor.ts'

/** What the store is told of parcels. Source: README.md, "Parcels". */
export const fulfillments: FulfillmentTarget<WooSettings> = { state, ship, track, cancel, move }

const OVER: ReadonlySet<string> = new Set(['completed', 'cancelled', 'refunded', 'failed', 'trash'])

interface Seen {
  readonly source: WooOrder
  readonly order: Order
}

async function seen(context: WooContext, id: string): Promise<Seen | null> {
  const source = await fetchIfThere(context, `/wc/v3/orders/${id}`, orderShape)
  if (source === null) return null
  const refunds =
    source.refunds.length === 0 ? [] : await fetchAll(context, `/wc/v3/orders/${id}/refunds`, z.array(refund))
  return { source, order: orderOf(source, refunds, context.settings) }
}

/** Goods that are still wanted and in no parcel. */
const openLines = ({ source, order }: Seen): OrderLine[] =>
  OVER.has(source.status)
    ? []
    : unsent(
        order.lines.map((line) => ({ ...line, quantity: line.currentQuantity })),
        order.fulfillments,
      )

async function state(context: WooContext, orderExternalId: string): Promise<FulfillmentState | null> {
  const found = await seen(context, orderExternalId)
  if (found === null) return null
  const { source, order } = found
  const lines = openLines(found)
  const noted = new Set(sentOf(source.meta_data).map(({ id }) => id))
  return {
    orderExternalId: source.id,
    orderName: order.name,
    paid: source.date_paid_gmt != null,
    fulfillmentOrders: [
      {
        externalId: source.id,
        locationExternalId: PLACE.externalId,
        state: lines.length === 0 ? 'closed' : 'open',
        movable: false,
        holdReason: null,
        lines: lines.map(({ externalId, quantity, requiresShipping }) => ({
          externalId,
          lineExternalId: externalId,
          remaining: quantity,
          requiresShipping,
        })),
      },
    ],
    // What was once said to be complete and is not any more was no parcel.
    fulfillments: order.fulfillments.filter(({ externalId, status }) => status === 'success' || noted.has(externalId)),
  }
}

async function ship(context: WooContext, shipment: NewFulfillment): Promise<Fulfillment> {
  const { orderExternalId: id, parts, parcels, notify } = shipment
  const found = await seen(context, id)
  const wanted = parts.flatMap(({ lines }) => lines)
  const open = new Map((found === null ? [] : openLines(found)).map((line) => [line.externalId, line.quantity]))
  const isOpen = wanted.every(({ line, quantity }) => compare(open.get(line) ?? ZERO, quantity) >= 0)
  if (found === null || !isOpen) throw moved(id)
  const before = sentOf(found.source.meta_data)
  const made: Sent = {
    id: `${id}-parcel-${before.length + 1}`,
    at: new Date(Math.floor(context.clock.now().getTime() / 1000) * 1000).toISOString(),
    cancelledAt: null,
    lines: wanted.map(({ line, quantity }) => ({ line, quantity })),
    parcels: [...parcels],
  }
  await note(context, found, [...before, made])
  if (notify) await tellCustomer(context, id, parcels)
  return fulfillmentOf(made)
}

async function track(
  context: WooContext,
  fulfillmentExternalId: string,
  parcels: readonly Parcel[],
  notify: boolean,
): Promise<void> {
  const id = await alter(context, fulfillmentExternalId, (one) => ({ ...one, parcels: [...parcels] }))
  if (notify) await tellCustomer(context, id, parcels)
}

async function cancel(context: WooContext, fulfillmentExternalId: string): Promise<void> {
  const cancelledAt = context.clock.now().toISOString()
  await alter(context, fulfillmentExternalId, (one) => ({ ...one, cancelledAt: one.cancelledAt ?? cancelledAt }))
}

/** Changes what was noted of one fulfilment; answers its order. */
async function alter(context: WooContext, fulfillment: string, changed: (one: Sent) => Sent): Promise<string> {
  const id = fulfillment.split('-')[0] ?? ''
  const found = await seen(context, id)
  const before = found === null ? [] : sentOf(found.source.meta_data)
  if (found === null || !before.some((one) => one.id === fulfillment)) throw moved(id)
  await note(
    context,
    found,
    before.map((one) => (one.id === fulfillment ? changed(one) : one)),
  )
  return id
}

/** Notes what was sent, and with it whether anything is left to be sent, in one call. */
async function note(context: WooContext, { source, order }: Seen, sent: readonly Sent[]): Promise<void> {
  const own = sent.map(fulfillmentOf)
  const goods = order.lines
    .filter(({ requiresShipping }) => requiresShipping)
    .map((line) => ({ ...line, quantity: line.currentQuantity }))
  const isAllSent = unsent(goods, own).length === 0
  const isReopened = source.status === 'completed' && !isAllSent
  const isDone = isAllSent && !OVER.has(source.status)
  const json = {
    meta_data: [
      { key: PARCELS_FIELD, value: JSON.stringify(sent) },
      { key: TRACKING_FIELD, value: trackingItems(source.meta_data, sent) },
    ],
    ...(isDone ? { status: 'completed' } : isReopened ? { status: 'processing' } : {}),
  }
  await change(context, { method: 'PUT', route: `/wc/v3/orders/${source.id}`, json }, z.object({ id: key }))
}

/** The mail that WooCommerce sends of a note to the customer. */
async function tellCustomer(context: WooContext, id: string, parcels: readonly Parcel[]): Promise<void> {
  const numbers = parcels.flatMap(({ carrier, number, url }) =>
    number === null ? [] : [[carrier, number, url].filter((part) => part !== null).join(' ')],
  )
  if (numbers.length === 0) return
  const json = { note: numbers.join('\n'), customer_note: true }
  await change(context, { method: 'POST', route: `/wc/v3/orders/${id}/notes`, json }, z.object({ id: key }))
}

const moved = (id: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'FULFILLMENT_MOVED',
    message: `What is to be sent of the order ${id} has changed in WooCommerce meanwhile.`,
    remedy: 'Nothing: the order is read again.',
  })

async function move(): Promise<void> {
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_ONE_PLACE',
    message: 'WooCommerce knows no places that goods are sent from.',
    remedy: 'Map every place of the target to the one place of the shop, or set the rule "otherLocation" to "keep".',
  })
}
