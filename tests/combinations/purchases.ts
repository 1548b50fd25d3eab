import type { Purchase } from '#testing/store-side'

/** So many mugs, 19.99 each. */
export const mugs = (quantity: number, more: Partial<Purchase> = {}): Purchase => ({
  lines: [{ sku: 'MUG-1', quantity, price: '19.99' }],
  ...more,
})

/** Prices that do not divide evenly, three rates, a discount over all of them, and shipping with its tax. */
export const SEVERAL_RATES: Purchase = {
  lines: [
    { sku: 'MUG-1', quantity: 4, price: '19.99' },
    { sku: 'CAP', quantity: 3, price: '3.33', percent: 12 },
    { sku: 'SOCKS', quantity: 7, price: '9.99', percent: 6 },
  ],
  percentOff: 10,
  shipping: true,
}

/** What an order that is paid at once comes to. */
export const ONE_OF_EACH = { 'sales-order': 1, invoice: 1, payment: 1 } as const
