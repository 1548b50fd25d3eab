import { expect, test } from 'vitest'
import { readStockFlow, wantFullRun } from '#database/stock-flows'
import { confirmZeroes, refuseZeroes } from '#database/stock-stop'
import { PATIENCE_MS } from './books.ts'
import { FIRST_LOCATION, SECOND_LOCATION, type StockStory, startStockStory, STORES } from '#testing/stock-story'

const mug = { sku: 'MUG-1', title: 'Mug', price: '12.50', stock: 0 }

test(
  'scenario 38: a store shows on hand less reserved less the buffer, and what another store sells is gone at once',
  async () => {
    await using selling = await startStockStory({ shops: 2, inventory: { buffer: { pieces: 2 } } })
    const { story, shops } = selling
    for (const shop of shops) shop.products.add(mug)
    const onHand = story.erp.stock.level('MUG-1', STORES)
    story.erp.stock.set('MUG-1', STORES, 51)
    await selling.compareAll()
    const free = 51 - onHand.reserved - 2
    expect(selling.offered('MUG-1', 0)).toBe(free)
    expect(selling.offered('MUG-1', 1)).toBe(free)

    shops[0]?.place({ lines: [{ sku: 'MUG-1', quantity: 3, price: '12.50' }] })
    await selling.until('the other store sells three less', () => selling.offered('MUG-1', 1) === free - 3)
    await story.settled()
    // Booked by now: the ERP reserves them itself, and they are not taken off twice.
    await selling.until(
      'the ERP reserves them',
      () => story.erp.stock.level('MUG-1', STORES).reserved === onHand.reserved + 3,
    )
    await selling.compareAll()
    expect([selling.offered('MUG-1', 0), selling.offered('MUG-1', 1)]).toEqual([free - 3, free - 3])
  },
  PATIENCE_MS,
)

test(
  'an order that the ERP reserved before it answered is taken off once, without waiting for the next sweep',
  async () => {
    await using selling = await startStockStory({ policies: { payments: false } })
    const { story } = selling
    const [shop] = selling.shops
    shop?.products.add(mug)
    story.erp.stock.set('MUG-1', STORES, 10)
    await selling.compareAll()
    // The ERP tells of what it reserved at once; that the order is booked is known here a second later, and nothing is told of it again.
    story.erp.faults.next(/^POST .*Sales(%20| )Order/, { kind: 'delay-after', ms: 1_000 })
    shop?.place({ lines: [{ sku: 'MUG-1', quantity: 1, price: '12.50' }] })
    await selling.until('both count it', () => selling.offered('MUG-1') === 8)
    await story.settled()
    await selling.until('one of them counts it', () => selling.offered('MUG-1') === 9)
    expect(story.erp.stock.level('MUG-1', STORES)).toMatchObject({ actual: 10, reserved: 1 })
  },
  PATIENCE_MS,
)

