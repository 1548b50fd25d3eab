import { orderStandings } from '#database/drift'
import { dayFigures } from '#drift/days'
import type { DayFigures, Difference, DriftArea } from '#drift/difference'
import { documentDifferences, type KnownOrder } from '#drift/documents'
import type { Decimal } from '#lib/decimal'
import { shadow, type ShadowRequest } from '#engine/shadow'
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
  const { entries, orders } = await shadow(services, request)
  const keys = [...new Set(entries.flatMap(({ orderKey }) => orderKey ?? []))]
  const known = new Map(
    (await orderStandings(services.pool, request, keys)).map(({ recordKey, written, ...standing }) => [
      recordKey,
      { ...standing, written: new Map(written.map((one) => [one.reference, figuresOf(one)])) } satisfies KnownOrder,
    ]),
  )
  const payments = entries.filter(({ kind }) => kind === 'payment' || kind === 'refund-payment')
  const taxes = entries.flatMap(({ planned }) => Object.keys(planned?.taxes ?? {}))
  return {
    compared: { orders, payments: payments.length, taxes: taxes.length },
    differences: entries.flatMap((entry) => documentDifferences(entry, known.get(entry.orderKey ?? '') ?? null)),
    figures: dayFigures(entries),
  }
}

const figuresOf = ({
  total,
  taxTotal,
  ...one
}: Awaited<ReturnType<typeof orderStandings>>[number]['written'][number]) => ({
  ...one,
  total: total as Decimal | null,
  taxTotal: taxTotal as Decimal | null,
})

export const DOCUMENT_AREAS: readonly DriftArea[] = ['orders', 'payments', 'taxes']
