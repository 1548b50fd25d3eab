import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '#api/client'
import { LARGEST_FILE_BYTES } from '#api/files'
import { fileResult } from '#api/job-results/file'
import { adoptResult } from '#api/job-results/adopt'
import { compareResult, lastPrices, lastProducts } from '#api/job-results/catalog'
import { importResult } from '#api/job-results/import'
import { shadowResult } from '#api/job-results/shadow'
import { undoResult } from '#api/job-results/undo'
import { insertApiKey } from '#database/api-keys'
import { bookByHand, boundMugs, type History, issued, PATIENCE_MS, startHistory } from '#engine/go-live.test-kit'

const LIMIT = { timeout: PATIENCE_MS }
const params = { organization: 'main' }
const integration = 'acme'

let story: History
let client: Client
let origin: string
let authorization: string

beforeAll(async () => {
  story = await startHistory()
  const { pool } = story.running.bridge
  const key = { name: 'ada', role: 'owner', createdBy: 'ada', expiresAt: null, now: new Date() } as const
  authorization = `Bearer ${(await insertApiKey(pool, story.organizationId, key)).secret}`
  origin = story.running.url ?? ''
  client = createClient({ origin, organization: params.organization, headers: { authorization } })
}, PATIENCE_MS)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

/** What came of a job. */
async function ended({ jobId }: { readonly jobId: string }) {
  for (;;) {
    const job = await client.call('jobs.show', { params: { ...params, jobId } })
    if (job.finishedAt !== null) return job
    await story.running.bridge.clock.sleep(20)
  }
}

const range = (from: number, to: number) => ({
  integration,
  since: story.ago(from).toISOString(),
  until: story.ago(to).toISOString(),
})

/** What came of a job: all of it is as the API describes it, and nothing besides. */
async function resultOf<T>(schema: { parse(result: unknown): T }, begun: Promise<{ readonly jobId: string }>) {
  const job = await ended(await begun)
  expect(job).toMatchObject({ state: 'done', failure: null })
  const result = schema.parse(job.result)
  expect(result).toEqual(job.result)
  return result
}

test('past orders: what the ERP holds is found and let go, the rest is brought in and taken back', LIMIT, async () => {
  const order = story.placed(30)
  story.placed(20)
  bookByHand(story, order.name)
  const backwards = client.call('jobs.adopt', { params, body: { ...range(0, 48), take: 'nothing' } })
  await expect(backwards).rejects.toMatchObject({ failure: { code: 'RANGE_EMPTY' } })
  const adopted = await resultOf(adoptResult, client.call('jobs.adopt', { params, body: range(48, 25) }))
  expect(adopted).toMatchObject({ orders: 1, counts: { sure: 2, doubtful: 0 }, found: 2, taken: null })
  const taken = await resultOf(
    adoptResult,
    client.call('jobs.adopt', { params, body: { ...range(26, 25), take: 'sure' } }),
  )
  expect(taken.taken).toEqual({ adopted: 0, failed: [], released: 0 })
  const { released } = await client.call('adoptions.release', { params, body: range(48, 25) })
  expect(released).toBeGreaterThan(0)

  const imported = await resultOf(importResult, client.call('jobs.import', { params, body: range(24, 0) }))
  expect(imported).toEqual({ found: 1, raised: 0, share: 1 })
  await story.settled()
  const { items: imports } = await client.call('imports.list', { params, query: { integration } })
  expect(imports).toMatchObject([{ integration, flow: 'orders', found: 1, finishedAt: expect.any(String) }])
  expect((await client.call('imports.list', { params, query: { integration: 'other' } })).items).toEqual([])

  const scope = { kind: 'import', backfillId: imports[0]?.backfillId ?? '' } as const
  const preview = await client.call('undo.preview', { params, body: { integration, scope } })
  expect(preview).toMatchObject({ count: 1, leftAlone: 0, records: [{ flow: 'orders', unsettled: false }] })
  expect(preview.records[0]?.steps.length).toBeGreaterThan(0)
  const before = issued(story, 'Sales Invoice').length
  const undone = await resultOf(undoResult, client.call('jobs.undo', { params, body: { integration, scope } }))
  expect(undone).toEqual({ undone: 1, waiting: 0, open: [], left: 0 })
  expect(issued(story, 'Sales Invoice')).toHaveLength(before - 1)
  const again = client.call('jobs.undo', { params, body: { integration, scope } })
  await expect(again).rejects.toMatchObject({ status: 422, failure: { code: 'NOTHING_TO_UNDO' } })
  const unknown = { ...scope, backfillId: '01890000-0000-7000-8000-000000000000' }
  await expect(client.call('undo.preview', { params, body: { integration, scope: unknown } })).rejects.toMatchObject({
    status: 404,
    failure: { code: 'IMPORT_UNKNOWN' },
  })
})

