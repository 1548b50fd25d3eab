import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimTransfers, type ClaimedTransfer } from '#database/transfer-queue'
import type { Settlement } from '#database/settle'
import { queriesOf } from '#database/tables'
import { showTransfer } from '#database/transfers'
import { systemClock } from '#lib/clock'
import { openToys, type Toys } from './engine.test-kit.ts'
import { settler } from './settler.ts'

const WORKER = 'w1'
let toys: Toys
beforeEach(async () => {
  toys = await openToys({ slots: 10 })
})
afterEach(async () => toys[Symbol.asyncDispose]())

const settlementOf = (claimed: ClaimedTransfer, more: Partial<Settlement> = {}): Settlement => ({
  organizationId: claimed.organizationId,
  transferId: claimed.transferId,
  connectionId: claimed.connectionId,
  version: claimed.version,
  state: 'synced',
  runInSeconds: 0,
  unsettled: false,
  failures: 0,
  recordName: null,
  sourceUpdatedAt: null,
  sourceCreatedAt: null,
  summary: null,
  cause: null,
  links: [],
  attempt: { startedAt: new Date(), finishedAt: new Date(), detail: null, exchanges: [] },
  ...more,
})

async function claimed(keys: readonly string[]): Promise<ClaimedTransfer[]> {
  for (const key of keys) await toys.place(key)
  const all = await claimTransfers(toys.database.pool, { worker: WORKER, limit: 10, leaseSeconds: 30 })
  return all.sort((a, b) => Number(a.recordKey) - Number(b.recordKey))
}
const settle = () => settler(toys.engine().services, WORKER, new AbortController().signal)

test('a result that cannot be stored keeps no other from being stored, and says so itself', async () => {
  const runs = await claimed(['1', '2', '3', '4'])
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const own = settle()
  const wrongs: Partial<Settlement>[] = [
    {},
    { summary: circular },
    { sourceUpdatedAt: '+275760-09-13T00:00:00Z' },
    { attempt: { startedAt: new Date(Number.NaN), finishedAt: new Date(), detail: null, exchanges: [] } },
  ]
  await Promise.all(runs.map((run, index) => own.add(settlementOf(run, wrongs[index]))))
  expect((await toys.transfer('1')).state).toBe('synced')
  for (const key of ['2', '3'])
    expect(await toys.transfer(key)).toMatchObject({ state: 'attention', causeCode: 'RESULT_NOT_STORABLE' })
  // Not even its bare form: its lease ends, and the run after it looks everything up.
  expect(await toys.transfer('4')).toMatchObject({ state: 'running', unsettled: true })
  expect(await toys.inflight()).toBe(1)
})

test('texts of any kind and length are stored as far as Postgres can hold them', async () => {
  const [run] = await claimed(['1'])
  if (run === undefined) throw new Error('nothing was claimed')
  const half = 'a\ud83d'
  const cause = { kind: 'rejected', code: 'X', subject: half.repeat(3_000), message: `${half}\0`, remedy: null }
  const attempt = {
    startedAt: new Date(),
    finishedAt: new Date(),
    detail: { [`k${half}`]: ['\0', half] },
    exchanges: [{ responseBody: half }],
  }
  await settle().add(settlementOf(run, { state: 'attention', recordName: half.repeat(3_000), cause, attempt }))
  expect(await toys.transfer('1')).toMatchObject({ state: 'attention', causeCode: 'X', causeMessage: 'a\ufffd' })
  const shown = await showTransfer(queriesOf(toys.database.pool), run.organizationId, run.transferId)
  expect(shown?.attempts).toMatchObject([
    { detail: { 'ka\ufffd': ['', 'a\ufffd'] }, exchanges: [{ responseBody: 'a\ufffd' }] },
  ])
})

test('while the database is away a result waits, and is stored when it is back', async () => {
  const [run] = await claimed(['1'])
  if (run === undefined) throw new Error('nothing was claimed')
  const { pool } = toys.database
  let away = 2
  const broken = new Proxy(pool, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown
      if (name === 'connect' && away > 0) {
        away -= 1
        return () => Promise.reject(new Error('Connection terminated unexpectedly'))
      }
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const services = { ...toys.engine().services, pool: broken, clock: { ...systemClock, sleep: async () => {} } }
  await settler(services, WORKER, new AbortController().signal).add(settlementOf(run))
  expect(away).toBe(0)
  expect((await toys.transfer('1')).state).toBe('synced')
})
