import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aLine, anOrder } from '#testing/an-order'
import { openToys, type Toys } from './engine.test-kit.ts'
import type { Worker } from './worker.ts'

let toys: Toys
let worker: Worker
const reads: { readonly hadSnapshot: boolean }[] = []
const EARLY = '2026-11-20T10:00:00Z'
const LATE = '2026-11-20T10:00:05Z'

const inState = (updatedAt: string, price: string) =>
  anOrder({
    externalId: '1',
    name: '#1',
    updatedAt,
    lines: [aLine({ externalId: '1', sku: 'MUG', price })],
  })

/** What the shop answers, read by read; the last answer stays. */
function answers(...states: ReturnType<typeof inState>[]): void {
  reads.length = 0
  toys.shop.onGet = (_key, hadSnapshot) => {
    reads.push({ hadSnapshot })
    const state = states.length > 1 ? states.shift() : states[0]
    if (state !== undefined) toys.shop.orders.set('1', state)
  }
}

const booked = (): (string | undefined)[] =>
  [...toys.books.documents.values()].map(({ document }) => ('total' in document ? document.total : undefined))

const planned = async (): Promise<string | null> => {
  const { rows } = await toys.database.pool.query('select planned_updated_at from tillbridge.transfers')
  return rows[0].planned_updated_at as string | null
}

beforeEach(async () => {
  toys = await openToys()
  answers(inState(LATE, '10'))
  await toys.place('1', { updatedAt: LATE })
  worker = toys.engine().startWorker()
  await toys.until('1', { state: 'synced' })
})
afterEach(async () => {
  await worker.stop()
  await toys[Symbol.asyncDispose]()
})

describe('an order that was planned from a state', () => {
  test('keeps its stamp', async () => {
    expect(new Date((await planned()) ?? '').toISOString()).toBe('2026-11-20T10:00:05.000Z')
  })

  test('is read again without the body of a webhook that was overtaken', async () => {
    answers(inState(EARLY, '7'), inState('2026-11-20T10:00:06Z', '10'))
    await toys.place('1', { updatedAt: '2026-11-20T10:00:06Z' })
    await toys.until('1', { state: 'synced', version: 2 })
    expect(reads).toEqual([{ hadSnapshot: true }, { hadSnapshot: false }])
    expect(booked()).toEqual(['10'])
  })

  test('waits while the store answers with an older state, and writes nothing', async () => {
    answers(inState(EARLY, '7'))
    await toys.place('1', { updatedAt: '2026-11-20T10:00:06Z' })
    await toys.until('1', { state: 'waiting', causeCode: 'OLDER_STATE_READ' })
    expect(booked()).toEqual(['10'])
    answers(inState('2026-11-20T10:00:06Z', '10'))
    await toys.until('1', { state: 'synced' })
    expect(booked()).toEqual(['10'])
  })

  test('is planned again from another state of the same second', async () => {
    answers(inState(LATE, '12'))
    await toys.place('1', { updatedAt: LATE })
    await toys.until('1', { state: 'synced', version: 2 })
    expect(booked()).not.toEqual(['10'])
  })
})
