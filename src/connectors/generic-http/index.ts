import { defineConnector, type Reads, type Writes } from '#contract/connector'
import { accountsOf, accountTargetOf } from './accounts.ts'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { levelsOf } from './levels.ts'
import { limitsOf } from './limits.ts'
import { parties } from './parties.ts'
import { pricesOf, priceTargetOf } from './prices.ts'
import { productTargetOf } from './products-write.ts'
import { productsOf } from './products.ts'
import { ordersOf } from './read.ts'
import { type HttpSettings, settings } from './settings.ts'
import { shipmentsOf } from './shipments.ts'
import { stockOf } from './stock.ts'
import { webhooksOf } from './webhooks.ts'
import { documentsOf } from './write.ts'

/** A system with an HTTP interface of its own, whose requests stand in the settings. See README.md. */
export const genericHttp = defineConnector<HttpSettings>({
  id: 'generic-http',
  name: 'Generic HTTP',
  kind: 'erp',
  settings,
  baseUrl: (connection) => connection.baseUrl,
  auth,
  limits: limitsOf({ rate: undefined }),
  check,
  reads: {},
  writes: {},
  forSettings: withParts,
})

function withParts(value: HttpSettings): typeof genericHttp {
  const { webhooks } = value
  return {
    ...genericHttp,
    limits: limitsOf(value),
    reads: readsOf(value),
    writes: writesOf(value),
    ...(webhooks === undefined ? {} : { webhooks: webhooksOf(webhooks) }),
  }
}

function readsOf({ orders, stock, products, prices, shipments, accounts }: HttpSettings): Reads<HttpSettings> {
  return {
    ...(orders === undefined ? {} : { orders: ordersOf(orders) }),
    ...(stock === undefined ? {} : { stock: stockOf(stock) }),
    ...(products === undefined ? {} : { products: productsOf(products) }),
    ...(prices === undefined ? {} : { prices: pricesOf(prices) }),
    ...(shipments === undefined ? {} : { shipments: shipmentsOf(shipments) }),
    ...(accounts === undefined ? {} : { accounts: accountsOf(accounts) }),
  }
}

function writesOf(value: HttpSettings): Writes<HttpSettings> {
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
