import { isPositive, negate } from '#lib/decimal'
import type { PlaceLine } from '#sandboxes/shopify/place-input'
import type { RefundInput } from '#sandboxes/shopify/refunds'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import { taxesOf } from './shopify-buy.ts'
import type { GivenBack, Pieces, StoreChanges } from './store-changes.ts'
import type { PurchaseLine, StoreOrder } from './store-side.ts'

const linesOf = (pieces: Pieces = {}) =>
  Object.entries(pieces).map(([line, quantity]) => ({ line: Number(line), quantity }))

const lineOf = ({ sku, quantity, price, percent }: PurchaseLine): PlaceLine => ({
  sku,
  title: sku,
  quantity,
  price,
  taxRates: taxesOf(percent),
})

/** What happens to orders of Shopify after they were placed. */
export function shopifyChanges(shop: ShopifySandbox): StoreChanges {
  const refundOf = ({ pieces, shipping, goodwill }: GivenBack): RefundInput => ({
    lines: linesOf(pieces).map((line) => ({ ...line, restockType: 'NO_RESTOCK' })),
    ...(shipping === undefined ? {} : { shipping }),
    ...(goodwill === undefined ? {} : { goodwill }),
  })
  const returnGoods = ({ name }: StoreOrder, { pieces, goods }: GivenBack): void => {
    const [, elsewhere = 0] = shop.locations()
    const fate = {
      restocked: {},
      elsewhere: { locationId: elsewhere },
      lost: { disposition: 'NOT_RESTOCKED' },
    } as const
    shop.return(name, { lines: linesOf(pieces).map((line) => ({ ...line, ...fate[goods ?? 'lost'] })) })
  }
  return {
    elsewhere: String(shop.locations()[1]),
    alter: ({ name }, { pieces, more = [] }) =>
      shop.edit(name, { quantities: linesOf(pieces), addLines: more.map(lineOf) }),
    giveBack(order, given) {
      if (given.goods === undefined) shop.refund(order.name, refundOf(given))
      else returnGoods(order, given)
      return String(shop.order(order.name).refunds.at(-1)?.id)
    },
    beginGivingBack({ name }, given) {
      shop.refund(name, { ...refundOf(given), status: 'pending' })
      let isRefused = false
      return (outcome) => {
        if (isRefused) shop.refund(name, { amount: String(negate(shop.totals(name).outstanding)) })
        else shop.settle(name, outcome)
        isRefused = outcome === 'failure'
      }
    },
    callOff: ({ name }) => shop.cancel(name, { restock: true }),
    dispatch: ({ name }) => void shop.fulfill(name),
    exchange(order, instead) {
      const { name } = order
      shop.return(name, { lines: [{ line: 0, quantity: 1 }], exchange: [lineOf(instead)] })
      if (isPositive(shop.totals(name).outstanding)) shop.pay(name)
      shop.fulfill(name)
      return [order]
    },
    save: ({ name }) => shop.update(name, { note: 'Looked at.' }),
  }
}
