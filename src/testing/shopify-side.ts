import { shopOrders } from '#sandboxes/proof/shop-facts'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import { buyAtShopify, netsOfShopify } from './shopify-buy.ts'
import { shopifyChanges } from './shopify-changes.ts'
import { shopifyGate } from './shopify-gate.ts'
import { shopifyShelf } from './shopify-shelf.ts'
import { shopifyTills } from './shopify-till.ts'
import type { StoreSide } from './store-side.ts'
import type { StoreTills } from './till.ts'
import { beginShopify, type StoryHome, type StoryStore } from './story-core.ts'

/** Shopify as any store of a story. */
export async function beginShopifySide(home: StoryHome): Promise<StoryStore<StoreSide>> {
  const begun = await beginShopify(home)
  const { closeTills, ...tills } = shopifyTills(begun.shop, home)
  const stop = async (): Promise<void> => {
    await closeTills()
    await begun.stop()
  }
  return { ...begun, shop: { ...shopifySide(begun.shop), ...tills }, stop }
}

const CHAOS = {
  well: { dropShare: 0, duplicateShare: 0, delayMs: [0, 0] },
  never: { dropShare: 1, duplicateShare: 0, delayMs: [0, 0] },
  badly: { dropShare: 0.05, duplicateShare: 0.2, delayMs: [0, 1_500], shuffle: true },
  twice: { dropShare: 0, duplicateShare: 1, delayMs: [0, 30] },
} as const

function shopifySide(shop: ShopifySandbox): Omit<StoreSide, keyof StoreTills> {
  return {
    ...shopifyChanges(shop),
    ...shopifyGate(shop),
    ...shopifyShelf(shop),
    name: 'Shopify',
    place: String(shop.locations()[0]),
    facts: () => shopOrders(shop),
    buy: (purchase) => buyAtShopify(shop, purchase),
    charged: ({ name }) => shop.totals(name).presentment.total,
    nets: (order) => netsOfShopify(shop, order),
    twins(sku) {
      const add = (variantTitle: string): string =>
        String(shop.products.add({ sku, title: sku, variantTitle, price: '20.00' }).variantId)
      return [add('S'), add('L')]
    },
    deleteProduct: (sku) => shop.products.remove(sku),
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
    parcel({ name }, number) {
      const { fulfillments, lines } = shop.order(name)
      const sent = fulfillments.find(({ tracking }) => tracking.some((one) => one.number === number))
      const sku = (line: number): string => lines.find(({ id }) => id === line)?.sku ?? String(line)
      const pieces = Object.fromEntries((sent?.lines ?? []).map(({ lineId, quantity }) => [sku(lineId), quantity]))
      return { place: String(sent?.locationId), pieces }
    },
    telling: (manner) => shop.deliveries.configure(CHAOS[manner]),
  }
}
