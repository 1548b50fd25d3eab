import { createHash } from 'node:crypto'
import { dates } from './dates.ts'
import { fixed } from './money.ts'
import { ALL_METHODS, links } from './route.ts'
import { type Coupon, type Customer, decimalsOf, type Shop } from './state.ts'
import { ZERO } from '#lib/decimal'

const FIELDS = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'postcode', 'country', 'state']

const address = (given: Readonly<Record<string, string>>, more: readonly string[]) =>
  Object.fromEntries([...FIELDS, ...more].map((name) => [name, given[name] ?? '']))

export const showCustomer = (shop: Shop, customer: Customer) => ({
  id: customer.id,
  ...dates(shop.zone, 'created', customer.created),
  ...dates(shop.zone, 'modified', customer.modified),
  email: customer.email,
  first_name: customer.firstName,
  last_name: customer.lastName,
  role: customer.role,
  username: customer.username,
  billing: address(customer.billing, ['email', 'phone']),
  shipping: address(customer.shipping, ['phone']),
  is_paying_customer: [...shop.orders.values()].some(
    ({ customerId, paid }) => customerId === customer.id && paid !== null,
  ),
  avatar_url: `https://secure.gravatar.com/avatar/${createHash('sha256').update(customer.email.toLowerCase()).digest('hex')}?s=96&d=mm&r=g`,
  meta_data: customer.meta.map(({ id, key, value }) => ({ id, key, value })),
  ...links(shop, `/wc/v3/customers/${customer.id}`, ALL_METHODS),
})

export const showCoupon = (shop: Shop, coupon: Coupon) => ({
  id: coupon.id,
  code: coupon.code,
  amount: fixed(coupon.amount, decimalsOf(shop)),
  status: coupon.trashed ? 'trash' : 'publish',
  ...dates(shop.zone, 'created', coupon.created),
  ...dates(shop.zone, 'modified', coupon.modified),
  discount_type: coupon.discountType,
  description: String(coupon.rest['description'] ?? ''),
  date_expires: null,
  date_expires_gmt: null,
  usage_count: coupon.usageCount,
  individual_use: coupon.individualUse,
  product_ids: [],
  excluded_product_ids: [],
  usage_limit: coupon.usageLimit,
  usage_limit_per_user: null,
  limit_usage_to_x_items: null,
  free_shipping: coupon.freeShipping,
  product_categories: [],
  excluded_product_categories: [],
  exclude_sale_items: false,
  minimum_amount: fixed(ZERO, decimalsOf(shop)),
  maximum_amount: fixed(ZERO, decimalsOf(shop)),
  email_restrictions: [],
  used_by: [],
  meta_data: coupon.meta.map(({ id, key, value }) => ({ id, key, value })),
  ...links(shop, `/wc/v3/coupons/${coupon.id}`, ALL_METHODS),
})
