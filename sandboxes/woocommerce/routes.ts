import { COUPON_ROUTES } from './coupon-routes.ts'
import { CUSTOMER_ROUTES } from './customer-routes.ts'
import { ORDER_ROUTES } from './order-routes.ts'
import { PRODUCT_ROUTES } from './product-routes.ts'
import { REFUND_ROUTES } from './refund-routes.ts'
import type { Route } from './route.ts'
import { SETTING_ROUTES } from './setting-routes.ts'
import { STORE_ROUTES } from './store-routes.ts'
import { TAX_ROUTES } from './tax-routes.ts'
import { WEBHOOK_ROUTES } from './webhook-routes.ts'

/** Tried in this order; the first whose pattern and method fit answers. */
export const ROUTES: readonly Route[] = [
  ...ORDER_ROUTES,
  ...REFUND_ROUTES,
  ...PRODUCT_ROUTES,
  ...CUSTOMER_ROUTES,
  ...COUPON_ROUTES,
  ...WEBHOOK_ROUTES,
  ...TAX_ROUTES,
  ...SETTING_ROUTES,
  ...STORE_ROUTES,
]
