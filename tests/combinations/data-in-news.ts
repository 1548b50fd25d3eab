import { expect } from 'vitest'
import { ledgerDays } from '#database/ledger'
import { listTransfers } from '#database/transfers'
import type { SandboxRequest } from '#sandboxes/kit/server'
import type { StoreOrder } from '#testing/store-side'
import type { Scenario } from './chapter.ts'
import { allSettledUp, countsOf, documentsOf, inStep, type Play, settledUp, until } from './kit.ts'
import { alarms, pass } from './passing-time.ts'
import { mugs, ONE_OF_EACH } from './purchases.ts'

const DAY_MS = 24 * 60 * 60_000

const buyEach = ({ shop }: Play, pieces: readonly number[]): StoreOrder[] =>
  pieces.map((quantity) => shop.buy(mugs(quantity)))

/** Orders that Tillbridge has heard of, with how it did. */
async function known({ story }: Play, orders: readonly StoreOrder[]): Promise<string[]> {
  const { queries } = story.running.bridge
  const all = await listTransfers(queries, story.organizationId, { flow: 'orders' }, { limit: 1_000 })
  return all
    .filter(({ recordKey }) => orders.some(({ key }) => key === recordKey))
    .map(({ recordName, foundBy }) => `${recordName} by ${foundBy}`)
}

/** How many orders the ledger says were found by searching, of all days. */
async function ledgerFound({ story }: Play): Promise<number> {
  const { pool, clock } = story.running.bridge
  const now = clock.now().getTime()
  const days = await ledgerDays(pool, {
    organizationId: story.organizationId,
    integrationId: story.integrationId,
    flow: 'orders',
    timeZone: 'UTC',
    since: new Date(now - 2 * DAY_MS),
    until: new Date(now + DAY_MS),
  })
  return days.reduce((all, day) => all + day.foundBySweep, 0)
}

/** What is bought meanwhile is told to nobody. */
async function unheard<T>({ shop }: Play, work: () => T): Promise<T> {
  await shop.told()
  shop.telling('never')
  const done = work()
  await shop.told()
  shop.telling('well')
  return done
}

const lost: Scenario = {
  name: 'Of twelve orders the webhooks of four are never sent: one search finds exactly these, and the ledger names them',
  failures: [1],
  async play(play) {
    const { story } = play
    const before = await ledgerFound(play)
    const told = buyEach(play, [1, 2, 3, 1, 2, 3, 1, 2])
    const silent = await unheard(play, () => buyEach(play, [4, 5, 6, 4]))
    await story.settled()
    expect(await known(play, silent)).toEqual([])
    expect(await story.sweep()).toMatchObject({ found: 4, raised: 0 })
    for (const own of await allSettledUp(play, [...told, ...silent])) expect(countsOf(own)).toEqual(ONE_OF_EACH)
    const found = (await known(play, [...told, ...silent])).filter((one) => one.endsWith('by sweep'))
    expect(found.toSorted()).toEqual(silent.map(({ name }) => `${name} by sweep`).toSorted())
    expect((await ledgerFound(play)) - before).toBe(4)
    expect(await story.sweep()).toMatchObject({ found: 0, raised: 0 })
  },
}

const givenUp: Scenario = {
  name: 'A store that gave up telling us, as it was answered with 500, is noticed, made to tell again and told of within ten minutes; no order is missing',
  failures: [2],
  async play(play) {
    const { shop, post, story } = play
    post.manner = 'refuses'
    shop.hurry(true)
    const silent = buyEach(play, [1, 2, 1, 2, 1, 2, 1, 2])
    await until(() => !shop.isTelling())
    expect(await known(play, silent)).toEqual([])
    await pass(play, 10)
    expect(shop.isTelling()).toBe(true)
    expect(await alarms(play)).toContain('WEBHOOKS_MENDED shop')
    post.manner = 'passes'
    shop.hurry(false)
    for (const own of await allSettledUp(play, silent)) expect(countsOf(own)).toEqual(ONE_OF_EACH)
    const heard = shop.buy(mugs(1))
    expect(countsOf(await settledUp(play, heard))).toEqual(ONE_OF_EACH)
    expect(await story.transfer(heard.name)).toMatchObject({ foundBy: 'webhook' })
    // What broke off in those ten minutes is mended by the first look that follows; the next one finds nothing.
    await pass(play, 20)
    expect(await alarms(play)).not.toContain('WEBHOOKS_MENDED shop')
  },
}

const NEWS = ['create', 'edit', 'pay', 'send'] as const

/** Every order of the items. */
function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((first, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  )
}

/** The order that a letter is about. */
function subjectOf({ body }: SandboxRequest): string {
  const { order_id: order, id } = JSON.parse(body.toString('utf8')) as Record<'order_id' | 'id', number | undefined>
  return String(order ?? id)
}

/** Lives through one piece of news of many orders; answers the letters about each. */
async function letters(
  { post }: Play,
  orders: readonly StoreOrder[],
  news: (order: StoreOrder) => unknown,
): Promise<Map<string, SandboxRequest[]>> {
  for (const order of orders) news(order)
  return Map.groupBy(await post.take(), subjectOf)
}

