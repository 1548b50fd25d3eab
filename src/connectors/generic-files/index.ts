import { defineConnector } from '#contract/connector'
import { check, prepare } from './check.ts'
import { parties } from './parties.ts'
import { ordersOf } from './read.ts'
import { type FileSettings, settings } from './settings.ts'
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
  const { documents, orders, stock, parties: customers } = value
  return {
    ...genericFiles,
    reads: {
      ...(orders === undefined ? {} : { orders: ordersOf(orders) }),
      ...(stock === undefined ? {} : { stock: stockOf(stock) }),
    },
    writes: {
      ...(documents === undefined ? {} : { documents: documentsOf(value) }),
      ...(customers === undefined ? {} : { parties }),
    },
  }
}
