import { FILE_KEY } from '#csv/order-rows'
import type { Snapshot, Source } from '#contract/source'
import { readFileRecord } from '#database/file-records'
import { TillbridgeError } from '#lib/errors'
import type { Order } from '#model/order'
import type { OpenConnection, RunScope } from './connections.ts'
import type { EngineServices } from './services.ts'

/** Names an order of an integration. */
export interface OrderKey {
  readonly organizationId: string
  readonly integrationId: string
  readonly recordKey: string
}

/** @throws {TillbridgeError} `bug`, `NOT_READABLE`. */
export function orderSource({ connector }: OpenConnection): Source<never, Order> {
  const source = connector.reads.orders as Source<never, Order> | undefined
  if (source !== undefined) return source
  throw new TillbridgeError({ kind: 'bug', code: 'NOT_READABLE', message: `${connector.name} cannot read orders.` })
}

/**
 * The order as it is now: from the store, or as a file last described it. `null` = it is gone.
 *
 * @throws {TillbridgeError} whatever the store answers.
 */
export async function readOrder(
  { pool }: EngineServices,
  store: OpenConnection,
  scope: RunScope,
  { organizationId, integrationId, recordKey }: OrderKey,
  snapshot?: Snapshot,
): Promise<Order | null> {
  if (!recordKey.startsWith(FILE_KEY)) return orderSource(store).get(store.context(scope), recordKey, snapshot)
  const kept = await readFileRecord(pool, { organizationId, integrationId, flow: 'orders' }, recordKey)
  return kept === null ? null : { ...(JSON.parse(kept.body) as Order), updatedAt: kept.updatedAt }
}