test(
  'scenario 39: a sale that nobody has told of yet is not undone by a comparison of everything',
  async () => {
    await using selling = await startStockStory()
    const { story } = selling
    const [shop] = selling.shops
    shop?.products.add(mug)
    story.erp.stock.set('MUG-1', STORES, 10)
    await selling.compareAll()
    expect(selling.offered('MUG-1')).toBe(10)

    if (shop === undefined) return
    shop.deliveries.paused = true
    shop.place({ lines: [{ sku: 'MUG-1', quantity: 1, price: '12.50' }] })
    expect(selling.offered('MUG-1')).toBe(9)
    await compareUnheard(selling)
    expect(selling.offered('MUG-1')).toBe(9)
    // Goods come in while the sale is still unheard of: the figure rises by what came in, and by nothing else.
    story.erp.stock.receive('MUG-1', STORES, 5)
    await compareUnheard(selling)
    expect(selling.offered('MUG-1')).toBe(14)

    shop.deliveries.paused = false
    await story.settled()
    await selling.quiet()
    await selling.compareAll()
    expect(selling.offered('MUG-1')).toBe(14)

    // A sale as at a till: handed over at once, so that the store does not promise it to anybody any more, and no webhook comes at all.
    shop.deliveries.configure({ dropShare: 1 })
    shop.fulfill(shop.place({ lines: [{ sku: 'MUG-1', quantity: 2, price: '12.50' }] }))
    expect(shop.stock.level('MUG-1')).toMatchObject({ available: 12, committed: 1 })
    story.erp.stock.receive('MUG-1', STORES, 1)
    await selling.until('what came in is for sale', () => selling.offered('MUG-1') === 13)
    await compareUnheard(selling)
    expect(selling.offered('MUG-1')).toBe(13)
    const orders = async (): Promise<number> =>
      (await story.running.bridge.pool.query('select from tillbridge.stock_demand')).rowCount ?? 0
    // The store was asked for its orders without waiting for the sweep of the minute.
    await selling.until('the sale is heard of', async () => (await orders()) === 2)
    await story.settled()
    await selling.quiet()
    await selling.compareAll()
    expect(selling.offered('MUG-1')).toBe(13)

    // Pieces that somebody counted out by hand are no sale: once the store has listed its orders, the target's figure stands.
    shop.stock.adjust('MUG-1', undefined, { available: -4 })
    await compareUnheard(selling)
    expect(selling.offered('MUG-1')).toBe(9)
    await story.running.bridge.pool.query(
      `update tillbridge.stock_levels set untold_at = untold_at - interval '1 minute' where untold > 0`,
    )
    await selling.until('the figure of the target', () => selling.offered('MUG-1') === 13)
  },
  PATIENCE_MS,
)

/** A full comparison while the shop's deliveries are held back. */
async function compareUnheard({ story, keys, until }: StockStory): Promise<void> {
  const { pool } = story.running.bridge
  const [key] = keys
  if (key === undefined) return
  const before = await readStockFlow(pool, key)
  await wantFullRun(pool, key)
  await until('a full run', async () => {
    const now = await readStockFlow(pool, key)
    return now?.fullWantedAt === null && now.fullFinishedAt !== before?.fullFinishedAt
  })
  await until('nothing is due', async () => {
    const due = await pool.query('select from tillbridge.stock_levels where due_at is not null')
    return due.rowCount === 0
  })
}

test(
  'scenario 40: a failed, empty or partial read sets nothing to zero; too much of it waits for a person',
  async () => {
    await using selling = await startStockStory()
    const { story, until } = selling
    const [shop] = selling.shops
    const [key] = selling.keys
    if (shop === undefined || key === undefined) return
    const { pool } = story.running.bridge
    const skus = Array.from({ length: 20 }, (_, index) => `THING-${index + 1}`)
    for (const sku of skus) shop.products.add({ ...mug, sku, title: sku })
    story.erp.fillWith({ items: skus, warehouses: [STORES], qty: () => 7 })
    await selling.compareAll()
    const figures = (): number[] => skus.map((sku) => selling.offered(sku))
    const full = skus.map(() => 7)
    expect(figures()).toEqual(full)

    const problem = async (): Promise<string | null> => (await readStockFlow(pool, key))?.problem?.code ?? null
    for (const [fault, code] of [
      [{ kind: 'status', status: 500, body: 'an error' }, null],
      [{ kind: 'wrong-answer', body: '{"message": []}', contentType: 'application/json' }, 'STOCK_READ_EMPTY'],
      [{ kind: 'wrong-answer', body: '<html>', contentType: 'text/html' }, null],
    ] as const) {
      story.erp.faults.next(/get_list/, fault, Infinity)
      await wantFullRun(pool, key)
      await until(`the read fails: ${fault.kind}`, async () => {
        const found = await problem()
        return code === null ? found !== null : found === code
      })
      expect(figures()).toEqual(full)
      story.erp.faults.clear()
      await selling.compareAll()
      // A smaller look that had begun before may tell of the fault after the comparison of everything has.
      await until(`it is over: ${fault.kind}`, async () => (await problem()) === null)
    }

    // Half of an answer that looks like a whole one: eleven Bins are missing in it.
    const bins = story.erp.documents('Bin').filter((bin) => skus.includes(String(bin['item_code'])))
    const half = JSON.stringify({ message: bins.slice(0, 9) })
    story.erp.faults.next(/get_list/, { kind: 'wrong-answer', body: half, contentType: 'application/json' }, Infinity)
    await selling.compareAll()
    expect(figures()).toEqual(full)
    expect(await readStockFlow(pool, key)).toMatchObject({ stoppedZeroing: 11, stoppedOf: 20 })
    story.erp.faults.clear()
    expect(await refuseZeroes(pool, key)).toBe(11)
    await selling.compareAll()
    expect(await readStockFlow(pool, key)).toMatchObject({ stoppedAt: null })
    expect(figures()).toEqual(full)

    // Now it is true.
    for (const sku of skus.slice(0, 12))
      story.erp.site.setValue('Bin', binName(story, sku), { actual_qty: 0, projected_qty: 0 })
    await selling.compareAll()
    expect(figures()).toEqual(full)
    expect(await confirmZeroes(pool, key)).toBe(12)
    await selling.quiet()
    expect(figures()).toEqual(skus.map((_, index) => (index < 12 ? 0 : 7)))
  },
  PATIENCE_MS,
)

