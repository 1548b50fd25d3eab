import { compare, HUNDRED, ZERO } from '#lib/decimal'
import { applyMeta } from './meta.ts'
import { amountOf } from './money.ts'
import { couponByCode } from './order-coupons.ts'
import { isTrue, type Rules, type Values } from './params.ts'
import { showCoupon } from './people-show.ts'
import { created, forced, idOf, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { type Coupon, nextId, now, type Shop, tell } from './state.ts'
import { WpError } from './wp-error.ts'

const RULES: Rules = { discount_type: { kind: 'enum', values: ['percent', 'fixed_cart', 'fixed_product'] } }
const PATH = '/wc/v3/coupons'

function couponOf(shop: Shop, id: number, status = 404): Coupon {
  const coupon = shop.coupons.get(id)
  if (coupon === undefined) throw new WpError(status, 'woocommerce_rest_shop_coupon_invalid_id', 'Invalid ID.')
  return coupon
}

/** Makes a coupon as a request or a person in the admin pages does. */
export function createCoupon(shop: Shop, given: Values): Coupon {
  const code = String(given['code'] ?? '')
  if (couponByCode(shop, code) !== undefined) {
    throw new WpError(400, 'woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists')
  }
  const coupon: Coupon = {
    id: nextId(shop, 'post'),
    code,
    amount: ZERO,
    discountType: 'fixed_cart',
    freeShipping: false,
    individualUse: false,
    usageCount: 0,
    usageLimit: null,
    trashed: false,
    created: now(shop),
    modified: now(shop),
    rest: {},
    meta: [],
  }
  write(shop, coupon, given)
  shop.coupons.set(coupon.id, coupon)
  tell(shop, 'coupon.created', coupon.id)
  return coupon
}

function write(shop: Shop, coupon: Coupon, given: Values): void {
  if (given['discount_type'] !== undefined) coupon.discountType = String(given['discount_type'])
  if (given['amount'] !== undefined) {
    const amount = amountOf(given['amount'])
    // More than everything is nothing.
    coupon.amount = coupon.discountType === 'percent' && compare(amount, HUNDRED) > 0 ? ZERO : amount
  }
  if (given['free_shipping'] !== undefined) coupon.freeShipping = isTrue(given['free_shipping'])
  if (given['individual_use'] !== undefined) coupon.individualUse = isTrue(given['individual_use'])
  if (given['usage_limit'] !== undefined)
    coupon.usageLimit = given['usage_limit'] === null ? null : Number(given['usage_limit'])
  if (given['description'] !== undefined) coupon.rest['description'] = given['description']
  applyMeta(shop, coupon.meta, given['meta_data'])
  coupon.modified = now(shop)
}

export const COUPON_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: PATH,
    rules: PAGE_RULES,
    handle: (call) => {
      const code = String(call.query['code'] ?? '').toLowerCase()
      const all = [...call.shop.coupons.values()].filter(
        (one) => !one.trashed && (code === '' || one.code.toLowerCase() === code),
      )
      return paged(call, all.toReversed(), (one) => showCoupon(call.shop, one))
    },
  },
  {
    access: 'create',
    pattern: PATH,
    rules: RULES,
    required: ['code'],
    handle: (call) => {
      const coupon = createCoupon(call.shop, call.body)
      return created(urlOf(call.shop, `${PATH}/${coupon.id}`), showCoupon(call.shop, coupon))
    },
  },
  {
    access: 'view',
    pattern: `${PATH}/:id`,
    handle: (call) => ({ body: showCoupon(call.shop, couponOf(call.shop, idOf(call))) }),
  },
  {
    access: 'edit',
    pattern: `${PATH}/:id`,
    rules: RULES,
    handle: (call) => {
      const coupon = couponOf(call.shop, idOf(call), 400)
      write(call.shop, coupon, call.body)
      tell(call.shop, 'coupon.updated', coupon.id)
      return { body: showCoupon(call.shop, coupon) }
    },
  },
  {
    access: 'delete',
    pattern: `${PATH}/:id`,
    handle: (call) => {
      const coupon = couponOf(call.shop, idOf(call))
      const shown = showCoupon(call.shop, coupon)
      if (forced(call)) call.shop.coupons.delete(coupon.id)
      else coupon.trashed = true
      if (!forced(call)) tell(call.shop, 'coupon.deleted', coupon.id)
      return { body: shown }
    },
  },
]
