import { type Clock, systemClock } from '#lib/clock'
import type { Customer, Key, ShippingZone, Shop } from './state.ts'
import { createRate } from './tax-routes.ts'

export interface ShopOptions {
  readonly clock?: Clock
  readonly title?: string
  /** IANA zone, or hours as `5.75`. Default `Europe/Stockholm`. */
  readonly zone?: string
  readonly currency?: string
  /** Digits behind the point of amounts. Default 2. */
  readonly decimals?: number
  readonly pricesIncludeTax?: boolean
  readonly roundAtSubtotal?: boolean
  /** Country of the shop. Default `SE`. */
  readonly country?: string
  /** Answers as if TLS ended in front of it, so that keys by Basic are taken. Default true; `false` leaves OAuth 1.0a. */
  readonly secure?: boolean
  readonly permalinks?: 'pretty' | 'plain'
  /** The host takes the Authorization header away. */
  readonly stripsAuthorization?: boolean
  readonly listsVariations?: Shop['listsVariations']
}

const STATUSES = [
  'auto-draft',
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'packing',
  'checkout-draft',
]
const CLASSES = [
  ['', 'Standard rate'],
  ['books', 'Books'],
  ['reduced-rate', 'Reduced rate'],
  ['zero-rate', 'Zero rate'],
] as const

const yes = (value: boolean): string => (value ? 'yes' : 'no')

function settings(options: ShopOptions): Map<string, string> {
  return new Map([
    ['woocommerce_default_country', options.country ?? 'SE'],
    ['woocommerce_calc_taxes', 'yes'],
    ['woocommerce_currency', options.currency ?? 'SEK'],
    ['woocommerce_price_thousand_sep', ' '],
    ['woocommerce_price_decimal_sep', ','],
    ['woocommerce_price_num_decimals', String(options.decimals ?? 2)],
    ['woocommerce_prices_include_tax', yes(options.pricesIncludeTax ?? true)],
    ['woocommerce_tax_round_at_subtotal', yes(options.roundAtSubtotal ?? false)],
    ['woocommerce_tax_based_on', 'shipping'],
    ['woocommerce_shipping_tax_class', 'inherit'],
    ['woocommerce_calc_discounts_sequentially', 'no'],
    ['woocommerce_manage_stock', 'yes'],
  ])
}

const person = (id: number, email: string, username: string, role: string, created: Date): Customer => ({
  id,
  email,
  firstName: '',
  lastName: '',
  username,
  role,
  created,
  modified: created,
  billing: {},
  shipping: {},
  meta: [],
})

function zones(): Map<number, ShippingZone> {
  const flat = (instanceId: number, title: string, cost: string) => ({
    instanceId,
    methodId: 'flat_rate',
    enabled: true,
    settings: { title, tax_status: 'taxable', cost },
  })
  return new Map([
    [0, { id: 0, name: 'Locations not covered by your other zones', countries: [], methods: [] }],
    [1, { id: 1, name: 'Sweden', countries: ['SE'], methods: [flat(1, 'PostNord', '39.20')] }],
    [2, { id: 2, name: 'EU', countries: ['DE', 'DK', 'FI'], methods: [flat(2, 'DHL', '99.00')] }],
  ])
}

/** A shop as it stands after it was set up, without products and orders. */
export function createShop(options: ShopOptions, keys: Key[]): Shop {
  const clock = options.clock ?? systemClock
  const shop: Shop = {
    clock,
    baseUrl: '',
    secure: options.secure ?? true,
    title: options.title ?? 'Example Shop',
    options: settings(options),
    zone: options.zone ?? 'Europe/Stockholm',
    permalinks: options.permalinks ?? 'pretty',
    stripsAuthorization: options.stripsAuthorization ?? false,
    listsVariations: options.listsVariations ?? 'analytics',
    gateway: 'pays',
    statuses: [...STATUSES],
    keys,
    nonces: new Set(),
    orders: new Map(),
    refunds: new Map(),
    products: new Map(),
    customers: new Map([[1, person(1, 'admin@example.test', 'admin', 'administrator', clock.now())]]),
    coupons: new Map(),
    taxClasses: new Map(CLASSES),
    rates: new Map(),
    zones: zones(),
    webhooks: new Map(),
    notes: new Map(),
    ids: { post: 10, item: 0, meta: 0, note: 0, hook: 0, rate: 0, user: 1 },
    listeners: [],
  }
  for (const [country, rate, name, taxClass] of [
    ['SE', '25', 'Moms 25%', 'standard'],
    ['SE', '12', 'Moms 12%', 'reduced-rate'],
    ['SE', '6', 'Moms 6%', 'books'],
    ['DE', '19', 'USt 19%', 'standard'],
  ]) {
    createRate(shop, { country, rate, name, class: taxClass })
  }
  return shop
}
