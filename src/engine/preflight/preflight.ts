import type { Choice, ChoiceList } from '#contract/target'
import { readingScope } from '#engine/changes'
import { endsOf, type Ends, type OrderRange, plannedOrders } from '#engine/adopt-range'
import { boundMappings } from '#engine/catalog/bound-mappings'
import type { EngineServices } from '#engine/services'
import { type Count, type CountedValue, counter } from './count.ts'
import { type Offered, type Suggestion, suggestionsFor } from './suggest.ts'

export interface PreflightRequest extends OrderRange {
  onProgress?(progress: { readonly orders: number; readonly lacking: number }): void
}

/** What orders of the past would lack if they came now. */
export interface Preflight extends Omit<Count, 'values'> {
  /** UTC, ISO 8601. */
  readonly since: string
  readonly until: string
  readonly values: readonly (CountedValue & { readonly suggestions: readonly Suggestion[] })[]
}

/**
 * Reads the orders of a range and counts what the mapping does not know of them. Reads both systems and writes to neither.
 *
 * @throws {TillbridgeError} whatever store and target answer.
 */
export async function preflight(services: EngineServices, request: PreflightRequest): Promise<Preflight> {
  const ends = await endsOf(services, request)
  const offered = await offeredBy(ends, request.signal)
  const items = offered.item
  const count = counter(knownItems(items))
  for await (const page of plannedOrders(services, ends, request)) {
    for (const { order, plan } of page) {
      const mappings = await boundMappings(services.pool, ends.integration, plan.targets)
      count.add({ order, targets: plan.targets, mappings, reason: plan.reason })
    }
    const { orders, ready } = count.result()
    request.onProgress?.({ orders, lacking: orders - ready })
  }
  const { values, ...result } = count.result()
  return {
    ...result,
    since: request.since.toISOString(),
    until: request.until.toISOString(),
    values: values.map((value) => ({ ...value, suggestions: suggestionsFor(value, offered) })),
  }
}

// A connector names at most so many; with more, that an item is not among them says nothing.
const MOST_CHOICES = 5_000

const knownItems = (items: readonly Choice[] | undefined): ReadonlySet<string> | null =>
  items === undefined || items.length === 0 || items.length >= MOST_CHOICES
    ? null
    : new Set(items.map(({ value }) => value))

const LISTS = {
  tax: 'tax-accounts',
  payment: 'payment-modes',
  location: 'warehouses',
  item: 'items',
} as const satisfies Offered | Record<string, ChoiceList>

async function offeredBy({ target }: Ends, signal: AbortSignal | undefined): Promise<Offered> {
  const { connector } = target
  if (connector.choices === undefined) return {}
  const offered: Record<string, readonly Choice[]> = {}
  for (const [kind, list] of Object.entries(LISTS)) {
    offered[kind] = await connector.choices(target.context(readingScope(signal)), list)
  }
  return offered
}