test('the overview tells of systems and flows, of today, and of what is not right', LIMIT, async () => {
  const overview = await client.call('overview.show', { params })
  expect(overview.systems.map(({ connection }) => connection).toSorted()).toEqual(['erp', 'shop'])
  expect(overview.flows).toContainEqual(
    expect.objectContaining({ integration, flow: 'orders', from: ['shop'], to: 'erp' }),
  )
  const { items } = await client.call('overview.today', { params })
  expect(items).toMatchObject([{ integration, day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }])
  expect((await client.call('alarms.list', { params, query: {} })).items).toEqual([])
  expect((await client.call('alarms.list', { params, query: { state: 'closed' } })).items).toEqual([])
})

/** Compares all of them without a change. What the job answers, and what is kept of it, is all as the API describes it. */
async function compared(what: 'products' | 'prices') {
  const job = await ended(await client.call('jobs.compare', { params, body: { integration, what } }))
  expect(job).toMatchObject({ kind: 'compare', state: 'done', doing: what })
  const result = compareResult.parse(job.result)
  expect(result).toEqual(job.result)
  const { last } = await client.call(`${what}.show`, { params, query: { integration } })
  expect((what === 'products' ? lastProducts : lastPrices).parse(last?.result)).toEqual(last?.result)
  return result
}

test('products and prices: how they are, one field by field, compared, and parted', LIMIT, async () => {
  const [mug] = (await boundMugs(story)) ?? []
  const variant = String(mug?.variantId)
  story.shop.products.add({ sku: 'CUP', title: 'Cup', price: '10.00' })
  const shown = await client.call('products.show', { params, query: { integration } })
  expect(shown).toMatchObject({ bindings: { bound: 1, storeGone: 0, targetGone: 0 }, causes: [], last: null })
  const looked = await client.call('products.look', { params, query: { integration, name: 'CUP' } })
  expect(looked).toMatchObject({ title: 'Cup', unbound: [{ sku: 'CUP' }] })
  const ghost = client.call('products.look', { params, query: { integration, name: 'GHOST' } })
  await expect(ghost).rejects.toMatchObject({ status: 404, failure: { code: 'PRODUCT_NOT_FOUND' } })

  const products = await compared('products')
  expect(products).toMatchObject({ what: 'products', dryRun: true, bound: 1, written: 0, kinds: { bind: 0 } })
  expect(products.findings).toContainEqual(expect.objectContaining({ kind: 'only-in-store', sku: 'CUP' }))
  expect(products.findings).toContainEqual(expect.objectContaining({ kind: 'write', targetItem: 'MUG-1' }))
  const noFeeds = await client.call('prices.show', { params, query: { integration } })
  expect(noFeeds).toMatchObject({ feeds: [], transfers: { attention: 0 }, last: null })
  // A list of its own: in its usual one the ERP keeps a price for what is booked by hand.
  const list = 'Shop prices'
  story.erp.insert({ doctype: 'Price List', price_list_name: list, currency: 'EUR', selling: 1 })
  story.erp.insert({ doctype: 'Item Price', item_code: 'MUG-1', price_list: list, price_list_rate: 15 })
  await story.configure({ rules: { 'price-lists': { feeds: [{ list }] } } })
  // A changed rule reaches the workers within a second.
  let prices = await compared('prices')
  while (prices.found === 0) prices = await compared('prices')
  expect(prices).toMatchObject({
    what: 'prices',
    found: 1,
    findings: [{ storeVariant: variant, list: '', side: 'store', from: { amount: '12.5' }, to: { amount: '15' } }],
  })

  const unlink = () => client.call('products.unlink', { params, body: { integration, variant } })
  expect(await unlink()).toEqual({ variant, item: 'MUG-1' })
  await expect(unlink()).rejects.toMatchObject({ status: 422, failure: { code: 'NOT_BOUND' } })
  const [noted] = (await client.call('audit.list', { params, query: {} })).items.filter(
    ({ event, outcome }) => event === 'product.unlinked' && outcome === 'done',
  )
  expect(noted).toMatchObject({ before: { item: 'MUG-1' }, after: { item: null } })
})

const HEAD =
  'order,placed-at,currency,total,email,shipping-country,line-sku,line-quantity,line-price,line-tax-rate,line-tax,payment-method,payment-amount\n'
const line = (order: string, quantity = '1'): string =>
  `${order},${new Date().toISOString()},EUR,25,ann@example.com,DE,MUG-1,${quantity},25,25,5,shopify_payments,25\n`

