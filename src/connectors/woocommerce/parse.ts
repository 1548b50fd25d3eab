import type { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import type { Order } from '#model/order'
import { fieldsOf } from './failures.ts'
import { orderOf } from './map-order.ts'
import type { WooSettings } from './settings.ts'
import { order, type WooOrder } from './vendor.ts'

/**
 * An order from a payload alone, a webhook body or an answer of `/orders`. It names refunds without their rows, so one that has any is
 * only read from the shop.
 *
 * @throws {TillbridgeError} `rejected`, `WOOCOMMERCE_PAYLOAD_UNREADABLE` or `WOOCOMMERCE_PAYLOAD_INCOMPLETE`.
 */
export function parseOrder(settings: WooSettings, payload: unknown): Order {
  const source = readOrder(payload)
  if (source.refunds.length === 0) return orderOf(source, [], settings)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_PAYLOAD_INCOMPLETE',
    message: `The payload of order ${source.number ?? source.id} names refunds without saying what was refunded.`,
    remedy: 'Let Tillbridge read the order from the shop.',
  })
}

/** A payload in WooCommerce's spelling. Throws like `parseOrder`. */
export function readOrder(payload: unknown): WooOrder {
  const parsed = order.safeParse(payload)
  if (parsed.success) return parsed.data
  throw unreadable(parsed.error)
}

const unreadable = (error: z.ZodError): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_PAYLOAD_UNREADABLE',
    message: `This is not a whole WooCommerce order: ${fieldsOf(error)}.`,
    remedy: 'Check that the payload is an order as WooCommerce sends it.',
    cause: error,
  })
