import { type Connector, defineConnector } from '#contract/connector'
import { accountTarget } from './accounts-write.ts'
import { accounts } from './accounts.ts'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { choices } from './choices.ts'
import { fulfillments } from './fulfillments.ts'
import { grant } from './grant.ts'
import { limits } from './limits.ts'
import { priceTarget } from './prices.ts'
import { productTarget } from './products-write.ts'
import { products } from './products.ts'
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
  choices,
  reads: { orders, products, accounts },
  forSettings: ({ productMetaFields }) => ({
    ...woocommerce,
    reads: { ...woocommerce.reads, products: { ...products, customFields: productMetaFields } },
  }),
  webhooks,
  writes: { stock, fulfillments, products: productTarget, prices: priceTarget, accounts: accountTarget },
  // The address of the old post tables; with order tables WooCommerce leads on from it.
  recordUrl: ({ siteUrl }, key) => `${siteUrl}/wp-admin/post.php?post=${key}&action=edit`,
})
