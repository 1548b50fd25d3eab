import type { BookKind, ErpDocument } from './erp-facts.ts'
import type { ShopOrder } from './shop-facts.ts'

/** The order that each document belongs to, by the ERP's name of it; absent = of no order that the shop knows. */
export function ownersOf(orders: readonly ShopOrder[], documents: readonly ErpDocument[]): Map<string, string> {
  const sources = new Map(orders.flatMap((order) => sourcesOf(order).map((source) => [source, order.key] as const)))
  const owners = new Map<string, string>()
  for (const { kind, name, source } of documents) {
    const owner = sources.get(`${FAMILY[kind]} ${source}`)
    if (owner !== undefined) owners.set(name, owner)
  }
  // What names no part of an order belongs where the documents do that it settles.
  for (const { name, settles } of documents) {
    const owner = owners.get(name) ?? settles.map((each) => owners.get(each)).find((each) => each !== undefined)
    if (owner !== undefined) owners.set(name, owner)
  }
  return owners
}

type Family = 'sales' | 'money' | 'goods'

const FAMILY: Readonly<Record<BookKind, Family>> = {
  'sales-order': 'sales',
  invoice: 'sales',
  'credit-note': 'sales',
  payment: 'money',
  'refund-payment': 'money',
  delivery: 'goods',
  'delivery-return': 'goods',
  journal: 'sales',
}

const sourcesOf = ({ key, refunds, transactions, movements }: ShopOrder): string[] => [
  `sales ${key}`,
  ...refunds.map((id) => `sales r${id}`),
  ...transactions.map((id) => `money ${id}`),
  ...movements.flatMap((id) => [`goods ${id}`, `goods r${id}`]),
]
