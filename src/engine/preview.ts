import type { DocumentTarget } from '#contract/target'
import type { Plan } from '#books/plan'
import { FILE_KEY } from '#csv/order-rows'
import { listTransfers } from '#database/transfers'
import { heldDocuments } from '#database/links'
import { queriesOf } from '#database/tables'
import { TillbridgeError } from '#lib/errors'
import type { MissingMapping } from '#mapping/missing'
import { resolve } from '#mapping/resolve'
import type { MappedDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { planOrder } from './book-order.ts'
import { boundMappings } from './catalog/bound-mappings.ts'
import type { OpenConnection, RunScope } from './connections.ts'
import { withExtraFields } from './extra-fields.ts'
import { orderSource, readOrder } from './order-records.ts'
import type { EngineServices } from './services.ts'
import { heldWithDeliveries } from './shipments/known-deliveries.ts'

export interface PreviewRequest {
  readonly organizationId: string
  readonly integrationId: string
  /** What people call the order, e.g. `#1001`. Instead of `payload`. */
  readonly name?: string
  /** The order's key in the store. Instead of `name`. */
  readonly recordKey?: string
  /** An order as the store would send it, e.g. from a file. */
  readonly payload?: unknown
}

/** What a run would do now, without a write. */
export interface Preview {
  readonly order: Order
  readonly plan: Plan
  /** The documents that would be written, with the target's codes. */
  readonly documents: readonly PreviewedDocument[]
  readonly missing: readonly MissingMapping[]
  /** What the target holds already, deliveries that its own people made among it. */
  readonly held: readonly HeldDocument[]
}

export interface PreviewedDocument {
  readonly document: MappedDocument
  /** The sums that the target will compute, when they can differ from the document's. */
  readonly forecast: { readonly total: string; readonly taxTotal: string } | null
}

const SCOPE: RunScope = {
  signal: new AbortController().signal,
  record() {},
  beforeWrite() {
    throw new TillbridgeError({ kind: 'bug', code: 'PREVIEW_WROTE', message: 'A preview tried to write.' })
  },
}

/** @throws {TillbridgeError} `rejected`, `ORDER_NOT_FOUND`; whatever the store answers. */
export async function preview(services: EngineServices, request: PreviewRequest): Promise<Preview> {
  const integration = await services.integrations.load(request.organizationId, request.integrationId)
  const store = await services.connections.open(request.organizationId, integration.row.storeConnectionId)
  const target = await services.connections.open(request.organizationId, integration.row.targetConnectionId)
  const order = await orderOf(services, store, request)
  const held =
    request.payload === undefined
      ? await heldWithDeliveries(services.pool, { order, integration, held: await heldOf(services, request, order) })
      : []
  const made = planOrder(services, { order, integration, target, held })
  const creates = made.writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
  const mappings = await boundMappings(services.pool, integration, creates)
  const resolved = creates.map((document) => resolve(document, mappings))
  const mapped = resolved.flatMap((result) => (result.ok ? [result.document] : []))
  const complete = await withExtraFields(mapped, () => order, { row: integration.row, entries: mappings.fields })
  const sink = target.connector.writes.documents as DocumentTarget<never> | undefined
  return {
    order,
    plan: made,
    held,
    missing: resolved.flatMap((result) => (result.ok ? [] : result.missing)),
    documents: complete.map((document) => ({
      document,
      forecast: sink?.forecast?.(target.settings, document) ?? null,
    })),
  }
}

async function orderOf(
  services: EngineServices,
  store: OpenConnection,
  { organizationId, integrationId, name, recordKey, payload }: PreviewRequest,
): Promise<Order> {
  const source = orderSource(store)
  if (payload !== undefined) return source.parse(store.settings, payload)
  const key = recordKey ?? (await source.findByName(store.context(SCOPE), name ?? '')) ?? `${FILE_KEY}${name ?? ''}`
  const order = await readOrder(services, store, SCOPE, { organizationId, integrationId, recordKey: key })
  if (order !== null) return order
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ORDER_NOT_FOUND',
    message: `The store has no order called "${name ?? recordKey}".`,
    remedy: 'Check the number as the store shows it. Orders older than 60 days need the scope read_all_orders.',
    subject: `order:${name ?? recordKey}`,
  })
}

async function heldOf(
  services: EngineServices,
  request: PreviewRequest,
  order: Order,
): Promise<readonly HeldDocument[]> {
  const [transfer] = await listTransfers(
    queriesOf(services.pool),
    request.organizationId,
    { integrationId: request.integrationId, flow: 'orders', record: order.externalId },
    { limit: 1 },
  )
  if (transfer === undefined) return []
  return (
    (
      await heldDocuments(services.pool, [{ organizationId: request.organizationId, transferId: transfer.transferId }])
    ).get(transfer.transferId) ?? []
  )
}
