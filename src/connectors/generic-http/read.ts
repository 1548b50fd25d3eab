import type { Change, Source } from '#contract/source'
import type { Order } from '#model/order'
import { badSetting, evaluated } from '#generic/failure-rules'
import { changeFrom } from '#generic/change-answer'
import { idOf, shown } from '#generic/booked-answer'
import { orderFrom } from '#generic/order-draft'
import { fieldsOf } from './answer.ts'
import { pagesOf } from './pages.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Orders = NonNullable<HttpSettings['orders']>

/** The orders that the settings describe. */
export const ordersOf = (orders: Orders): Source<HttpSettings, Order, Promise<Order>> => ({
  changes: (context, range) => changes(context, orders, range),
  get: (context, key) => get(context, orders, key),
  parse: (settings, payload) => orderOf(settings, orders, payload),
  findByName: (context, name) => findByName(context, orders, name),
})

async function* changes(
  context: HttpContext,
  orders: Orders,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const where = 'orders.changes'
  const { key, name, updatedAt, createdAt } = orders.changes
  const input = { since: since.toISOString(), until: until.toISOString() }
  for await (const items of pagesOf(context, orders.changes, { where, input, effect: 'read' })) {
    const page: Change[] = []
    for (const item of items) {
      const told = await fieldsOf({ key, name, updatedAt, createdAt }, item, { where, effect: 'read', bindings: input })
      const change = changeFrom(told, where)
      // Earlier ones were listed before; later ones will be, by the stamp that they have then.
      if (Date.parse(change.updatedAt) >= since.getTime() && Date.parse(change.updatedAt) < until.getTime())
        page.push(change)
    }
    if (page.length > 0) yield page
  }
}

async function get(context: HttpContext, orders: Orders, key: string): Promise<Order | null> {
  const where = 'orders.get'
  const answer = await call(context, orders.get, { where, input: { key }, effect: 'read', none: orders.get.none })
  if (answer === null) return null
  const record = await evaluated(orders.get.record, answer.body, { where: `${where}.record`, answer: true })
  if (record === undefined)
    throw badSetting('ANSWER_PATH', `${where}.record`, 'it leads to nothing in the answer', 'read')
  const order = await orderOf(context.settings, orders, record)
  if (order.externalId === key) return order
  throw badSetting(
    'ANSWER_PATH',
    'orders.order',
    `the order ${key} was asked for, and ${order.externalId} came`,
    'read',
  )
}

async function orderOf({ values, timeZone }: HttpSettings, orders: Orders, record: unknown): Promise<Order> {
  const where = 'orders.order'
  return orderFrom(await evaluated(orders.order, record, { where, bindings: { settings: values } }), {
    timeZone,
    where,
  })
}

async function findByName(context: HttpContext, orders: Orders, name: string): Promise<string | null> {
  const setting = orders.findByName
  // Where names cannot be searched, people give the key.
  if (setting === undefined) return (await get(context, orders, name.replace(/^#/, '')))?.externalId ?? null
  const where = 'orders.findByName'
  const answer = await call(context, setting, { where, input: { name }, effect: 'read', none: setting.none })
  if (answer === null) return null
  const value = await evaluated(setting.key, answer.body, { where: `${where}.key`, answer: true, bindings: { name } })
  if (Array.isArray(value) && value.length === 0) return null
  const key = idOf(value)
  if (key !== null) return key
  throw badSetting('ANSWER_PATH', `${where}.key`, `${shown(value)} is no key of an order`, 'read')
}
