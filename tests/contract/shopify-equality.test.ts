import { expect, test } from 'vitest'
import { shopify } from '#connectors/shopify/index'
import { orderDifferences } from '#model/invariants'
import { connect, operationsOf, orderSource, startInbox } from './shopify-harness.ts'
import { live, randomOrder, seeded } from './shopify-random.ts'

const ORDERS = 150

test('an order read from its newest webhook is the order read by GraphQL', async () => {
  await using connected = await connect({ seed: 7, shop: { plan: 'enterprise' } })
  const { shop, settings, context } = connected
  await using inbox = await startInbox(settings)
  await shopify.webhooks?.subscribe(context, { url: inbox.url })
  const random = seeded(20_261_121)
  const keys = Array.from({ length: ORDERS }, () => {
    const placed = shop.place(randomOrder(random))
    for (let step = random.integer(4); step > 0; step -= 1) live(shop, placed.id, random)
    return placed.legacyId
  })
  await shop.deliveries.settled()
  expect(inbox.refused).toEqual([])
  const source = orderSource()
  const used = new Map<string, number>()
  for (const key of keys) {
    const snapshot = inbox.snapshot(key)
    const before = context.calls.length
    const sole = inbox.received.filter(({ event }) => 'key' in event && event.key === key).length === 1
    const fromWebhook = await source.get(context, key, snapshot && { ...snapshot, sole })
    const path = operationsOf(context.calls.slice(before)).join('+') || 'none'
    used.set(path, (used.get(path) ?? 0) + 1)
    const whole = await source.get(context, key)
    expect(fromWebhook, `order ${key} from ${snapshot?.topic}`).toEqual(whole)
    if (whole === null) continue
    for (const side of ['shop', 'presentment'] as const) {
      expect(orderDifferences(whole, side), `sums of ${key} (${side})`).toEqual([])
    }
  }
  // Most orders cost a small query only.
  const small = ['none', 'OrderFacts', 'OrderFactsShipped', 'OrderFactsMore'].map((path) => used.get(path) ?? 0)
  expect(small.reduce((count, part) => count + part)).toBeGreaterThan(ORDERS * 0.9)
})
