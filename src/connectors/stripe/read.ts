import { z } from 'zod'
import type { Change, Source } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Payout } from '#model/payout'
import { fetchOne, pagesOf, type StripeContext } from './client.ts'
import { fieldsOf } from './failures.ts'
import { instant, payoutOf, stampOf } from './map.ts'
import type { StripeSettings } from './settings.ts'
import { balanceTransaction, payout, type StripePayout, type StripeRow } from './vendor.ts'

export const payouts: Source<StripeSettings, Payout> = { changes, get, parse, findByName }

// Stripe has no filter for changes. A payout can fail, or get its rows, weeks after it was made: that far back is read again.
const LOOK_BACK_MS = 35 * 24 * 60 * 60_000

async function* changes(
  context: StripeContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const found: StripePayout[] = []
  // Stripe stamps in whole seconds: the second in which the range ends is taken whole, so that nothing of it is ever missed.
  const range = { 'created[gte]': seconds(since.getTime() - LOOK_BACK_MS), 'created[lte]': seconds(until.getTime()) }
  for await (const page of pagesOf(context, '/v1/payouts', payout, range)) found.push(...page)
  // Newest first on the wire; a range of years has some thousand payouts, which are few to keep.
  const list = found.reverse().map((one): Change => ({
    key: one.id,
    name: one.id,
    updatedAt: stampOf(one),
    createdAt: instant(one.created),
  }))
  if (list.length > 0) yield list
}

const seconds = (milliseconds: number): string => String(Math.max(0, Math.floor(milliseconds / 1000)))

async function get(context: StripeContext, key: string): Promise<Payout | null> {
  const source = await fetchOne(context, `/v1/payouts/${encodeURIComponent(key)}`, payout)
  if (source === null) return null
  const rows: StripeRow[] = []
  // Rows that are not final would be read again anyway; those of a manual payout cannot be asked for.
  if (source.automatic && source.method !== 'instant' && source.reconciliation_status === 'completed') {
    const query = { payout: key, 'expand[]': 'data.source' }
    for await (const page of pagesOf(context, '/v1/balance_transactions', balanceTransaction, query)) rows.push(...page)
  }
  return payoutOf(source, rows.reverse(), context.settings)
}

const file = z.object({
  payout,
  balance_transactions: z.union([
    z.array(balanceTransaction),
    z.object({ data: z.array(balanceTransaction) }).transform((list) => list.data),
  ]),
})

/** From a file: `{ payout, balance_transactions }`, as Stripe sends the two. */
function parse(settings: StripeSettings, payload: unknown): Payout {
  const parsed = file.safeParse(payload)
  if (parsed.success) return payoutOf(parsed.data.payout, parsed.data.balance_transactions, settings)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'STRIPE_PAYLOAD_UNREADABLE',
    message: `This is not a payout of Stripe with its balance transactions: ${fieldsOf(parsed.error)}.`,
    remedy: 'Give both as Stripe sends them: { "payout": …, "balance_transactions": … }.',
  })
}

async function findByName(context: StripeContext, name: string): Promise<string | null> {
  const id = name.trim()
  if (!/^po_[A-Za-z0-9]+$/.test(id)) return null
  return (await fetchOne(context, `/v1/payouts/${id}`, payout))?.id ?? null
}
