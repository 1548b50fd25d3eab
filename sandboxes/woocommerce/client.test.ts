import WooCommerceRestApi from '@woocommerce/woocommerce-rest-api'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signature } from './deliveries.ts'
import { startWooCommerce, type WooCommerceSandbox } from './start.ts'

interface Shown {
  readonly id: number
  readonly total: string
  readonly total_tax: string
  readonly status: string
  readonly line_items: readonly { readonly id: number; readonly total: string }[]
  readonly refunds: readonly { readonly total: string }[]
  readonly stock_quantity: number
}

interface Client {
  get(
    path: string,
    query?: object,
  ): Promise<{ readonly data: Shown & readonly Shown[]; readonly headers: Record<string, string> }>
  post(path: string, body: object): Promise<{ readonly data: Shown }>
  put(path: string, body: object): Promise<{ readonly data: Shown }>
}

const Rest = WooCommerceRestApi as unknown as new (options: object) => Client

describe('the client of the community', () => {
  let shop: WooCommerceSandbox
  let client: Client

  beforeEach(async () => {
    shop = await startWooCommerce({ secure: false })
    shop.addProduct({ name: 'Mug', sku: 'MUG-1', regular_price: '99.90', manage_stock: true, stock_quantity: 10 })
    const { consumerKey, consumerSecret } = shop
    client = new Rest({ url: shop.url, consumerKey, consumerSecret, version: 'wc/v3' })
  })
  afterEach(() => shop.stop())

  test('signs with OAuth over plain HTTP, pages, makes an order, changes it and refunds it', async () => {
    for (let number = 0; number < 3; number += 1) shop.place({ items: [{ product: 'MUG-1', quantity: 1 }] })
    const page = await client.get('orders', { per_page: 2, orderby: 'id', order: 'asc' })
    expect(page.data.map(({ total }) => total)).toEqual(['148.90', '148.90'])
    expect(page.headers['x-wp-total']).toBe('3')

    const id = page.data[0]?.id ?? 0
    const line = page.data[0]?.line_items[0]?.id
    await client.put(`orders/${id}`, { status: 'completed' })
    const body = { api_refund: false, line_items: [{ id: line, quantity: 1, refund_total: 79.92 }] }
    await client.post(`orders/${id}/refunds`, body)
    const order = await client.get(`orders/${id}`)
    expect(order.data).toMatchObject({ status: 'completed', refunds: [{ total: '-79.92' }] })
    const product = await client.get('products', { sku: 'MUG-1' })
    expect(product.data[0]?.stock_quantity).toBe(8)
  })

  test('a wrong secret is told', async () => {
    const wrong = new Rest({
      url: shop.url,
      consumerKey: shop.consumerKey,
      consumerSecret: 'cs_no',
      version: 'wc/v3',
    })
    await expect(wrong.get('orders')).rejects.toMatchObject({ response: { status: 401 } })
  })

  test('webhooks come signed, and are switched off at the seventh failure in a row', async () => {
    const seen: { readonly body: string; readonly signature: string | undefined }[] = []
    let status = 200
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const given = request.headers['x-wc-webhook-signature']
        seen.push({ body: Buffer.concat(chunks).toString(), signature: Array.isArray(given) ? given[0] : given })
        response.writeHead(status).end()
      })
    })
    await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve))
    const { port } = receiver.address() as AddressInfo
    const hook = await client.post('webhooks', {
      topic: 'order.updated',
      delivery_url: `http://127.0.0.1:${port}/`,
      secret: 's',
    })
    const order = shop.place({ items: [{ product: 'MUG-1', quantity: 1 }] })
    await shop.deliveries.settled()
    const delivered = seen.find((one) => one.signature !== undefined)
    expect(delivered?.signature).toBe(signature('s', delivered?.body ?? ''))
    expect(JSON.parse(delivered?.body ?? '{}')).toMatchObject({ id: order.id, total: '148.90' })

    status = 500
    const statuses: string[] = []
    for (let number = 0; number < 7; number += 1) {
      shop.setStatus(order.id, number % 2 === 0 ? 'on-hold' : 'processing')
      await shop.deliveries.settled()
      statuses.push((await client.get(`webhooks/${hook.data.id}`)).data.status)
    }
    expect(statuses).toEqual([...Array<string>(6).fill('active'), 'disabled'])
    receiver.closeAllConnections()
    receiver.close()
  })
})
