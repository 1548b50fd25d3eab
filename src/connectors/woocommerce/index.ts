import { type Connector, defineConnector } from '#contract/connector'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { fulfillments } from './fulfillments.ts'
import { grant } from './grant.ts'
import { limits } from './limits.ts'
import { orders } from './read.ts'
import { baseUrl, settings, type WooSettings } from './settings.ts'
import { stock } from './stock.ts'
import { webhooks } from './webhooks.ts'

/** WooCommerce by its REST API v3. What it does, what it cannot do and what is odd about it stands in README.md. */
export const woocommerce: Connector<WooSettings> = defineConnector<WooSettings>({
  id: 'woocommerce',
  name: 'WooCommerce',
  kind: 'store',
  settings,
  baseUrl,
  auth,
  grant,
  limits,
  check,
  reads: { orders },
  webhooks,
  writes: { stock, fulfillments },
  recordUrl: ({ siteUrl }, key) => `${siteUrl}/wp-admin/admin.php?page=wc-orders&action=edit&id=${key}`,
})
