import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Pool as HttpPool } from 'undici'
import { expect, test } from 'vitest'
import { decompressText } from '#lib/compressed'
import { listConnections } from '#database/connections'
import { seededRandom } from '#sandboxes/shopify/ids'
import { buildWeb } from '#scripts/build-web'
import { sized } from '#testing/size'
import { startStory, type Story } from '#testing/story'
import { rawRequest, sendRaw } from './raw.ts'
import { badRequest, type BadRequest, type Sample, type Target } from './requests.ts'

const REQUESTS = sized(10_000, 3_000)
const RAW_EVERY = 40
const AT_ONCE = 24
const SEED = 20_261_121
const WARM_UP = REQUESTS / 4
const MAY_GROW_BYTES = 24 * 1024 * 1024
// An id that oddities of ours send twice in one header; Node joins the two.
const JOINED = 'one, two'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapUsed = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

/** Real deliveries of the sandbox, word for word as they arrived. */
async function samplesOf(story: Story): Promise<[Sample, ...Sample[]]> {
  const tax = { title: 'VAT', rate: '0.25' }
  const orders = Array.from({ length: 12 }, (_, index) =>
    story.shop.place({
      lines: [{ sku: `MUG-${index}`, title: 'Mug', quantity: 2 + index, price: '19.99', taxRates: [tax] }],
      shipping: [{ title: 'Standard', price: '4.90', taxRates: [tax] }],
      customer: { email: `ann${index}@example.com`, firstName: 'Ann', lastName: 'Example' },
      ...(index % 2 === 0 ? { payments: [{ gateway: 'shopify_payments' }] } : {}),
    }),
  )
  const [first] = orders
  if (first !== undefined) story.shop.refund(first.id, { lines: [{ line: 0, quantity: 1 }] })
  await story.shop.deliveries.settled()
  const { rows } = await story.running.bridge.pool.query<{ topic: string; body: Buffer }>(
    'select topic, body from tillbridge.events',
  )
  const [one, ...others] = rows.map(({ topic, body }): Sample => ({ topic, body: decompressText(body) }))
  if (one === undefined) throw new Error('the sandbox delivered nothing')
  return [one, ...others]
}

async function targetOf(story: Story): Promise<Target> {
  const { bridge } = story.running
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  const shop = connections.find((connection) => connection.connector === 'shopify')
  return {
    path: `/webhooks/${shop?.connectionId}`,
    shop: story.shop.domain,
    secret: story.shop.clientSecret,
    samples: await samplesOf(story),
  }
}

async function send(http: HttpPool, { method, path, headers, body }: BadRequest): Promise<number> {
  const answer = await http.request({ method: method as 'POST', path, headers, body })
  await answer.body.dump()
  return answer.statusCode
}

/** Sends everything; answers how often each status came, and the ids of deliveries that were accepted. */
async function storm(
  url: string,
  target: Target,
): Promise<{ statuses: Map<number, number>; accepted: Set<string>; grown: number }> {
  const random = seededRandom(SEED)
  const http = new HttpPool(url, { connections: AT_ONCE })
  const port = Number(new URL(url).port)
  const statuses = new Map<number, number>()
  const count = (status: number): void => void statuses.set(status, (statuses.get(status) ?? 0) + 1)
  const accepted = new Set<string>([JOINED])
  const sent = { requests: 0 }
  let before = 0
  const one = async (): Promise<void> => {
    const number = (sent.requests += 1)
    if (number % RAW_EVERY === 0) return (await sendRaw(port, rawRequest(random, target.path))).forEach(count)
    const request = badRequest(random, target, `bad-${number}`)
    const status = await send(http, request)
    count(status)
    if (status === 200 && request.signedId !== null) accepted.add(request.signedId)
  }
  const lane = async (until: number): Promise<void> => {
    while (sent.requests < until) await one()
  }
  const lanes = (until: number) => Promise.all(Array.from({ length: AT_ONCE }, () => lane(until)))
  await lanes(WARM_UP)
  before = heapUsed()
  await lanes(REQUESTS)
  await http.close()
  return { statuses, accepted, grown: heapUsed() - before }
}

async function tooLarge(url: string, target: Target): Promise<number[]> {
  const http = new HttpPool(url)
  const headers = { 'content-type': 'application/json' }
  const sizes = [9 * 1024 * 1024, 11 * 1024 * 1024]
  const statuses = await Promise.all(
    sizes.map((size) =>
      // The server may close the connection on a body that it refuses before it has come in full.
      send(http, { method: 'POST', path: target.path, headers, body: Buffer.alloc(size, 0x20), signedId: null }).catch(
        () => 413,
      ),
    ),
  )
  await http.destroy()
  return statuses
}

test(
  `${REQUESTS} bad deliveries: no 5xx, no crash, nothing stored that was not signed and read, memory flat`,
  { timeout: 300_000 },
  async () => {
    // Some of it asks for pages; where there are none yet, the server says so with a 503.
    await buildWeb()
    await using story = await startStory({ start: { roles: ['web'] } })
    const { pool, engine } = story.running.bridge
    const target = await targetOf(story)
    const url = story.running.url ?? ''
    const real = await pool.query<{ dedupe_key: string }>('select dedupe_key from tillbridge.events')

    const { statuses, accepted, grown } = await storm(url, target)
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([])
    expect([...statuses.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(REQUESTS * 0.95)
    expect(statuses.get(200)).toBeGreaterThan(REQUESTS * 0.2)
    expect(statuses.get(400)).toBeGreaterThan(REQUESTS * 0.1)
    expect(statuses.get(401)).toBeGreaterThan(REQUESTS * 0.05)
    expect(await tooLarge(url, target)).toEqual([401, 413])
    expect(grown).toBeLessThan(MAY_GROW_BYTES)

    const known = new Set(real.rows.map((row) => row.dedupe_key))
    const stored = await pool.query<{ dedupe_key: string; topic: string; body: Buffer }>(
      'select dedupe_key, topic, body from tillbridge.events',
    )
    const fresh = stored.rows.filter((row) => !known.has(row.dedupe_key))
    const unasked = fresh.filter(({ dedupe_key: key, topic }) => !accepted.has(key.slice(topic.length + 1)))
    expect(unasked).toEqual([])
    expect(fresh.length).toBeGreaterThanOrEqual(accepted.size - 1)
    for (const { body } of fresh) expect(() => JSON.parse(decompressText(body))).not.toThrow()
    const keys = await pool.query<{ record_key: string }>('select record_key from tillbridge.transfers')
    expect(keys.rows.filter(({ record_key: key }) => !/^\d{1,255}$/.test(key))).toEqual([])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()

    // What was stored is worked off, whatever it holds: no run ends in a fault of ours.
    const worker = engine.startWorker()
    await expect.poll(async () => (await story.states()).pending, { timeout: 120_000, interval: 50 }).toBe(0)
    await worker.stop()
    const bugs = await pool.query(`select record_key, cause_message from tillbridge.transfers where error_kind = 'bug'`)
    expect(bugs.rows).toEqual([])
  },
)
