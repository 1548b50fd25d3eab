import { add, type Decimal, decimal, divide, multiply, sum } from '#lib/decimal'
import { round } from '#lib/rounding'
import { refundsOf, showOrder, showRefund } from '#sandboxes/woocommerce/show-order'
import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import type { GivenBack, Pieces, StoreChanges } from './store-changes.ts'
import type { PurchaseLine, StoreSide } from './store-side.ts'

type Shown = ReturnType<typeof showOrder>

/** What some pieces are of an amount of all. */
const shareOf = (pieces: number, all: number, amount: string): Decimal =>
  round(divide(multiply(decimal(amount), decimal(pieces)), decimal(all)), { places: 2, direction: 'half-up' })

/** Lines with other pieces, at the price that one of them has, as the page of the order works it out. */
const alteredLines = ({ line_items: lines }: Shown, pieces: Pieces) =>
  lines.flatMap(({ id, quantity, subtotal, total }, index) => {
    const now = pieces[index]
    if (now === undefined) return []
    if (now === 0) return [{ id, quantity: 0 }]
    return [{ id, quantity: now, subtotal: shareOf(now, quantity, subtotal), total: shareOf(now, quantity, total) }]
  })

interface Row {
  readonly id: number
  readonly total: string
  readonly taxes: readonly { readonly id: number; readonly total: string }[]
}

type Back = ReturnType<typeof showRefund>

/** What earlier refunds left of a row, money and pieces. */
function leftOf<T extends Row>(row: T, quantity: number, back: readonly Back[]): Row & { readonly pieces: number } {
  const own = back
    .flatMap((refund) => [...refund.line_items, ...refund.shipping_lines.map((one) => ({ ...one, quantity: 0 }))])
    .filter(({ meta_data: meta }) =>
      meta.some(({ key, value }) => key === '_refunded_item_id' && value === String(row.id)),
    )
  return {
    id: row.id,
    pieces: own.reduce((left, one) => left + one.quantity, quantity),
    total: sum([row, ...own].map(({ total }) => decimal(total))),
    taxes: row.taxes.map(({ id, total }) => {
      const given = own.flatMap(({ taxes }) => taxes).filter((tax) => tax.id === id)
      return { id, total: sum([total, ...given.map((tax) => tax.total)].map((amount) => decimal(amount))) }
    }),
  }
}

/** A refund as somebody fills in its form: pieces at their share of what is left of the line's money and tax, shipping whole. */
function refundForm(order: Shown, back: readonly Back[], { pieces = {}, shipping, goodwill, goods }: GivenBack) {
  const goodsRows = order.line_items.flatMap((line, index) => {
    const quantity = pieces[index]
    const left = leftOf(line, line.quantity, back)
    return quantity === undefined ? [] : [rowOf(left, quantity, left.pieces)]
  })
  const shippingRows = (shipping === undefined ? [] : order.shipping_lines).map((line) =>
    rowOf(leftOf(line, 0, back), 0, 1),
  )
  const rows = [...goodsRows, ...shippingRows]
  const amounts = rows.flatMap((row) => [row.refund_total, ...row.refund_tax.map((tax) => tax.refund_total)])
  return {
    amount: add(decimal(goodwill ?? '0'), ...amounts),
    line_items: rows,
    api_restock: goods === 'restocked',
    // Only the card gateway gives money back by itself; what came in otherwise is given back by hand.
    api_refund: order.payment_method === 'testpay',
  }
}

/** `quantity` 0: all of it. */
function rowOf({ id, total, taxes }: Row, quantity: number, pieces: number) {
  const share = (amount: string): Decimal => shareOf(quantity === 0 ? pieces : quantity, pieces, amount)
  const refund_tax = taxes.map((tax) => ({ id: tax.id, refund_total: share(tax.total) }))
  return { id, quantity, refund_total: share(total), refund_tax }
}

/** What happens to orders of WooCommerce after they were placed. */
export function wooCommerceChanges(sandbox: WooCommerceSandbox, buy: StoreSide['buy']): StoreChanges {
  const { shop } = sandbox
  const productOf = ({ sku, price }: PurchaseLine): number => {
    const product = [...shop.products.values()].find((one) => one.sku === sku)
    if (product === undefined) throw new Error(`the shop never sold ${sku}`)
    product.regularPrice = price
    return product.id
  }
  const shown = (key: string): Shown => {
    const order = shop.orders.get(Number(key))
    if (order === undefined) throw new Error(`no order ${key} in the shop`)
    return showOrder(shop, order)
  }
  const backOf = (key: string): Back[] => refundsOf(shop, Number(key)).map((refund) => showRefund(shop, refund))
  const giveBack: StoreChanges['giveBack'] = ({ key }, given) =>
    String(sandbox.refund(Number(key), refundForm(shown(key), backOf(key), given)).id)
  const dispatch: StoreChanges['dispatch'] = ({ key }) => sandbox.setStatus(Number(key), 'completed')
  return {
    alter({ key }, { pieces = {}, more = [] }) {
      const added = more.map((line) => ({ product_id: productOf(line), quantity: line.quantity }))
      sandbox.edit(Number(key), { line_items: [...alteredLines(shown(key), pieces), ...added] })
    },
    giveBack,
    // A refund by the card gateway is there once the gateway says so, and not at all if it refuses.
    beginGivingBack: (order, given) => (outcome) => {
      if (outcome === 'success') return void giveBack(order, given)
      shop.gateway = 'declines'
      let isRefused = false
      try {
        giveBack(order, given)
      } catch {
        isRefused = true
      }
      shop.gateway = 'pays'
      if (!isRefused) throw new Error('the gateway was to refuse')
    },
    dropRefund: (_, refund) => void shop.refunds.delete(Number(refund)),
    // By the form of a refund with everything in it; the order is then refunded.
    callOff(order) {
      const left = Object.fromEntries(shown(order.key).line_items.map(({ quantity }, index) => [index, quantity]))
      giveBack(order, { pieces: left, shipping: true, goods: 'restocked' })
    },
    dispatch,
    // WooCommerce has no exchange: shops give the money back and sell anew.
    exchange(order, instead) {
      giveBack(order, { pieces: { 0: 1 }, goods: 'restocked' })
      const further = buy({ lines: [instead] })
      dispatch(further)
      return [order, further]
    },
    save: ({ key }) => sandbox.edit(Number(key), {}),
  }
}
