import type { Finding } from '#contract/check'

/** A permission of the app, or any one of several. */
interface Need {
  /** The one to ask for comes first. */
  readonly anyOf: readonly [string, ...string[]]
  /** `error`: the flow cannot run without it. */
  readonly level: 'error' | 'warning'
  readonly without: string
}

const must = (scope: string, without: string, ...others: string[]): Need => ({
  anyOf: [scope, ...others],
  level: 'error',
  without,
})
const should = (scope: string, without: string, ...others: string[]): Need => ({
  ...must(scope, without, ...others),
  level: 'warning',
})

// GraphQL refuses an order as a whole when one part of it may not be read.
const partOf = (what: string): string => `orders cannot be read, since their ${what} are part of them`
const PRODUCTS = must('read_products', 'products cannot be read')
const LOCATIONS = must('read_locations', 'locations cannot be read', 'read_inventory', 'read_markets_home')

/** What each flow asks of the shop. */
const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  orders: [
    must('read_orders', 'no order can be read'),
    must('read_customers', partOf('customers')),
    must('read_returns', partOf('returns')),
    must('read_payment_terms', partOf('payment terms')),
    must('read_products', partOf('products')),
    must('read_locations', partOf('locations'), 'read_inventory', 'read_markets_home'),
    should(
      'read_all_orders',
      'only orders of the last 60 days are visible: older ones can neither be imported nor corrected',
    ),
  ],
  payouts: [
    must('read_shopify_payments_payouts', 'payouts of Shopify Payments cannot be booked'),
    must('read_shopify_payments_accounts', 'payouts of Shopify Payments cannot be found', 'read_shopify_payments'),
  ],
  inventory: [
    must('read_inventory', 'nobody can see how many the store offers'),
    must('write_inventory', 'the store cannot be told how many there are'),
    LOCATIONS,
    PRODUCTS,
  ],
  products: [
    PRODUCTS,
    must('write_products', 'products and variants cannot be changed or made'),
    must('read_inventory', 'cost, weight and customs data of variants cannot be read'),
    should('write_inventory', 'cost, weight and customs data of variants cannot be changed'),
  ],
  'price-lists': [PRODUCTS, must('write_products', 'prices and price lists cannot be changed')],
  customers: [
    must('read_customers', 'customers cannot be read'),
    must('write_customers', 'customers and companies cannot be changed or made'),
    should('read_products', 'the price lists of companies cannot be read'),
    should('write_products', 'companies cannot be given a price list'),
    must('read_payment_terms', 'the payment terms of companies cannot be read'),
    should('read_customer_merge', 'nobody tells when customers are merged: the binding does not follow'),
  ],
  fulfillments: [
    must('read_merchant_managed_fulfillment_orders', 'nobody can see what is still to be sent'),
    must('write_merchant_managed_fulfillment_orders', 'shipments cannot be told to the store'),
    LOCATIONS,
    should(
      'write_assigned_fulfillment_orders',
      'shipments from locations of a fulfilment service of this app cannot be told',
    ),
    should(
      'write_third_party_fulfillment_orders',
      'shipments from locations of other fulfilment services cannot be told',
    ),
  ],
}

/**
 * What an app asks a merchant for: all that some flow cannot run without, so that nobody has to be asked again for the next flow.
 * `read_all_orders` is left out, since Shopify refuses an app that asks for it and was not approved.
 */
export const ASKED_SCOPES: readonly string[] = [
  ...new Set(
    Object.values(NEEDS).flatMap((needs) => needs.flatMap(({ anyOf, level }) => (level === 'error' ? [anyOf[0]] : []))),
  ),
]

/** What the app lacks for the flows that are switched on, each permission once, with all that it stops. */
export function scopeFindings(granted: ReadonlySet<string>, flows: readonly string[]): Finding[] {
  // Writing includes reading.
  const has = (scope: string): boolean => granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'))
  const missing = new Map<string, { level: Need['level']; flows: string[]; without: string[] }>()
  for (const flow of flows) {
    for (const { anyOf, level, without } of NEEDS[flow] ?? []) {
      if (anyOf.some(has)) continue
      const known = missing.get(anyOf[0])
      missing.set(anyOf[0], {
        level: known?.level === 'error' ? 'error' : level,
        flows: [...(known?.flows ?? []), flow],
        without: [...(known?.without ?? []), without],
      })
    }
  }
  if (missing.size === 0)
    return [{ level: 'ok', code: 'SHOPIFY_SCOPES', message: 'The app has all permissions that its flows need.' }]
  return [...missing].map(([scope, lack]) => findingOf(scope, lack))
}

const findingOf = (
  scope: string,
  { level, flows, without }: { readonly level: Need['level']; readonly flows: string[]; readonly without: string[] },
): Finding => ({
  level,
  code: scope === 'read_all_orders' ? 'SHOPIFY_ONLY_60_DAYS' : 'SHOPIFY_SCOPE_MISSING',
  message: `The app lacks the permission ${scope} (${flows.join(', ')}): ${[...new Set(without)].join('; ')}.`,
  remedy:
    scope === 'read_all_orders'
      ? 'Ask Shopify for access to all orders (Partner dashboard → API access), or import only recent orders.'
      : `Add ${scope} to the access scopes of the app in Shopify, release the version, and approve it in the shop.`,
})
