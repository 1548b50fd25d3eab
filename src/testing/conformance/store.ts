import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { verifySignature } from '#contract/signature'
import type { Change, Source } from '#contract/source'
import { orderDifferences } from '#model/invariants'
import type { Order } from '#model/order'
import { plainContext } from '#testing/plain-context'
import { type ConnectorBench, declarationDemands, type Demand, failureOf } from './suite.ts'

/** A store connector with a shop behind it that a test can sell in. */
export interface StoreBench<S> extends ConnectorBench<S> {
  /** Sells something ordinary; answers the order's key and what people call it. */
  place(options?: { readonly lines?: number }): Placed | Promise<Placed>
  /** How orders are read, so that such requests can be disturbed; absent = by POST. */
  readonly reads?: 'GET' | 'POST'
  /** Archives an order. */
  close(key: string): void | Promise<void>
  /** The newest delivery of an order that the vendor really sent. */
  delivery(key: string): Promise<RecordedDelivery>
}

interface Placed {
  readonly key: string
  readonly name: string
}

export interface RecordedDelivery {
  readonly topic: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

type StoreDemand<S> = Demand<StoreBench<S>>

const LONG_AGO = new Date('2000-01-01T00:00:00Z')
const FAR_AHEAD = new Date('2100-01-01T00:00:00Z')

const sourceOf = <S>(bench: StoreBench<S>): Source<S, Order, Order | Promise<Order>> => {
  const { orders } = bench.connector.reads
  if (orders === undefined) throw new Error('a store connector reads orders')
  return orders
}

async function changed<S>(bench: StoreBench<S>): Promise<Change[]> {
  const changes: Change[] = []
  const context = plainContext(bench.connector, bench.settings)
  for await (const page of sourceOf(bench).changes(context, { since: LONG_AGO, until: FAR_AHEAD }))
    changes.push(...page)
  return changes
}

async function placeMany<S>(bench: StoreBench<S>, count: number): Promise<string[]> {
  const placed: string[] = []
  while (placed.length < count) placed.push((await bench.place()).key)
  return placed
}

/** What every store connector must do. */
export const storeDemands = <S>(): StoreDemand<S>[] => [
  ...declarationDemands<S, StoreBench<S>>(),
  ...readingDemands<S>(),
  ...failureDemands<S>(),
  ...webhookDemands<S>(),
]

/** What every body states: tax per rate of what is left may be absent. */
function certain(order: Order): object {
  const { currentTaxes: _, ...totals } = order.totals
  return { ...order, totals }
}

const readingDemands = <S>(): StoreDemand<S>[] => [
  {
    name: 'the check finds nothing wrong with a sound account and changes nothing',
    async holds(bench) {
      const context = plainContext(bench.connector, bench.settings)
      const result = await bench.connector.check(context)
      expect(result.findings.filter((finding) => finding.level === 'error')).toEqual([])
      expect(context.calls.filter((call) => call.effect === 'write' && call.anonymous !== true)).toEqual([])
    },
  },
  {
    name: 'changes lists every order once, archived ones too, over all pages',
    async holds(bench) {
      const placed = await placeMany(bench, 120)
      await bench.close(placed[0] ?? '')
      const keys = (await changed(bench)).map((change) => change.key)
      expect(keys.toSorted()).toEqual(placed.toSorted())
    },
  },
  {
    name: 'an order read alone is whole and adds up, however long it is',
    async holds(bench) {
      const { key } = await bench.place({ lines: 260 })
      const order = await sourceOf(bench).get(plainContext(bench.connector, bench.settings), key)
      expect(order?.lines).toHaveLength(260)
      expect(orderDifferences(order as Order, 'shop')).toEqual([])
    },
  },
  {
    name: 'an order that does not exist is null, not an error',
    async holds(bench) {
      const context = plainContext(bench.connector, bench.settings)
      expect(await sourceOf(bench).get(context, '999999999')).toBeNull()
      expect(await sourceOf(bench).findByName(context, '#999999')).toBeNull()
    },
  },
  {
    name: 'an order is found by what people call it',
    async holds(bench) {
      const { key, name } = await bench.place()
      await bench.place()
      expect(await sourceOf(bench).findByName(plainContext(bench.connector, bench.settings), name)).toBe(key)
    },
  },
  {
    name: 'the newest webhook body stands in for a read and tells the same',
    async holds(bench) {
      const { key } = await bench.place({ lines: 3 })
      const context = plainContext(bench.connector, bench.settings)
      const read = (await sourceOf(bench).get(context, key)) as Order
      const { topic, body } = await bench.delivery(key)
      const told = await sourceOf(bench).get(context, key, {
        topic,
        body: JSON.parse(body) as unknown,
        updatedAt: read.updatedAt,
      })
      expect(told).toMatchObject(certain(read))
    },
  },
]

const failureDemands = <S>(): StoreDemand<S>[] => [
  {
    name: 'refused credentials are unauthorized, with a remedy',
    async holds(bench) {
      const { key } = await bench.place()
      const error = await failureOf(sourceOf(bench).get(plainContext(bench.connector, bench.refusedSettings), key))
      expect(error).toMatchObject({ kind: 'unauthorized', remedy: expect.any(String) })
    },
  },
  ...(
    [
      ['a broken connection', { kind: 'reset-before' }, 'transient'],
      ['a server fault', { kind: 'status', status: 503 }, 'transient'],
      ['an answer that is no JSON', { kind: 'wrong-answer', body: '<html>' }, 'transient'],
      ['a request to slow down', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }, 'throttled'],
    ] as const
  ).map(([what, fault, kind]): StoreDemand<S> => ({
    name: `${what} while reading is ${kind}`,
    async holds(bench) {
      const { key } = await bench.place()
      const context = plainContext(bench.connector, bench.settings)
      await sourceOf(bench).get(context, key)
      bench.faults.next(bench.reads ?? 'POST', fault)
      expect(await failureOf(sourceOf(bench).get(context, key))).toMatchObject({ kind })
    },
  })),
]

