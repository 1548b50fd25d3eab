import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { AppSettings } from '#app/settings'
import { type Running, startTillbridge } from '#app/start'
import { backup } from '#database/backup/backup'
import { confirmLive } from '#database/backup/copy-guard'
import { restore } from '#database/backup/restore'
import { countStates, listTransfers, retryTransfers } from '#database/transfers'
import type { BookKind } from '#sandboxes/proof/erp-facts'
import { requestText, startGateway } from '#testing/gateway'
import { migratedDatabase } from '#testing/migrated-database'
import { startProcess } from '#testing/own-process'
import type { StoreOrder } from '#testing/store-side'
import type { Scenario } from './chapter.ts'
import { allSettledUp, countsOf, documentsOf, type Play, settledUp, until } from './kit.ts'
import { mugs, ONE_OF_EACH } from './purchases.ts'

const TIMES = 20

const manyAtOnce: Scenario = {
  name: 'One event that is delivered twenty times at once, to two processes that both work on it, makes one document of each kind',
  failures: [3],
  async play(play) {
    const { shop, post, story } = play
    const { settings } = story.running.bridge
    await using second = await startTillbridge(settings, { roles: ['web', 'worker'] })
    post.manner = 'keeps'
    const order = shop.buy(mugs(2))
    const [letter] = (await post.take()).toReversed()
    post.manner = 'passes'
    if (letter === undefined) throw new Error('the shop tells of an order')
    const doors = [story.running.url ?? '', second.url ?? '']
    const answers = await Promise.all(
      Array.from({ length: TIMES }, (_, index) => post.deliver(letter, doors[index % doors.length] ?? '')),
    )
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(countsOf(await settledUp(play, order))).toEqual(ONE_OF_EACH)
    const { attempts } = await story.story(order.name)
    expect(attempts.filter(({ outcome }) => outcome === 'synced')).toHaveLength(1)
  },
}

const STEPS: readonly (readonly ['before' | 'after', BookKind])[] = [
  ['before', 'sales-order'],
  ['after', 'sales-order'],
  ['after', 'invoice'],
  ['after', 'payment'],
]

const killed: Scenario = {
  name: 'A process that is killed after the store had its answer, before and after each document is written, leaves nothing lost and nothing twice',
  failures: [3, 5],
  async play(play) {
    const { shop, erp, post, story, work, configure } = play
    await using door = await startGateway(erp.url)
    await configure({ erpSettings: { baseUrl: door.url } })
    await work.stop()
    const untouched = shop.buy(mugs(1))
    await shop.told()
    // The store has its answer, and nobody has begun.
    expect(await story.transfer(untouched.name)).toMatchObject({ state: 'pending', foundBy: 'webhook' })
    const orders = [untouched]
    {
      await using doomed = await startProcess(story, 'web,worker', 1)
      await until(async () => (await story.transfer(untouched.name)).state === 'synced')
      for (const [when, kind] of STEPS) {
        const held = door.hold(when, (request) => erp.writing(kind).test(requestText(request)))
        orders.push(shop.buy(mugs(1)))
        await held
      }
      post.manner = 'keeps'
      orders.push(shop.buy(mugs(1)))
      const letters = await post.take()
      post.manner = 'passes'
      const answers = await Promise.all(letters.map((letter) => post.deliver(letter, doomed.url)))
      await doomed.kill()
      expect(new Set(answers)).toEqual(new Set([200]))
    }
    expect((await story.states()).running).toBeGreaterThanOrEqual(STEPS.length)
    work.start()
    for (const own of await allSettledUp(play, orders)) expect(countsOf(own)).toEqual(ONE_OF_EACH)
    for (const { name } of orders) {
      const { attempts } = await story.story(name)
      expect(attempts.map(({ outcome }) => outcome)).toContain('synced')
    }
    await configure({})
  },
}

/** Waits until a Tillbridge has nothing more to do by itself. */
const idle = ({ bridge }: Running): Promise<void> =>
  until(async () => {
    const { pending, running, waiting } = await countStates(bridge.queries, bridge.organizationId)
    return pending + running + waiting === 0
  })

const copied: Scenario = {
  name: 'A restored copy that starts elsewhere writes nothing, to the store or to the ERP, until a person says that it is the live one; then it goes on without a gap',
  failures: [9],
  async play(play) {
    const { shop, erp, story, work } = play
    const folder = await mkdtemp(join(tmpdir(), 'tillbridge-copy-'))
    await using database = await migratedDatabase()
    try {
      const { pool, settings } = story.running.bridge
      const file = join(folder, 'nightly.backup')
      await backup(pool, file)
      // Booked after the backup was made: the copy has never heard of its documents.
      const between = shop.buy(mugs(1))
      await story.settled()
      expect(countsOf(documentsOf(play, between))).toEqual(ONE_OF_EACH)
      await work[Symbol.asyncDispose]()
      const later = shop.buy(mugs(2))
      await shop.told()
      const asked = { shop: shop.asked(), erp: erp.asked() }
      await restore(file, database.pool)
      await heldBack({ ...settings, databaseUrl: database.connectionString }, play, [between, later])
      expect(shop.asked().writes).toBe(asked.shop.writes)
      expect(erp.asked().writes).toBe(asked.erp.writes)
      expect(documentsOf(play, later)).toEqual([])

      await confirmLive(database.pool, { dataDirectory: null })
      await using live = await startTillbridge(
        { ...settings, databaseUrl: database.connectionString },
        { roles: ['worker'] },
      )
      expect(live.bridge.guard).toBe('live')
      await retryTransfers(live.bridge.queries, live.bridge.organizationId, { state: 'attention' })
      await idle(live)
      for (const order of [between, later]) expect(countsOf(documentsOf(play, order))).toEqual(ONE_OF_EACH)
      expect(await countStates(live.bridge.queries, live.bridge.organizationId)).toMatchObject({ attention: 0 })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

/** Starts the copy; everything that it finds is held back, even when somebody starts the work by hand. */
async function heldBack(settings: AppSettings, { story }: Play, orders: readonly StoreOrder[]): Promise<void> {
  await using copy = await startTillbridge(settings, { roles: ['web', 'worker'] })
  const { engine, guard, queries, organizationId } = copy.bridge
  expect(guard).toBe('copy')
  const { integrationId } = story
  expect(await engine.sweep({ organizationId, integrationId, flow: 'orders' })).toMatchObject({
    found: orders.length,
  })
  const worker = engine.startWorker()
  await idle(copy)
  await worker.stop()
  const held = await listTransfers(queries, organizationId, { state: 'attention' })
  expect(new Set(held.map(({ causeCode }) => causeCode))).toEqual(new Set(['COPY_NOT_CONFIRMED']))
  // What is booked already needs no writing where the ERP is asked first.
  expect(held.map(({ recordName }) => recordName)).toContain(orders.at(-1)?.name)
}

export const CRASHES = { manyAtOnce, killed, copied } as const
