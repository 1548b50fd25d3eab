import { describe, expect, test } from 'vitest'
import { shopify } from '#connectors/shopify/index'
import type { Snapshot } from '#contract/source'
import type { SubscriptionFinding } from '#contract/webhooks'
import { type Connected, connect, operationsOf, orderSource, startInbox } from './shopify-harness.ts'

const source = orderSource()
const LINES = { lines: [{ sku: 'MUG', quantity: 2, price: '10.00' }] }

async function subscribe({ context }: Connected, url: string): Promise<readonly SubscriptionFinding[]> {
  const findings = await shopify.webhooks?.subscribe(context, { url })
  if (findings === undefined) throw new Error('the connector has no webhooks')
  return findings
}

const states = (findings: readonly SubscriptionFinding[]) => [...new Set(findings.map((finding) => finding.state))]

describe('subscriptions', () => {
  test('are made, left alone, made again when lost, and mended when they point elsewhere', async () => {
    await using connected = await connect()
    const { shop } = connected
    const url = 'https://bridge.example/hooks/c1'
    const made = await subscribe(connected, url)
    expect(states(made)).toEqual(['created'])
    expect(made.map((finding) => finding.topic)).toContain('orders/updated')
    expect(states(await subscribe(connected, url))).toEqual(['present'])
    shop.subscriptions.slice(0, 2).forEach((subscription) => {
      subscription.uri = 'https://old.example/hooks'
    })
    const count = shop.subscriptions.length
    const mended = await subscribe(connected, url)
    expect(mended.filter((finding) => finding.state === 'repaired')).toHaveLength(2)
    expect(shop.subscriptions).toHaveLength(count)
    expect(new Set(shop.subscriptions.map((subscription) => subscription.uri))).toEqual(new Set([url]))
  })

  test('with somebody’s filter are opened again, since they would hide orders', async () => {
    await using connected = await connect()
    const { shop } = connected
    await subscribe(connected, 'https://bridge.example/hooks')
    const [first] = shop.subscriptions
    if (first === undefined) throw new Error('no subscription')
    first.includeFields = ['id']
    expect(states(await subscribe(connected, 'https://bridge.example/hooks')).sort()).toEqual(['present', 'repaired'])
    expect(first.includeFields).toEqual([])
  })

  test('that Shopify refuses are told with its reason', async () => {
    await using connected = await connect()
    const { context } = connected
    const http: typeof context.http = {
      async send(request) {
        const response = await context.http.send(request)
        const refusal = { webhookSubscription: null, userErrors: [{ field: ['topic'], message: 'Invalid topic' }] }
        const refused = { ...response, json: () => ({ data: { webhookSubscriptionCreate: refusal } }) }
        return JSON.stringify(request.json).includes('ORDERS_EDITED') ? refused : response
      },
    }
    const findings = await shopify.webhooks?.subscribe({ ...context, http }, { url: 'https://bridge.example/hooks' })
    expect(findings?.filter((finding) => finding.state === 'failed')).toEqual([
      { topic: 'orders/edited', state: 'failed', message: 'Invalid topic' },
    ])
  })

  test('need an https address, except on this machine', async () => {
    await using connected = await connect()
    for (const url of ['http://bridge.example/hooks', 'ftp://bridge.example', 'nonsense']) {
      await expect(subscribe(connected, url)).rejects.toMatchObject({ code: 'SHOPIFY_CALLBACK_NOT_HTTPS' })
    }
    expect(states(await subscribe(connected, 'http://127.0.0.1:1/hooks'))).toEqual(['created'])
  })
})

test('deliveries are signed, ours, and say what happened', async () => {
  await using connected = await connect()
  const { shop, settings } = connected
  await using inbox = await startInbox(settings)
  await subscribe(connected, inbox.url)
  const placed = shop.place(LINES)
  shop.refund(placed.id, { lines: [{ line: 0, quantity: 1 }] })
  shop.edit(placed.id, { addLines: [{ sku: 'CUP', quantity: 1, price: '5.00' }] })
  shop.remove(placed.id)
  shop.uninstall()
  await shop.deliveries.settled()
  expect(inbox.refused).toEqual([])
  const said = new Map(inbox.received.map(({ topic, event }) => [topic, event.kind]))
  expect(said.get('orders/create')).toBe('record-changed')
  expect(said.get('refunds/create')).toBe('record-changed')
  expect(said.get('orders/edited')).toBe('record-changed')
  expect(said.get('orders/delete')).toBe('record-deleted')
  const ofOrders = inbox.received.filter(({ event }) => 'record' in event && event.record === 'order')
  const keys = ofOrders.flatMap(({ event }) => ('key' in event ? [event.key] : []))
  expect(new Set(keys)).toEqual(new Set([placed.legacyId]))
})

describe('what a snapshot saves', () => {
  /** Places an order and gives the body that was sent last. */
  async function arrange(connected: Connected, input: Parameters<Connected['shop']['place']>[0]) {
    const { shop, settings, context } = connected
    const inbox = await startInbox(settings)
    await subscribe(connected, inbox.url)
    const placed = shop.place(input)
    await shop.deliveries.settled()
    const snapshot = inbox.snapshot(placed.legacyId)
    await inbox[Symbol.asyncDispose]()
    if (snapshot === undefined) throw new Error('nothing was delivered')
    const before = context.calls.length
    const get = (given: Snapshot = snapshot) => source.get(context, placed.legacyId, given)
    return { placed, snapshot, get, operations: () => operationsOf(context.calls.slice(before)) }
  }

  test('an unpaid new order of which nothing else is known needs no call', async () => {
    await using connected = await connect()
    const { snapshot, get, operations } = await arrange(connected, { ...LINES, payments: [], financial: 'pending' })
    expect(await get({ ...snapshot, sole: true })).toMatchObject({
      financialStatus: 'pending',
      payments: [],
      totals: { outstanding: { shop: '20' } },
    })
    expect(operations()).toEqual([])
    await get()
    expect(operations()).toEqual(['OrderFacts'])
  })

  test('a paid order needs one small call', async () => {
    await using connected = await connect()
    const { get, operations } = await arrange(connected, LINES)
    expect(await get()).toMatchObject({ financialStatus: 'paid', payments: [{ kind: 'sale', status: 'success' }] })
    expect(operations()).toEqual(['OrderFacts'])
  })

  test('an order that changed since, even within the same second, is read anew', async () => {
    await using connected = await connect()
    const { placed, get, operations } = await arrange(connected, LINES)
    connected.shop.refund(placed.id, { lines: [{ line: 0, quantity: 1 }] })
    expect((await get())?.refunds).toHaveLength(1)
    expect(operations()).toEqual(['OrderFacts', 'Order'])
  })

  test('a body of another order, of another topic, or without sense is of no use', async () => {
    await using connected = await connect()
    const { snapshot, get, operations } = await arrange(connected, LINES)
    const body = snapshot.body as Record<string, unknown>
    await get({ ...snapshot, body: { ...body, id: 1 } })
    await get({ ...snapshot, topic: 'refunds/create' })
    await get({ ...snapshot, body: { nonsense: true } })
    await get({ ...snapshot, body: { ...body, updated_at: null } })
    expect(operations()).toEqual(['Order', 'Order', 'Order', 'Order'])
  })

  test('an order that was deleted meanwhile is gone', async () => {
    await using connected = await connect()
    const { placed, get } = await arrange(connected, LINES)
    connected.shop.remove(placed.id)
    expect(await get()).toBeNull()
  })
})
