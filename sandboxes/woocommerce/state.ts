import type { Clock } from '#lib/clock'
import type { Decimal } from '#lib/decimal'

export interface Meta {
  readonly id: number
  readonly key: string
  value: unknown
}

export type Address = Record<string, string>

/** What one rate takes of a line. `subtotal` is missing for shipping and fees. */
export interface LineTax {
  readonly id: number
  readonly total: Decimal
  readonly subtotal: Decimal | null
}

/** Amounts of lines are net and unrounded; they are rounded when they are shown. */
interface Taxed {
  readonly id: number
  total: Decimal
  totalTax: Decimal
  taxes: readonly LineTax[]
  meta: Meta[]
}

export interface ProductLine extends Taxed {
  name: string
  productId: number
  variationId: number
  quantity: Decimal
  taxClass: string
  subtotal: Decimal
  subtotalTax: Decimal
}

export interface ShippingLine extends Taxed {
  methodTitle: string
  methodId: string
  instanceId: string
  taxStatus: string
}

export interface FeeLine extends Taxed {
  name: string
  /** `'0'` is what a cart writes for a fee without tax. */
  taxClass: string
  taxStatus: string
  amount: string
}

export interface CouponLine {
  readonly id: number
  readonly code: string
  discount: Decimal
  discountTax: Decimal
  readonly couponId: number
  readonly discountType: string
  readonly nominalAmount: Decimal
  readonly freeShipping: boolean
  meta: Meta[]
}

export interface TaxLine {
  readonly id: number
  readonly rateId: number
  readonly rateCode: string
  readonly label: string
  readonly compound: boolean
  readonly ratePercent: number
  taxTotal: Decimal
  shippingTaxTotal: Decimal
}

export interface OrderTotals {
  discountTotal: Decimal
  discountTax: Decimal
  shippingTotal: Decimal
  shippingTax: Decimal
  cartTax: Decimal
  total: Decimal
}

export interface Order extends OrderTotals {
  readonly id: number
  status: string
  /** The status it had before it came into the trash. */
  trashedFrom: string | null
  currency: string
  readonly pricesIncludeTax: boolean
  created: Date
  modified: Date
  customerId: number
  readonly key: string
  billing: Address
  shipping: Address
  paymentMethod: string
  paymentTitle: string
  transactionId: string
  readonly createdVia: string
  readonly ip: string
  readonly userAgent: string
  customerNote: string
  parentId: number
  completed: Date | null
  paid: Date | null
  /** What the order came to when it was paid; the API does not show it. */
  paidTotal: Decimal | null
  readonly cartHash: string
  meta: Meta[]
  lines: ProductLine[]
  taxLines: TaxLine[]
  shippingLines: ShippingLine[]
  fees: FeeLine[]
  coupons: CouponLine[]
  stockReduced: boolean
}

export interface Refund {
  readonly id: number
  readonly orderId: number
  readonly created: Date
  readonly amount: Decimal
  readonly reason: string
  readonly paidBack: boolean
  readonly meta: Meta[]
  readonly lines: ProductLine[]
  readonly shippingLines: ShippingLine[]
  readonly fees: FeeLine[]
  readonly taxLines: TaxLine[]
}

export interface Attribute {
  readonly id: number
  readonly name: string
  readonly visible?: boolean
  readonly variation?: boolean
  readonly options?: readonly string[]
  readonly option?: string
}

export interface Product {
  readonly id: number
  /** Of a variation; 0 else. */
  readonly parentId: number
  name: string
  slug: string
  type: string
  status: string
  trashed: boolean
  sku: string
  gtin: string
  regularPrice: string
  salePrice: string
  saleFrom: Date | null
  saleTo: Date | null
  taxStatus: string
  taxClass: string
  manageStock: boolean
  stock: number | null
  stockStatus: string
  backorders: string
  virtual: boolean
  downloadable: boolean
  created: Date
  modified: Date
  attributes: readonly Attribute[]
  grouped: readonly number[]
  meta: Meta[]
  totalSales: number
  /** What the sandbox keeps as it was written and gives back: texts, weight, pictures. */
  readonly rest: Record<string, unknown>
}

