import type { CheckResult, Finding } from '#contract/check'
import { TillbridgeError } from '#lib/errors'
import { DOCUMENT_KINDS } from '#generic/capabilities-setting'
import { evaluated } from '#generic/failure-rules'
import { call, type HttpContext } from './request.ts'
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
  if (orders !== undefined) trials.push(['orders.changes', () => firstPage(context, orders)])
  if (stock !== undefined) trials.push(['stock.places', () => stockOf(stock).places(context)])
  const findings: Finding[] = []
  for (const [where, trial] of trials) findings.push(await tried(where, trial))
  return { account, version: null, findings }
}

async function firstPage(context: HttpContext, orders: Parameters<typeof ordersOf>[0]): Promise<void> {
  const until = context.clock.now()
  const since = new Date(until.getTime() - 24 * 60 * 60_000)
  for await (const page of ordersOf(orders).changes(context, { since, until })) if (page.length > 0) return
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
