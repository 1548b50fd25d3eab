import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { compareProducts } from '#engine/catalog/compare-products'
import { comparingScope } from '#engine/catalog/comparing-scope'
import { comparePrices } from '#engine/catalog/compare-prices'
import { openSides } from '#engine/catalog/sides'
import { startStory, type Story } from '#testing/story'
import { dataFolder } from './bridge.ts'

// A whole catalogue: how long it takes to join it, to compare it, and to write a change of every variant, beside reading both sides
// alone. Run by itself (`node bench/catalog.ts --variants 100000`), since it fills both sandboxes first.

const { values } = parseArgs({ options: { variants: { type: 'string', default: '100000' } } })
const variants = Number(values.variants)
const say = (text: string): void => void process.stderr.write(`${text}\n`)

interface Measured {
  readonly seconds: number
  readonly storeCalls: number
  readonly targetCalls: number
}

async function measured(story: Story, name: string, work: () => Promise<unknown>): Promise<Measured> {
  const [store, target] = [story.shop.requestCount, story.erp.requestCount]
  const begun = performance.now()
  const result = await work()
  const seconds = (performance.now() - begun) / 1000
  const storeCalls = story.shop.requestCount - store
  const targetCalls = story.erp.requestCount - target
  const most = Math.round(process.memoryUsage().rss / 1024 / 1024)
  say(
    `${name}: ${seconds.toFixed(1)} s, ${storeCalls} calls to the store, ${targetCalls} to the target, ${most} MB in all`,
  )
  say(`  ${JSON.stringify(result)}`)
  return { seconds, storeCalls, targetCalls }
}

await using folder = await dataFolder()
await using postgres = await startEmbeddedPostgres({ dataDirectory: join(folder.path, 'postgres') })
process.env['TEST_DATABASE_URL'] = postgres.connectionString
await using story = await startStory({
  flows: ['products', 'price-lists'],
  withoutWebhooks: true,
  erp: { lean: true },
  rules: {
    products: { fields: { title: { direction: 'none' }, description: { direction: 'none' } } },
    'price-lists': { feeds: [{ list: 'Web EUR', compareAt: 'none' }] },
  },
})
const { services } = story.running.bridge.engine
const request = { organizationId: story.organizationId, integrationId: story.integrationId }
say(`filling both sides with ${variants.toLocaleString('en')} variants`)
story.shop.products.addMany({ count: variants, prefix: 'PART', price: '5', variantsPerProduct: 4 })
const codes = story.shop.products.all().map((variant) => variant.sku ?? '')
story.erp.fillWith({ items: codes, priceLists: ['Web EUR'] })

const reading = await measured(story, 'reading both sides alone', async () => {
  const sides = await openSides(services, request, comparingScope({ dryRun: true }))
  const count = async (side: 'store' | 'target'): Promise<number> => {
    let read = 0
    for await (const page of sides[side].source.all(sides[side].context)) read += page.products.length
    return read
  }
  return Promise.all([count('store'), count('target')])
})
const joining = await measured(story, 'joining, with our reference in every item', () =>
  compareProducts(services, { ...request, dryRun: false }),
)
const comparing = await measured(story, 'comparing what is in step', () =>
  compareProducts(services, { ...request, dryRun: false }),
)
const pricing = await measured(story, 'a price for every variant', () =>
  comparePrices(services, { ...request, dryRun: false }),
)
process.stdout.write(
  `${JSON.stringify({
    variants,
    comparedOverReading: Number((comparing.seconds / reading.seconds).toFixed(2)),
    callsOverReading: Number(
      ((comparing.storeCalls + comparing.targetCalls) / (reading.storeCalls + reading.targetCalls)).toFixed(2),
    ),
    seconds: {
      reading: Number(reading.seconds.toFixed(1)),
      joining: Number(joining.seconds.toFixed(1)),
      comparing: Number(comparing.seconds.toFixed(1)),
      pricing: Number(pricing.seconds.toFixed(1)),
    },
    calls: { joining: joining.storeCalls + joining.targetCalls, pricing: pricing.storeCalls + pricing.targetCalls },
  })}\n`,
)
