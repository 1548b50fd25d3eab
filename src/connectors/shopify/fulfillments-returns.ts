import { z } from 'zod'
import type { Context } from '#contract/context'
import type { ReturnSource } from '#contract/returns'
import { decimal } from '#lib/decimal'
import type { Return } from '#model/refund'
import { graphql, type Operation, pagesOf } from './client.ts'
import { orderGid } from './order-pages.ts'
import type { ShopifySettings } from './settings.ts'
import { connection, page } from './vendor-graphql.ts'
import { gid, text } from './vendor-values.ts'
import { returnStatus } from './words.ts'

/** Returns with their goods. An order names them; what they hold is asked for here alone, where somebody wants to know. */
export const returns: ReturnSource<ShopifySettings> = { ofOrder }

const line = z.object({
  quantity: z.number(),
  returnReasonDefinition: z.object({ name: text }).nullish(),
  returnReasonNote: text,
  customerNote: text,
  // Lines that were returned without having been sent name none.
  fulfillmentLineItem: z.object({ lineItem: z.object({ id: gid }) }).nullish(),
})
const lines = connection(line)
const found = z.object({ id: gid, name: z.string(), status: z.string(), returnLineItems: lines })
const list = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  nodes: z.array(found),
})

const LINES = `pageInfo { hasNextPage endCursor } nodes {
        ... on ReturnLineItem { quantity returnReasonDefinition { name } returnReasonNote customerNote fulfillmentLineItem { lineItem { id } } }
      }`

export const ORDER_RETURN_LINES: Operation<{ readonly order: { readonly returns: z.output<typeof list> } | null }> = {
  name: 'OrderReturnLines',
  cost: 60,
  effect: 'read',
  text: `query OrderReturnLines($id: ID!, $after: String) {
  order(id: $id) { returns(first: 5, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name status returnLineItems(first: 10) { ${LINES} } } } }
}`,
  data: z.object({ order: z.object({ returns: list }).nullable() }),
}

export const RETURN_LINES: Operation<{
  readonly return: { readonly returnLineItems?: z.output<typeof lines> } | null
}> = {
  name: 'ReturnLines',
  cost: 47,
  effect: 'read',
  text: `query ReturnLines($id: ID!, $after: String) {
  return(id: $id) { returnLineItems(first: 250, after: $after) { ${LINES} } }
}`,
  data: z.object({ return: z.object({ returnLineItems: lines }).nullable() }),
}

async function ofOrder(context: Context<ShopifySettings>, orderExternalId: string): Promise<readonly Return[]> {
  const all: Return[] = []
  const none = { pageInfo: { hasNextPage: false }, nodes: [] }
  const id = orderGid(orderExternalId)
  for await (const nodes of pagesOf(context, ORDER_RETURN_LINES, { id }, (data) => data.order?.returns ?? none)) {
    for (const one of nodes) all.push(await whole(context, one))
  }
  return all
}

async function whole(context: Context<ShopifySettings>, source: z.output<typeof found>): Promise<Return> {
  let current = page(source.returnLineItems)
  const nodes = [...current.nodes]
  while (current.next !== null) {
    const variables = { id: `gid://shopify/Return/${source.id}`, after: current.next }
    current = page((await graphql(context, RETURN_LINES, variables)).return?.returnLineItems)
    nodes.push(...current.nodes)
  }
  return {
    externalId: source.id,
    name: source.name,
    status: returnStatus(source.status),
    lines: nodes.map((node) => ({
      lineExternalId: node.fulfillmentLineItem?.lineItem.id ?? '',
      quantity: decimal(node.quantity),
      reason: node.returnReasonDefinition?.name ?? null,
      note: node.customerNote ?? node.returnReasonNote,
    })),
  }
}
