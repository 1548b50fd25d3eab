import { z } from 'zod'
import type { PriceTarget } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { PriceList } from '#model/product'
import { fetchOne, PAGE_SIZE, type WooContext } from './client.ts'
import type { WooSettings } from './settings.ts'

/** WooCommerce has no price lists: there are the prices of the products themselves, which are fields of `ProductTarget`. */
export const priceTarget: PriceTarget<WooSettings> = {
  largestBatch: PAGE_SIZE,
  lists,
  async *prices() {},
  change: async (_context, list) => {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'PRICE_LIST_UNKNOWN',
      message: `WooCommerce has no price lists, so none "${list}" either.`,
      remedy: 'Leave "to" out of the rule, so that the list feeds the prices of the products themselves.',
      subject: `price-list:${list}`,
    })
  },
}

async function lists(context: WooContext): Promise<readonly PriceList[]> {
  const { code } = await fetchOne(context, '/wc/v3/data/currencies/current', z.object({ code: z.string() }))
  return [{ externalId: '', name: '', currency: code, audience: null }]
}
