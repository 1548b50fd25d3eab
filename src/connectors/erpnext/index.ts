import { type Connector, defineConnector } from '#contract/connector'
import { accounts, accountTarget } from './accounts.ts'
import { check } from './check.ts'
import { choices } from './choices.ts'
import { parties } from './parties.ts'
import { prepare } from './prepare.ts'
import { prices, priceTarget } from './prices.ts'
import { productTarget, productTargetFor } from './products-write.ts'
import { products } from './products.ts'
import { type ErpnextSettings, settings } from './settings.ts'
import { notes } from './shipments-notes.ts'
import { shipments } from './shipments.ts'
import { stock } from './stock.ts'
import { webhooks } from './webhooks.ts'
import { documents } from './write.ts'

export const erpnext: Connector<ErpnextSettings> = defineConnector<ErpnextSettings>({
  id: 'erpnext',
  name: 'ERPNext',
  kind: 'erp',
  settings,
  baseUrl: (connection) => connection.baseUrl,
  auth: {
    headers: ({ apiKey, apiSecret, siteName }) => ({
      accept: 'application/json',
      authorization: `token ${apiKey}:${apiSecret}`,
      ...(siteName === null ? {} : { 'x-frappe-site-name': siteName }),
    }),
  },
  // A site's own limit counts seconds of processing of all its users, which no number of calls maps to; 429 tells when it is spent.
  limits: { slots: (connection) => connection.slots, rate: null },
  check,
  prepare,
  choices,
  reads: { stock, products, prices, shipments, accounts },
  webhooks,
  forSettings: (connection) => ({
    ...erpnext,
    reads: { ...erpnext.reads, products: { ...products, customFields: connection.itemFields } },
    writes: { ...erpnext.writes, products: productTargetFor(connection) },
  }),
  writes: { parties, documents, products: productTarget, prices: priceTarget, notes, accounts: accountTarget },
})