test('files: sent and taken by a job that names each wrong row, and downloaded as they are read', LIMIT, async () => {
  const { items: columns } = await client.call('files.columns', { params, query: { kind: 'stock' } })
  expect(columns.map(({ name }) => name)).toEqual(['sku', 'location', 'available'])
  const query = { integration, kind: 'orders', name: 'november.csv' } as const
  const send = async (body: string, more: object = {}) =>
    ended(await client.call('files.import', { params, query: { ...query, ...more }, body }))
  const file = `${HEAD}${line('#F1')}${line('#F2', 'one')}`
  const dry = await send(file)
  expect(dry).toMatchObject({
    kind: 'file',
    state: 'done',
    result: {
      rows: 2,
      records: 1,
      written: 1,
      refused: 1,
      problems: [{ line: 3, column: 'line-quantity', value: 'one' }],
    },
  })
  expect(dry.result).toEqual(fileResult.parse(dry.result))
  const taken = await send(file, { dryRun: 'false' })
  expect(fileResult.parse(taken.result)).toMatchObject({ name: 'november.csv', dryRun: false, written: 1, refused: 1 })
  await story.settled()
  expect((await story.transfer('#F1')).state).toBe('synced')
  expect(await send(file, { dryRun: 'false' })).toMatchObject({ result: { written: 0, unchanged: 1 } })
  const renamed = { mapping: 'columns: { total: Summe }' }
  expect(await send(file, renamed)).toMatchObject({
    state: 'failed',
    failure: { code: 'FILE_MAPPING_WRONG', message: expect.stringMatching(/^november\.csv .*Summe/) },
  })

  const refused = (body: string, more: object = {}) =>
    client.call('files.import', { params, query: { ...query, ...more }, body }).catch((error: unknown) => error)
  expect(await refused('')).toMatchObject({ status: 422, failure: { code: 'FILE_EMPTY' } })
  expect(await refused('x'.repeat(LARGEST_FILE_BYTES + 1))).toMatchObject({ failure: { code: 'FILE_TOO_LARGE' } })
  const computed = { mapping: 'columns: { order: { expression: "$now()" } }' }
  expect(await refused(file, computed)).toMatchObject({ failure: { code: 'FILE_EXPRESSIONS_HERE' } })
  expect(await refused(file, { mapping: 'delimiter: x' })).toMatchObject({ failure: { code: 'FILE_MAPPING_WRONG' } })
  // A route takes what it says, and nothing else.
  const sent = async (name: 'files.import' | 'jobs.compare', type: string) => {
    const url = client.url(name, name === 'files.import' ? { params, query, body: '' } : ({ params } as never))
    const headers = { authorization, 'content-type': type }
    return (await fetch(url, { method: 'POST', headers, body: '{}' })).status
  }
  expect(await sent('files.import', 'application/json')).toBe(400)
  expect(await sent('jobs.compare', 'text/csv')).toBe(400)

  const download = async (more: object) =>
    (await client.call('files.export', {
      params,
      query: { integration, kind: 'orders', ...more },
    })) as unknown as Response
  const response = await download({ mapping: 'columns: { total: Summe }' })
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="orders-acme-[\d-]+\.csv"$/)
  const [head, ...rows] = (await response.text()).trim().split('\r\n')
  expect(head).toContain('Summe')
  expect(new Set(rows.map((row) => row.split(',')[0]))).toEqual(new Set(['#1001', '#1002']))
  const never = { since: story.ago(0).toISOString(), until: story.ago(1).toISOString() }
  await expect(download(never)).rejects.toMatchObject({ failure: { code: 'RANGE_EMPTY' } })
  expect(await (await download({ kind: 'products' })).text()).toContain('CUP')
})

test('a shadow run keeps what is not equal, with the transfer where there is one', LIMIT, async () => {
  const result = await resultOf(shadowResult, client.call('jobs.shadow', { params, body: range(72, 50) }))
  expect(result).toMatchObject({ orders: 0, found: 0, entries: [] })
  const order = story.placed(60)
  const other = story.placed(60)
  const { invoice } = bookByHand(story, other.name, { rate: 11, withoutPayment: true })
  // What is looked for is known, and nothing is written for it.
  await resultOf(adoptResult, client.call('jobs.adopt', { params, body: range(61, 59) }))
  const found = await resultOf(shadowResult, client.call('jobs.shadow', { params, body: range(72, 50) }))
  expect(found).toMatchObject({ orders: 2, counts: { different: 1 } })
  expect(found.found).toBe(found.entries.length)
  expect(found.entries.find(({ externalId }) => externalId === invoice)).toMatchObject({
    orderName: other.name,
    verdict: 'different',
    transferId: expect.any(String),
    differences: expect.arrayContaining([{ what: 'total', planned: '25', found: '27.5' }]),
  })
  expect(found.entries.map(({ orderName }) => orderName)).toContain(order.name)
})

test('nothing that came of all this holds a secret of a connection', LIMIT, async () => {
  const { items } = await client.call('jobs.list', { params, query: { limit: 100 } })
  const shown = await Promise.all(items.map(({ jobId }) => client.call('jobs.show', { params: { ...params, jobId } })))
  expect(new Set(shown.map(({ kind }) => kind)).size).toBeGreaterThan(4)
  const texts = shown.map((job) => JSON.stringify(job))
  for (const secret of [story.shop.clientSecret, story.erp.apiSecret])
    expect(texts.filter((text) => text.includes(secret))).toEqual([])
})