const binName = ({ erp }: StockStory['story'], sku: string): string =>
  String(erp.documents('Bin').find((bin) => bin['item_code'] === sku)?.name)

test(
  'scenario 41: bundles that share a part, and the part alone, are offered by what is left of the part',
  async () => {
    const items = [
      {
        sku: 'GIFT-SET',
        components: [
          { item: 'MUG-1', quantity: 2, share: 60 },
          { item: 'SOCKS', quantity: 1, share: 40 },
        ],
      },
      { sku: 'MUG-DUO', components: [{ item: 'MUG-1', quantity: 2, share: 1 }] },
    ]
    await using selling = await startStockStory({ mappings: { items } })
    const { story } = selling
    const [shop] = selling.shops
    for (const sku of ['MUG-1', 'GIFT-SET', 'MUG-DUO']) shop?.products.add({ ...mug, sku, title: sku })
    story.erp.stock.set('MUG-1', STORES, 11)
    story.erp.stock.set('SOCKS', STORES, 4 + story.erp.stock.level('SOCKS', STORES).reserved)
    await selling.compareAll()
    const offered = (): number[] => ['MUG-1', 'GIFT-SET', 'MUG-DUO'].map((sku) => selling.offered(sku))
    expect(offered()).toEqual([11, 4, 5])

    shop?.place({ lines: [{ sku: 'GIFT-SET', quantity: 1, price: '30' }] })
    await selling.until('all three follow', () => offered().join() === '9,3,4')
    await story.settled()
    await selling.compareAll()
    expect(offered()).toEqual([9, 3, 4])
  },
  PATIENCE_MS,
)

test(
  'scenario 2: stock that moved without a word is found, and so is an order that no webhook told of',
  async () => {
    await using selling = await startStockStory({ shops: 2, withoutWebhooks: true })
    const { story, shops, keys } = selling
    for (const shop of shops) shop.products.add(mug)
    story.erp.stock.set('MUG-1', STORES, 10)
    await selling.compareAll()
    expect([selling.offered('MUG-1', 0), selling.offered('MUG-1', 1)]).toEqual([10, 10])

    story.erp.stock.receive('MUG-1', STORES, 2)
    const { engine } = story.running.bridge
    for (const key of keys) await engine.sweep({ ...key, flow: 'inventory' })
    await selling.until(
      'both know what came in',
      () => selling.offered('MUG-1', 0) === 12 && selling.offered('MUG-1', 1) === 12,
    )

    shops[0]?.place({ lines: [{ sku: 'MUG-1', quantity: 4, price: '12.50' }] })
    for (const key of keys) await engine.sweep({ ...key, flow: 'orders' })
    await selling.until('the other store knows of the sale', () => selling.offered('MUG-1', 1) === 8)
  },
  PATIENCE_MS,
)

