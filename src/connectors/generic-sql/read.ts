import type { Change, Source } from '#contract/source'
import type { Order } from '#model/order'
import { idOf, shown } from '#generic/booked-answer'
import { changeFrom } from '#generic/change-answer'
import { badSetting, evaluated } from '#generic/failure-rules'
import { orderFrom } from '#generic/order-draft'
import { pagesOf } from './pages.ts'
import type { OrderStatements, SqlSettings } from './settings.ts'
import { type SqlContext, transaction } from './statements.ts'

/** The orders that the settings describe. */
export const ordersOf = (orders: OrderStatements): Source<SqlSettings, Order, Promise<Order>> => ({
  changes: (context, range) => changes(context, orders, range),
  get: (context, key) => get(context, orders, key),
  parse: (settings, payload) => orderOf(settings, orders, payload),
  findByName: (context, name) => findByName(context, orders, name),
})

async function* changes(
  context: SqlContext,
  orders: OrderStatements,
  input: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const where = 'orders.changes'
  for await (const rows of pagesOf(context, orders.changes, ['updated_at', 'record_key'], {
    where,
    input: { ...input },
  })) {
    yield rows.map((row) => changeFrom({ ...row, key: row['recordKey'] }, where))
  }
}

async function get(context: SqlContext, orders: OrderStatements, key: string): Promise<Order | null> {
  const record = await transaction(context, { where: 'orders.head', effect: 'read' }, async (running) => {
    const { rows } = await running.run(orders.head, { key }, 'orders.head')
    const [head] = rows
    if (head === undefined) return null
    if (rows.length > 1)
      throw badSetting('ANSWER_PATH', 'orders.head', `${rows.length} rows have the key ${key}`, 'read')
    const lists: Record<string, unknown> = {}
    for (const [name, statement] of Object.entries(orders.lists))
      lists[name] = (await running.run(statement, { key, head }, `orders.lists.${name}`)).rows
    return { ...lists, head }
  })
  if (record === null) return null
  const order = await orderOf(context.settings, orders, record)
  if (order.externalId === key) return order
  throw badSetting(
    'ANSWER_PATH',
    'orders.order',
    `the order ${key} was asked for, and ${order.externalId} came`,
    'read',
  )
}

async function orderOf({ values, timeZone }: SqlSettings, { order }: OrderStatements, record: unknown): Promise<Order> {
  const where = 'orders.order'
  return orderFrom(await evaluated(order, record, { where, bindings: { settings: values } }), { timeZone, where })
}

async function findByName(context: SqlContext, orders: OrderStatements, name: string): Promise<string | null> {
  const statement = orders.findByName
  if (statement === undefined) return (await get(context, orders, name.replace(/^#/, '')))?.externalId ?? null
  const where = 'orders.findByName'
  const { rows } = await transaction(context, { where, effect: 'read' }, (running) =>
    running.run(statement, { name }, where),
  )
  const [row] = rows
  if (row === undefined) return null
  const key = idOf(row['recordKey'])
  if (key !== null && rows.length === 1) return key
  throw badSetting(
    'ANSWER_PATH',
    where,
    `${rows.length} rows, of which the first has the key ${shown(row['recordKey'])}`,
    'read',
  )
}
