import { type Connector, defineConnector } from '#contract/connector'
import { accounts, accountTarget } from './accounts.ts'
import { check } from './check.ts'
import { choices } from './choices.ts'
import { parties } from './parties.ts'
import { prepare } from './prepare.ts'
import { priceTarget } from './prices-write.ts'
import { prices } from './prices.ts'
import { productTarget } from './products-write.ts'
import { products } from './products.ts'
import { type OdooSettings, settings } from './settings.ts'
import { shipments } from './shipments.ts'
import { stock } from './stock.ts'
import { documents } from './write.ts'

export const odoo: Connector<OdooSettings> = defineConnector<OdooSettings>({
  id: 'odoo',
  name: 'Odoo',
  kind: 'erp',
  settings,
  baseUrl: (connection) => connection.baseUrl,
  auth: {
    // 16 to 18 take the key in the body of each call.
    headers: ({ version, apiKey, database }) => ({
      accept: 'application/json',
      ...(version === '19' ? { authorization: `bearer ${apiKey}`, 'x-odoo-database': database } : {}),
    }),
  },
  limits: { slots: (connection) => connection.slots, rate: null },
  check,
  prepare,
  choices,
  reads: { stock, shipments, products, prices, accounts },
  writes: { parties, documents, products: productTarget, prices: priceTarget, accounts: accountTarget },
})
