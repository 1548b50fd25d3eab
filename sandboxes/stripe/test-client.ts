import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stripe } from 'stripe'
import type { Clock } from '#lib/clock'
import type { StripeSandbox } from './start.ts'

/** Stripe's own client, pointed at the sandbox. */
export const clientOf = (
  sandbox: StripeSandbox,
  more: { key?: string; account?: string; retries?: number } = {},
): Stripe =>
  new Stripe(more.key ?? sandbox.secretKey, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    maxNetworkRetries: more.retries ?? 0,
    telemetry: false,
    ...(more.account === undefined ? {} : { stripeAccount: more.account }),
  })

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await call
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('The call was not refused')
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

interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An endpoint for webhooks that keeps what it got and answers with the status it is told. */
export async function receiver(
  answer: (received: Received, count: number) => number = () => 200,
): Promise<AsyncDisposable & { url: string; got: Received[] }> {
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
    url: `http://127.0.0.1:${port}/hook`,
    got,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
