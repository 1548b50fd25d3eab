import type { FoundDocument } from '#contract/target'
import { dateIn } from '#lib/clock'
import { type Decimal, sum } from '#lib/decimal'
import { type DocumentKind, isSalesDocument, type MappedDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { matchDocuments } from './adopt-match.ts'
import type { Planned } from './adopt-planned.ts'
import { endsOf, type OrderRange, plannedOrders, searchTarget } from './adopt-range.ts'
import type { EngineServices } from './services.ts'
import { type ShadowDifference, shadowDifferences } from './shadow-compare.ts'

export interface ShadowRequest extends OrderRange {
  onProgress?(orders: number): void
}

/**
 * `equal`: the target holds just what would be written. `different`: it holds a document for it that says something else. `missing`:
 * it holds none. `extra`: it holds one that would not be written. `held`: nothing would be written, and why.
 */
export const SHADOW_VERDICTS = ['equal', 'different', 'missing', 'extra', 'held'] as const
export type ShadowVerdict = (typeof SHADOW_VERDICTS)[number]

export interface ShadowFigures {
  readonly total: Decimal
  readonly taxTotal: Decimal | null
  /** Tax per account of the target, where both sides tell. */
  readonly taxes: Readonly<Record<string, Decimal>> | null
  readonly currency: string
  readonly date: string
  readonly customer: string | null
}

export interface ShadowEntry {
  readonly verdict: ShadowVerdict
  /** The order's key in the store; `null` for extra documents. */
  readonly orderKey: string | null
  readonly orderName: string | null
  /** `null` for an order of which nothing would be written. */
  readonly kind: DocumentKind | null
  readonly reference: string | null
  /** The document in the target. */
  readonly externalId: string | null
  readonly planned: ShadowFigures | null
  readonly found: ShadowFigures | null
  readonly differences: readonly ShadowDifference[]
  /** Why nothing would be written, or who wrote it. */
  readonly reason: string | null
  /** Nothing of the order belongs into the target: a rule leaves it out, or it was cancelled before anything was booked. */
  readonly leftOut?: true
  /** When the order was placed, an ISO instant. */
  readonly placedAt?: string
}

export interface ShadowReport {
  readonly orders: number
  readonly counts: Readonly<Record<ShadowVerdict, number>>
  readonly entries: readonly ShadowEntry[]
}

/**
 * What Tillbridge would have written for the orders of a range, beside what the target holds. Reads both systems and writes to neither.
 *
 * @throws {TillbridgeError} `rejected`, `TARGET_NOT_SEARCHABLE`; whatever store and target answer.
 */
export async function shadow(services: EngineServices, request: ShadowRequest): Promise<ShadowReport> {
  const ends = await endsOf(services, request)
  const planned: Planned[] = []
  const reasons = new Map<string, string>()
  const placed = new Map<string, string>()
  const entries: ShadowEntry[] = []
  let orders = 0
  let timeZone = 'UTC'
  for await (const page of plannedOrders(services, ends, request)) {
    for (const { order, held, plan, planned: own } of page) {
      orders += 1
      timeZone = order.timeZone
      placed.set(order.externalId, new Date(order.placedAt).toISOString())
      planned.push(...own)
      entries.push(...held.flatMap((one) => (one.byTarget === true ? [madeThere(order, one)] : [])))
      const reason = plan.reason?.message ?? unmapped(own)
      if (reason === null) continue
      reasons.set(order.externalId, reason)
      if (own.length === 0)
        entries.push({
          ...EMPTY,
          verdict: 'held',
          orderKey: order.externalId,
          orderName: order.name,
          reason,
          ...(plan.outcome === 'skip' ? { leftOut: true } : {}),
        })
    }
    request.onProgress?.(orders)
  }
  const days = { from: dateIn(timeZone, request.since), to: dateIn(timeZone, new Date(request.until.getTime() - 1)) }
  const found = await searchTarget(ends.target, { kinds: kindsOf(planned), ...widest(days, planned) })
  entries.push(...compared(planned, found, reasons))
  // When it was stopped, what seems to be nobody's may belong to an order that was not read.
  const extra = request.signal?.aborted === true ? [] : matchDocuments(planned, found, MATCHING).extra
  const inDays = extra.filter(({ date }) => date >= days.from && date <= days.to)
  entries.push(...inDays.map(extraEntry))
  const sorted = entries
    .map((entry) => withTime(entry, placed.get(entry.orderKey ?? '')))
    .toSorted((a, b) => byName(a.orderName, b.orderName))
  const counts = Object.fromEntries(
    SHADOW_VERDICTS.map((verdict) => [verdict, sorted.filter((entry) => entry.verdict === verdict).length]),
  ) as Record<ShadowVerdict, number>
  return { orders, counts, entries: sorted }
}

/** A delivery that the target's own people made: it is there, and none is written for its goods. */
const madeThere = (order: Order, { kind, reference, externalId }: HeldDocument): ShadowEntry => ({
  ...EMPTY,
  verdict: 'equal',
  orderKey: order.externalId,
  orderName: order.name,
  kind,
  reference,
  externalId,
  reason: 'made in the ERP by its own people, and told to the store',
})

const withTime = (entry: ShadowEntry, placedAt: string | undefined): ShadowEntry =>
  placedAt === undefined ? entry : { ...entry, placedAt }

const byName = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : a.localeCompare(b, 'en', { numeric: true })

const EMPTY: ShadowEntry = {
  verdict: 'held',
  orderKey: null,
  orderName: null,
  kind: null,
  reference: null,
  externalId: null,
  planned: null,
  found: null,
  differences: [],
  reason: null,
}

/** What the mapping lacks for an order, in words: such an order would be held. */
function unmapped(planned: readonly Planned[]): string | null {
  for (const { mapped } of planned) if (!mapped.ok) return mapped.missing[0]?.message ?? null
  return null
}

/** What was planned, and what undoes it: a credit note that nobody planned is worth knowing of. */
function kindsOf(planned: readonly Planned[]): DocumentKind[] {
  const kinds = new Set(planned.map(({ kind }) => kind))
  if (kinds.has('invoice')) kinds.add('credit-note')
  if (kinds.has('payment')) kinds.add('refund-payment')
  return [...kinds]
}

function widest(days: { readonly from: string; readonly to: string }, planned: readonly Planned[]) {
  const dates = [days.from, days.to, ...planned.map(({ date }) => date)].toSorted()
  return { from: dates[0] ?? days.from, to: dates.at(-1) ?? days.to }
}

// What we wrote is what we wrote, whatever somebody has made of it since.
const MATCHING = { anyCurrency: true }

function compared(
  planned: readonly Planned[],
  found: readonly FoundDocument[],
  reasons: ReadonlyMap<string, string>,
): ShadowEntry[] {
  const { sure, doubtful } = matchDocuments(planned, found, MATCHING)
  const partners = Map.groupBy([...sure, ...doubtful], (pair) => pair.planned.reference)
  return planned.map((one) => {
    const [best, ...others] = (partners.get(one.reference) ?? []).toSorted((a, b) => a.doubts.length - b.doubts.length)
    const reason = reasons.get(one.orderKey) ?? null
    const mapped = one.mapped.ok ? one.mapped.document : null
    const base = {
      ...EMPTY,
      orderKey: one.orderKey,
      orderName: one.orderName,
      kind: one.kind,
      reference: one.reference,
      planned: plannedFigures(one, mapped),
    }
    if (best === undefined) return { ...base, verdict: reason === null ? 'missing' : 'held', reason }
    const differences = shadowDifferences(best, mapped, others)
    const verdict = reason !== null ? 'held' : differences.length === 0 ? 'equal' : 'different'
    return { ...base, verdict, externalId: best.found.externalId, found: foundFigures(best.found), differences, reason }
  })
}

const plannedFigures = (planned: Planned, mapped: MappedDocument | null): ShadowFigures => ({
  total: planned.total,
  taxTotal: planned.taxTotal,
  taxes:
    mapped !== null && isSalesDocument(mapped)
      ? perAccount(mapped.taxes.map(({ account, amount }) => ({ account: account ?? '', amount })))
      : null,
  currency: planned.currency,
  date: planned.date,
  customer: planned.partyName,
})

const foundFigures = (found: FoundDocument): ShadowFigures => ({
  total: found.total,
  taxTotal: found.taxTotal,
  taxes: found.taxes === undefined ? null : perAccount(found.taxes),
  currency: found.currency,
  date: found.date,
  customer: found.partyName,
})

const perAccount = (taxes: NonNullable<FoundDocument['taxes']>): Record<string, Decimal> =>
  Object.fromEntries(
    [...Map.groupBy(taxes, ({ account }) => account)].map(([account, own]) => [
      account,
      sum(own.map(({ amount }) => amount)),
    ]),
  )

const extraEntry = (found: FoundDocument): ShadowEntry => ({
  ...EMPTY,
  verdict: 'extra',
  kind: found.kind,
  reference: found.reference,
  externalId: found.externalId,
  found: foundFigures(found),
})
