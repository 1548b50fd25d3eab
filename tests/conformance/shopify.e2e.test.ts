import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { shopify } from '#connectors/shopify/index'
import type { ShopifySettings } from '#connectors/shopify/settings'
import { startShopify } from '#sandboxes/shopify/start'
import { plainContext } from '#testing/plain-context'
import { type RecordedDelivery, type StoreBench, storeDemands } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'

async function bench(): Promise<StoreBench<ShopifySettings>> {
  const shop = await startShopify()
  const received = new Map<string, RecordedDelivery>()
  const collector = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
      const { id } = JSON.parse(body) as { id: number }
      received.set(String(id), { topic: headers['x-shopify-topic'] ?? '', body, headers })
      outgoing.end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const settings = shopify.settings.parse({
    shop: shop.domain,
    baseUrl: shop.url,
    accessToken: shop.accessToken,
    clientSecret: shop.clientSecret,
    timeZone: 'Europe/Stockholm',
  })
  await shopify.webhooks?.subscribe(plainContext(shopify, settings), {
    url: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/hook`,
  })
  return {
    connector: shopify,
    settings,
    refusedSettings: { ...settings, accessToken: 'shpat_wrong' },
    faults: shop.faults,
    place({ lines = 1 } = {}) {
      const placed = shop.place({
        financial: 'pending',
        lines: Array.from({ length: lines }, (_, index) => ({
          sku: `SKU-${index}`,
          title: `Product ${index}`,
          quantity: 1 + (index % 2),
          price: '19.95',
          taxRates: [{ title: 'VAT', rate: '0.25' }],
        })),
      })
      return { key: placed.legacyId, name: placed.name }
    },
    close: (key) => shop.close(key),
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

runDemands('the Shopify connector', storeDemands<ShopifySettings>(), bench)
