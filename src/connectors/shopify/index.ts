import { defineConnector } from '#contract/connector'
import { accounts, accountTarget } from './accounts.ts'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { returns } from './fulfillments-returns.ts'
import { fulfillments } from './fulfillments.ts'
import { limits } from './limits.ts'
import { payouts } from './payouts.ts'
import { priceTarget } from './prices.ts'
import { productTarget } from './products-write.ts'
import { products } from './products.ts'
import { orders } from './read.ts'
import { baseUrl, settings, type ShopifySettings, shopHandle } from './settings.ts'
import { stock } from './stock.ts'
import { webhooks } from './webhooks.ts'

/** Shopify by the Admin GraphQL API. What it does and what is odd about it stands in README.md. */
export const shopify = defineConnector<ShopifySettings>({
  id: 'shopify',
  name: 'Shopify',
  kind: 'store',
  settings,
  baseUrl,
  auth,
  limits,
  check,
  reads: { orders, payouts, products, returns, accounts },
  webhooks,
  writes: { stock, fulfillments, products: productTarget, prices: priceTarget, accounts: accountTarget },
  recordUrl: (value, key) => `https://admin.shopify.com/store/${shopHandle(value)}/orders/${key}`,
})
