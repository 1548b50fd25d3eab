import { createHmac } from 'node:crypto'
import { mutateBytes, mutateHead, mutateValues, pick, type Random } from './mutate.ts'

/** A delivery as the store really sent it. */
export interface Sample {
  readonly topic: string
  readonly body: string
}

export interface Target {
  readonly path: string
  readonly shop: string
  readonly secret: string
  readonly samples: readonly [Sample, ...Sample[]]
}

export interface BadRequest {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string | string[]>
  readonly body: Buffer | null
  /** The event id that was sent with a valid signature, or `null`: what carries none may never be stored. */
  readonly signedId: string | null
}

const sign = (secret: string, body: Buffer): string => createHmac('sha256', secret).update(body).digest('base64')

function delivery(target: Target, topic: string, body: Buffer, id: string): BadRequest {
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-event-id': id,
    'x-shopify-shop-domain': target.shop,
    'x-shopify-hmac-sha256': sign(target.secret, body),
  }
  return { method: 'POST', path: target.path, headers, body, signedId: id }
}

const TOPICS: readonly [string, ...string[]] = [
  'orders/create', 'orders/updated', 'orders/edited', 'orders/delete', 'refunds/create', 'order_transactions/create',
  'fulfillments/update', 'returns/close', 'customers/redact', 'customers/data_request', 'products/update', 'toString', '__proto__',
] // prettier-ignore

/** One request that is wrong in some way. The same random numbers make the same request. */
export function badRequest(random: Random, target: Target, id: string): BadRequest {
  const sample = pick(random, target.samples)
  const topic = random() < 0.7 ? sample.topic : pick(random, TOPICS)
  const kind = random()
  if (kind < 0.4) return delivery(target, topic, Buffer.from(mutateValues(random, sample.body)), id)
  if (kind < 0.65) return delivery(target, topic, Buffer.from(mutateHead(random, sample.body)), id)
  if (kind < 0.75) return delivery(target, topic, mutateBytes(random, sample.body), id)
  const sound = delivery(target, topic, Buffer.from(sample.body), id)
  if (kind < 0.83) return wronglySigned(random, sound)
  if (kind < 0.95) return oddHeaders(random, sound)
  return elsewhere(random, sound)
}

function wronglySigned(random: Random, sound: BadRequest): BadRequest {
  const claim = pick(random, [
    '',
    'x',
    'AAAA',
    sign('another secret', sound.body ?? Buffer.alloc(0)),
    '=',
    '\u00ff'.repeat(44),
  ])
  return { ...sound, headers: { ...sound.headers, 'x-shopify-hmac-sha256': claim }, signedId: null }
}

/** The signature covers the body only, so these reach everything behind it. */
function oddHeaders(random: Random, sound: BadRequest): BadRequest {
  const [name, value] = pick<readonly [string, string | string[] | null]>(random, [
    ['x-shopify-topic', null],
    ['x-shopify-topic', ''],
    ['x-shopify-topic', 'a'.repeat(4000)],
    ['x-shopify-topic', ['orders/create', 'orders/updated']],
    ['x-shopify-event-id', null],
    ['x-shopify-event-id', ['one', 'two']],
    ['x-shopify-event-id', 'i'.repeat(6000)],
    ['x-shopify-shop-domain', null],
    ['x-shopify-shop-domain', 'another.myshopify.com'],
    ['x-shopify-hmac-sha256', null],
    ['x-shopify-hmac-sha256', ['AAAA', 'BBBB']],
    ['content-type', null],
    ['content-type', 'text/plain; charset=utf-16'],
    ['content-type', 'multipart/form-data'],
    ['content-type', '/;=,'],
    ['content-type', 'application/json; charset=' + 'x'.repeat(2000)],
    ['content-encoding', 'gzip'],
    ['content-encoding', 'br, gzip, unknown'],
    ['cookie', '='.repeat(2000)],
    ['x-forwarded-for', "'; drop table events"],
    ['expect', '100-continue'],
  ])
  const headers = Object.fromEntries(Object.entries(sound.headers).filter(([key]) => key !== name))
  const kept = name !== 'x-shopify-event-id' && name !== 'x-shopify-hmac-sha256'
  if (name === 'expect') return sound
  return {
    ...sound,
    headers: value === null ? headers : { ...headers, [name]: value },
    signedId: kept ? sound.signedId : null,
  }
}

function elsewhere(random: Random, sound: BadRequest): BadRequest {
  const path = pick(random, [
    '/', '/webhooks', '/webhooks/', '/webhooks/1', '/webhooks/%00', '/webhooks/%E0%A4%A', '/webhooks/..%2f..%2fetc',
    '/webhooks/00000000-0000-4000-8000-000000000000', `${sound.path}/x`, `${sound.path}?a=${'b'.repeat(3000)}`, `/${'z'.repeat(4000)}`,
    '/health/live?x[__proto__]=1', sound.path,
  ]) // prettier-ignore
  const method = pick(random, [
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'GET',
    'HEAD',
    'PROPFIND',
    'TRACE',
    'SEARCH',
  ])
  const bodyless = method === 'GET' || method === 'HEAD' || method === 'TRACE'
  const isDelivery = method === 'POST' && path.split('?')[0] === sound.path
  return { ...sound, path, method, body: bodyless ? null : sound.body, signedId: isDelivery ? sound.signedId : null }
}
