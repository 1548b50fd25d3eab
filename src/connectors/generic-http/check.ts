import type { CheckResult, Finding } from '#contract/check'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { evaluated } from '#generic/failure-rules'
import { firstPage, tried, type Trial, trialsOf } from '#generic/trials'
import { accountsOf } from './accounts.ts'
import { pricesOf } from './prices.ts'
import { productsOf } from './products.ts'
import { call, type HttpContext } from './request.ts'
import { shipmentsOf } from './shipments.ts'
import { documentsOf } from './write.ts'
import { ordersOf } from './read.ts'
import { stockOf } from './stock.ts'

// No document can have it: references of ours begin with the key of an integration.
const NO_REFERENCE = 'tillbridge-check-no-such-reference'

/** Who we are, and whether everything that only reads works as the settings describe it. Changes nothing. */
export async function check(context: HttpContext): Promise<CheckResult> {
  const { settings } = context
  const host = new URL(settings.baseUrl).host
  const trials: Trial[] = []
  let account = `${settings.name} on ${host}`
  const { whoAmI, documents = {}, orders, stock } = settings
  if (whoAmI !== undefined) {
    trials.push([
      'whoAmI',
      async () => {
        const answer = await call(context, whoAmI, { where: 'whoAmI', input: {}, effect: 'read' })
        const told = await evaluated(whoAmI.account, answer?.body, { where: 'whoAmI.account', answer: true })
        if (typeof told === 'string') account = `${told} on ${host}`
      },
    ])
  }
  for (const kind of DOCUMENT_KINDS) {
    if (documents[kind] === undefined) continue
    trials.push([`documents.${kind}.find`, () => documentsOf(settings).find(context, kind, NO_REFERENCE)])
  }
  if (orders !== undefined) trials.push(['orders.changes', () => firstPage(context, ordersOf(orders))])
  if (stock !== undefined) trials.push(['stock.places', () => stockOf(stock).places(context)])
  trials.push(...ownRecords(context))
  const findings: Finding[] = []
  for (const trial of trials) findings.push(await tried(trial))
  return { account, version: null, findings }
}

/** What is tried of the records that the system keeps as its own. */
function ownRecords(context: HttpContext): Trial[] {
  const { products, prices, shipments, accounts } = context.settings
  return trialsOf(context, {
    products: products === undefined ? undefined : productsOf(products),
    prices: prices === undefined ? undefined : pricesOf(prices),
    shipments: shipments === undefined ? undefined : shipmentsOf(shipments),
    accounts: accounts === undefined ? undefined : accountsOf(accounts),
  })
}
