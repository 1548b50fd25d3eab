import { z } from 'zod'
import type { Change, Source } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { Payout } from '#model/payout'
import { fetchAll, fetchOne, type KlarnaContext } from './client.ts'
import { fieldsOf } from './failures.ts'
import { payoutOf, stampOf } from './map.ts'
import type { KlarnaSettings } from './settings.ts'
import { payout, transaction } from './vendor.ts'

export const payouts: Source<KlarnaSettings, Payout> = { changes, get, parse, findByName }

// The list has days only, and a payout may show up some days after its own.
const LOOK_BACK_MS = 14 * 24 * 60 * 60_000

async function* changes(
  context: KlarnaContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const range = daysBetween(new Date(since.getTime() - LOOK_BACK_MS), until)
  const found = await fetchAll(context, '/payouts', { name: 'payouts', of: payout }, range)
  const list = found.map((one): Change => {
    const stamp = stampOf(one)
    return { key: one.payment_reference, name: one.payment_reference, updatedAt: stamp, createdAt: stamp }
  })
  if (list.length > 0) yield list.toSorted((a, b) => orderOf(a).localeCompare(orderOf(b)))
}

const orderOf = ({ updatedAt, key }: Change): string => `${updatedAt} ${key}`

/** Whole days, both included. A day without a time would mean its midnight: one day asked for like that is empty. */
export const daysBetween = (from: Date, to: Date): { readonly start_date: string; readonly end_date: string } => ({
  start_date: `${dayOf(from)}T00:00:00Z`,
  end_date: `${dayOf(to)}T23:59:59Z`,
})

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10)

async function get(context: KlarnaContext, key: string): Promise<Payout | null> {
  const source = await fetchOne(context, `/payouts/${encodeURIComponent(key)}`, payout)
  if (source === null) return null
  const rows = await fetchAll(
    context,
    '/transactions',
    { name: 'transactions', of: transaction },
    { payment_reference: key },
  )
  return payoutOf(source, rows, context.settings)
}

const file = z.object({
  payout,
  transactions: z.union([
    z.array(transaction),
    z.object({ transactions: z.array(transaction) }).transform((list) => list.transactions),
  ]),
})

/** From a file: `{ payout, transactions }`, as Klarna sends the two. */
function parse(settings: KlarnaSettings, payload: unknown): Payout {
  const parsed = file.safeParse(payload)
  if (parsed.success) return payoutOf(parsed.data.payout, parsed.data.transactions, settings)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'KLARNA_PAYLOAD_UNREADABLE',
    message: `This is not a payout of Klarna with its transactions: ${fieldsOf(parsed.error)}.`,
    remedy: 'Give both as Klarna sends them: { "payout": …, "transactions": … }.',
  })
}

async function findByName(context: KlarnaContext, name: string): Promise<string | null> {
  const reference = name.trim()
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(reference)) return null
  return (await fetchOne(context, `/payouts/${reference}`, payout))?.payment_reference ?? null
}
