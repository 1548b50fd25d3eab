import type { Order } from '#model/order'
import { badSetting, evaluated } from '#generic/failure-rules'
import { orderFrom } from '#generic/order-draft'
import type { FileSettings, OrderFiles } from './settings.ts'

/** The order that a record makes. `key`: the key it must have; left out, any. */
export async function orderOf(
  { values, timeZone }: FileSettings,
  { order }: OrderFiles,
  record: unknown,
  key?: string,
): Promise<Order> {
  const where = 'orders.order'
  const made = orderFrom(await evaluated(order, record, { where, bindings: { settings: values } }), { timeZone, where })
  if (key === undefined || made.externalId === key) return made
  throw badSetting('ANSWER_PATH', where, `the record ${key} makes the order ${made.externalId}`, 'read')
}
