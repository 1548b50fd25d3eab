import { expect, test } from 'vitest'
import type { WireCall } from '#contract/context'
import { systemClock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Exchange } from './exchanges.ts'
import { connectionWire, type Kept, keptOf, type WireOptions } from './wire.ts'

const CALL: WireCall = { action: 'TRANSACTION', address: 'postgres://db.example/shop', effect: 'read' }

function wire(changes: Partial<WireOptions> = {}) {
  const seen: Exchange[] = []
  const taken: number[] = []
  const made = connectionWire({
    clock: systemClock,
    connection: 'erp',
    limiter: {
      acquire: (cost) => {
        taken.push(cost)
        return Promise.resolve()
      },
      observe: () => Promise.resolve(),
    },
    secrets: ['very-secret'],
    signal: new AbortController().signal,
    kept: (open) => open(),
    record: (exchange) => seen.push(exchange),
    beforeWrite() {},
    beforeTake() {},
    ...changes,
  })
  return { made, seen, taken }
}

const refused = (): never => {
  throw new TillbridgeError({ kind: 'rejected', code: 'COPY_NOT_CONFIRMED', message: 'a copy' })
}

test('an exchange waits for its place, and both sides are recorded without secrets', async () => {
  const { made, seen, taken } = wire()
  const content = { sql: 'select 1', values: ['very-secret'], password: 'x' }
  const call = { ...CALL, content, cost: 3 }
  expect(
    await made.send(
      call,
      () => Promise.resolve(7),
      (rows) => ({ rows, note: 'very-secret' }),
    ),
  ).toBe(7)
  expect(taken).toEqual([3])
  expect(seen).toMatchObject([{ connection: 'erp', method: 'TRANSACTION', url: CALL.address, error: null }])
  expect(JSON.stringify(seen)).not.toContain('very-secret')
  expect(seen[0]?.responseBody).toContain('"rows":7')
})

test('what fails is recorded too, and anything unknown becomes a bug with a name', async () => {
  const { made, seen } = wire()
  const failing = made.send(CALL, () => Promise.reject(new Error('broken very-secret')))
  await expect(failing).rejects.toMatchObject({ kind: 'bug', code: 'UNEXPECTED' })
  expect(seen).toMatchObject([{ responseBody: null, error: expect.stringContaining('broken [redacted]') }])
})

test.each([
  ['write', { beforeWrite: refused }],
  ['take', { beforeTake: refused }],
] as const)('nothing is carried out where a %s is not allowed; reading goes on', async (effect, changes) => {
  const { made } = wire(changes)
  let carriedOut = 0
  const carryOut = (): Promise<number> => Promise.resolve((carriedOut += 1))
  await expect(made.send({ ...CALL, effect }, carryOut)).rejects.toMatchObject({ code: 'COPY_NOT_CONFIRMED' })
  expect(carriedOut).toBe(0)
  await made.send(CALL, carryOut)
  expect(carriedOut).toBe(1)
})

test('what stays open is one per connection, and is closed when the settings change', () => {
  const all = new Map<string, Kept>()
  const closed: number[] = []
  let opened = 0
  const open = () => {
    opened += 1
    const number = opened
    return { number, [Symbol.asyncDispose]: () => Promise.resolve(void closed.push(number)) }
  }
  expect(keptOf(all, 'a', { host: 'x' }, open).number).toBe(1)
  expect(keptOf(all, 'a', { host: 'x' }, open).number).toBe(1)
  expect(keptOf(all, 'b', { host: 'x' }, open).number).toBe(2)
  expect(closed).toEqual([])
  expect(keptOf(all, 'a', { host: 'y' }, open).number).toBe(3)
  expect(closed).toEqual([1])
})
