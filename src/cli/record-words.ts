import type { FlowName } from '#model/flows'

/** What one record of each flow is called, in the order in which flows are searched. */
export const RECORD_WORDS = {
  // Products before orders, which are booked on them; payouts after orders, which explain them.
  products: 'product',
  'price-lists': 'price',
  customers: 'customer',
  orders: 'order',
  payouts: 'payout',
  inventory: 'stock level',
  fulfillments: 'delivery',
} as const satisfies Readonly<Record<FlowName, string>>
