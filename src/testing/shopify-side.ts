import { decimal, divide, HUNDRED } from '#lib/decimal'
import { shopOrders } from '#sandboxes/proof/shop-facts'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import type { StoreSide } from './store-side.ts'
import { beginShopify, type StoryHome, type StoryStore } from './story-core.ts'

/** Shopify as any store of a story. */
export async function beginShopifySide(home: StoryHome): Promise<StoryStore<StoreSide>> {
  const begun = await beginShopify(home)
  return { ...begun, shop: shopifySide(begun.shop) }
}

const CHAOS = {
  well: { dropShare: 0, duplicateShare: 0, delayMs: [0, 0] },
  never: { dropShare: 1, duplicateShare: 0, delayMs: [0, 0] },
  twice: { dropShare: 0, duplicateShare: 1, delayMs: [0, 30] },
} as const

const vat = (percent: number) => [{ title: `VAT ${percent}%`, rate: divide(decimal(percent), HUNDRED) }]

function shopifySide(shop: ShopifySandbox): StoreSide {
  return {
    name: 'Shopify',
    place: String(shop.locations()[0]),
    facts: () => shopOrders(shop),
    buy({ lines, pricesIncludeTax = true, percentOff, shipping = false, paid = true }) {
      const { legacyId, name } = shop.place({
        lines: lines.map(({ percent = 25, ...line }) => ({ ...line, title: line.sku, taxRates: vat(percent) })),
        taxesIncluded: pricesIncludeTax,
        ...(percentOff === undefined
          ? {}
          : { discounts: [{ kind: 'code', name: 'LESS', percentage: String(percentOff) }] }),
        ...(shipping ? { shipping: { price: '49.00', taxRates: vat(25) } } : {}),
        ...(paid ? {} : { financial: 'pending' }),
      })
      return { key: legacyId, name }
    },
    pay: ({ name }) => void shop.pay(name),
    refundPieces: ({ name }, quantity) =>
      void shop.refund(name, { lines: [{ line: 0, quantity, restockType: 'NO_RESTOCK' }] }),
    refundRest({ name }) {
      const { lines, refunds } = shop.order(name)
      const back = refunds.flatMap((refund) => refund.lines)
      const left = lines.map(({ id, quantity }, line) => ({
        line,
        quantity: back.filter(({ lineId }) => lineId === id).reduce((rest, one) => rest - one.quantity, quantity),
      }))
      shop.refund(name, { lines: left.filter(({ quantity }) => quantity > 0), shipping: true })
    },
    cancel: ({ name }) => shop.cancel(name),
    carry: (sku) => void shop.products.add({ sku, title: sku, price: '12.50', stock: 0 }),
    offered: (sku) => shop.stock.level(sku).available,
    parcels: ({ name }) =>
      shop.order(name).fulfillments.flatMap(({ tracking }) => tracking.map(({ number }) => number ?? '')),
    telling: (manner) => shop.deliveries.configure(CHAOS[manner]),
  }
}
