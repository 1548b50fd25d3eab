import { z } from 'zod'
import { type Decimal, isPositive, subtract, sum } from '#lib/decimal'
import { decimalText } from './vendor.ts'
import type { Fulfillment } from '#model/fulfillment'
import { PLACE } from './stock-items.ts'
import type { WooMeta } from './vendor.ts'

/** The hidden field of an order in which we keep what was sent: WooCommerce itself knows an order as sent or not. */
export const PARCELS_FIELD = '_tillbridge_parcels'

const sent = z.object({
  id: z.string(),
  at: z.string(),
  cancelledAt: z.string().nullable().default(null),
  lines: z.array(z.object({ line: z.string(), quantity: decimalText })),
  parcels: z.array(
    z.object({ carrier: z.string().nullable(), number: z.string().nullable(), url: z.string().nullable() }),
  ),
})
/** Goods that left in one go, as we noted it on the order. */
export type Sent = z.output<typeof sent>

/** What was noted on an order; what somebody else made of the field is not read. */
export function sentOf(meta: WooMeta): readonly Sent[] {
  const value = meta.find(({ key }) => key === PARCELS_FIELD)?.value
  if (typeof value !== 'string') return []
  try {
    const read = z.array(sent).safeParse(JSON.parse(value))
    return read.success ? read.data : []
  } catch {
    return []
  }
}

export const fulfillmentOf = ({ id, at, cancelledAt, lines, parcels }: Sent): Fulfillment => ({
  externalId: id,
  status: cancelledAt === null ? 'success' : 'cancelled',
  createdAt: at,
  cancelledAt,
  locationExternalId: PLACE.externalId,
  lines: lines.map(({ line, quantity }) => ({ lineExternalId: line, quantity })),
  tracking: parcels.map(({ carrier, number, url }) => ({ company: carrier, number, url })),
})

/** What of these lines is in none of the fulfilments; lines of which nothing is left are left out. */
export function unsent<T extends { readonly externalId: string; readonly quantity: Decimal }>(
  lines: readonly T[],
  fulfillments: readonly Fulfillment[],
): T[] {
  const rows = fulfillments.filter(({ status }) => status === 'success').flatMap((one) => one.lines)
  return lines
    .map((line) => {
      const own = rows.filter(({ lineExternalId }) => lineExternalId === line.externalId)
      return { ...line, quantity: subtract(line.quantity, sum(own.map(({ quantity }) => quantity))) }
    })
    .filter(({ quantity }) => isPositive(quantity))
}
