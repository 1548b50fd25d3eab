import { decimal, multiply } from '#lib/decimal'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import type { StoreOrder } from './store-side.ts'
import type { StoryHome } from './story-core.ts'
import { openStripeTill } from './stripe-till.ts'
import { settlingTills } from './settling-tills.ts'
import type { Sale, StoreTills, Till, TillShop } from './till.ts'

/** Those that only an order, or a payout itself, makes; they have scenarios of their own. */
const OF_ORDERS_AND_PAYOUTS: ReadonlySet<string> = new Set(['CHARGE', 'REFUND', 'REFUND_FAILURE', 'TRANSFER'])
const OF_PAYOUTS = /^TRANSFER_/

const VAT = [{ title: 'VAT 25%', rate: '0.25' }]

/** Shopify Payments, which comes with the shop, and Stripe beside it. */
export function shopifyTills(shop: ShopifySandbox, home: StoryHome): StoreTills & { closeTills(): Promise<void> } {
  const giveBackPiece = ({ name }: StoreOrder): void =>
    void shop.refund(name, { lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }] })
  const place = (
    { pieces, price, at }: Sale,
    paid: Pick<Parameters<ShopifySandbox['place']>[0], 'payments' | 'gateway'>,
  ) => {
    const { legacyId, name } = shop.place({
      lines: [{ sku: 'MUG-1', title: 'Mug', quantity: pieces, price, taxRates: VAT }],
      taxesIncluded: true,
      ...(at === undefined ? {} : { placedAt: at }),
      ...paid,
    })
    return { key: legacyId, name }
  }
  const { payouts } = shop
  const own: Till = {
    connections: {},
    sell: (sale) => place(sale, { gateway: 'shopify_payments' }),
    giveBackPiece,
    bookEveryKind() {
      const kinds = payouts.types.filter((type) => !OF_ORDERS_AND_PAYOUTS.has(type) && !OF_PAYOUTS.test(type))
      kinds.forEach((type, index) => payouts.add({ type, amount: index % 3 === 0 ? '-20.01' : '13.37', fee: '0.11' }))
    },
    payOut({ at, arrives = 'now' } = {}) {
      const status = arrives === 'now' ? 'PAID' : 'SCHEDULED'
      const payout = payouts.run({ status, ...(at === undefined ? {} : { date: at }) })
      if (payout === null) throw new Error('there is nothing to pay out')
      return { id: String(payout.id), amount: payout.net }
    },
    arrive: ({ id }) => void payouts.settle(id),
    fail: ({ id }) => void payouts.fail(id),
  }
  const paidBy = (gateway: string): TillShop & { readonly gateway: string } => ({
    gateway,
    sell(sale, paymentId) {
      const amount = multiply(decimal(sale.price), decimal(sale.pieces))
      return place(sale, { payments: [{ gateway, amount, paymentId }] })
    },
    giveBackPiece,
  })
  let beside: ReturnType<typeof openStripeTill> | null = null
  const settling = settlingTills(home, { klarna: paidBy('klarna'), adyen: paidBy('adyen') })
  return {
    openTill: async () => own,
    openTillBeside: async () => (await (beside ??= openStripeTill(home, paidBy('stripe')))).till,
    openTillOf: settling.openTillOf,
    async closeTills() {
      await (await beside)?.stop()
      await settling.closeTills()
    },
  }
}
