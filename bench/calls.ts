import { parseArgs } from 'node:util'
import type { PoliciesInput } from '#books/policies'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import { type Pair, PAIRS, pairOf } from '#testing/pairs'
import type { Purchase } from '#testing/store-side'
import { dataFolder } from './bridge.ts'

/**
 * Requests that an ERP got while orders of customers and items that it knows came in, by its own count, for each pair. Exits with 1
 * where it is more than the budget.
 */
const { values } = parseArgs({
  options: {
    // May be given several times; default all.
    pair: { type: 'string', multiple: true },
    orders: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
})

const BUYERS = 25
const ARTICLES = [
  ['MUG-1', 25, '19.99'],
  ['CAP', 12, '149.00'],
  ['SOCKS', 6, '33.33'],
] as const
const ACQUAINTANCES = BUYERS * ARTICLES.length
/** Requests for an order, by ERP. */
const BUDGETS: Readonly<Record<string, number>> = { erpnext: 1.05, odoo: 1.2 }

/** Paid at once by one of the same buyers: one to three articles, discounts and shipping, prices with tax and without. */
const purchase = (index: number): Purchase => ({
  lines: ARTICLES.slice(0, 1 + (index % ARTICLES.length)).map(([sku, percent, price], place) => ({
    sku,
    percent,
    price,
    quantity: 1 + ((index + place) % 4),
  })),
  customer: `buyer-${index % BUYERS}@example.com`,
  shipping: index % 3 !== 0,
  pricesIncludeTax: index % 4 !== 0,
  ...(index % 5 === 0 ? { percentOff: 10 } : {}),
})

const ORDER_ALONE: PoliciesInput = { documents: 'order', payments: false }
const WITH_INVOICE: PoliciesInput = { documents: 'order-and-invoice' }

async function callsOf(pair: Pair, orders: number, policies: PoliciesInput): Promise<number> {
  await using folder = await dataFolder()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path })
  await using story = await pair.start({ databaseUrl: postgres.connectionString, policies })
  const { shop, erp } = story
  const sell = async (first: number, count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) shop.buy(purchase(first + index))
    await story.settled()
  }
  // Everybody and everything is met once before: the budget is for known ones.
  await sell(0, ACQUAINTANCES)
  const before = erp.server.requestCount
  await sell(ACQUAINTANCES, orders)
  const booked = erp.documents().filter(({ kind }) => kind === 'sales-order').length
  if (booked !== ACQUAINTANCES + orders) throw new Error(`${booked} orders reached ${erp.name}`)
  return Number(((erp.server.requestCount - before) / orders).toFixed(3))
}

for (const pair of values.pair?.map(pairOf) ?? PAIRS) {
  const orders = Number(values.orders)
  const order = await callsOf(pair, orders, ORDER_ALONE)
  const withInvoice = await callsOf(pair, orders, WITH_INVOICE)
  const budget = BUDGETS[pair.erp.id] ?? 1
  if (order > budget) process.exitCode = 1
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ pair: pair.id, order, withInvoice, budget })}\n`
      : `${pair.name}: ${order} requests for an order (at most ${budget}), ${withInvoice} with its invoice and payment\n`,
  )
}
