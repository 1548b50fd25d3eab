import { createPoster } from '#sandboxes/kit/post'
import { type Item, notificationBody } from './notification.ts'
import type { Merchant } from './state.ts'

export interface Webhook {
  readonly url: string
  readonly username: string
  readonly password: string
  /** Hexadecimal. */
  hmacKey: string
}

interface Sent {
  readonly eventCode: string
  readonly pspReference: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** `null` without an answer. */
  readonly status: number | null
  readonly text: string | null
}

/** The standard webhooks of the merchant account. What fails stands before everything after it until it is sent again. */
export interface Notices {
  readonly webhooks: Webhook[]
  /** Every attempt, oldest first. */
  readonly log: readonly Sent[]
  send(item: Item): void
  /** Sends again what waits. */
  retry(): Promise<void>
  settled(): Promise<void>
  stop(): void
}

const TIMEOUT_MS = 10_000

export function createNotices(merchant: Merchant): Notices {
  const poster = createPoster(1)
  const log: Sent[] = []
  const webhooks: Webhook[] = []
  const queues = new Map<Webhook, Item[]>()
  let running = Promise.resolve()
  const pump = (): Promise<void> => {
    running = running.then(async () => {
      for (const [webhook, queue] of queues) {
        for (let item = queue[0]; item !== undefined && (await deliver(webhook, item)); item = queue[0]) queue.shift()
      }
    })
    return running
  }
  async function deliver(webhook: Webhook, item: Item): Promise<boolean> {
    const body = notificationBody(merchant, item, webhook.hmacKey)
    const login = Buffer.from(`${webhook.username}:${webhook.password}`).toString('base64')
    const headers = { 'content-type': 'application/json', authorization: `Basic ${login}` }
    const { status, text } = await poster.send({ url: webhook.url, headers, body, timeoutMs: TIMEOUT_MS })
    log.push({ eventCode: item.eventCode, pspReference: item.pspReference, body, headers, status, text })
    return status !== null && status >= 200 && status < 300
  }
  return {
    webhooks,
    log,
    send(item) {
      for (const webhook of webhooks) queues.set(webhook, [...(queues.get(webhook) ?? []), item])
      void pump()
    },
    retry: pump,
    settled: () => running,
    stop: poster.stop,
  }
}
