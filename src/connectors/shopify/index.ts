import { type Connector, defineConnector } from '#contract/connector'
import { accounts, accountTarget } from './accounts.ts'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { returns } from './fulfillments-returns.ts'
import { fulfillments } from './fulfillments.ts'
import { grant } from './grant.ts'
import { limits } from './limits.ts'
import { payouts } from './payouts.ts'
import { priceTarget } from './prices.ts'
import { productTarget } from './products-write.ts'
import { metafieldNames, products } from './products.ts'
import { SEO_DESCRIPTION, SEO_TITLE } from './map-product.ts'
import { orders } from './read.ts'
import { baseUrl, settings, type ShopifySettings, shopHandle } from './settings.ts'
import { stock } from './stock.ts'
import { webhooks } from './webhooks.ts'

/** Shopify by the Admin GraphQL API. What it does and what is odd about it stands in README.md. */
export const shopify: Connector<ShopifySettings> = defineConnector<ShopifySettings>({
  id: 'shopify',
  name: 'Shopify',
  kind: 'store',
  settings,
  baseUrl,
  auth,
  grant,
  limits,
  check,
  reads: { orders, payouts, products, returns, accounts },
  forSettings: (value) => ({
    ...shopify,
    reads: {
      ...shopify.reads,
      products: { ...products, customFields: [SEO_TITLE, SEO_DESCRIPTION, ...metafieldNames(value)] },
    },
  }),
  webhooks,
  writes: { stock, fulfillments, products: productTarget, prices: priceTarget, accounts: accountTarget },
  recordUrl: (value, key) => `https://admin.shopify.com/store/${shopHandle(value)}/orders/${key}`,
})
