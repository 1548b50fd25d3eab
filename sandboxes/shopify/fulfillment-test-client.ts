import { expect } from 'vitest'
import type { ShopifySandbox } from './start.ts'
import { ask } from './test-client.ts'

export const line = (sku: string, quantity: number, more: object = {}) => ({ sku, quantity, price: '10', ...more })

export interface Node {
  readonly id: string
  readonly status: string
  readonly supportedActions: { readonly action: string }[]
  readonly assignedLocation: { readonly location: { readonly id: string } }
  readonly deliveryMethod: { readonly methodType: string }
  readonly lineItems: {
    readonly nodes: { readonly id: string; readonly totalQuantity: number; readonly remainingQuantity: number }[]
  }
}

export const FIELDS = `id status supportedActions { action } assignedLocation { name location { id } } deliveryMethod { methodType }
  fulfillmentHolds { reason reasonNotes heldByRequestingApp } lineItems(first: 20) { nodes { id sku totalQuantity remainingQuantity lineItem { id fulfillableQuantity } } }`

export async function read(shop: ShopifySandbox, id: string): Promise<Node[]> {
  const { body } = await ask(
    shop,
    `query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 20) { nodes { ${FIELDS} } } } }`,
    { id },
  )
  expect(body.errors).toBeUndefined()
  return (body.data as unknown as { order: { fulfillmentOrders: { nodes: Node[] } } }).order.fulfillmentOrders.nodes
}

export async function mutate(shop: ShopifySandbox, field: string, types: string, args: object, answer: string) {
  const names = [...types.matchAll(/\$(\w+):/g)].map((match) => match[1])
  const query = `mutation(${types}) { ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}) { ${answer} } }`
  const { body } = await ask(shop, query, args)
  expect(body.errors).toBeUndefined()
  return (body.data as unknown as Record<string, Record<string, unknown>>)[field] ?? {}
}

export const remaining = (nodes: readonly Node[]) =>
  nodes.map((node) => [node.status, ...node.lineItems.nodes.map((part) => part.remainingQuantity)])

export const quantities = (node: Node) => node.lineItems.nodes.map((part) => part.remainingQuantity)
