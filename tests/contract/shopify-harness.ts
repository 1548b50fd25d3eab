import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { shopify } from '#connectors/shopify/index'
import { orders } from '#connectors/shopify/read'
import type { HttpRequest } from '#contract/context'
import { verifySignature } from '#contract/signature'
import type { Snapshot, Source } from '#contract/source'
import type { WebhookEvent } from '#contract/webhooks'
import type { Order } from '#model/order'
import { startShopify, type ShopifyOptions, type ShopifySandbox } from '#sandboxes/shopify/start'
import { type PlainContext, plainContext } from '#testing/plain-context'

export type Settings = Parameters<typeof shopify.baseUrl>[0]

export interface Connected extends AsyncDisposable {
  readonly shop: ShopifySandbox
  readonly settings: Settings
  readonly context: PlainContext<Settings>
}

/** The connector's source of orders, whose payloads are read at once. */
export const orderSource = (): Source<Settings, Order> => orders

/** A shop of the sandbox and a connection to it, as a person would set it up. */
export async function connect(options: ShopifyOptions = {}, more: Partial<Settings> = {}): Promise<Connected> {
  const shop = await startShopify(options)
  const settings = shopify.settings.parse({
    shop: shop.domain,
    baseUrl: shop.url,
    accessToken: shop.accessToken,
    webhookSecret: shop.clientSecret,
    timeZone: 'Europe/Stockholm',
    ...more,
  })
  return { shop, settings, context: plainContext(shopify, settings), [Symbol.asyncDispose]: () => shop.stop() }
}

interface Received {
  readonly topic: string
  readonly event: WebhookEvent
  readonly body: unknown
}

export interface Inbox extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
  /** Why deliveries were refused; empty when all is well. */
  readonly refused: readonly string[]
  /** The newest whole record of an order, as the engine would keep it. */
  snapshot(key: string): Snapshot | undefined
}

/** An endpoint that takes deliveries as the engine does: signature, head, account, meaning. */
export async function startInbox(settings: Settings): Promise<Inbox> {
  const { webhooks } = shopify
  if (webhooks === undefined) throw new Error('the connector has no webhooks')
  const received: Received[] = []
  const refused: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const verdict = verifySignature(webhooks.signature, { body, headers, secrets: webhooks.secrets(settings) })
      const head = webhooks.head(headers)
      if (!verdict.ok || head === null || !webhooks.isOwn(settings, head)) {
        refused.push(verdict.ok ? 'head or account' : verdict.reason)
        response.writeHead(401).end()
        return
      }
      const parsed: unknown = JSON.parse(body.toString('utf8'))
      received.push({ topic: head.topic, event: webhooks.parse(head.topic, parsed), body: parsed })
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    refused,
    snapshot: (key) => newest(received, key),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function newest(received: readonly Received[], key: string): Snapshot | undefined {
  let found: Snapshot | undefined
  for (const { topic, event, body } of received) {
    if (event.kind !== 'record-changed' || !event.wholeRecord || event.key !== key || event.updatedAt === null) continue
    if (found === undefined || event.updatedAt >= found.updatedAt) found = { topic, body, updatedAt: event.updatedAt }
  }
  return found
}

/** The names of the operations that were sent. */
export const operationsOf = (calls: readonly HttpRequest[]): string[] =>
  calls.map((call) => (call.json as { operationName?: string }).operationName ?? call.path)
