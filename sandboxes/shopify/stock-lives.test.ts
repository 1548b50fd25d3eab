import { expect, test } from 'vitest'
import { isActive } from './fulfillment-orders.ts'
import { randomLife } from './random-life.ts'
import { startShopify, type ShopifySandbox } from './start.ts'
import type { NumericId } from './state.ts'

const LIVES = 120

interface Units {
  committed: number
  onHand: number
}

/** What all orders together say about each variant: units to be sent, and units that left the building or came back. */
function expected(shop: ShopifySandbox): Map<NumericId, Units> {
  const units = new Map<NumericId, Units>()
  for (const order of shop.orders()) {
    const of = (lineId: NumericId): Units => {
      const variantId = order.lines.find((line) => line.id === lineId && !line.tip)?.variantId ?? 0
      const known = units.get(variantId) ?? { committed: 0, onHand: 0 }
      units.set(variantId, known)
      return known
    }
    for (const entry of order.fulfillmentOrders.filter(isActive))
      for (const part of entry.lines) of(part.lineId).committed += part.remainingQuantity
    for (const fulfillment of order.fulfillments.filter((entry) => entry.status === 'SUCCESS'))
      for (const part of fulfillment.lines) of(part.lineId).onHand -= part.quantity
    for (const part of order.refunds.flatMap((refund) => refund.lines)) {
      const restocked = part.restockType !== 'NO_RESTOCK'
      of(part.lineId).onHand += restocked ? part.sentQuantity : part.sentQuantity - part.quantity
    }
  }
  units.delete(0)
  return units
}

function counted(shop: ShopifySandbox, variantId: NumericId): Units {
  const levels = shop
    .locations()
    .map((location) => shop.stock.level(`gid://shopify/ProductVariant/${variantId}`, location))
  return {
    committed: levels.reduce((sum, level) => sum + level.committed, 0),
    onHand: levels.reduce((sum, level) => sum + level.on_hand, 0),
  }
}

test('whatever happens to orders, the stock is what they leave of it', async () => {
  await using shop = await startShopify()
  for (let seed = 1; seed <= LIVES; seed += 1) {
    const story: string[] = []
    for (const { what } of randomLife(shop, { seed })) story.push(what)
    const variants = new Set(
      shop
        .orders()
        .at(-1)
        ?.lines.flatMap((line) => line.variantId ?? []),
    )
    const all = expected(shop)
    for (const id of variants) {
      const tracked = shop.products.variant(`gid://shopify/ProductVariant/${id}`).item.tracked
      const want = tracked ? (all.get(id) ?? { committed: 0, onHand: 0 }) : { committed: 0, onHand: 0 }
      expect({ seed, story, ...counted(shop, id) }).toEqual({ seed, story, ...want })
    }
  }
})
