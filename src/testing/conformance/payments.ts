import { expect } from 'vitest'
import { verifyLogin, verifySignature } from '#contract/signature'
import type { Change, Source } from '#contract/source'
import { type Payout, payoutDifferences, payoutRows } from '#model/payout'
import { plainContext } from '#testing/plain-context'
import { type ConnectorBench, declarationDemands, type Demand, failureOf } from './suite.ts'
import type { RecordedDelivery } from './store.ts'

/** A payments connector with an account behind it in which a test can be paid. */
export interface PaymentsBench<S> extends ConnectorBench<S> {
  /** Buyers pay, and the provider pays out; answers the payout's key. */
  payOut(options?: { readonly payments?: number }): string
  /** The bank sends a payout back; absent = the provider tells of no payout that came back. */
  fail?(key: string): void
  /**
   * The newest delivery about a payout that the vendor really sent; absent = it sends none. `altered`: its body with something changed
   * that is signed; default: one more space.
   */
  delivery?(key: string): Promise<RecordedDelivery & { readonly altered?: string }>
}

type PaymentsDemand<S> = Demand<PaymentsBench<S>>

const EVER = { since: new Date('2000-01-01T00:00:00Z'), until: new Date('2100-01-01T00:00:00Z') }

const sourceOf = <S>(bench: PaymentsBench<S>): Source<S, Payout> => {
  const { payouts } = bench.connector.reads
  if (payouts === undefined) throw new Error('a payments connector reads payouts')
  return payouts
}

async function changed<S>(bench: PaymentsBench<S>): Promise<Change[]> {
  const changes: Change[] = []
  for await (const page of sourceOf(bench).changes(plainContext(bench.connector, bench.settings), EVER))
    changes.push(...page)
  return changes
}

/** What every payments connector must do. */
export const paymentsDemands = <S>(): PaymentsDemand<S>[] => [
  ...declarationDemands<S, PaymentsBench<S>>(),
  ...readingDemands<S>(),
  ...failureDemands<S>(),
  ...webhookDemands<S>(),
]

const readingDemands = <S>(): PaymentsDemand<S>[] => [
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
    name: 'changes lists every payout once, oldest first, over all pages',
    async holds(bench) {
      const made = Array.from({ length: 105 }, () => bench.payOut())
      const listed = await changed(bench)
      expect(listed.map((change) => change.key).toSorted()).toEqual(made.toSorted())
      const instants = listed.map((change) => change.createdAt ?? '')
      expect(instants).toEqual(instants.toSorted())
    },
  },
  {
    name: 'a payout is whole and adds up, however many payments it contains',
    async holds(bench) {
      const key = bench.payOut({ payments: 230 })
      const payout = await sourceOf(bench).get(plainContext(bench.connector, bench.settings), key)
      if (payout === null) throw new Error('there is a payout')
      expect(payout.complete).toBe(true)
      expect(payoutDifferences(payout)).toEqual([])
      expect(payoutRows(payout).filter((row) => row.category === 'charge')).toHaveLength(230)
      expect(new Set(payout.transactions.map((row) => row.externalId)).size).toBe(payout.transactions.length)
    },
  },
  {
    name: 'a payout that failed is a change with a later stamp, and says so',
    async holds(bench) {
      if (bench.fail === undefined) return
      const key = bench.payOut()
      const before = await changed(bench)
      bench.fail(key)
      const after = await changed(bench)
      const stampOf = (changes: readonly Change[]) => changes.find((change) => change.key === key)?.updatedAt ?? ''
      expect(stampOf(after) > stampOf(before)).toBe(true)
      const payout = await sourceOf(bench).get(plainContext(bench.connector, bench.settings), key)
      expect(payout).toMatchObject({ status: 'failed', updatedAt: stampOf(after) })
    },
  },
  {
    name: 'a payout is found by what people call it, and one that does not exist is null',
    async holds(bench) {
      const key = bench.payOut()
      const context = plainContext(bench.connector, bench.settings)
      const payout = await sourceOf(bench).get(context, key)
      expect(await sourceOf(bench).findByName(context, payout?.name ?? '')).toBe(key)
      expect(await sourceOf(bench).findByName(context, 'no such payout')).toBeNull()
      expect(await sourceOf(bench).get(context, `${key}999`)).toBeNull()
    },
  },
]

const failureDemands = <S>(): PaymentsDemand<S>[] => [
  {
    name: 'refused credentials are unauthorized, with a remedy',
    async holds(bench) {
      const key = bench.payOut()
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
  ).map(([what, fault, kind]): PaymentsDemand<S> => ({
    name: `${what} while reading is ${kind}`,
    async holds(bench) {
      const key = bench.payOut()
      const context = plainContext(bench.connector, bench.settings)
      await sourceOf(bench).get(context, key)
      bench.faults.next(/./, fault)
      expect(await failureOf(sourceOf(bench).get(context, key))).toMatchObject({ kind })
    },
  })),
]

const webhookDemands = <S>(): PaymentsDemand<S>[] => [
  {
    name: 'a delivery is accepted while it is fresh and signed, names its payout, and is refused otherwise',
    async holds(bench) {
      const { webhooks } = bench.connector
      if (webhooks === undefined || bench.delivery === undefined) return
      const key = bench.payOut()
      const { topic, body, headers, altered = `${body} ` } = await bench.delivery(key)
      const bytes = Buffer.from(body)
      const now = new Date()
      const secrets = webhooks.secrets(bench.settings)
      const verify = (change: Partial<Parameters<typeof verifySignature>[1]>) =>
        verifySignature(webhooks.signature, { body: bytes, headers, secrets, now, ...change })
      expect(verify({})).toEqual({ ok: true })
      expect(verify({ secrets: ['another'] })).toMatchObject({ reason: 'wrong-signature' })
      expect(verify({ body: Buffer.from(altered) })).toMatchObject({ reason: 'wrong-signature' })
      const { inBody, timestamped } = webhooks.signature
      expect(verify(inBody === undefined ? { headers: {} } : { body: Buffer.from('{}') })).toMatchObject({
        reason: 'no-signature',
      })
      expect(verify({ secrets: [] })).toMatchObject({ reason: 'no-secret' })
      if (timestamped !== undefined) {
        expect(verify({ now: new Date(now.getTime() + 3_600_000) })).toMatchObject({ reason: 'too-old' })
      }
      const login = webhooks.login?.(bench.settings) ?? null
      expect(verifyLogin(login, headers)).toBe(true)
      if (login !== null) expect(verifyLogin({ ...login, password: 'another' }, headers)).toBe(false)
      const head = webhooks.head(headers, body)
      expect(head).toMatchObject({ topic })
      expect(head !== null && webhooks.isOwn(bench.settings, head)).toBe(true)
      expect(webhooks.parse(topic, JSON.parse(body))).toMatchObject({ kind: 'record-changed', record: 'payout', key })
      for (const other of [null, 1, 'text', [], {}, { id: 'x' }]) {
        const error = await failureOf(Promise.resolve().then(() => webhooks.parse(topic, other)))
        expect(error.kind).toBe('rejected')
      }
    },
  },
]
