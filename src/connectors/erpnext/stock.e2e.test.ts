import { expect, test } from 'vitest'
import { receiver } from '#sandboxes/erpnext/webhooks/webhooks.test-kit'
import { verifySignature } from '#contract/signature'
import type { StockFact } from '#model/stock'
import { openBooks } from './erpnext.test-kit.ts'
import { siteStamp, utcOf } from './site-time.ts'
import { stock } from './stock.ts'
import { webhooks } from './webhooks.ts'

const STORES = 'Stores - AC'

async function all(pages: AsyncIterable<readonly StockFact[]>): Promise<StockFact[]> {
  const found: StockFact[] = []
  for await (const page of pages) found.push(...page)
  return found
}

test('what lies where, what is promised, and what changed since', async () => {
  await using books = await openBooks()
  const places = await stock.places(books.context)
  expect(places.find((place) => place.isGroup)?.externalId).toBe('All Warehouses - AC')
  expect(places.find((place) => place.externalId === STORES)).toMatchObject({
    isGroup: false,
    parent: 'All Warehouses - AC',
  })

  const facts = await all(stock.facts(books.context, { places: [STORES], items: ['MUG-1', 'TSHIRT-1', 'UNKNOWN'] }))
  expect(facts.map((fact) => fact.item).sort()).toEqual(['MUG-1', 'TSHIRT-1'])
  const mug = facts.find((fact) => fact.item === 'MUG-1')
  expect(Number(mug?.onHand)).toBeGreaterThanOrEqual(20)
  // The site's clock is in a zone of its own; what we get is UTC.
  expect(Math.abs(Date.now() - new Date(mug?.updatedAt ?? 0).getTime())).toBeLessThan(60_000)

  const later = new Date(Date.now() + 1_000)
  expect(await all(stock.facts(books.context, { places: [STORES], changedSince: later }))).toEqual([])
  const earlier = new Date(Date.now() - 60_000)
  const changed = await all(stock.facts(books.context, { places: [STORES], changedSince: earlier }))
  expect(changed.map((fact) => fact.item)).toContain('MUG-1')
})

test('stamps of the site are read in its zone, also when its clock is put back', () => {
  const zone = 'Europe/Berlin'
  const instant = new Date('2026-07-01T10:00:00.250Z')
  expect(siteStamp(instant, zone)).toBe('2026-07-01 12:00:00.250000')
  expect(utcOf('2026-07-01 12:00:00.250000', zone)).toBe(instant.toISOString())
  // Without a zone: earlier than it could be anywhere, and no claim about an instant.
  expect(siteStamp(instant, null)).toBe('2026-06-30 20:00:00.250000')
  expect(utcOf('2026-07-01 12:00:00', null)).toBeNull()
})

test('the site tells of what moves, signed, and each webhook of ours stands there once', async () => {
  await using books = await openBooks({ webhookSecret: 'a secret of ours' })
  await using endpoint = await receiver()
  const first = await webhooks.subscribe(books.context, { url: endpoint.url })
  expect(first.filter(({ state }) => state !== 'created')).toEqual([])
  const again = await webhooks.subscribe(books.context, { url: endpoint.url })
  expect(new Set(again.map(({ state }) => state))).toEqual(new Set(['present']))

  books.site.insert({
    doctype: 'Stock Entry',
    docstatus: 1,
    stock_entry_type: 'Material Receipt',
    company: 'Acme GmbH',
    items: [{ item_code: 'MUG-1', qty: 5, t_warehouse: STORES, basic_rate: 10 }],
  })
  await expect.poll(() => endpoint.got.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const told = endpoint.got.find(({ body }) => body.includes('Stock Ledger Entry'))
  const body = told?.body ?? ''
  const headers = { 'x-frappe-webhook-signature': String(told?.headers['x-frappe-webhook-signature']) }
  const signed = { body: Buffer.from(body), headers, secrets: webhooks.secrets(books.context.settings) }
  expect(verifySignature(webhooks.signature, signed)).toEqual({ ok: true })
  const head = webhooks.head(headers, body)
  expect(head?.topic).toBe('stock/after_insert')
  expect(webhooks.parse(head?.topic ?? '', JSON.parse(body))).toMatchObject({ record: 'stock', key: 'MUG-1' })
})

test('a webhook that somebody changed is mended, one without a secret is never made', async () => {
  await using books = await openBooks({ webhookSecret: 'a secret of ours' })
  const url = 'https://bridge.example/webhooks/1'
  await webhooks.subscribe(books.context, { url })
  const [row] = books.site.documents('Webhook')
  const response = await fetch(`${books.site.url}/api/resource/Webhook/${encodeURIComponent(String(row?.name))}`, {
    method: 'PUT',
    headers: {
      authorization: `token ${books.site.apiKey}:${books.site.apiSecret}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ enabled: 0 }),
  })
  expect(response.status).toBe(200)
  const mended = await webhooks.subscribe(books.context, { url })
  expect(mended.filter(({ state }) => state === 'repaired')).toHaveLength(1)

  await using without = await openBooks()
  expect(await webhooks.subscribe(without.context, { url })).toEqual([])
  expect(without.site.documents('Webhook')).toHaveLength(0)
})
