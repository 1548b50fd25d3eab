import type { Context } from '#contract/context'
import type { Change, Snapshot, Source } from '#contract/source'
import type { Order } from '#model/order'
import { graphql, pagesOf } from './client.ts'
import { fieldName } from './field-names.ts'
import { orderFromGraphql } from './map-graphql.ts'
import { readOrder, readTipLines } from './order-pages.ts'
import { ORDERS_CHANGED, ORDERS_COUNT, ORDERS_NAMED } from './queries.ts'
import type { ShopifySettings } from './settings.ts'
import type { GraphqlOrder } from './vendor-graphql.ts'
import { orderFromSnapshot } from './snapshot.ts'
import { parseOrder } from './parse.ts'
import { graphqlTips } from './tips.ts'

type ShopifyContext = Context<ShopifySettings>

export const orders: Source<ShopifySettings, Order> = {
  changes,
  get,
  parse: parseOrder,
  findByName,
  fieldName,
  count,
}

async function* changes(
  context: ShopifyContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const query = `updated_at:>='${wholeSecond(since)}' AND updated_at:<'${until.toISOString()}'`
  for await (const nodes of pagesOf(context, ORDERS_CHANGED, { query }, (data) => data.orders)) {
    if (nodes.length > 0) yield nodes.map(({ id, ...change }) => ({ key: id, ...change }))
  }
}

// Shopify stamps in whole seconds: a range that begins within a second must take that second whole.
const wholeSecond = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`

async function get(context: ShopifyContext, key: string, snapshot?: Snapshot): Promise<Order | null> {
  if (snapshot !== undefined) {
    const order = await orderFromSnapshot(context, key, snapshot)
    if (order !== null) return order
  }
  const source = await readOrder(context, key)
  if (source === null) return null
  return orderFromGraphql(source, { timeZone: context.settings.timeZone, tipLines: await tipLinesOf(context, source) })
}

/** The sales ledger is read only when the amounts leave open which lines are tips. */
async function tipLinesOf(context: ShopifyContext, order: GraphqlOrder): Promise<ReadonlySet<string>> {
  return graphqlTips(order) ?? readTipLines(context, { id: order.id, updatedAt: order.updatedAt ?? order.createdAt })
}

async function findByName(context: ShopifyContext, name: string): Promise<string | null> {
  const wanted = name.trim()
  const quoted = wanted.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  const { orders: found } = await graphql(context, ORDERS_NAMED, { query: `name:'${quoted}'` })
  // The search matches parts of a name too; only the very name counts, with or without the leading sign.
  const bare = (text: string): string => text.replace(/^#/, '').toLowerCase()
  return found.nodes.find((node) => bare(node.name) === bare(wanted))?.id ?? null
}

async function count(
  context: ShopifyContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<number> {
  const query = `created_at:>='${wholeSecond(since)}' AND created_at:<'${until.toISOString()}'`
  const { ordersCount } = await graphql(context, ORDERS_COUNT, { query })
  return ordersCount?.count ?? 0
}