export interface Customer {
  readonly id: number
  email: string
  firstName: string
  lastName: string
  readonly username: string
  role: string
  created: Date
  modified: Date | null
  billing: Address
  shipping: Address
  meta: Meta[]
}

export interface Coupon {
  readonly id: number
  code: string
  amount: Decimal
  discountType: string
  freeShipping: boolean
  individualUse: boolean
  usageCount: number
  usageLimit: number | null
  trashed: boolean
  created: Date
  modified: Date
  readonly rest: Record<string, unknown>
  meta: Meta[]
}

export interface TaxRate {
  readonly id: number
  country: string
  state: string
  postcodes: readonly string[]
  cities: readonly string[]
  /** Percent with four digits. */
  rate: string
  name: string
  priority: number
  compound: boolean
  shipping: boolean
  order: number
  class: string
}

export interface ShippingMethod {
  readonly instanceId: number
  readonly methodId: string
  readonly settings: Record<string, string>
  readonly enabled: boolean
}

export interface ShippingZone {
  readonly id: number
  readonly name: string
  readonly countries: readonly string[]
  readonly methods: ShippingMethod[]
}

export interface Webhook {
  readonly id: number
  name: string
  status: string
  topic: string
  url: string
  secret: string
  readonly created: Date
  modified: Date | null
  failures: number
}

export interface Note {
  readonly id: number
  readonly orderId: number
  readonly author: string
  readonly created: Date
  readonly text: string
  readonly toCustomer: boolean
}

export interface Key {
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly permissions: string
  /** A key sees what its user sees. */
  readonly role: string
}

/** How refunds by the card gateway end. */
export type GatewayMood = 'pays' | 'declines' | 'fails' | 'throws'

export interface Counters {
  post: number
  item: number
  meta: number
  note: number
  hook: number
  rate: number
  user: number
}

/** All of a shop. */
export interface Shop {
  readonly clock: Clock
  baseUrl: string
  readonly secure: boolean
  readonly title: string
  readonly options: Map<string, string>
  zone: string
  permalinks: 'pretty' | 'plain'
  stripsAuthorization: boolean
  /** What lists the variations of all products: WooCommerce itself from 10.3 on, its Analytics, or nothing. */
  listsVariations: 'core' | 'analytics' | 'nothing'
  gateway: GatewayMood
  readonly statuses: string[]
  readonly keys: Key[]
  readonly nonces: Set<string>
  readonly orders: Map<number, Order>
  readonly refunds: Map<number, Refund>
  readonly products: Map<number, Product>
  readonly customers: Map<number, Customer>
  readonly coupons: Map<number, Coupon>
  readonly taxClasses: Map<string, string>
  readonly rates: Map<number, TaxRate>
  readonly zones: Map<number, ShippingZone>
  readonly webhooks: Map<number, Webhook>
  readonly notes: Map<number, Note>
  readonly ids: Counters
  /** Hears of what happened, e.g. `order.updated`. */
  readonly listeners: ((event: string, id: number) => void)[]
}

export const optionOf = (shop: Shop, id: string): string => shop.options.get(id) ?? ''
export const isOn = (shop: Shop, id: string): boolean => optionOf(shop, id) === 'yes'
export const decimalsOf = (shop: Shop): number => Number(optionOf(shop, 'woocommerce_price_num_decimals'))

export function nextId(shop: Shop, kind: keyof Counters): number {
  shop.ids[kind] += 1
  return shop.ids[kind]
}

export const now = (shop: Shop): Date => new Date(Math.floor(shop.clock.now().getTime() / 1000) * 1000)

export function tell(shop: Shop, event: string, id: number): void {
  for (const listener of shop.listeners) listener(event, id)
}
