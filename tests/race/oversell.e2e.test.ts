import { describe, expect, test } from 'vitest'
import { startStockStory, type StockStory, STORES } from '#testing/stock-story'
import { calmDelayMs, type Race, race, seeded } from './race.ts'

const PATIENCE_MS = 400_000
const SKU = 'MUG-1'
// Sold before the race, to see how long a sale takes here.
const CALM = 'TSHIRT-1'
const PIECES = 51
const BUYERS = 1_000
// So many buyers come while a sale reaches the other stores: the race is as hard on a slow machine as on a fast one.
const PER_DELAY = 2

const WEBHOOK_MS = 250
const CALL_MS = 80

/** Three stores on one ERP: slow calls, late and mixed up webhooks that come twice, an allowance that is used up at the start. */
async function startRace(buffer: number, random: () => number): Promise<{ selling: StockStory; calmMs: number }> {
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
  const raced = await race(selling, {
    sku: SKU,
    pieces: PIECES,
    buyers: BUYERS,
    perSecond: Math.min(12, Math.max(1, (PER_DELAY * 1000) / calmMs)),
    rushPerSecond: 120,
    random,
    webhookMs: WEBHOOK_MS,
  })
  process.stdout.write(
    `seed ${seed}, buffer ${buffer}: ${raced.sold} of ${PIECES} sold to ${BUYERS} buyers; the delay model (${Math.round(raced.delayMs)} ms) allows ${raced.allowed} too many, the longest delay was ${Math.round(raced.measuredMs)} ms\n`,
  )
  for (const shop of selling.shops) shop.faults.clear()
  await selling.story.settled()
  await selling.compareAll()
  // Once all is booked: what is left, and nothing where more was sold than there was.
  const left = Math.max(0, PIECES - raced.sold - buffer)
  for (const [index] of selling.shops.entries()) expect(selling.offered(SKU, index)).toBeLessThanOrEqual(left)
  return raced
}

// The long form: RACE_SEEDS=1,2,3 runs more of it, and with a buffer too.
const isLong = process.env['RACE_SEEDS'] !== undefined
const seeds = (process.env['RACE_SEEDS'] ?? '1').split(',').map(Number)

describe('three stores, 51 pieces, 1,000 buyers', () => {
  test.each(seeds)(
    'seed %i: no more are sold than there are, and what the delay allows',
    async (seed) => {
      const { sold, allowed, measuredMs, delayMs } = await run(seed, 0)
      // The last pieces may be kept back while it is not clear whether they are sold: that is the safe side.
      expect(sold).toBeGreaterThanOrEqual(Math.floor(PIECES * 0.9))
      expect(sold).toBeLessThanOrEqual(PIECES + allowed)
      expect(measuredMs).toBeLessThanOrEqual(delayMs)
    },
    PATIENCE_MS,
  )

  test.runIf(isLong)(
    'with a buffer of what the others sell within the delay, never one too many',
    async () => {
      // Two thirds of all are sold by the others; a delay in the race may be four times the calm one.
      const buffer = Math.ceil(PER_DELAY * (2 / 3) * 4) + 6
      expect((await run(seeds[0] ?? 1, buffer)).sold).toBeLessThanOrEqual(PIECES)
    },
    PATIENCE_MS,
  )
})
