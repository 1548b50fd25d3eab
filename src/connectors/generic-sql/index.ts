import { defineConnector } from '#contract/connector'
import type { Limits } from '#contract/limits'
import { check } from './check.ts'
import { levelsOf } from './levels.ts'
import { parties } from './parties.ts'
import { ordersOf } from './read.ts'
import { settings, type SqlSettings } from './settings.ts'
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
  const { documents, orders, stock, levels, parties: customers, rate } = value
  return {
    ...genericSql,
    limits: rate === undefined ? limits : { ...limits, rate: () => rate },
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
