import { add, type Decimal, decimal, divide, multiply } from '#lib/decimal'
import { round } from '#lib/rounding'
import { wooOrder } from '#sandboxes/proof/woocommerce-facts'
import { showOrder, refundsOf, showRefund } from '#sandboxes/woocommerce/show-order'
import { startWooCommerce, type WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import type { StoreSide } from './store-side.ts'
import type { StoryHome, StoryStore } from './story-core.ts'

/** WooCommerce as any store of a story: a shop in Sweden whose prices hold tax until an order says otherwise. */
export async function beginWooCommerceSide({ currency, timeZone }: StoryHome): Promise<StoryStore<StoreSide>> {
  const shop = await startWooCommerce({ currency, zone: timeZone })
  return {
    shop: wooCommerceSide(shop),
    connection: (settings) => ({
      connector: 'woocommerce',
      settings: {
        siteUrl: shop.url,
        consumerKey: shop.consumerKey,
        consumerSecret: shop.consumerSecret,
        webhookSecret: 'a secret of the story',
        timeZone,
        callsPerSecond: 20,
        ...settings,
      },
    }),
    told: () => shop.deliveries.settled(),
    stop: () => shop.stop(),
  }
}

const CHAOS = {
  well: { dropShare: 0, duplicateShare: 0, shuffled: false },
  never: { dropShare: 1, duplicateShare: 0, shuffled: false },
  twice: { dropShare: 0, duplicateShare: 1, shuffled: true },
} as const

const CLASSES = { 25: 'standard', 12: 'reduced-rate', 6: 'books' } as const

type Product = ReturnType<WooCommerceSandbox['addProduct']>

/** Articles and codes of the shop, made when they are first asked for. */
function assortment(sandbox: WooCommerceSandbox) {
  const products = new Map<string, Product>()
  const codes = new Set<string>()
  return {
    product(sku: string, percent: keyof typeof CLASSES): Product {
      const known = products.get(sku)
      if (known !== undefined) return known
      const made = sandbox.addProduct({ name: sku, sku, regular_price: '12.50', tax_class: CLASSES[percent] })
      products.set(sku, made)
      return made
    },
    code(percent: number): string {
      const code = `less${percent}`
      if (!codes.has(code)) sandbox.addCoupon({ code, amount: String(percent), discount_type: 'percent' })
      codes.add(code)
      return code
    },
    stock: (sku: string): number => products.get(sku)?.stock ?? Number.NaN,
  }
}

/** Some pieces of an order's first line, at their share of its money. */
function refundOfPieces({ shop }: WooCommerceSandbox, key: string, pieces: number) {
  const order = shop.orders.get(Number(key))
  const [line] = order === undefined ? [] : showOrder(shop, order).line_items
  if (line === undefined) throw new Error(`no order ${key} with a line in the shop`)
  const share = (amount: string): Decimal =>
    round(divide(multiply(decimal(amount), decimal(pieces)), decimal(line.quantity)), {
      places: 2,
      direction: 'half-up',
    })
  const refund_tax = line.taxes.map(({ id, total }) => ({ id, refund_total: share(total) }))
  const refund_total = share(line.total)
  return {
    amount: add(refund_total, ...refund_tax.map((tax) => tax.refund_total)),
    line_items: [{ id: line.id, quantity: pieces, refund_total, refund_tax }],
  }
}

function wooCommerceSide(sandbox: WooCommerceSandbox): StoreSide {
  const { shop } = sandbox
  const { product: productOf, code: codeOf, stock: offered } = assortment(sandbox)
  return {
    name: 'WooCommerce',
    place: 'shop',
    facts: () =>
      [...shop.orders.values()].map((order) =>
        wooOrder(
          { ...showOrder(shop, order), date_paid_gmt: order.paid?.toISOString() ?? null },
          refundsOf(shop, order.id).map((refund) => showRefund(shop, refund)),
        ),
      ),
    buy({ lines, pricesIncludeTax = true, taxRoundedOnSum = false, percentOff, shipping = false, paid = true }) {
      shop.options.set('woocommerce_tax_round_at_subtotal', taxRoundedOnSum ? 'yes' : 'no')
      shop.options.set('woocommerce_prices_include_tax', pricesIncludeTax ? 'yes' : 'no')
      const { id } = sandbox.place({
        items: lines.map(({ sku, quantity, price, percent = 25 }) => {
          const product = productOf(sku, percent)
          product.regularPrice = price
          return { product: product.id, quantity }
        }),
        ...(percentOff === undefined ? {} : { coupons: [codeOf(percentOff)] }),
        ...(shipping ? {} : { shippingRate: null }),
        // A transfer that has not come in yet.
        ...(paid ? {} : { payment: 'bacs' }),
      })
      return { key: String(id), name: String(id) }
    },
    pay: ({ key }) => sandbox.markPaid(Number(key)),
    refundPieces: ({ key }, pieces) => void sandbox.refund(Number(key), refundOfPieces(sandbox, key, pieces)),
    refundRest: ({ key }) => sandbox.setStatus(Number(key), 'refunded'),
    cancel: ({ key }) => sandbox.setStatus(Number(key), 'cancelled'),
    carry(sku) {
      const product = productOf(sku, 25)
      product.backorders = 'yes'
      sandbox.setStock(sku, 0)
    },
    offered,
    parcels: ({ key }) => {
      const items = shop.orders.get(Number(key))?.meta.find((one) => one.key === '_wc_shipment_tracking_items')?.value
      return ((items ?? []) as readonly { readonly tracking_number: string }[]).map((item) => item.tracking_number)
    },
    telling: (manner) => sandbox.deliveries.configure(CHAOS[manner]),
  }
}
