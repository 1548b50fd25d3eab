import { z } from 'zod'
import type { Change, Source } from '#contract/source'
import { dateIn } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import { ZERO } from '#lib/decimal'
import type { Payout } from '#model/payout'
import { batch, newestBatch, type SeenBatch, stampOfMissing } from './batches.ts'
import { type AdyenContext, fileOf, numberOf, reportOf } from './client.ts'
import { type BatchKey, batchOf, keyOf, payoutsOf } from './map.ts'
import { rowsOf } from './report.ts'
import { type AdyenSettings, isLive } from './settings.ts'

export const payouts: Source<AdyenSettings, Payout> = { changes, get, parse, findByName }

// A report is made some days after the batch that it is of, and a missing one may be made much later.
const LOOK_BACK_MS = 35 * 24 * 60 * 60_000

async function* changes(
  context: AdyenContext,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const newest = await newestBatch(context)
  if (newest === null) return
  const from = new Date(since.getTime() - LOOK_BACK_MS).toISOString()
  const found: Change[] = []
  for (let number = newest; number >= context.settings.firstBatch; number -= 1) {
    const seen = await batch(context, number)
    found.push(...(seen === null ? await missing(context, number) : seen.payouts.map(changeOf)))
    if (seen !== null && seen.payouts.every(({ createdAt }) => createdAt < from)) break
  }
  const list = found.filter(({ updatedAt }) => updatedAt < until.toISOString() && updatedAt >= from)
  if (list.length > 0)
    yield list.toSorted((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : 0))
}

const changeOf = ({ externalId, name, createdAt, updatedAt }: SeenBatch['payouts'][number]): Change => ({
  key: externalId,
  name,
  createdAt,
  updatedAt,
})

/** A batch without a report between others: a person has to see it. */
async function missing(context: AdyenContext, number: number): Promise<Change[]> {
  const stamp = await stampOfMissing(context, number)
  if (stamp === null) return []
  const key = keyOf(context.settings, { number, currency: null })
  return [{ key, name: `Batch ${number}`, createdAt: stamp, updatedAt: stamp }]
}

async function get(context: AdyenContext, key: string): Promise<Payout | null> {
  const wanted = batchOf(context.settings, key)
  if (wanted === null) return null
  const rows = await reportOf(context, wanted.number)
  if (rows === null) return missingPayout(context, wanted)
  return payoutsOf(rows, wanted.number, context.settings).find(({ externalId }) => externalId === key) ?? null
}

/** `null` unless later batches have reports: then this one's is missing, and its money would never be booked. */
async function missingPayout(context: AdyenContext, wanted: BatchKey): Promise<Payout | null> {
  const stamp = await stampOfMissing(context, wanted.number)
  if (stamp === null) return null
  const { settings } = context
  const reason = `Adyen has no report of batch ${wanted.number}, though there are reports of later ones. Make it in the Customer Area (Reports → Settlement details).`
  return {
    externalId: keyOf(settings, wanted),
    name: `Batch ${wanted.number}`,
    provider: 'Adyen',
    gateway: settings.gateway,
    status: 'paid',
    date: dateIn(settings.timeZone, new Date(stamp)),
    createdAt: stamp,
    updatedAt: stamp,
    timeZone: settings.timeZone,
    currency: wanted.currency ?? 'EUR',
    net: ZERO,
    direction: 'deposit',
    bankReference: null,
    complete: false,
    incomplete: { when: 'never', reason },
    test: !isLive(settings),
    transactions: [],
  }
}

const file = z.object({ file: z.string(), report: z.string() })

/** From a file: `{ file, report }`, the name of the report and its text. */
function parse(settings: AdyenSettings, payload: unknown): Payout {
  const parsed = file.safeParse(payload)
  const number = parsed.success ? numberOf(parsed.data.file) : null
  const [payout] = parsed.success && number !== null ? payoutsOf(rowsOf(parsed.data.report), number, settings) : []
  if (payout !== undefined) return payout
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ADYEN_PAYLOAD_UNREADABLE',
    message: 'This is not a settlement details report of Adyen with its name.',
    remedy: `Give both: { "file": "${fileOf(42)}", "report": "Company Account,Merchant Account,…" }.`,
  })
}

async function findByName(context: AdyenContext, name: string): Promise<string | null> {
  const text = name.trim()
  const [, digits, currency] = /^(?:batch )?([1-9]\d{0,8})(?: ([A-Z]{3}))?$/i.exec(text) ?? []
  const number = digits === undefined ? numberOf(text) : Number(digits)
  const wanted = number === null ? batchOf(context.settings, text) : { number, currency: currency ?? null }
  if (wanted === null) return null
  const rows = await reportOf(context, wanted.number)
  const key = keyOf(context.settings, wanted)
  const found = rows === null ? [] : payoutsOf(rows, wanted.number, context.settings)
  return found.find(({ externalId }) => externalId === key)?.externalId ?? null
}
