import { expect, test } from 'vitest'
import { genericHttp } from './index.ts'

const WEBHOOKS = {
  signature: { header: 'X-Sign' },
  topic: { path: 'event' },
  topics: {
    'stock.moved': { record: 'stock', key: 'data.sku' },
    'item.gone': { record: 'product', key: 'data.code', deleted: true },
    ping: { record: 'ignored' },
  },
}
const problemsOf = (changes: object): string[] => {
  const good = { baseUrl: 'https://erp.example', documents: {}, webhookSecret: 'between us', webhooks: WEBHOOKS }
  const parsed = genericHttp.settings.safeParse({ ...good, ...changes })
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}

test('settings of webhooks that cannot work are refused with their place', () => {
  expect(problemsOf({})).toEqual([])
  expect(problemsOf({ webhookSecret: undefined })).toEqual(['webhookSecret: webhooks need a secret'])
  const topics = (topic: object): string[] => problemsOf({ webhooks: { ...WEBHOOKS, topics: { a: topic } } })
  expect(topics({ record: 'stock' })).toEqual(['webhooks.topics.a.key: say where the id of the record is'])
  expect(topics({ record: 'invoice', key: 'id' })[0]).toContain('webhooks.topics.a.record')
  expect(topics({ record: 'stock', key: '$sum(id)' })[0]).toContain('names with dots')
  expect(problemsOf({ webhooks: { ...WEBHOOKS, topics: {} } })[0]).toContain('name at least one')
})

test('a delivery names its record by plain paths; what no topic describes is refused', () => {
  const settings = genericHttp.settings.parse({
    baseUrl: 'https://erp.example',
    documents: {},
    webhookSecret: 'between us',
    webhooks: WEBHOOKS,
  })
  const { webhooks } = genericHttp.forSettings?.(settings) ?? genericHttp
  const body = { event: 'stock.moved', data: { sku: 'MUG' } }
  const [one, other] = [webhooks?.head({}, JSON.stringify(body)), webhooks?.head({}, JSON.stringify(body))]
  expect(one?.topic).toBe('stock.moved')
  // Nothing tells a copy from a second change here, so none is dropped.
  expect(one?.dedupeKey).not.toBe(other?.dedupeKey)
  expect(webhooks?.parse('stock.moved', body)).toMatchObject({ kind: 'record-changed', record: 'stock', key: 'MUG' })
  expect(webhooks?.parse('item.gone', { data: { code: 7 } })).toEqual({
    kind: 'record-deleted',
    record: 'product',
    key: '7',
  })
  expect(webhooks?.parse('ping', {})).toEqual({ kind: 'ignored' })
  expect(() => webhooks?.parse('order.made', body)).toThrow(/stock\.moved, item\.gone, ping/)
  expect(() => webhooks?.parse('stock.moved', { data: {} })).toThrow(/no id of a record at data\.sku/)
  expect(webhooks?.head({}, 'no json')).toBeNull()
})