const anyTurn: Scenario = {
  name: 'In whatever order it becomes known that an order was made, edited, paid, sent and partly paid back, the books are the same',
  failures: [4],
  async play(play) {
    const { shop, post, story } = play
    // The fifth piece of news comes at each place among the other four.
    const turns = permutations<string>(NEWS)
      .filter((_, at) => at % 3 === 0)
      .map((turn, at) => turn.toSpliced(at % (NEWS.length + 1), 0, 'refund'))
    post.manner = 'keeps'
    const orders = turns.map(() => shop.buy(mugs(3, { paid: false })))
    const told = new Map([
      ['create', await letters(play, orders, () => null)],
      ['edit', await letters(play, orders, (order) => shop.alter(order, { pieces: { 0: 2 } }))],
      ['pay', await letters(play, orders, (order) => shop.pay(order))],
      ['send', await letters(play, orders, (order) => shop.dispatch(order))],
      ['refund', await letters(play, orders, (order) => shop.giveBack(order, { pieces: { 0: 1 } }))],
    ])
    for (const step of ['create', ...NEWS].keys()) {
      const due = turns.flatMap((turn, at) => told.get(turn[step] ?? '')?.get(orders[at]?.key ?? '') ?? [])
      await Promise.all(due.map((letter) => post.deliver(letter, story.running.url ?? '')))
      await story.settled()
    }
    post.manner = 'passes'
    const ends = (await allSettledUp(play, orders)).map((own) =>
      own.map(({ kind, total, taxes }) => ({ kind, total, taxes })),
    )
    expect(ends).toEqual(ends.map(() => ends[0]))
    expect(ends[0]).toHaveLength(5)
  },
}

const putAway: Scenario = {
  name: 'An order that is sent and put away in the moment it is made is booked, whether a webhook or a search brings it',
  failures: [12],
  async play(play) {
    const { shop, story } = play
    const archived = (): StoreOrder => {
      const order = shop.buy(mugs(1))
      shop.putAway(order)
      return order
    }
    const told = archived()
    const silent = await unheard(play, archived)
    await story.settled()
    expect(await known(play, [silent])).toEqual([])
    await story.sweep()
    for (const order of [told, silent]) expect(countsOf(await inStep(play, order))).toMatchObject(ONE_OF_EACH)
  },
}

const ownEcho: Scenario = {
  name: 'Of a parcel that we tell the store, the store tells us: at most one look follows, and nothing is written on either side',
  failures: [8],
  needs: { store: { writes: 'fulfillments' }, erp: { reads: 'shipments' } },
  async play(play) {
    const { story, shop, erp, post, work } = play
    erp.count('MUG-1', 1_000)
    const order = shop.buy(mugs(1))
    const [salesOrder] = (await settledUp(play, order)).filter(({ kind }) => kind === 'sales-order')
    if (salesOrder === undefined) throw new Error('there is a sales order')
    post.manner = 'keeps'
    erp.send(salesOrder, 'JJSE-8')
    // What changed in the very second of a look is found by the next one.
    while (shop.parcels(order).length === 0) {
      await story.sweep('fulfillments')
      await story.settled()
    }
    const echo = await post.take()
    expect(echo.length).toBeGreaterThan(0)
    const before = { shop: shop.asked(), erp: erp.asked() }
    post.manner = 'passes'
    // What the store sends of one change comes together.
    await work.stop()
    for (const letter of echo) await post.deliver(letter, story.running.url ?? '')
    work.start()
    await story.settled()
    const after = { shop: shop.asked(), erp: erp.asked() }
    const reads = after.shop.reads - before.shop.reads + after.erp.reads - before.erp.reads
    expect(reads).toBeLessThanOrEqual(1)
    // Nor does a search make anything of it.
    for (const flow of ['orders', 'fulfillments'] as const) await story.sweep(flow)
    await story.settled()
    expect(shop.asked().writes).toBe(before.shop.writes)
    expect(erp.asked().writes).toBe(before.erp.writes)
  },
}

/** Pieces by article. */
function piecesIn(
  rows: readonly { readonly item?: string; readonly sku?: string; readonly quantity: number | string }[],
): Record<string, number> {
  const pieces: Record<string, number> = {}
  for (const { item, sku = item ?? '', quantity } of rows) pieces[sku] = (pieces[sku] ?? 0) + Math.abs(Number(quantity))
  return pieces
}

const long: Scenario = {
  name: 'An order of 120 lines, sent in 12 parcels and paid back line by line, is booked whole',
  failures: [11],
  async play(play) {
    const { shop, erp, story, configure } = play
    await configure({ policies: { invoiceOn: 'fulfilled' } })
    const goods = [
      { sku: 'MUG-1', price: '19.99' },
      { sku: 'CAP', price: '3.33', percent: 12 },
      { sku: 'SOCKS', price: '9.99', percent: 6 },
    ] as const
    const lines = Array.from({ length: 120 }, (_, at) => ({ ...(goods[at % 3] ?? goods[0]), quantity: 2 + (at % 3) }))
    const order = shop.buy({ lines })
    await story.settled()
    expect(countsOf(documentsOf(play, order))).toEqual({ 'sales-order': 1, payment: 1 })
    shop.sendIn(order, 12)
    const [invoice] = (await settledUp(play, order)).filter(({ kind }) => kind === 'invoice')
    if (invoice === undefined) throw new Error('there is an invoice')
    expect(piecesIn(erp.rows(invoice))).toEqual(piecesIn(lines))
    const back = lines.slice(0, 60).map((line) => ({ ...line, quantity: 1 }))
    shop.giveBack(order, { pieces: Object.fromEntries(back.map(({ quantity }, at) => [at, quantity])) })
    const [credit] = (await settledUp(play, order)).filter(({ kind }) => kind === 'credit-note')
    if (credit === undefined) throw new Error('there is a credit note')
    expect(piecesIn(erp.rows(credit))).toEqual(piecesIn(back))
    await configure({})
  },
}

export const NEWS_SCENARIOS: readonly Scenario[] = [lost, ownEcho, givenUp, anyTurn, putAway, long]
