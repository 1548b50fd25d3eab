import { z } from 'zod'
import type { Snapshot, Source } from '#contract/source'
import { asTillbridgeError } from '#lib/errors'
import type { Order } from '#model/order'
import { changedOrders, countOrders, isDraft } from './changes.ts'
import { fetchAll, fetchIfThere, fetchOne, type WooContext } from './client.ts'
import { fieldName } from './field-names.ts'
import { orderOf } from './map-order.ts'
import { parseOrder, readOrder } from './parse.ts'
import type { WooSettings } from './settings.ts'
import { key, order, refund, text, type WooOrder } from './vendor.ts'

export const orders: Source<WooSettings, Order> = {
  changes: changedOrders,
  get,
  parse: parseOrder,
  findByName,
  fieldName,
  count: countOrders,
}

async function get(context: WooContext, orderKey: string, snapshot?: Snapshot): Promise<Order | null> {
  const source = usable(orderKey, snapshot) ?? (await fetchIfThere(context, `/wc/v3/orders/${orderKey}`, order))
  if (source === null || isDraft(source.status)) return null
  const refunds =
    source.refunds.length === 0 ? [] : await fetchAll(context, `/wc/v3/orders/${source.id}/refunds`, z.array(refund))
  return orderOf(source, refunds, context.settings)
}

/** The body of a webhook is the whole order, its refunds' rows excepted. Stamps count seconds: only the one of its second is known to be the last. */
function usable(orderKey: string, snapshot: Snapshot | undefined): WooOrder | null {
  if (snapshot?.sole !== true || !snapshot.topic.startsWith('order.')) return null
  try {
    const source = readOrder(snapshot.body)
    return source.id === orderKey ? source : null
  } catch (error) {
    if (asTillbridgeError(error).code === 'WOOCOMMERCE_PAYLOAD_UNREADABLE') return null
    throw error
  }
}

const named = z.object({ id: key, number: text })

/** The number is the id, unless a plug-in counts by itself; then the shop's search has to know its field. */
async function findByName(context: WooContext, name: string): Promise<string | null> {
  const wanted = name.trim().replace(/^#/, '')
  if (wanted === '') return null
  const isIt = (found: z.output<typeof named>): boolean => (found.number ?? found.id) === wanted
  if (/^[1-9]\d{0,17}$/.test(wanted)) {
    const found = await fetchIfThere(context, `/wc/v3/orders/${wanted}`, named)
    if (found !== null && isIt(found)) return found.id
  }
  const found = await fetchOne(context, '/wc/v3/orders', z.array(named), {
    search: wanted,
    status: 'any',
    per_page: '20',
    _fields: 'id,number',
  })
  return found.find(isIt)?.id ?? null
}
