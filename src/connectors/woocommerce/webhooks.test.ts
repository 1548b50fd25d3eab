import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifySignature } from '#contract/signature'
import { exampleOrder } from './samples/order.ts'
import { settings } from './settings.ts'
import { webhooks } from './webhooks.ts'

const shop = settings.parse({
  siteUrl: 'https://www.shop.example.test',
  consumerKey: 'ck_1',
  consumerSecret: 'cs_1',
  webhookSecret: 'whsec-one',
  previousWebhookSecret: 'whsec-zero',
})

const body = JSON.stringify(exampleOrder)
const headers = {
  'x-wc-webhook-topic': 'order.updated',
  'x-wc-webhook-delivery-id': 'a1',
  'x-wc-webhook-source': 'https://shop.example.test/',
}

describe('deliveries', () => {
  test('are verified over the raw bytes, by the newest or the former secret', () => {
    for (const secret of webhooks.secrets(shop)) {
      const signature = createHmac('sha256', secret).update(body).digest('base64')
      const delivery = {
        body: Buffer.from(body),
        headers: { 'x-wc-webhook-signature': signature },
        secrets: webhooks.secrets(shop),
      }
      expect(verifySignature(webhooks.signature, delivery)).toEqual({ ok: true })
    }
  })

  test('of one second are told apart by what they say, though WooCommerce gives both one id', () => {
    const key = (text: string) => webhooks.head(headers, text)?.dedupeKey
    expect(key(body)).toBe(key(body))
    expect(key(body)).not.toBe(key(JSON.stringify({ ...exampleOrder, status: 'completed' })))
    expect(webhooks.head({}, body)).toBeNull()
  })

  test('come from this shop, with or without www', () => {
    const head = webhooks.head(headers, body)
    expect(head !== null && webhooks.isOwn(shop, head)).toBe(true)
    const other = webhooks.head({ ...headers, 'x-wc-webhook-source': 'https://other.example.test/' }, body)
    expect(other !== null && webhooks.isOwn(shop, other)).toBe(false)
  })
})

describe('what a delivery says', () => {
  test('a whole order', () => {
    expect(webhooks.parse('order.updated', exampleOrder)).toEqual({
      kind: 'record-changed',
      record: 'order',
      key: '4021',
      name: '2026-118',
      updatedAt: '2026-11-19T08:14:40.000Z',
      createdAt: '2026-11-19T08:14:02.000Z',
      wholeRecord: true,
    })
  })

  test('an order in the trash is read again, a draft of the checkout and other kinds are of no interest', () => {
    expect(webhooks.parse('order.deleted', { id: 4021 })).toMatchObject({
      kind: 'record-changed',
      key: '4021',
      wholeRecord: false,
    })
    expect(webhooks.parse('order.created', { ...exampleOrder, status: 'checkout-draft' })).toEqual({ kind: 'ignored' })
    expect(webhooks.parse('coupon.created', { id: 3 })).toEqual({ kind: 'ignored' })
  })

  test('a product by its own id, a variation by that of its product, an account unless it is of staff', () => {
    const at = '2026-11-20T09:01:30'
    const stamps = { date_created_gmt: at, date_modified_gmt: at }
    const product = { id: 22, type: 'variable', parent_id: 0, name: 'Shirt', ...stamps }
    const variation = { id: 23, type: 'variation', parent_id: 22, name: 'Shirt - S', ...stamps }
    const changed = { kind: 'record-changed', wholeRecord: false, updatedAt: '2026-11-20T09:01:30.000Z' }
    expect(webhooks.parse('product.updated', product)).toMatchObject({ ...changed, record: 'product', key: '22' })
    expect(webhooks.parse('product.created', variation)).toMatchObject({ ...changed, record: 'product', key: '22' })
    expect(webhooks.parse('product.deleted', { id: 22 })).toMatchObject({
      record: 'product',
      key: '22',
      updatedAt: null,
    })
    const buyer = { id: 4, role: 'customer', ...stamps }
    expect(webhooks.parse('customer.updated', buyer)).toMatchObject({ ...changed, record: 'account', key: '4' })
    expect(webhooks.parse('customer.deleted', { id: 4 })).toMatchObject({ record: 'account', key: '4' })
    expect(webhooks.parse('customer.updated', { ...buyer, role: 'shop_manager' })).toEqual({ kind: 'ignored' })
  })

  test.each([null, [], {}, { id: 'x' }, { id: -1 }, { id: 0 }])('%j is refused', (value) => {
    expect(() => webhooks.parse('order.updated', value)).toThrow(/does not say/)
  })
})
