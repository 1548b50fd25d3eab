import { afterEach, beforeEach, expect, test } from 'vitest'
import { adoptResult } from '#api/job-results/adopt'
import { shadowResult } from '#api/job-results/shadow'
import { addJob, askToStop, claimJob, endJob, type Job, noteProgress, releaseJob, showJob } from '#database/jobs'
import { openToys, type Toys } from '#engine/engine.test-kit'
import { systemClock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import { type JobLoop, startJobs } from './job-loop.ts'
import type { JobRun } from './kinds.ts'

let toys: Toys
const loops: JobLoop[] = []
beforeEach(async () => void (toys = await openToys()))
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop()
  await toys[Symbol.asyncDispose]()
})

/** The engine with other parts: what a job does is its own tests' matter, how it is kept is this file's. */
const startWith = (parts: Partial<JobRun['engine']>): JobLoop => {
  const engine = toys.engine()
  const loop = startJobs(engine.services, { ...engine, ...parts })
  loops.push(loop)
  return loop
}
const start = (sweep: JobRun['engine']['sweep']): JobLoop => startWith({ sweep })

const ask = (kind = 'sweep', input: object = { flow: 'orders' }): Promise<Job> =>
  addJob(toys.database.pool, {
    organizationId: toys.seeded.organizationId,
    integrationId: toys.seeded.integrationId,
    kind,
    input,
    askedBy: 'eva@example.com',
    askedAt: systemClock.now(),
  })

const until = async (job: Job, is: (now: Job & { result: unknown }) => boolean) => {
  for (;;) {
    const now = await showJob(toys.database.pool, job)
    if (now !== null && is(now)) return now
    await new Promise((resolve) => setImmediate(resolve))
  }
}
const ended = (job: Job) => until(job, ({ finishedAt }) => finishedAt !== null)

const FOUND = { read: 3, found: 2, raised: 1 }

test('a job is done once, and tells what came of it', async () => {
  let runs = 0
  start(async ({ onProgress }) => {
    runs += 1
    onProgress?.(FOUND)
    return FOUND
  })
  start(async () => FOUND)
  const job = await ask()
  expect(await ended(job)).toMatchObject({
    state: 'done',
    starts: 1,
    askedBy: 'eva@example.com',
    failure: null,
    result: FOUND,
  })
  expect(runs).toBeLessThanOrEqual(1)
})

test('a job that fails says why and what to do', async () => {
  start(async () => {
    throw new TillbridgeError({
      kind: 'unauthorized',
      code: 'ACCESS_REFUSED',
      message: 'The shop refuses us.',
      remedy: 'Renew the token.',
    })
  })
  expect(await ended(await ask())).toMatchObject({
    state: 'failed',
    failure: { code: 'ACCESS_REFUSED', message: 'The shop refuses us.', remedy: 'Renew the token.' },
    result: null,
  })
})

test('an input that no longer fits and a kind that is not known are told, not tried again', async () => {
  start(async () => FOUND)
  expect(await ended(await ask('sweep', { flow: 7 }))).toMatchObject({ state: 'failed', starts: 1 })
  expect(await ended(await ask('dance'))).toMatchObject({ state: 'failed', failure: { code: 'JOB_KIND_UNKNOWN' } })
})

test('a person stops a job that runs, and one that waits', async () => {
  start(async ({ signal }) => {
    if (signal?.aborted === false) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return { ...FOUND, found: 0 }
  })
  const [first, second] = [await ask(), await ask()]
  await until(first, ({ state }) => state === 'running')
  const { pool } = toys.database
  expect(await askToStop(pool, second, systemClock.now())).toBe(true)
  expect(await askToStop(pool, first, systemClock.now())).toBe(true)
  expect(await ended(first)).toMatchObject({ state: 'stopped', result: { found: 0 } })
  expect(await ended(second)).toMatchObject({ state: 'stopped', startedAt: null })
  expect(await askToStop(pool, first, systemClock.now())).toBe(false)
})

