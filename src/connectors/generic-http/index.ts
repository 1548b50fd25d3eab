import { defineConnector } from '#contract/connector'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { levelsOf } from './levels.ts'
import { limitsOf } from './limits.ts'
import { parties } from './parties.ts'
import { ordersOf } from './read.ts'
import { type HttpSettings, settings } from './settings.ts'
import { stockOf } from './stock.ts'
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
  const { documents, orders, stock, levels, parties: customers } = value
  return {
    ...genericHttp,
    limits: limitsOf(value),
    reads: {
      ...(orders === undefined ? {} : { orders: ordersOf(orders) }),
      ...(stock === undefined ? {} : { stock: stockOf(stock) }),
    },
    writes: {
      ...(documents === undefined ? {} : { documents: documentsOf(value) }),
      ...(customers === undefined ? {} : { parties }),
      ...(levels === undefined ? {} : { stock: levelsOf(levels) }),
    },
  }
}
