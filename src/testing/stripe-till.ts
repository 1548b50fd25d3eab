import { decimal, multiply } from '#lib/decimal'
import { CATEGORY_OF_TYPE } from '#sandboxes/stripe/categories'
import { startStripe } from '#sandboxes/stripe/start'
import { cents, fromCents } from './cents.ts'
import type { StoryHome } from './story-core.ts'
import type { Till, TillShop } from './till.ts'

/** Those that only an order, or a payout itself, makes; they have scenarios of their own. */
const OF_ORDERS_AND_PAYOUTS: ReadonlySet<string> = new Set([
  'charge',
  'payment',
  'payment_failure_refund',
  'payment_refund',
  'payment_reversal',
  'payment_unreconciled',
  'payout',
  'payout_cancel',
  'payout_failure',
  'refund',
  'refund_failure',
])
/** Reporting categories that say more than their type. */
const MORE = [
  ['adjustment', 'dispute'],
  ['adjustment', 'dispute_reversal'],
  ['stripe_fee', 'network_cost'],
] as const

/** Stripe beside any store. */
export async function openStripeTill(
  { currency, timeZone }: StoryHome,
  shop: TillShop,
): Promise<{ readonly till: Till; stop(): Promise<void> }> {
  const stripe = await startStripe({ currencies: [currency.toLowerCase()] })
  const charges = new Map<string, { readonly charge: string; readonly price: string }>()
  const till: Till = {
    connections: {
      stripe: { connector: 'stripe', settings: { apiKey: stripe.restrictedKey, baseUrl: stripe.url, timeZone } },
    },
    sell(sale) {
      const { pieces, price, at } = sale
      const moment = at === undefined ? {} : { at: new Date(at) }
      const paid = stripe.charge({ amount: cents(multiply(decimal(price), decimal(pieces))), ...moment })
      const order = shop.sell(sale, paid.id)
      charges.set(order.key, { charge: paid.id, price })
      return order
    },
    giveBackPiece(order) {
      const { charge, price } = charges.get(order.key) ?? { charge: '', price: '0' }
      shop.giveBackPiece(order)
      stripe.refund(charge, { amount: cents(price) })
    },
    bookEveryKind() {
      const types = Object.keys(CATEGORY_OF_TYPE).filter((type) => !OF_ORDERS_AND_PAYOUTS.has(type))
      const kinds: readonly (readonly [string, string?])[] = [...types.map((type) => [type] as const), ...MORE]
      kinds.forEach(([type, category], index) => {
        stripe.book({ type, amount: index % 3 === 0 ? -2_001 : 1_337, ...(category === undefined ? {} : { category }) })
      })
    },
    bookUnknown: (type, amount) => void stripe.book({ type, amount: cents(amount) }),
    payOut({ at, arrives = 'now' } = {}) {
      const moment = at === undefined ? {} : { at: new Date(at), date: new Date(at) }
      const { id, amount } = stripe.payout({ ...moment, ...(arrives === 'later' ? { status: 'in_transit' } : {}) })
      return { id, amount: fromCents(amount) }
    },
    arrive: ({ id }) => void stripe.payoutPaid(id),
    fail: ({ id }) => void stripe.payoutFails(id),
  }
  return { till, stop: () => stripe.stop() }
}
