import { expect } from 'vitest'
import type { StoreOrder } from '#testing/store-side'
import type { Scenario } from './chapter.ts'
import { allSettledUp, connectionOf, countsOf, type Play, until } from './kit.ts'
import { alarms, pass } from './passing-time.ts'
import { mugs, ONE_OF_EACH } from './purchases.ts'

const BATCH = 6

const buySome = ({ shop }: Play): StoreOrder[] =>
  Array.from({ length: BATCH }, (_, index) => shop.buy(mugs(1 + (index % 3))))

/** Does something in the middle of the work on orders that were just told. */
async function midway(play: Play, work: () => void): Promise<StoreOrder[]> {
  const { synced } = await play.story.states()
  const orders = buySome(play)
  await until(async () => (await play.story.states()).synced > synced)
  work()
  return orders
}

const expired: Scenario = {
  name: 'An access that ends in the middle of the work is renewed, and nothing is lost',
  failures: [10],
  except: ({ store }) =>
    store.id === 'woocommerce' ? 'Keys of WooCommerce have no end: they are taken away, or they last.' : null,
  async play(play) {
    const { shop, story } = play
    const orders = await midway(play, () => shop.expireAccess?.())
    orders.push(shop.buy(mugs(1)))
    for (const own of await allSettledUp(play, orders)) expect(countsOf(own)).toEqual(ONE_OF_EACH)
    await story.sweep()
    expect(await connectionOf(play, 'shop')).toMatchObject({ pausedAt: null })
    expect(await alarms(play)).not.toContain('CONNECTION_PAUSED shop')
  },
}

const erpRefuses: Scenario = {
  name: 'When the ERP takes our key no more, in the middle of the work, all waits, an alarm tells of it within five minutes, and with a new key everything goes on',
  failures: [10],
  async play(play) {
    const { shop, erp, story, configure } = play
    const orders = await midway(play, () => erp.endAccess())
    orders.push(...buySome(play))
    await pass(play, 5)
    expect(await alarms(play)).toContain('CONNECTION_PAUSED erp')
    expect(await connectionOf(play, 'shop')).toMatchObject({ pausedAt: null })
    orders.push(shop.buy(mugs(2)))
    await shop.told()
    await until(async () => (await story.states()).running === 0)
    const { attention, pending, waiting } = await story.states()
    expect(attention).toBe(0)
    expect(pending + waiting).toBeGreaterThan(BATCH)
    // Nobody knocks meanwhile.
    const { requestCount } = erp.server
    await pass(play, 5)
    expect(erp.server.requestCount).toBe(requestCount)
    await configure({})
    for (const own of await allSettledUp(play, orders)) expect(countsOf(own)).toEqual(ONE_OF_EACH)
    await pass(play, 1)
    expect(await alarms(play)).not.toContain('CONNECTION_PAUSED erp')
  },
}

/** Nothing runs, or could: what is to run on a paused connection is not begun. */
async function isAtRest({ story }: Play): Promise<boolean> {
  const { rowCount } = await story.running.bridge.pool.query(
    `select from tillbridge.transfers t join tillbridge.connections k using (organization_id, connection_id)
     where t.state = 'running' or t.state = 'pending' and k.paused_at is null`,
  )
  return rowCount === 0
}

const storeRefuses: Scenario = {
  name: 'When the store takes our access away, an alarm tells of it within five minutes; once it is given again, what was sold meanwhile is found and booked',
  failures: [10],
  async play(play) {
    const { shop, story, post, configure } = play
    const orders = await midway(play, () => shop.endAccess())
    orders.push(...buySome(play))
    await pass(play, 5)
    expect(await alarms(play)).toContain('CONNECTION_PAUSED shop')
    orders.push(shop.buy(mugs(3)))
    await shop.told()
    await until(() => isAtRest(play))
    // A person enters the new access and checks it.
    const { engine } = story.running.bridge
    await configure({})
    await engine.check(await connectionOf(play, 'shop'))
    await engine.subscribe(await connectionOf(play, 'shop'), post.url)
    await pass(play, 5)
    for (const own of await allSettledUp(play, orders)) expect(countsOf(own)).toEqual(ONE_OF_EACH)
    const heard = shop.buy(mugs(1))
    expect((await allSettledUp(play, [heard])).map(countsOf)).toEqual([ONE_OF_EACH])
    expect(await story.transfer(heard.name)).toMatchObject({ foundBy: 'webhook' })
    expect(await alarms(play)).not.toContain('CONNECTION_PAUSED shop')
  },
}

export const ACCESS: readonly Scenario[] = [expired, erpRefuses, storeRefuses]
