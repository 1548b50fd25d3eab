import { defineConnector } from '#contract/connector'
import { check, prepare } from './check.ts'
import { parties } from './parties.ts'
import { pricesOf, productsOf } from './products.ts'
import { ordersOf } from './read.ts'
import { type FileSettings, settings } from './settings.ts'
import { accountsOf, shipmentsOf } from './shipments.ts'
import { stockOf } from './stock.ts'
import { documentsOf } from './write.ts'

/** A system with which files are exchanged. See README.md. */
export const genericFiles = defineConnector<FileSettings>({
  id: 'generic-files',
  name: 'Generic files',
  kind: 'erp',
  settings,
  // Nothing is called by HTTP.
  baseUrl: () => 'http://127.0.0.1',
  auth: { headers: () => ({}) },
  limits: { slots: ({ slots }) => slots, rate: null },
  check,
  prepare,
  reads: {},
  writes: {},
  forSettings: withParts,
})

function withParts(value: FileSettings): typeof genericFiles {
  const { documents, orders, stock, parties: customers, products, prices, shipments, accounts } = value
  return {
    ...genericFiles,
    reads: {
      ...(orders === undefined ? {} : { orders: ordersOf(orders) }),
      ...(stock === undefined ? {} : { stock: stockOf(stock) }),
      ...(products === undefined ? {} : { products: productsOf(products) }),
      ...(prices === undefined ? {} : { prices: pricesOf(prices) }),
      ...(shipments === undefined ? {} : { shipments: shipmentsOf(shipments) }),
      ...(accounts === undefined ? {} : { accounts: accountsOf(accounts) }),
    },
    writes: {
      ...(documents === undefined ? {} : { documents: documentsOf(value) }),
      ...(customers === undefined ? {} : { parties }),
    },
  }
}