test('of what very many orders come to, the counts are of all, and the first of what a person looks at are kept', async () => {
  const day = '2026-11-20'
  const figures = { total: '25', taxTotal: null, currency: 'EUR', date: day }
  const numbers = Array.from({ length: 1200 }, (_, number) => String(number))
  startWith({
    shadow: async () => ({
      orders: 1200,
      counts: { equal: 600, different: 0, missing: 600, extra: 0, held: 0 },
      entries: numbers.map((orderKey, at) => ({
        verdict: at % 2 === 0 ? 'equal' : 'missing',
        orderKey,
        orderName: `#${orderKey}`,
        kind: 'invoice',
        reference: null,
        externalId: null,
        planned: null,
        found: null,
        differences: [],
        reason: null,
      })),
    }),
    findAdoptions: async () => ({
      orders: 1200,
      ours: 0,
      missing: [],
      adoptions: numbers.map((externalId, at) => ({
        transferId: toys.seeded.integrationId,
        recordName: null,
        reference: externalId,
        kind: 'invoice',
        externalId,
        state: at === 1199 ? 'doubtful' : 'sure',
        reasons: [],
        planned: figures,
        found: figures,
        decidedBy: null,
      })),
    }),
  })
  const range = { since: `${day}T00:00:00Z`, until: `${day}T12:00:00Z` }
  const compared = shadowResult.parse((await ended(await ask('shadow', range))).result)
  expect(compared).toMatchObject({ orders: 1200, counts: { equal: 600 }, found: 600 })
  expect(compared.entries).toHaveLength(500)
  const looked = await ended(await ask('adopt', { ...range, take: 'nothing', by: 'eva@example.com' }))
  const { adoptions, ...found } = adoptResult.parse(looked.result)
  expect(found).toMatchObject({ found: 1200, counts: { sure: 1199, doubtful: 1 }, taken: null })
  expect([adoptions.length, adoptions[0]?.externalId]).toEqual([500, '1199'])
})

test('a process that ends gives its job back, and another goes on with it', async () => {
  const loop = start(async ({ signal }) => {
    if (signal?.aborted === false) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return { ...FOUND, found: 0 }
  })
  const job = await ask()
  await until(job, ({ state }) => state === 'running')
  await loop.stop()
  expect(await until(job, ({ state }) => state !== 'running')).toMatchObject({ state: 'waiting', starts: 0 })
  start(async () => FOUND)
  expect(await ended(job)).toMatchObject({ state: 'done', starts: 1, result: FOUND })
})

test('a job that nobody began for a week is told of, and what was uploaded for it goes', async () => {
  const { database, seeded } = toys
  const { organizationId, integrationId } = seeded
  const asked = { organizationId, integrationId, kind: 'file', input: {}, askedBy: 'eva@example.com' }
  const askedAt = new Date(systemClock.now().getTime() - 8 * 86_400_000)
  const job = await addJob(database.pool, { ...asked, askedAt, file: Buffer.from('sku,stock') })
  start(async () => FOUND)
  expect(await ended(job)).toMatchObject({
    state: 'failed',
    failure: { code: 'JOB_FORGOTTEN' },
    starts: 0,
    result: null,
  })
})

test('a job whose process was lost is begun again, and told of when that happens each time', async () => {
  const { pool } = toys.database
  const job = await ask()
  const past = { now: new Date('2026-01-01T10:00:00Z'), leaseMs: 1000 }
  for (let starts = 1; starts <= 4; starts += 1) {
    const now = new Date(past.now.getTime() + starts * 2000)
    expect(await claimJob(pool, { ...past, now, mostStarts: 4 })).toMatchObject({ jobId: job.jobId, starts })
    expect(await claimJob(pool, { ...past, now, mostStarts: 4 })).toBeNull()
  }
  start(async () => FOUND)
  expect(await ended(job)).toMatchObject({ state: 'failed', failure: { code: 'JOB_LOST' }, starts: 4 })
})

test('a process that comes back after its job was given to another has no say in it', async () => {
  const { pool } = toys.database
  const job = await ask()
  const lost = await claimJob(pool, { now: new Date('2026-01-01T10:00:00Z'), leaseMs: 1, mostStarts: 4 })
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  start(async () => {
    await finished
    return FOUND
  })
  await until(job, ({ starts }) => starts === 2)
  if (lost === null) throw new Error('the job was not given out')
  const at = systemClock.now()
  expect(await noteProgress(pool, lost, { done: 9, total: null, doing: null }, at)).toBe(true)
  await releaseJob(pool, lost)
  await endJob(pool, lost, { state: 'failed', at, result: undefined, failure: null })
  expect(await showJob(pool, job)).toMatchObject({ state: 'running', done: 0, starts: 2 })
  finish()
  expect(await ended(job)).toMatchObject({ state: 'done', starts: 2, result: FOUND })
})
