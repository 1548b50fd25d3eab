import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Change } from '#contract/source'
import { readCursor } from '#database/cursors'
import { fault, openToys, type Toys } from './engine.test-kit.ts'

let toys: Toys
beforeEach(async () => {
  toys = await openToys()
})
afterEach(async () => toys[Symbol.asyncDispose]())

const change = (key: string, updatedAt = '2026-11-20T10:00:00Z'): Change => ({
  key,
  name: `#${key}`,
  updatedAt,
  createdAt: updatedAt,
})
const pages = (...all: readonly (readonly Change[])[]) =>
  toys.shop.changes.push(async function* () {
    yield* all
  })
const sweep = (more = {}) => {
  const { organizationId, integrationId } = toys.seeded
  return toys.engine().sweep({ organizationId, integrationId, flow: 'orders', ...more })
}
const cursor = () => readCursor(toys.database.pool, toys.seeded.organizationId, toys.seeded.integrationId, 'orders')

test('what no webhook told is found, and the cursor moves to where the reading ended', async () => {
  await toys.place('1', { updatedAt: '2026-11-20T10:00:00Z' })
  pages([change('1'), change('2')], [change('3')])
  const until = new Date('2026-11-20T11:00:00Z')
  expect(await sweep({ until })).toEqual({ read: 3, found: 2, raised: 0 })
  expect(await cursor()).toEqual(until)
  expect((await toys.transfer('2')).foundBy).toBe('sweep')
})

test('a sweep that breaks keeps what it found and leaves the cursor, so that the range is read again', async () => {
  toys.shop.changes.push(async function* () {
    yield [change('1')]
    throw fault('transient')
  })
  await expect(sweep()).rejects.toMatchObject({ kind: 'transient' })
  expect(await cursor()).toBeNull()
  expect((await toys.transfer('1')).state).toBe('pending')
  toys.shop.changes.splice(0)
  pages([change('1'), change('2')])
  expect(await sweep()).toEqual({ read: 2, found: 1, raised: 0 })
  expect(await cursor()).not.toBeNull()
})

test('the cursor never moves back, and a range that a person chose does not move it', async () => {
  pages([])
  const late = new Date('2026-11-20T12:00:00Z')
  await sweep({ until: late })
  await sweep({ until: new Date('2026-11-20T11:00:00Z') })
  await sweep({ since: late, until: new Date('2026-11-20T13:00:00Z') })
  expect(await cursor()).toEqual(late)
})

test('what is still to come is not taken for read, however far a search was to go', async () => {
  pages([])
  await sweep({ until: new Date('2099-01-01T00:00:00Z') })
  expect((await cursor())?.getTime()).toBeLessThanOrEqual(Date.now() + 1)
})

test('a store that is paused is not asked', async () => {
  await toys.database.pool.query(
    `update tillbridge.connections set paused_at = now(), pause_message = 'Gone.' where key = 'shop'`,
  )
  await expect(sweep()).rejects.toMatchObject({ code: 'STORE_PAUSED', message: expect.stringContaining('Gone.') })
})
