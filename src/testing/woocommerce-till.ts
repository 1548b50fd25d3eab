import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { settlingTills } from './settling-tills.ts'
import type { StoreSide } from './store-side.ts'
import type { StoryHome } from './story-core.ts'
import { openStripeTill } from './stripe-till.ts'
import type { StoreTills, TillShop } from './till.ts'

/** Providers beside the shop, whose plug-ins keep the number of the payment as that of the transaction. */
export function wooCommerceTills(
  { shop }: WooCommerceSandbox,
  side: Pick<StoreSide, 'buy' | 'refundPieces'>,
  home: StoryHome,
): StoreTills & { closeTills(): Promise<void> } {
  const paidBy = (gateway: string): TillShop & { readonly gateway: string } => ({
    gateway,
    sell({ pieces, price, at }, paymentId) {
      const lines = [{ sku: 'MUG-1', quantity: pieces, price }]
      const order = side.buy({ lines, ...(at === undefined ? {} : { at }) })
      // The shop tells of an order after the moment in which it was placed.
      const placed = shop.orders.get(Number(order.key))
      if (placed !== undefined) Object.assign(placed, { paymentMethod: gateway, transactionId: paymentId })
      return order
    },
    giveBackPiece: (order) => side.refundPieces(order, 1),
  })
  let opened: ReturnType<typeof openStripeTill> | null = null
  const open = async () => (await (opened ??= openStripeTill(home, paidBy('stripe')))).till
  const settling = settlingTills(home, { klarna: paidBy('klarna_payments'), adyen: paidBy('adyen') })
  return {
    openTill: open,
    openTillBeside: open,
    openTillOf: settling.openTillOf,
    async closeTills() {
      await (await opened)?.stop()
      await settling.closeTills()
    },
  }
}
