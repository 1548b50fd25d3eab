import type { CheckResult, Finding } from '#contract/check'
import type { Source } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { evaluated } from '#generic/failure-rules'
import { accountsOf } from './accounts.ts'
import { pricesOf } from './prices.ts'
import { productsOf } from './products.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'
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
  const trials: [string, () => Promise<unknown>][] = []
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
  for (const [where, trial] of trials) findings.push(await tried(where, trial))
  return { account, version: null, findings }
}

/** What is tried of the records that the system keeps as its own. */
function ownRecords(context: HttpContext): [string, () => Promise<unknown>][] {
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
  context: HttpContext,
  where: string,
  source: Pick<Source<HttpSettings, unknown>, 'changes'> | null,
): [string, () => Promise<unknown>][] =>
  source === null ? [] : [[`${where}.changes`, () => firstPage(context, source)]]

async function firstPage(context: HttpContext, source: Pick<Source<HttpSettings, unknown>, 'changes'>): Promise<void> {
  const until = context.clock.now()
  const since = new Date(until.getTime() - 24 * 60 * 60_000)
  for await (const page of source.changes(context, { since, until })) if (page.length > 0) return
}

async function tried(where: string, trial: () => Promise<unknown>): Promise<Finding> {
  try {
    await trial()
    return { level: 'ok', code: 'OPERATION_WORKS', message: `${where} works.` }
  } catch (error) {
    // What passes by itself says nothing about the settings: whoever asked shall see it as it is.
    if (!(error instanceof TillbridgeError) || error.kind === 'transient' || error.kind === 'throttled') throw error
    const { code, message, remedy } = error
    return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
  }
}
