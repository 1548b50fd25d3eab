import { z } from 'zod'
import type { CheckUse, Finding } from '#contract/check'
import { asTillbridgeError } from '#lib/errors'
import { CUSTOMERS } from './accounts.ts'
import { fetchOne, pagesOf, type WooContext } from './client.ts'
import { routeOfVariations } from './products-changes.ts'
import { key } from './vendor.ts'

// At three calls a second a search through so many takes a minute.
const MANY_CUSTOMERS = 18_000

/** What the flows beside the orders find in this shop. */
export async function catalogFindings(context: WooContext, { flows }: CheckUse): Promise<Finding[]> {
  const asked: (readonly [flow: string, look: (context: WooContext) => Promise<Finding[]>])[] = [
    ['price-lists', priceFindings],
    ['products', variationFindings],
    ['customers', customerFindings],
  ]
  const findings: Finding[] = []
  for (const [flow, look] of asked) if (flows.includes(flow)) findings.push(...(await unlessRefused(look(context))))
  return findings
}

/** A key that may not look still does the work that it may do, and says then what it may not. */
async function unlessRefused(looked: Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await looked
  } catch (error) {
    const { kind } = asTillbridgeError(error)
    if (kind === 'unauthorized' || kind === 'rejected') return []
    throw error
  }
}

async function priceFindings(context: WooContext): Promise<Finding[]> {
  const route = '/wc/v3/settings/tax/woocommerce_prices_include_tax'
  const { value } = await fetchOne(context, route, z.object({ value: z.string() }))
  const [words, said] = value === 'yes' ? ['with tax', 'included'] : ['without tax', 'added']
  const message = `Prices are entered ${words}: where the target's list differs, its feed says "tax.store: ${said}".`
  return [{ level: 'ok', code: 'WOOCOMMERCE_PRICES', message }]
}

async function variationFindings(context: WooContext): Promise<Finding[]> {
  if ((await routeOfVariations(context)) !== null) return []
  return [
    {
      level: 'warning',
      code: 'WOOCOMMERCE_VARIATIONS_ONE_BY_ONE',
      message:
        'The shop does not list the variations of all products: a search asks each product with variations by itself.',
      remedy:
        'Update WooCommerce to 10.3 or newer, or switch on Analytics under WooCommerce, Settings, Advanced, Features.',
    },
  ]
}

async function customerFindings(context: WooContext): Promise<Finding[]> {
  const rows = z.array(z.object({ id: key }))
  const query = { role: 'all', _fields: 'id' }
  for await (const { total } of pagesOf(context, CUSTOMERS, rows, query)) {
    if (total === null || total < MANY_CUSTOMERS) return []
    return [
      {
        level: 'warning',
        code: 'WOOCOMMERCE_MANY_CUSTOMERS',
        message: `WooCommerce cannot tell which of its ${total} customers changed: a search looks through all of them.`,
        remedy: 'Let the flow "customers" search once a night; webhooks tell of changes meanwhile.',
      },
    ]
  }
  return []
}
