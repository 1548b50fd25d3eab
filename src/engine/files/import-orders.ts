import { FILE_KEY, orderOf } from '#csv/order-rows'
import {
  compareFileRecords,
  type FileRecord,
  type FileRecordState,
  namesInStore,
  saveFileRecords,
} from '#database/file-records'
import { raiseTransfers } from '#database/raise'
import { inTransaction } from '#database/pool'
import { contentHash } from '#lib/hash'
import { newId } from '#lib/ids'
import type { Order } from '#model/order'
import { groupedRows } from './groups.ts'
import type { Importing } from './import.ts'

const BATCH = 200

interface ReadOrder {
  readonly line: number
  readonly order: Order
}

/** Keeps the orders of a file and raises those that are new or have changed; they are booked like all others, behind live ones. */
export async function importOrders(importing: Importing): Promise<void> {
  const { request, refuse, counts } = importing
  const importId = newId()
  let batch: ReadOrder[] = []
  for await (const rows of groupedRows(importing, 'order')) {
    const result = orderOf(rows, request.mapping.timeZone)
    if (!result.ok) {
      refuse(result.problems)
      continue
    }
    counts.records += 1
    const repeated = batch.find(({ order }) => order.externalId === result.order.externalId)
    if (repeated !== undefined) refuse([apart(rows[0].line, result.order.name)])
    else batch.push({ line: rows[0].line, order: result.order })
    if (batch.length >= BATCH) await take(importing, importId, batch.splice(0))
  }
  await take(importing, importId, batch)
}

const apart = (line: number, name: string) => ({
  line,
  column: 'order',
  value: name,
  message: 'has rows further up: rows of one order must stand together',
})

const inStore = (line: number, name: string) => ({
  line,
  column: 'order',
  value: name,
  message: 'is an order of the store, which is booked from there; one of a file needs another name',
})

/** Without those that the store has: what was written into a file must not be booked a second time. */
async function notInStore(importing: Importing, flow: OrderFlow, read: readonly ReadOrder[]): Promise<ReadOrder[]> {
  const names = read.map(({ order }) => order.name)
  const known = await namesInStore(importing.services.pool, flow, names, FILE_KEY)
  return read.filter(({ line, order }) => {
    const isKnown = known.has(order.name)
    if (isKnown) importing.refuse([inStore(line, order.name)])
    return !isKnown
  })
}

interface OrderFlow {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
}

async function take(importing: Importing, importId: string, read: readonly ReadOrder[]): Promise<void> {
  const { services, wake, request, counts, refuse } = importing
  const flow = { organizationId: request.organizationId, integrationId: request.integrationId, flow: 'orders' }
  const batch = await notInStore(importing, flow, read)
  if (batch.length === 0) return
  const at = services.clock.now().toISOString()
  const records = batch.map(({ order }) => recordOf(order))
  const states = request.dryRun
    ? await compareFileRecords(services.pool, flow, records)
    : await inTransaction(services.pool, async (sql) => {
        const saved = await saveFileRecords(sql, flow, { importId, at }, records)
        const news = batch.filter(({ order }) => isNews(saved.get(order.externalId)))
        const raised = news.map(({ order }) => ({
          recordKey: order.externalId,
          recordName: order.name,
          updatedAt: at,
          createdAt: order.placedAt,
        }))
        await raiseTransfers(sql, { ...flow, foundBy: 'person', lane: 1, force: false }, raised)
        return saved
      })
  for (const { line, order } of batch) {
    const state = states.get(order.externalId)
    if (state === 'repeated') refuse([apart(line, order.name)])
    else if (isNews(state)) {
      counts.written += 1
      const after = `${order.totals.total.shop} ${order.currencies.shop}`
      request.onChange?.({ line, subject: order.name, what: `${state ?? 'new'} order`, before: null, after })
    } else counts.unchanged += 1
  }
  if (!request.dryRun) wake.raise()
}

const isNews = (state: FileRecordState | undefined): boolean => state === 'new' || state === 'changed'

const recordOf = (order: Order): FileRecord => ({
  recordKey: order.externalId,
  contentHash: contentHash(order),
  body: JSON.stringify(order),
  placedAt: order.placedAt,
})
