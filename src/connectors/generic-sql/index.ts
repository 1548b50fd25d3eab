import { defineConnector, type Reads, type Writes } from '#contract/connector'
import type { Limits } from '#contract/limits'
import { accountsOf, accountTargetOf } from './accounts.ts'
import { check } from './check.ts'
import { levelsOf } from './levels.ts'
import { parties } from './parties.ts'
import { pricesOf, priceTargetOf } from './prices.ts'
import { productTargetOf } from './products-write.ts'
import { productsOf } from './products.ts'
import { ordersOf } from './read.ts'
import { settings, type SqlSettings } from './settings.ts'
import { shipmentsOf } from './shipments.ts'
import { stockOf } from './stock.ts'
import { documentsOf } from './write.ts'

const limits: Limits<SqlSettings> = { slots: ({ slots }) => slots, rate: null }

/** A system whose database is read and written. See README.md. */
export const genericSql = defineConnector<SqlSettings>({
  id: 'generic-sql',
  name: 'Generic SQL',
  kind: 'erp',
  settings,
  // Nothing is called by HTTP.
  baseUrl: () => 'http://127.0.0.1',
  auth: { headers: () => ({}) },
  limits,
  check,
  reads: {},
  writes: {},
  forSettings: withParts,
})

function withParts(value: SqlSettings): typeof genericSql {
  const { rate } = value
  return {
    ...genericSql,
    limits: rate === undefined ? limits : { ...limits, rate: () => rate },
    reads: readsOf(value),
    writes: writesOf(value),
  }
}

function readsOf({ orders, stock, products, prices, shipments, accounts }: SqlSettings): Reads<SqlSettings> {
  return {
    ...(orders === undefined ? {} : { orders: ordersOf(orders) }),
    ...(stock === undefined ? {} : { stock: stockOf(stock) }),
    ...(products === undefined ? {} : { products: productsOf(products) }),
    ...(prices === undefined ? {} : { prices: pricesOf(prices) }),
    ...(shipments === undefined ? {} : { shipments: shipmentsOf(shipments) }),
    ...(accounts === undefined ? {} : { accounts: accountsOf(accounts) }),
  }
}

function writesOf(value: SqlSettings): Writes<SqlSettings> {
  const { documents, levels, products, prices, accounts } = value
  return {
    ...(documents === undefined ? {} : { documents: documentsOf(value) }),
    ...(value.parties === undefined ? {} : { parties }),
    ...(levels === undefined ? {} : { stock: levelsOf(levels) }),
    ...(products?.write === undefined ? {} : { products: productTargetOf(products, products.write) }),
    ...(prices?.write === undefined ? {} : { prices: priceTargetOf(prices, prices.write) }),
    ...(accounts === undefined ? {} : { accounts: accountTargetOf(accounts) }),
  }
}
