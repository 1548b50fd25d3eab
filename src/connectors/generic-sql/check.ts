import type { CheckResult, Finding } from '#contract/check'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { findingOf, firstPage, tried, type Trial, trialsOf } from '#generic/trials'
import { accountsOf } from './accounts.ts'
import { sqlFailure } from './errors.ts'
import { pricesOf } from './prices.ts'
import { productsOf } from './products.ts'
import { ordersOf } from './read.ts'
import { shipmentsOf } from './shipments.ts'
import { driverOf, type SqlContext } from './statements.ts'
import { stockOf } from './stock.ts'
import { documentsOf } from './write.ts'

// No document can have it: references of ours begin with the key of an integration.
const NOBODY = 'tillbridge-check-nobody'

/** Who we are, and whether every statement that only reads works. Changes nothing. */
export async function check(context: SqlContext): Promise<CheckResult> {
  const { settings } = context
  const { documents = {}, orders, stock } = settings
  const account = `${settings.user} in ${settings.schema} on ${settings.host}`
  let version: string
  try {
    version = await versionOf(context)
  } catch (error) {
    return { account, version: null, findings: [findingOf(error)] }
  }
  const trials: Trial[] = DOCUMENT_KINDS.filter((kind) => documents[kind] !== undefined).map((kind) => [
    `documents.${kind}.find`,
    () => documentsOf(settings).find(context, kind, NOBODY),
  ])
  if (orders !== undefined) trials.push(['orders.changes', () => firstPage(context, ordersOf(orders))])
  if (stock !== undefined) trials.push(['stock.places', () => stockOf(stock).places(context)])
  trials.push(...ownRecords(context))
  const findings: Finding[] = [{ level: 'ok', code: 'CREDENTIALS_ACCEPTED', message: `Signed in as ${account}.` }]
  for (const trial of trials) findings.push(await tried(trial))
  return { account, version, findings }
}

function versionOf(context: SqlContext): Promise<string> {
  const driver = driverOf(context)
  const call = { action: 'VERSION', address: driver.address, effect: 'read' as const }
  return context.wire.send(call, async () => {
    try {
      return await driver.version()
    } catch (error) {
      throw await sqlFailure(context.settings, error, 'the sign-in')
    }
  })
}

/** What is tried of the records that the system keeps as its own. */
function ownRecords(context: SqlContext): Trial[] {
  const { products, prices, shipments, accounts } = context.settings
  return trialsOf(context, {
    products: products === undefined ? undefined : productsOf(products),
    prices: prices === undefined ? undefined : pricesOf(prices),
    shipments: shipments === undefined ? undefined : shipmentsOf(shipments),
    accounts: accounts === undefined ? undefined : accountsOf(accounts),
  })
}
