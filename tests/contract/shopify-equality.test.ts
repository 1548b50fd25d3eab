import { expect, test } from 'vitest'
import { shopify } from '#connectors/shopify/index'
import { orderDifferences } from '#model/invariants'
import type { Order } from '#model/order'
import { connect, operationsOf, orderSource, startInbox } from './shopify-harness.ts'
import { live, randomOrder, seeded } from './shopify-random.ts'

const ORDERS = 80

/** An order without what no delivery states: the tax per rate of what is left. Where it matters, the order is read whole. */
function stated(order: Order | null): unknown {
  if (order === null) return null
  const { currentTaxes: _, ...totals } = order.totals
  return { ...order, totals }
}

test.each([
  ['in order', { shuffle: false, duplicateShare: 0, delayMs: [0, 0] as const }],
  ['out of order and twice', { shuffle: true, duplicateShare: 0.3, delayMs: [0, 20] as const }],
])('an order read from its newest webhook, delivered %s, is the order read by GraphQL', async (_, chaos) => {
  await using connected = await connect({ seed: 7, shop: { plan: 'enterprise' } })
  const { shop, settings, context } = connected
  await using inbox = await startInbox(settings)
  await shopify.webhooks?.subscribe(context, { url: inbox.url })
  shop.deliveries.configure(chaos)
  const random = seeded(20_261_121)
  const keys = Array.from({ length: ORDERS }, () => {
    const placed = shop.place(randomOrder(random))
    for (let step = random.integer(4); step > 0; step -= 1) live(shop, placed.id, random)
    return placed.legacyId
  })
  await shop.deliveries.settled()
  expect(inbox.refused).toEqual([])
  const source = orderSource()
  let small = 0
  for (const key of keys) {
    const deliveries = inbox.received.filter(({ event }) => 'key' in event && event.key === key)
    const found = inbox.snapshot(key)
    const snapshot = found === undefined ? undefined : { ...found, sole: deliveries.length === 1 }
    const before = context.calls.length
    const fromWebhook = await source.get(context, key, snapshot)
    if (!operationsOf(context.calls.slice(before)).includes('Order')) small += 1
    const whole = await source.get(context, key)
    expect(stated(fromWebhook), `order ${key} from ${snapshot?.topic}`).toEqual(stated(whole))
    if (whole === null) continue
    for (const side of ['shop', 'presentment'] as const) {
      expect(orderDifferences(whole, side), `sums of ${key} (${side})`).toEqual([])
    }
  }
  // The small query is what makes webhooks cheap: most orders must not need more.
  expect(small).toBeGreaterThan(ORDERS * (chaos.shuffle ? 0.3 : 0.65))
})
