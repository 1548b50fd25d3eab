import { ZERO } from '#lib/decimal'
import type { ShopOrder } from '#sandboxes/proof/shop-facts'
import { wooOrder } from '#sandboxes/proof/woocommerce-facts'
import { showOrder, refundsOf, showRefund } from '#sandboxes/woocommerce/show-order'
import { startWooCommerce, type WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import type { Order } from '#sandboxes/woocommerce/state'
import { wooCommerceChanges } from './woocommerce-changes.ts'
import { wooCommerceGate } from './woocommerce-gate.ts'
import { articleOf, type Assortment, buyAtWooCommerce, CREDIT_FEES, netsOfWooCommerce } from './woocommerce-buy.ts'
import type { StoreGate } from './store-gate.ts'
import type { StoreSide } from './store-side.ts'
import type { StoryHome, StoryStore } from './story-core.ts'
import type { StoreTills } from './till.ts'
import { wooCommerceTills } from './woocommerce-till.ts'
import { wooCommerceShelf } from './woocommerce-shelf.ts'

/** WooCommerce as any store of a story: a shop in Sweden whose prices hold tax until an order says otherwise. */
export async function beginWooCommerceSide(home: StoryHome): Promise<StoryStore<StoreSide>> {
  const { currency, timeZone } = home
  const shop = await startWooCommerce({ currency, zone: timeZone })
  const { keys, ...gate } = wooCommerceGate(shop)
  const side = wooCommerceSide(shop)
  const { closeTills, ...tills } = wooCommerceTills(shop, side, home)
  return {
    shop: { ...side, ...gate, ...tills },
    connection: (settings) => ({
      connector: 'woocommerce',
      settings: {
        siteUrl: shop.url,
        ...keys(),
        webhookSecret: 'a secret of the story',
        timeZone,
        callsPerSecond: 20,
        creditFees: CREDIT_FEES,
        ...settings,
      },
    }),
    told: () => shop.deliveries.settled(),
    async stop() {
      await closeTills()
      await shop.stop()
    },
  }
}

const CHAOS = {
  well: { dropShare: 0, duplicateShare: 0, shuffled: false },
  never: { dropShare: 1, duplicateShare: 0, shuffled: false },
  badly: { dropShare: 0.05, duplicateShare: 0.2, shuffled: true },
  twice: { dropShare: 0, duplicateShare: 1, shuffled: true },
} as const

/** What is noted on an order of the goods that left in one go. */
interface NotedParcel {
  readonly lines: readonly { readonly line: string; readonly quantity: string }[]
  readonly parcels: readonly { readonly number: string | null }[]
}

/** An order as the shop states it now, with what it came to when it was paid. */
function factsOf(shop: WooCommerceSandbox['shop'], order: Order): ShopOrder {
  const paid = {
    date_paid_gmt: order.paid?.toISOString() ?? null,
    ...(order.paidTotal === null ? {} : { paid_total: order.paidTotal }),
  }
  const refunds = refundsOf(shop, order.id).map((refund) => showRefund(shop, refund))
  return wooOrder({ ...showOrder(shop, order), ...paid }, refunds)
}

type Own = Omit<StoreSide, keyof StoreGate | keyof StoreTills>

function wooCommerceSide(sandbox: WooCommerceSandbox): Own {
  const { shop } = sandbox
  const assortment: Assortment = { products: new Map(), codes: new Set() }
  const changes = wooCommerceChanges(sandbox, (purchase) => buyAtWooCommerce(sandbox, assortment, purchase))
  return {
    ...changes,
    ...wooCommerceShelf(sandbox, assortment),
    name: 'WooCommerce',
    place: 'shop',
    facts: () => [...shop.orders.values()].map((order) => factsOf(shop, order)),
    buy: (purchase) => buyAtWooCommerce(sandbox, assortment, purchase),
    charged: ({ key }) => shop.orders.get(Number(key))?.total ?? ZERO,
    nets: (order) => netsOfWooCommerce(sandbox, order),
    twins(sku) {
      // Variations without a SKU of their own have that of their product.
      const product = sandbox.addProduct({ name: sku, sku, type: 'variable' })
      const add = (): string => String(sandbox.addVariation(product.id, { regular_price: '20.00' }).id)
      return [add(), add()]
    },
    deleteProduct: (sku) => {
      sandbox.deleteProduct(sku)
      assortment.products.delete(sku)
    },
    pay: ({ key }) => sandbox.markPaid(Number(key)),
    refundPieces: (order, pieces) => void changes.giveBack(order, { pieces: { 0: pieces }, goods: 'restocked' }),
    refundRest: ({ key }) => sandbox.setStatus(Number(key), 'refunded'),
    cancel: ({ key }) => sandbox.setStatus(Number(key), 'cancelled'),
    carry(sku) {
      const product = articleOf(sandbox, assortment, { sku })
      product.backorders = 'yes'
      sandbox.setStock(sku, 0)
    },
    offered: (sku) => assortment.products.get(sku)?.stock ?? Number.NaN,
    parcels: ({ key }) => {
      const items = shop.orders.get(Number(key))?.meta.find((one) => one.key === '_wc_shipment_tracking_items')?.value
      return ((items ?? []) as readonly { readonly tracking_number: string }[]).map((item) => item.tracking_number)
    },
    parcel: ({ key }, number) => parcelOf(sandbox, Number(key), number),
    telling: (manner) => sandbox.deliveries.configure(CHAOS[manner]),
  }
}

function parcelOf({ shop }: WooCommerceSandbox, key: number, number: string): ReturnType<StoreSide['parcel']> {
  const order = shop.orders.get(key)
  const noted = order?.meta.find((one) => one.key === '_tillbridge_parcels')?.value
  const all = JSON.parse(String(noted ?? '[]')) as readonly NotedParcel[]
  const sent = all.find(({ parcels }) => parcels.some((one) => one.number === number))
  const skuOf = (line: string): string => {
    const sold = order?.lines.find(({ id }) => String(id) === line)
    return shop.products.get(sold?.productId ?? 0)?.sku ?? line
  }
  const pieces = (sent?.lines ?? []).map(({ line, quantity }) => [skuOf(line), Number(quantity)] as const)
  return { place: 'shop', pieces: Object.fromEntries(pieces) }
}
