import type { View } from './connections.ts'
import { gid } from './ids.ts'
import type { Plan, Shop } from './shop.ts'

const PLAN_NAMES: Readonly<Record<Plan, string>> = {
  basic: 'Basic',
  advanced: 'Advanced',
  plus: 'Shopify Plus',
  enterprise: 'Enterprise',
}

export function shopView(shop: Shop): View {
  const { config } = shop
  return {
    __typename: 'Shop',
    id: gid('Shop', config.id),
    name: config.name,
    email: `owner@${config.domain}`,
    contactEmail: `owner@${config.domain}`,
    myshopifyDomain: config.domain,
    url: `https://${config.domain}`,
    primaryDomain: {
      __typename: 'Domain',
      id: gid('Domain', config.id),
      host: config.domain,
      url: `https://${config.domain}`,
      sslEnabled: true,
    },
    currencyCode: config.currency,
    enabledPresentmentCurrencies: [config.currency],
    ianaTimezone: config.ianaTimezone,
    taxesIncluded: config.taxesIncluded,
    taxShipping: true,
    weightUnit: 'KILOGRAMS',
    plan: {
      publicDisplayName: PLAN_NAMES[config.plan],
      shopifyPlus: config.plan === 'plus' || config.plan === 'enterprise',
      partnerDevelopment: false,
    },
  }
}