const webhookDemands = <S>(): StoreDemand<S>[] => [
  {
    name: 'a delivery is accepted with its signature and refused with any other, or without a secret',
    async holds({ connector, settings, place, delivery }) {
      const webhooks = connector.webhooks
      if (webhooks === undefined) throw new Error('this demand is for stores with webhooks')
      const body = Buffer.from((await delivery((await place()).key)).body)
      const [secret = ''] = webhooks.secrets(settings)
      const { digest, encoding, headers: names, prefix = '' } = webhooks.signature
      const sign = (key: string): Record<string, string> => ({
        [names[0] ?? '']: `${prefix}${createHmac(digest, key).update(body).digest(encoding)}`,
      })
      const verify = (headers: Record<string, string>, secrets: readonly string[]) =>
        verifySignature(webhooks.signature, { body, headers, secrets })
      expect(verify(sign(secret), [secret])).toEqual({ ok: true })
      expect(verify(sign('another'), [secret])).toMatchObject({ ok: false, reason: 'wrong-signature' })
      expect(verify({}, [secret])).toMatchObject({ ok: false, reason: 'no-signature' })
      expect(verify(sign(''), [])).toMatchObject({ ok: false, reason: 'no-secret' })
    },
  },
  {
    name: 'a delivery of an order names the order, and is recognised again',
    async holds({ connector, place, delivery, settings }) {
      const { key } = await place()
      const { topic, body, headers } = await delivery(key)
      expect(connector.webhooks?.parse(topic, JSON.parse(body))).toMatchObject({
        kind: 'record-changed',
        record: 'order',
        key,
      })
      const head = connector.webhooks?.head(headers) ?? null
      expect(head?.topic).toBe(topic)
      expect(connector.webhooks?.head(headers)?.dedupeKey).toBe(head?.dedupeKey)
      expect(head !== null && connector.webhooks?.isOwn(settings, head)).toBe(true)
    },
  },
  {
    name: 'a body that is not what its topic promises is refused by name',
    async holds({ connector, place, delivery }) {
      const { topic } = await delivery((await place()).key)
      for (const body of [null, 1, 'text', [], {}, { id: 'x' }, { id: -1 }]) {
        const error = await failureOf(Promise.resolve().then(() => connector.webhooks?.parse(topic, body)))
        expect(error.kind).toBe('rejected')
      }
    },
  },
]
