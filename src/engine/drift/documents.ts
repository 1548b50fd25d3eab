import { type RecordStanding, recordStandings, type WrittenDocument, writtenDocuments } from '#database/drift'
import { databaseNow } from '#database/stock-flows'
import { dayFigures } from '#drift/days'
import type { DayFigures, Difference, DriftArea } from '#drift/difference'
import { documentDifferences, type KnownOrder } from '#drift/documents'
import type { Decimal } from '#lib/decimal'
import { shadow, type ShadowEntry, type ShadowRequest } from '#engine/shadow'
import { searchedUntil } from '#engine/searched'
import type { EngineServices } from '#engine/services'

export interface ComparedDocuments {
  readonly compared: Readonly<Record<'orders' | 'payments' | 'taxes', number>>
  readonly differences: readonly Difference[]
  readonly figures: readonly DayFigures[]
}

/**
 * The orders of a range beside what the target holds of them: every document, every payment and every tax account.
 *
 * @throws {TillbridgeError} `rejected`, `TARGET_NOT_SEARCHABLE`; whatever store and target answer.
 */
export async function compareDocuments(services: EngineServices, request: ShadowRequest): Promise<ComparedDocuments> {
  const { pool } = services
  const since = new Date(await databaseNow(pool)).toISOString()
  const searched = await searchedUntil(services, { ...request, flow: 'orders' })
  const { entries: all, orders } = await shadow(services, request)
  const written = await writtenByReference(services, request, all)
  const entries = all.filter((entry) => !isOfOthers(written.get(ownKey(entry)), request))
  const orderKeyOf = (entry: ShadowEntry): string => entry.orderKey ?? written.get(ownKey(entry))?.recordKey ?? ''
  const keys = [...new Set(entries.map(orderKeyOf))]
  // Last: what has been brought in step since the sides were read is no difference.
  const known = new Map(
    (await recordStandings(pool, request, 'orders', keys)).map(({ recordKey, written: own, ...standing }) => [
      recordKey,
      { ...standing, written: new Map(own.map((one) => [one.reference, figuresOf(one)])) } satisfies KnownOrder,
    ]),
  )
  const times = { since, searchedUntil: searched?.toISOString() ?? null }
  const payments = entries.filter(({ kind }) => kind === 'payment' || kind === 'refund-payment')
  const taxes = entries.flatMap(({ planned }) => Object.keys(planned?.taxes ?? {}))
  return {
    compared: { orders, payments: payments.length, taxes: taxes.length },
    differences: entries.flatMap((entry) => documentDifferences(entry, known.get(orderKeyOf(entry)) ?? null, times)),
    figures: dayFigures(entries),
  }
}

/** Documents of the days that nothing was planned for, and that we wrote. */
async function writtenByReference(
  { pool }: EngineServices,
  request: ShadowRequest,
  entries: readonly ShadowEntry[],
): Promise<ReadonlyMap<string, WrittenDocument>> {
  const references = entries.flatMap(({ verdict, reference }) => (verdict === 'extra' ? (reference ?? []) : []))
  return new Map((await writtenDocuments(pool, request, references)).map((one) => [ownKey(one), one]))
}

/** A copy bears our reference too, and is none of ours. */
const ownKey = ({ reference, externalId }: { readonly reference: string | null; readonly externalId: string | null }) =>
  JSON.stringify([reference, externalId])

/** It stands for an order of another store, or of other days: a refund comes weeks later. */
const isOfOthers = (written: WrittenDocument | undefined, { integrationId, since, until }: ShadowRequest): boolean => {
  if (written === undefined) return false
  if (written.integrationId !== integrationId) return true
  const placedAt = written.placedAt === null ? null : Date.parse(written.placedAt)
  return placedAt !== null && (placedAt < since.getTime() || placedAt >= until.getTime())
}

const figuresOf = ({ total, taxTotal, ...one }: RecordStanding['written'][number]) => ({
  ...one,
  total: total as Decimal | null,
  taxTotal: taxTotal as Decimal | null,
})

export const DOCUMENT_AREAS: readonly DriftArea[] = ['orders', 'payments', 'taxes']
