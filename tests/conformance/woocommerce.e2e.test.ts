import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { woocommerce } from '#connectors/woocommerce/index'
import type { WooSettings } from '#connectors/woocommerce/settings'
import { startWooCommerce } from '#sandboxes/woocommerce/start'
import { plainContext } from '#testing/plain-context'
import { type RecordedDelivery, type StoreBench, storeDemands } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'

async function bench(): Promise<StoreBench<WooSettings>> {
  const shop = await startWooCommerce()
  const received = new Map<string, RecordedDelivery>()
  const collector = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
      const topic = headers['x-wc-webhook-topic']
      // The ping that comes while a webhook is made says nothing of an order.
      if (topic !== undefined) received.set(String((JSON.parse(body) as { id: number }).id), { topic, body, headers })
      outgoing.end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const settings = woocommerce.settings.parse({
    siteUrl: shop.url,
    consumerKey: shop.consumerKey,
    consumerSecret: shop.consumerSecret,
    webhookSecret: 'a-long-text-of-our-own',
    timeZone: 'Europe/Stockholm',
  })
  await woocommerce.webhooks?.subscribe(plainContext(woocommerce, settings), {
    url: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/hook`,
  })
  const products = new Map<string, number>()
  const product = (name: string): number => {
    const known = products.get(name)
    if (known !== undefined) return known
    const { id } = shop.addProduct({ name, sku: name, regular_price: '19.95' })
    products.set(name, id)
    return id
  }
  return {
    connector: woocommerce,
    settings,
    refusedSettings: { ...settings, consumerKey: 'ck_wrong' },
    faults: shop.faults,
    reads: 'GET',
    place({ lines = 1 } = {}) {
      const placed = shop.place({
        items: Array.from({ length: lines }, (_, index) => ({
          product: product(`SKU-${index}`),
          quantity: 1 + (index % 2),
        })),
      })
      return { key: String(placed.id), name: String(placed.id) }
    },
    close: (key) => shop.setStatus(Number(key), 'completed'),
    async delivery(key) {
      await shop.deliveries.settled()
      const delivery = received.get(key)
      if (delivery === undefined) throw new Error(`no delivery of order ${key} arrived`)
      return delivery
    },
    async [Symbol.asyncDispose]() {
      await shop.stop()
      collector.closeAllConnections()
      await new Promise((resolve) => collector.close(resolve))
    },
  }
}

runDemands('the WooCommerce connector', storeDemands<WooSettings>(), bench)
