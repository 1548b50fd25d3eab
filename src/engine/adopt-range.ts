import type { FoundDocument } from '#contract/target'
import { fileRecordKeys } from '#database/file-records'
import { heldDocuments } from '#database/links'
import { transferIdsOf } from '#database/adopting'
import { TillbridgeError } from '#lib/errors'
import type { DocumentKind } from '#model/documents'
import type { HeldDocument } from '#model/held'
import { readingScope, storeChanges } from './changes.ts'
import type { OpenConnection } from './connections.ts'
import type { LoadedIntegration } from './integrations.ts'
import { readOrder } from './order-records.ts'
import { type PlannedOrder, plannedOrder } from './planned-order.ts'
import type { EngineServices } from './services.ts'
import { documentsOf } from './target-documents.ts'

/** Orders that were placed in `[since, until)`. */
export interface OrderRange {
  readonly organizationId: string
  readonly integrationId: string
  readonly since: Date
  readonly until: Date
  readonly signal?: AbortSignal
}

export interface Ends {
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
  readonly target: OpenConnection
}

/** `revision`: of the integration, at least; absent = a state that may be some seconds old will do. */
export async function endsOf(services: EngineServices, range: OrderRange, revision?: number): Promise<Ends> {
  const integration = await services.integrations.load(range.organizationId, range.integrationId, revision)
  return {
    integration,
    store: await services.connections.open(range.organizationId, integration.row.storeConnectionId),
    target: await services.connections.open(range.organizationId, integration.row.targetConnectionId),
  }
}

const PAGE = 100

/** Reads and plans the orders of a range, page by page as the store lists them, then those of files. Writes nothing anywhere. */
export async function* plannedOrders(
  services: EngineServices,
  ends: Ends,
  range: OrderRange,
): AsyncGenerator<readonly PlannedOrder[]> {
  const seen = new Set<string>()
  // Whatever was placed in the range has changed since it began, at the latest today.
  const changes = storeChanges(services, { ...range, until: services.clock.now() })
  for await (const page of changes) {
    const keys = page
      .filter(({ key, createdAt }) => !seen.has(key) && (createdAt === null || isWithin(range, createdAt)))
      .map(({ key }) => key)
    for (const key of keys) seen.add(key)
    yield await planned(keys)
    if (range.signal?.aborted === true) return
  }
  const fromFiles = await fileRecordKeys(services.pool, { ...range, flow: 'orders' }, range)
  for (let at = 0; at < fromFiles.length; at += PAGE) yield await planned(fromFiles.slice(at, at + PAGE))

  async function planned(keys: readonly string[]): Promise<PlannedOrder[]> {
    const held = await heldOf(services, range, keys)
    const orders: PlannedOrder[] = []
    for (const key of keys) {
      const order = await readOrder(services, ends.store, readingScope(range.signal), { ...range, recordKey: key })
      if (order === null || !isWithin(range, order.placedAt)) continue
      orders.push(await plannedOrder(services, ends, { order, links: held.get(key) ?? [] }))
    }
    return orders
  }
}

const isWithin = ({ since, until }: OrderRange, instant: string): boolean => {
  const time = Date.parse(instant)
  return time >= since.getTime() && time < until.getTime()
}

async function heldOf(
  { pool }: EngineServices,
  { organizationId, integrationId }: OrderRange,
  keys: readonly string[],
): Promise<Map<string, readonly HeldDocument[]>> {
  const transfers = await transferIdsOf(pool, { organizationId, integrationId, flow: 'orders' }, keys)
  const ids = [...transfers].map(([, transferId]) => ({ organizationId, transferId }))
  const held = await heldDocuments(pool, ids)
  return new Map([...transfers].map(([key, transferId]) => [key, held.get(transferId) ?? []]))
}

// Documents of an order may be dated some days before or after it: an invoice when the goods left, a payment when it arrived.
const MARGIN_DAYS = 7

/**
 * The documents of these kinds that the target holds from some days before `from` to some days after `to`.
 *
 * @throws {TillbridgeError} `rejected`, `TARGET_NOT_SEARCHABLE`; whatever the target answers.
 */
export async function searchTarget(
  target: OpenConnection,
  wanted: {
    readonly kinds: readonly DocumentKind[]
    readonly from: string
    readonly to: string
    readonly signal?: AbortSignal
  },
): Promise<FoundDocument[]> {
  const documents = documentsOf(target)
  if (documents.search === undefined) throw notSearchable(target.connector.name)
  const found: FoundDocument[] = []
  for (const kind of wanted.kinds.filter((one) => documents.capabilities.kinds.includes(one))) {
    const days = { from: daysLater(wanted.from, -MARGIN_DAYS), to: daysLater(wanted.to, MARGIN_DAYS) }
    const pages = documents.search(target.context(readingScope(wanted.signal)), { kind, ...days })
    for await (const page of pages) found.push(...page)
  }
  return found
}

/** The date `days` later, `YYYY-MM-DD`. */
export function daysLater(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

const notSearchable = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'TARGET_NOT_SEARCHABLE',
    message: `${name} cannot be searched, so what it holds cannot be compared.`,
  })
