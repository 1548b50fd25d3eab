import type { CheckResult, Finding } from '#contract/check'
import type { Source } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { accountsOf } from './accounts.ts'
import { sqlFailure } from './errors.ts'
import { pricesOf } from './prices.ts'
import { productsOf } from './products.ts'
import { ordersOf } from './read.ts'
import type { SqlSettings } from './settings.ts'
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
  const trials: [string, () => Promise<unknown>][] = DOCUMENT_KINDS.filter((kind) => documents[kind] !== undefined).map(
    (kind) => [`documents.${kind}.find`, () => documentsOf(settings).find(context, kind, NOBODY)],
  )
  if (orders !== undefined) trials.push(['orders.changes', () => firstPage(context, ordersOf(orders))])
  if (stock !== undefined) trials.push(['stock.places', () => stockOf(stock).places(context)])
  trials.push(...ownRecords(context))
  const findings: Finding[] = [{ level: 'ok', code: 'CREDENTIALS_ACCEPTED', message: `Signed in as ${account}.` }]
  for (const [where, trial] of trials) findings.push(await tried(where, trial))
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
function ownRecords(context: SqlContext): [string, () => Promise<unknown>][] {
  const { products, prices, shipments, accounts } = context.settings
  return [
    ...changed(context, 'products', products === undefined ? null : productsOf(products)),
    ...(prices === undefined
      ? []
      : ([['prices.lists', () => pricesOf(prices).lists(context)]] satisfies [string, () => Promise<unknown>][])),
    ...changed(context, 'shipments', shipments === undefined ? null : shipmentsOf(shipments)),
    ...changed(context, 'accounts', accounts === undefined ? null : accountsOf(accounts)),
  ]
}

const changed = (
  context: SqlContext,
  where: string,
  source: Pick<Source<SqlSettings, unknown>, 'changes'> | null,
): [string, () => Promise<unknown>][] =>
  source === null ? [] : [[`${where}.changes`, () => firstPage(context, source)]]

async function firstPage(context: SqlContext, source: Pick<Source<SqlSettings, unknown>, 'changes'>): Promise<void> {
  const until = context.clock.now()
  const since = new Date(until.getTime() - 24 * 60 * 60_000)
  for await (const page of source.changes(context, { since, until })) if (page.length > 0) return
}

async function tried(where: string, trial: () => Promise<unknown>): Promise<Finding> {
  try {
    await trial()
    return { level: 'ok', code: 'OPERATION_WORKS', message: `${where} works.` }
  } catch (error) {
    return findingOf(error)
  }
}

/** What passes by itself says nothing about the settings: whoever asked shall see it as it is. */
function findingOf(error: unknown): Finding {
  if (!(error instanceof TillbridgeError) || error.kind === 'transient' || error.kind === 'throttled') throw error
  const { code, message, remedy } = error
  return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
}