test(
  'scenario 8: a figure that we set ourselves comes back as a webhook, and costs no read and no write',
  async () => {
    await using selling = await startStockStory()
    const { story } = selling
    const [shop] = selling.shops
    shop?.products.add(mug)
    story.erp.stock.set('MUG-1', STORES, 10)
    await selling.compareAll()
    const asked = (): string[] =>
      (shop?.traffic ?? []).flatMap(
        ({ request }) => /(StockOf|StockItems|SetStock)\(/.exec(request.body.toString())?.[1] ?? [],
      )
    const before = asked().length
    story.erp.stock.receive('MUG-1', STORES, 1)
    await selling.until('the store shows it', () => selling.offered('MUG-1') === 11)
    await selling.quiet()
    await story.settled()
    await selling.quiet()
    expect(asked().slice(before)).toEqual(['StockOf', 'SetStock'])

    // What changes again and again within a moment is looked at as often as there is time, and the newest figure counts.
    story.erp.deliveries.paused = true
    for (let piece = 0; piece < 30; piece += 1) story.erp.stock.receive('MUG-1', STORES, 1)
    story.erp.deliveries.paused = false
    const many = asked().length
    await selling.until('the store shows all', () => selling.offered('MUG-1') === 41)
    await selling.quiet()
    expect(asked().length - many).toBeLessThan(15)
  },
  PATIENCE_MS,
)

test(
  'scenario 38: many places feed one location and one feeds many, each shop keeps its own back, broken pieces are not sold',
  async () => {
    const inventory = (shop: number) => ({
      locations: [
        { location: FIRST_LOCATION, places: [{ place: STORES, share: '60' }, 'Finished Goods - AC'] },
        { location: SECOND_LOCATION, places: [{ place: STORES, share: '40' }] },
      ],
      buffer: shop === 0 ? { pieces: '1' } : { percent: '20' },
      items: [{ sku: 'CLOTH', perPiece: '2.5' }],
    })
    await using selling = await startStockStory({ shops: 2, inventory })
    const { story, shops } = selling
    for (const code of ['LAMP', 'CLOTH']) story.erp.items.add({ code, uom: code === 'CLOTH' ? 'Meter' : 'Nos' })
    for (const shop of shops) for (const sku of ['LAMP', 'CLOTH']) shop.products.add({ ...mug, sku, title: sku })
    for (const shop of shops) for (const sku of ['LAMP', 'CLOTH']) shop.stock.activate(sku, Number(SECOND_LOCATION))
    story.erp.stock.setMany(STORES, { LAMP: 11, CLOTH: 29.9 })
    story.erp.stock.set('LAMP', 'Finished Goods', 4)
    await selling.compareAll()
    const offered = (sku: string): number[][] =>
      shops.map((shop) => [FIRST_LOCATION, SECOND_LOCATION].map((at) => shop.stock.level(sku, Number(at)).available))
    // 11 × 60 % + 4 and 11 × 40 %, less one piece there and a fifth here. 29.9 m × 60 % and 40 %, in pieces of 2.5 m.
    expect(offered('LAMP')).toEqual([
      [9, 3],
      [8, 3],
    ])
    expect(offered('CLOTH')).toEqual([
      [6, 3],
      [5, 3],
    ])

    story.erp.stock.receive('LAMP', 'Finished Goods', 2)
    await selling.until('all that it feeds follow', () => offered('LAMP').join() === '11,3,10,3')

    // Somebody counts one of four figures by hand, and nobody is told: the comparison names the location.
    const [shop] = shops
    const [key] = selling.keys
    if (shop === undefined || key === undefined) return
    // Nothing of ours is on its way any more, which would find the change and mend it.
    await selling.quiet()
    shop.deliveries.paused = true
    shop.stock.set('LAMP', Number(SECOND_LOCATION), 7)
    const now = story.running.bridge.clock.now()
    const asked = { since: now, until: now, timeZone: 'Europe/Berlin', areas: ['stock'], madeBy: 'person' } as const
    const { differences, compared } = await story.running.bridge.engine.drift({ ...key, ...asked })
    expect(compared).toEqual({ stock: 4 })
    expect(differences).toMatchObject([
      { sku: 'LAMP', location: SECOND_LOCATION, store: '7', target: '3', wrong: 'store', state: 'drifted' },
    ])
    shop.deliveries.paused = false
  },
  PATIENCE_MS,
)
