import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { Agent, request } from 'undici'
import { startShopify } from '#sandboxes/shopify/start'

/** A signed webhook as the shop sent it, to be sent again to whatever is measured. */
export interface Delivery {
  readonly orderId: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const SHOP = {
  domain: 'bench-store.myshopify.com',
  clientId: 'bench',
  clientSecret: 'bench-client-secret-of-the-shop',
  accessToken: 'shpat_bench-token',
} as const

const KEPT_HEADERS = /^(x-shopify-|content-type)/

/** Places `count` unpaid orders in a sandbox shop and keeps the `orders/create` webhooks that it really sent. */
export async function recordDeliveries(count: number): Promise<Delivery[]> {
  const deliveries: Delivery[] = []
  const collector = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const { id } = JSON.parse(body) as { id: number }
      deliveries.push({ orderId: String(id), headers: kept(incoming.headers), body })
      outgoing.end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const { port } = collector.address() as AddressInfo
  await using shop = await startShopify({
    shop: { domain: SHOP.domain, currency: 'EUR', taxesIncluded: true },
    app: { clientId: SHOP.clientId, clientSecret: SHOP.clientSecret, accessToken: SHOP.accessToken },
  })
  await subscribe(shop.url, shop.accessToken, `http://127.0.0.1:${port}/`)
  for (let index = 0; index < count; index += 1) {
    shop.place({
      lines: Array.from({ length: 3 }, (_, line) => ({
        sku: `SKU-${line}`,
        title: `Product ${line}`,
        quantity: 1 + ((index + line) % 3),
        price: `${10 + line}.95`,
        taxRates: [{ title: 'VAT', rate: '0.25' }],
      })),
      shipping: { title: 'Standard', price: '4.90', taxRates: [{ title: 'VAT', rate: '0.25' }] },
      customer: { email: `buyer${index % 50}@example.com`, firstName: 'Buyer', lastName: String(index % 50) },
      financial: 'pending',
    })
    if (index % 500 === 499) await shop.deliveries.settled()
  }
  await shop.deliveries.settled()
  await new Promise((resolve) => collector.close(resolve))
  return deliveries
}

const kept = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (KEPT_HEADERS.test(name) ? [[name, String(value)]] : [])),
  )

async function subscribe(url: string, token: string, target: string): Promise<void> {
  const query = `mutation ($uri: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: { uri: $uri, format: JSON }) { userErrors { message } } }`
  const answer = await request(`${url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify({ query, variables: { uri: target } }),
  })
  const text = await answer.body.text()
  if (text.includes('"message"')) throw new Error(`the sandbox refused the subscription: ${text}`)
}

/** The same delivery as a new event of another order, so that nothing counts as a copy. */
export function renamed(delivery: Delivery, round: number): Delivery {
  if (round === 0) return delivery
  // Order ids must stay whole numbers that JSON can hold.
  const id = String(BigInt(delivery.orderId) + BigInt(round) * 1_000_000_000n)
  const body = delivery.body.replaceAll(delivery.orderId, id)
  const headers = Object.fromEntries(
    Object.entries(delivery.headers).map(([name, value]) => [
      name,
      /event-id|webhook-id/.test(name) ? `${value}-${round}` : value,
    ]),
  )
  const signature = createHmac('sha256', SHOP.clientSecret).update(body).digest('base64')
  return { orderId: id, body, headers: { ...headers, 'x-shopify-hmac-sha256': signature } }
}

export interface LoadResult {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly refused: number
}

/** Sends deliveries over `connections` at once (closed loop), or at `perSecond` (open loop). Ends when all are answered. */
export async function send(
  url: string,
  deliveries: readonly Delivery[],
  options: { readonly connections: number; readonly perSecond?: number; onSent?(delivery: Delivery, at: number): void },
): Promise<LoadResult> {
  const dispatcher = new Agent({ connections: options.connections, pipelining: 1 })
  const latencies: number[] = []
  let refused = 0
  const sendOne = async (delivery: Delivery): Promise<void> => {
    const at = performance.now()
    options.onSent?.(delivery, Date.now())
    const answer = await request(url, { dispatcher, method: 'POST', headers: delivery.headers, body: delivery.body })
    await answer.body.dump()
    if (answer.statusCode !== 200) refused += 1
    latencies.push(performance.now() - at)
  }
  const startedAt = performance.now()
  if (options.perSecond === undefined) await closedLoop(deliveries, options.connections, sendOne)
  else await openLoop(deliveries, options.perSecond, sendOne)
  const seconds = (performance.now() - startedAt) / 1000
  await dispatcher.close()
  return {
    perSecond: deliveries.length / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    refused,
  }
}

async function closedLoop(
  deliveries: readonly Delivery[],
  connections: number,
  sendOne: (delivery: Delivery) => Promise<void>,
) {
  let next = 0
  const lane = async (): Promise<void> => {
    for (;;) {
      const delivery = deliveries[next]
      next += 1
      if (delivery === undefined) return
      await sendOne(delivery)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
}

async function openLoop(
  deliveries: readonly Delivery[],
  perSecond: number,
  sendOne: (delivery: Delivery) => Promise<void>,
) {
  const startedAt = performance.now()
  const sent: Promise<void>[] = []
  for (let index = 0; index < deliveries.length;) {
    const due = ((performance.now() - startedAt) / 1000) * perSecond
    for (; index < due && index < deliveries.length; index += 1) {
      const delivery = deliveries[index]
      if (delivery !== undefined) sent.push(sendOne(delivery))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(sent)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
