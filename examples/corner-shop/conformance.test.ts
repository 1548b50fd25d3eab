import { runDemands, type StoreBench, storeDemands } from 'tillbridge/testing'
import { cornerShop } from './index.ts'
import { startCornerShop } from './sandbox.ts'
import { type CornerSettings, settings } from './settings.ts'

async function bench(): Promise<StoreBench<CornerSettings>> {
  const shop = await startCornerShop()
  const { url: baseUrl, apiKey, webhookSecret, faults } = shop
  const good = settings.parse({ baseUrl, apiKey, webhookSecret })
  return {
    connector: cornerShop,
    settings: good,
    refusedSettings: { ...good, apiKey: 'wrong' },
    faults,
    reads: 'GET',
    place: (options) => shop.place(options),
    close: (key) => shop.archive(key),
    delivery: async (key) => shop.delivery(key),
    [Symbol.asyncDispose]: () => shop.stop(),
  }
}

runDemands('the connector of Corner Shop', storeDemands<CornerSettings>(), bench)
