import { describe, expect, test } from 'vitest'
import { startStockStory, type StockStory, STORES } from '#testing/stock-story'
import { calmDelayMs, type Race, race, seeded } from './race.ts'

const PATIENCE_MS = 400_000
const SKU = 'MUG-1'
// Sold before the race, to see how long a sale takes here.
const CALM = 'TSHIRT-1'
const PIECES = 51
// The long form: RACE_SEEDS=1,2,3 runs more of it, with all buyers, and with a buffer too.
const isLong = process.env['RACE_SEEDS'] !== undefined
const BUYERS = isLong ? 1_000 : 150
// So many buyers come while a sale reaches the other stores: the race is as hard on a slow machine as on a fast one.
const PER_DELAY = 2

const WEBHOOK_MS = 250
const CALL_MS = 80

/** Three stores on one ERP: slow calls, late and mixed up webhooks that come twice, an allowance that is used up at the start. */
async function startRace(
  buffer: number,
  random: () => number,
): Promise<{ readonly selling: StockStory; readonly calmMs: number }> {
  const selling = await startStockStory({
    shops: 3,
    erp: { latencyMs: 40 },
    inventory: { buffer: { pieces: buffer } },
  })
  for (const shop of selling.shops) {
    for (const sku of [SKU, CALM]) shop.products.add({ sku, title: sku, price: '12.50', stock: 0 })
  }
  const { reserved } = selling.story.erp.stock.level(SKU, STORES)
  selling.story.erp.stock.set(SKU, STORES, PIECES + reserved)
  selling.story.erp.stock.set(CALM, STORES, 500)
  await selling.compareAll()
  for (const [index] of selling.shops.entries()) expect(selling.offered(SKU, index)).toBe(PIECES - buffer)
  for (const shop of selling.shops) {
    shop.faults.sometimes('graphql.json', 0.5, { kind: 'delay', ms: Math.round(CALL_MS / 2) })
    shop.faults.sometimes('graphql.json', 1, { kind: 'delay', ms: Math.round(CALL_MS * (0.6 + 0.4 * random())) })
    shop.deliveries.configure({ delayMs: [20, WEBHOOK_MS], shuffle: true, duplicateShare: 0.2 })
  }
  const calmMs = await calmDelayMs(selling, CALM, 6)
  for (const shop of selling.shops) shop.drain()
  return { selling, calmMs }
}

async function run(seed: number, buffer: number): Promise<Race> {
  const random = seeded(seed)
  const { selling: started, calmMs } = await startRace(buffer, random)
  await using selling = started
  const perSecond = Math.min(12, Math.max(1, (PER_DELAY * 1000) / calmMs))
  const options = { sku: SKU, pieces: PIECES, buyers: BUYERS, perSecond, rushPerSecond: 250, callMs: CALL_MS, random }
  const raced = await race(selling, options)
  const { webhookMs, lookMs, ownMs } = raced.delays
  const ms = (value: number): string => `${Math.round(value)} ms`
  process.stdout.write(
    `seed ${seed}, buffer ${buffer}: ${raced.sold} of ${PIECES} sold to ${BUYERS} buyers, ${perSecond.toFixed(1)} a second; the delay model allows ${raced.allowed} too many; ` +
      `the longest delay was ${ms(raced.measuredMs)} of ${ms(raced.delayMs)} (webhook ${ms(webhookMs)}, two looks of ${ms(lookMs)}, own ${ms(ownMs)})\n`,
  )
  for (const shop of selling.shops) shop.faults.clear()
  await selling.story.settled()
  await selling.compareAll()
  // Once all is booked: what is left, and nothing where more was sold than there was.
  const left = Math.max(0, PIECES - raced.sold - buffer)
  expect(selling.shops.map((_, index) => selling.offered(SKU, index))).toEqual(selling.shops.map(() => left))
  return raced
}

const seeds = (process.env['RACE_SEEDS'] ?? '1').split(',').map(Number)

/*
 * The delay model. A store that still offers a piece has taken off all that it knows to be sold, so no more are sold too many than what the
 * others have sold that it could not know. It has to know of a sale once
 * - the sale's webhook was answered, as measured for each sale from the store's side: the store's own delay is in it,
 * - the order was taken in: 100 ms, and as long as this process did not get the processor,
 * - the look at its figures that was under way has ended, and the next one has set them. A look is two calls, each as late as the store
 *   makes it, and waits for the store's allowance, which is used up from the start. Measured for each look from the store's side.
 * At the last sale of all, what the others had sold and its store had to know by this is not allowed to be sold again. Beside that no store may ever
 * be behind for longer than the longest webhook, the taking in, and two of the longest looks.
 */
describe(`three stores, ${PIECES} pieces, ${BUYERS} buyers`, () => {
  const races = new Map<number, Race>()

  test.each(seeds)(
    'seed %i: no more are sold than there are, and what the delay allows',
    async (seed) => {
      const finished = await run(seed, 0)
      races.set(seed, finished)
      const { sold, allowed } = finished
      // The last pieces may be kept back while it is not clear whether they are sold: that is the safe side.
      expect(sold).toBeGreaterThanOrEqual(Math.floor(PIECES * 0.9))
      expect(sold).toBeLessThanOrEqual(PIECES + allowed)
    },
    PATIENCE_MS,
  )

  // Beside other tests, a process may wait for the processor longer than any of its parts says; the long form runs alone.
  test.runIf(isLong).each(seeds)('seed %i: no store was behind for longer than its parts', (seed) => {
    const race = races.get(seed)
    expect(race?.measuredMs).toBeLessThanOrEqual(race?.delayMs ?? 0)
  })

  test.runIf(isLong)(
    'with a buffer of what the others sell within the delay, never one too many',
    async () => {
      // Two thirds of all are sold by the others; a delay in the race may be four times the calm one.
      const buffer = Math.ceil(PER_DELAY * (2 / 3) * 4) + 6
      const { sold, allowed } = await run(seeds[0] ?? 1, buffer)
      // On a machine that falls behind by more than that, the model says how much larger the buffer would have to be.
      expect(sold).toBeLessThanOrEqual(PIECES + Math.max(0, allowed - buffer))
    },
    PATIENCE_MS,
  )
})
