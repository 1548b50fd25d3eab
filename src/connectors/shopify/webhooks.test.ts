import { describe, expect, test } from 'vitest'
import { verifySignature } from '#contract/signature'
import { companyCreated, companyLocationUpdated, customersMerged, customerUpdated } from './samples/accounts.ts'
import { orderRefunded } from './samples/order-refunded.ts'
import { settings as schema } from './settings.ts'
import { SUBSCRIBED } from './subscribe.ts'
import { webhooks } from './webhooks.ts'

const settings = schema.parse({
  shop: 'example',
  clientId: 'app',
  clientSecret: 'hush',
  previousWebhookSecret: 'old',
})
// Computed with another implementation of HMAC over exactly these bytes.
const BODY =
  '{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508","name":"#1001","updated_at":"2026-11-20T10:00:00+01:00","total_price":"119.90"}'
const SIGNATURE = 'vN0prA6HEZNrFZcgWT9TxAscYoNkwV7ZVd1FL9FU3xg='

describe('the signature', () => {
  const verify = (headers: Record<string, string>, body = BODY, secrets = webhooks.secrets(settings)) =>
    verifySignature(webhooks.signature, { body: Buffer.from(body), headers, secrets })

  test.each(['x-shopify-hmac-sha256', 'shopify-hmac-sha256'])('in header %s', (name) => {
    expect(verify({ [name]: SIGNATURE })).toEqual({ ok: true })
    expect(verify({ [name]: SIGNATURE }, `${BODY} `)).toEqual({ ok: false, reason: 'wrong-signature' })
    expect(verify({ [name]: 'AAAA' })).toEqual({ ok: false, reason: 'wrong-signature' })
  })

  test('without a secret or a signature nothing passes', () => {
    expect(verify({}, BODY)).toEqual({ ok: false, reason: 'no-signature' })
    expect(verify({ 'x-shopify-hmac-sha256': SIGNATURE }, BODY, [])).toEqual({ ok: false, reason: 'no-secret' })
  })

  test('may be made with the former secret while it is being replaced', () => {
    expect(webhooks.secrets(settings)).toEqual(['hush', 'old'])
    expect(webhooks.secrets({ ...settings, webhookSecret: 'own' })).toEqual(['own', 'old'])
    expect(webhooks.secrets(schema.parse({ shop: 'example', accessToken: 'x' }))).toEqual([])
  })
})

describe('the head of a delivery', () => {
  test('both spellings', () => {
    const head = { topic: 'orders/updated', dedupeKey: 'orders/updated:e1', account: 'example.myshopify.com' }
    const names = {
      topic: 'orders/updated',
      'event-id': 'e1',
      'webhook-id': 'w1',
      'shop-domain': 'example.myshopify.com',
    }
    for (const prefix of ['x-shopify-', 'shopify-']) {
      const headers = Object.fromEntries(Object.entries(names).map(([name, value]) => [prefix + name, value]))
      expect(webhooks.head(headers)).toEqual(head)
    }
  })

  test('two topics of one event are two deliveries; copies are one', () => {
    const key = (topic: string, delivery: string) =>
      webhooks.head({ 'x-shopify-topic': topic, 'x-shopify-event-id': 'e1', 'x-shopify-webhook-id': delivery })
        ?.dedupeKey
    expect(key('orders/paid', 'w1')).toBe(key('orders/paid', 'w2'))
    expect(key('orders/paid', 'w1')).not.toBe(key('orders/updated', 'w1'))
  })

  test('without topic or id it is refused', () => {
    expect(webhooks.head({ 'x-shopify-topic': 'orders/paid' })).toBeNull()
    expect(webhooks.head({ 'x-shopify-event-id': 'e1' })).toBeNull()
    expect(webhooks.head({ 'x-shopify-topic': 'a/b', 'x-shopify-webhook-id': 'w1' })?.dedupeKey).toBe('a/b:w1')
  })

  test('another shop’s deliveries are not ours', () => {
    const own = (account: string | null) => webhooks.isOwn(settings, { topic: 'x', dedupeKey: 'x', account })
    expect([own('example.myshopify.com'), own('Example.myshopify.com'), own('other.myshopify.com'), own(null)]).toEqual(
      [true, true, false, false],
    )
  })
})

