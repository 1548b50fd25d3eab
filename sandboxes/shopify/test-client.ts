import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '#lib/clock'
import { type ShopifyOptions, type ShopifySandbox, startShopify } from './start.ts'

/** What the API answered, as tests look at it. */
export interface Answer {
  readonly status: number
  readonly body: {
    readonly data?: Record<string, never>
    readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[]
    readonly extensions?: {
      readonly cost: { readonly requestedQueryCost: number; readonly actualQueryCost: number | null }
    }
  }
}

/** One GraphQL call with the sandbox's own token. */
export async function ask(
  shop: ShopifySandbox,
  query: string,
  variables: object = {},
  extra: { token?: string; operationName?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${shop.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': extra.token ?? shop.accessToken },
    body: JSON.stringify({
      query,
      variables,
      ...(extra.operationName === undefined ? {} : { operationName: extra.operationName }),
    }),
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/** A clock that only moves when told; sleepers wake when their time has come. */
export function manualClock(start = '2026-11-20T09:00:00Z') {
  let now = Date.parse(start)
  const sleepers: { at: number; wake: () => void }[] = []
  const clock: Clock = {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + ms, wake: resolve })
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
  const advance = (ms: number): void => {
    now += ms
    for (const sleeper of sleepers.splice(0)) {
      if (sleeper.at <= now) sleeper.wake()
      else sleepers.push(sleeper)
    }
  }
  return { clock, advance }
}

export const LINES = [{ sku: 'MUG', quantity: 2, price: '99.50', taxRates: [{ title: 'VAT', rate: '0.25' }] }]

interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An endpoint for webhooks that keeps what it got and answers with the status it is told. */
export async function receiver(
  answer: (received: Received, count: number) => number,
): Promise<AsyncDisposable & { uri: string; got: Received[] }> {
  const got: Received[] = []
  const server: Server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const received = { headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') }
      got.push(received)
      outgoing.writeHead(answer(received, got.length)).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  return {
    uri: `http://127.0.0.1:${port}/hook`,
    got,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const SUBSCRIBE =
  'mutation($topic: WebhookSubscriptionTopic!, $uri: String!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) { webhookSubscription { id topic uri } userErrors { field message } } }'

/** A shop with an app that has subscribed to topics. */
export async function subscribed(
  options: ShopifyOptions,
  topics: readonly string[],
  uri: string,
): Promise<ShopifySandbox> {
  const shop = await startShopify(options)
  for (const topic of topics) await ask(shop, SUBSCRIBE, { topic, uri })
  return shop
}
