import { randomUUID } from 'node:crypto'
import type { DeliveryHead, SubscriptionFinding, WebhookEvent, Webhooks } from '#contract/webhooks'
import { TillbridgeError } from '#lib/errors'
import { idOf } from '#generic/booked-answer'
import { instant } from '#generic/draft-values'
import { atPath } from '#generic/plain-path'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'
import type { WebhookPlace, WebhookTopic } from './settings-webhooks.ts'

type Setting = NonNullable<HttpSettings['webhooks']>

/** What the system tells by itself, as the settings describe it. */
export function webhooksOf(setting: Setting): Webhooks<HttpSettings> {
  const { header, digest, encoding, prefix } = setting.signature
  return {
    signature: { scheme: 'hmac', digest, headers: [header.toLowerCase()], encoding, prefix },
    secrets: ({ webhookSecret }) => (webhookSecret === undefined ? [] : [webhookSecret]),
    head: (headers, body) => head(setting, headers, body),
    // The address names the connection, and the secret is its own.
    isOwn: () => true,
    parse: (topic, body) => parse(setting, topic, body),
    subscribe: (context, { url }) => subscribe(context, setting, url),
  }
}

function head(setting: Setting, headers: Readonly<Record<string, string>>, body = ''): DeliveryHead | null {
  const { topic, id } = setting
  const json = 'path' in topic || (id !== undefined && 'path' in id) ? jsonOf(body) : null
  const told = (place: WebhookPlace): string | null =>
    'header' in place ? idOf(headers[place.header.toLowerCase()]) : idOf(atPath(json, place.path))
  const name = told(topic)
  // Without an id nothing tells a copy from a second change: dropping that would lose it.
  const dedupeKey = id === undefined ? randomUUID() : told(id)
  return name === null || dedupeKey === null ? null : { topic: name, dedupeKey, account: null }
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function parse({ topics }: Setting, topic: string, body: unknown): WebhookEvent {
  const told = Object.hasOwn(topics, topic) ? topics[topic] : undefined
  if (told === undefined) throw unknownTopic(topic, Object.keys(topics))
  const { record, deleted } = told
  if (record === 'ignored') return { kind: 'ignored' }
  const key = told.key === undefined ? null : idOf(atPath(body, told.key))
  if (key === null) throw unreadable(topic, told)
  if (deleted) return { kind: 'record-deleted', record, key }
  const at = told.updatedAt === undefined ? null : instant.safeParse(atPath(body, told.updatedAt))
  return {
    kind: 'record-changed',
    record,
    key,
    name: told.name === undefined ? null : idOf(atPath(body, told.name)),
    updatedAt: at?.data ?? null,
    createdAt: null,
    wholeRecord: false,
  }
}

async function subscribe(context: HttpContext, setting: Setting, url: string): Promise<SubscriptionFinding[]> {
  const topics = Object.entries(setting.topics).flatMap(([name, { record }]) => (record === 'ignored' ? [] : [name]))
  const found = (state: SubscriptionFinding['state'], message?: string): SubscriptionFinding[] =>
    topics.map((topic) => ({ topic, state, ...(message === undefined ? {} : { message }) }))
  if (setting.register === undefined) return found('present', `the system has to send it to ${url}`)
  try {
    const where = 'webhooks.register'
    await call(context, setting.register, { where, input: { url, topics }, effect: 'write' })
    return found('present')
  } catch (error) {
    if (!(error instanceof TillbridgeError) || error.kind !== 'rejected') throw error
    return found('failed', error.message)
  }
}

const unknownTopic = (topic: string, known: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WEBHOOK_TOPIC_UNKNOWN',
    message: `The settings say nothing of deliveries with the topic "${topic}". They know ${known.join(', ')}.`,
    remedy: 'Describe it under webhooks.topics in the settings of the connection, if need be as ignored.',
  })

const unreadable = (topic: string, { key = '' }: WebhookTopic): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WEBHOOK_UNREADABLE',
    message: `A delivery with the topic "${topic}" has no id of a record at ${key}.`,
    remedy: 'Correct webhooks.topics in the settings of the connection, or what the system sends.',
  })
