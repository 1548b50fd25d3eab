import { startWooCommerce, type WooCommerceOptions, type WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { plainContext } from '#testing/plain-context'
import type { StoryHome, StoryStore } from '#testing/story-core'
import { woocommerce } from './index.ts'
import { settings } from './settings.ts'

/** A shop of its own, with a connection to it. */
export async function openShop(options: WooCommerceOptions = {}, more: object = {}) {
  const shop = await startWooCommerce(options)
  const { url: siteUrl, consumerKey, consumerSecret } = shop
  const context = plainContext(woocommerce, settings.parse({ siteUrl, consumerKey, consumerSecret, ...more }))
  return { shop, context, [Symbol.asyncDispose]: () => shop.stop() }
}

/** The shop as the store of a story, with all that the sandbox can be told. */
export async function beginShop(
  { currency, timeZone }: StoryHome,
  options: WooCommerceOptions = {},
): Promise<StoryStore<WooCommerceSandbox>> {
  const shop = await startWooCommerce({ currency, zone: timeZone, ...options })
  const { url: siteUrl, consumerKey, consumerSecret } = shop
  return {
    shop,
    connection: (more) => ({
      connector: 'woocommerce',
      settings: {
        siteUrl,
        consumerKey,
        consumerSecret,
        webhookSecret: 'a secret of the story',
        timeZone,
        callsPerSecond: 20,
        ...more,
      },
    }),
    told: () => shop.deliveries.settled(),
    stop: () => shop.stop(),
  }
}