describe('what a delivery says', () => {
  const hint = { kind: 'record-changed', record: 'order', key: '5501', wholeRecord: false }

  test('a whole order may stand in for a read', () => {
    expect(webhooks.parse(orderRefunded.topic, orderRefunded.body)).toEqual({
      kind: 'record-changed',
      record: 'order',
      key: '5501',
      name: '#1001',
      updatedAt: '2026-11-21T07:30:00.000Z',
      createdAt: '2026-11-20T09:00:00.000Z',
      wholeRecord: true,
    })
  })

  test('the test notification of the admin, whose id is too long for a JSON number', () => {
    const event = webhooks.parse('orders/updated', JSON.parse(BODY))
    expect(event).toMatchObject({ ...hint, key: '820982911946154508', name: '#1001' })
  })

  test.each([
    ['orders/updated', { id: 5501, updated_at: '2026-11-21T07:30:00Z' }],
    ['orders/edited', { order_edit: { id: 1, order_id: 5501, line_items: {} } }],
    ['refunds/create', { id: 7001, order_id: 5501 }],
    ['order_transactions/create', { id: 8801, order_id: '5501' }],
    ['fulfillments/create', { id: 1, order_id: 5501 }],
    ['fulfillments/update', { id: 1, order_id: 5501 }],
    ['returns/approve', { id: 1, order: { id: 5501 } }],
    ['returns/close', { id: 1, order_id: 5501 }],
  ])('%s is a hint', (topic, body) => {
    expect(webhooks.parse(topic, body)).toMatchObject(hint)
  })

  test.each([
    [customerUpdated, '6901', 'Ann Berg'],
    [customersMerged, 'merged/6901/6902', null],
    [companyCreated, 'company/700', 'Nordwind AG'],
    [companyLocationUpdated, 'company/700', 'Nordwind AG'],
  ])('$topic names the account', ({ topic, body }, key, name) => {
    expect(webhooks.parse(topic, body)).toMatchObject({ kind: 'record-changed', record: 'account', key, name })
  })

  test.each([
    ['orders/delete', { id: 5501 }, { kind: 'record-deleted', record: 'order', key: '5501' }],
    ['app/uninstalled', { id: 1 }, { kind: 'disconnected' }],
    [
      'customers/data_request',
      { customer: { id: 9, email: 'ann@example.com' }, orders_requested: [5501, 5502] },
      {
        kind: 'privacy',
        request: 'customer-data',
        subject: '9',
        email: 'ann@example.com',
        recordKeys: ['5501', '5502'],
      },
    ],
    [
      'customers/redact',
      { customer: { id: 9 }, orders_to_redact: [5501, 5501] },
      { kind: 'privacy', request: 'customer-redact', subject: '9', email: null, recordKeys: ['5501'] },
    ],
    [
      'shop/redact',
      { shop_id: 1 },
      { kind: 'privacy', request: 'shop-redact', subject: null, email: null, recordKeys: [] },
    ],
    [
      'products/update',
      { id: 1, title: 'Mug' },
      {
        kind: 'record-changed',
        record: 'product',
        key: '1',
        name: 'Mug',
        updatedAt: null,
        createdAt: null,
        wholeRecord: false,
      },
    ],
    ['products/delete', { id: 1 }, { kind: 'record-deleted', record: 'product', key: '1' }],
    ['weather/update', { id: 1 }, { kind: 'ignored' }],
    ['toString', {}, { kind: 'ignored' }],
  ])('%s', (topic, body, event) => {
    expect(webhooks.parse(topic, body)).toEqual(event)
  })

  test.each(Object.values(SUBSCRIBED))('%s, which is subscribed, means something', (topic) => {
    const body = {
      id: 5501,
      order_id: 5501,
      name: '#1001',
      inventory_item_id: 501,
      location_id: 77,
      admin_graphql_api_id: 'gid://shopify/Company/9',
      admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/1',
      admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/2',
      company: { admin_graphql_api_id: 'gid://shopify/Company/9', name: 'Acme' },
    }
    expect(webhooks.parse(topic, body).kind).not.toBe('ignored')
  })

  test.each([
    ['orders/create', {}],
    ['orders/create', null],
    ['orders/updated', []],
    ['orders/updated', { id: 'x' }],
    ['refunds/create', { id: 7001 }],
    ['orders/edited', { order_edit: {} }],
    ['orders/delete', 'x'],
    ['orders/updated', { id: 1, updated_at: '+275760-09-13T00:00:00.000Z' }],
    ['orders/updated', { id: -1 }],
  ])('%s with body %j is refused', (topic, body) => {
    expect(() => webhooks.parse(topic, body)).toThrow(
      expect.objectContaining({ kind: 'rejected', code: 'SHOPIFY_WEBHOOK_UNREADABLE' }) as Error,
    )
  })
})
