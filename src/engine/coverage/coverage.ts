import { recentOrders, recentPayloads } from '#database/recent-orders'
import { tracedReads } from '#lib/traced-reads'
import { resolve } from '#mapping/resolve'
import type { Order } from '#model/order'
import { endsOf, type Ends } from '#engine/adopt-range'
import { planInputOf } from '#engine/book-order'
import { boundMappings } from '#engine/catalog/bound-mappings'
import { filledFields } from '#engine/extra-fields'
import { orderSource } from '#engine/order-records'
import type { EngineServices } from '#engine/services'
import { plan, type Plan } from '#books/plan'
import { destinationsOf } from './destinations.ts'
import { fieldOf, leavesOf } from './leaves.ts'

/** What becomes of one field of the source. */
export interface CoveredField {
  /** Of our order (`record`), or of what the store sends (`payload`). */
  readonly side: 'record' | 'payload'
  /** E.g. `lines[].sku`. */
  readonly field: string
  /** `written`: it stands in documents. `decides`: it decides on them. `read`: our order has it. `dropped`: nothing looks at it. */
  readonly use: 'written' | 'decides' | 'read' | 'dropped'
  /** Where it goes, e.g. `invoice rows[].title`. */
  readonly goesTo: readonly string[]
  /** What takes it there: mapping tables, and field overrides by the name of their field. */
  readonly rules: readonly string[]
  /** Records that have it. */
  readonly records: number
  /** What the store calls it, where that is known. */
  readonly storeField: string | null
}

export interface Coverage {
  /** Orders and payloads that were looked at. */
  readonly orders: number
  readonly payloads: number
  readonly fields: readonly CoveredField[]
}

export interface CoverageRequest {
  readonly organizationId: string
  readonly integrationId: string
  /** Of the integration, at least: whoever has just changed it sees the change. */
  readonly revision?: number
}

const MOST_ORDERS = 20

/** Every field of recent orders and of what the store sent of them, with what becomes of it. Reads nothing but our own database. */
export async function coverage(services: EngineServices, { revision, ...of }: CoverageRequest): Promise<Coverage> {
  const ends = await endsOf(services, { ...of, since: new Date(0), until: new Date(0) }, revision)
  const orders = await recentOrders(services.pool, of, { limit: MOST_ORDERS })
  const payloads = await recentPayloads(services.pool, of, MOST_ORDERS)
  return {
    orders: orders.length,
    payloads: payloads.length,
    fields: [...(await recordFields(services, ends, orders)), ...(await payloadFields(ends, payloads))],
  }
}

async function recordFields(services: EngineServices, ends: Ends, orders: readonly Order[]): Promise<CoveredField[]> {
  const { integration, store, target } = ends
  const read = new Set<string>()
  const goesTo = new Map<string, Set<string>>()
  const byFields = new Map<string, Set<string>>()
  const note = (map: Map<string, Set<string>>, field: string, value: string): void => {
    map.set(field, (map.get(field) ?? new Set()).add(value))
  }
  for (const order of orders) {
    const input = planInputOf(services, { order, integration, target, held: [] })
    const found = destinationsOf(input, new Set(goesTo.keys()))
    for (const field of found.read) read.add(field)
    for (const [field, places] of found.goesTo) for (const place of places) note(goesTo, field, place)
    for (const { entry, on, reads, kind } of await overridesOf(services, ends, order, plan(input).targets)) {
      for (const path of reads) {
        if (!path.startsWith('record.') && !path.startsWith('line.')) continue
        const field = fieldOf(path.replace(/^record\./, '').replace(/^line\./, 'lines[].'))
        note(goesTo, field, `${kind} ${on === null ? '' : 'rows[].'}${entry.field}`)
        note(byFields, field, entry.field)
      }
    }
  }
  const nameOf = store.connector.reads.orders?.fieldName
  return [...counted(orders)].map(([field, records]) => {
    const places = [...(goesTo.get(field) ?? [])].toSorted()
    return {
      side: 'record',
      field,
      use: places.length > 0 ? 'written' : read.has(field) ? 'decides' : 'dropped',
      goesTo: places,
      rules: [...new Set([...tablesOf(field, places), ...(byFields.get(field) ?? [])])],
      records,
      storeField: nameOf?.(`order.${field.replaceAll('[]', '[0]')}`) ?? null,
    }
  })
}

/** What the field overrides look at; one that cannot be worked out is told elsewhere. */
async function overridesOf(services: EngineServices, { integration }: Ends, order: Order, targets: Plan['targets']) {
  if (integration.mappings.fields.length === 0) return []
  const mappings = await boundMappings(services.pool, integration, targets)
  const rules = { row: integration.row, entries: mappings.fields }
  const all = await Promise.all(
    targets.map(async (document) => {
      const mapped = resolve(document, mappings)
      if (!mapped.ok) return []
      const filled = await filledFields(mapped.document, order, rules, { trace: true }).catch(() => [])
      return filled.map((one) => ({ ...one, kind: document.kind }))
    }),
  )
  return all.flat()
}

async function payloadFields({ store }: Ends, payloads: readonly unknown[]): Promise<CoveredField[]> {
  const source = orderSource(store)
  const read = new Set<string>()
  for (const payload of payloads) {
    const watched = tracedReads(payload)
    try {
      await source.parse(store.settings, watched.value)
    } catch {
      // What cannot be read at all is an order that waits for a person, and is told there.
    }
    for (const path of watched.reads()) read.add(fieldOf(path))
  }
  return [...counted(payloads)].map(([field, records]) => ({
    side: 'payload',
    field,
    use: read.has(field) ? 'read' : 'dropped',
    goesTo: [],
    rules: [],
    records,
    storeField: null,
  }))
}

/** Every field that has a value somewhere, with how many records have one. */
function counted(records: readonly unknown[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const record of records) {
    const filled = [...leavesOf(record)].filter(([, value]) => value !== null && value !== '')
    for (const field of new Set(filled.map(([path]) => fieldOf(path)))) counts.set(field, (counts.get(field) ?? 0) + 1)
  }
  return new Map([...counts].toSorted(([a], [b]) => a.localeCompare(b)))
}

/** The mapping tables that take a value further, by where it stands in the documents. */
const tablesOf = (field: string, places: readonly string[]): string[] => [
  ...(places.some((place) => place.includes('taxes[].key.')) ? ['taxes'] : []),
  ...(places.some((place) => place.endsWith(' gateway')) ? ['payments'] : []),
  ...(places.some((place) => place.endsWith('].method')) ? ['shipping'] : []),
  ...(places.some((place) => place.endsWith('].locationExternalId')) ? ['locations'] : []),
  ...(/^lines\[\]\.(sku|variantExternalId)$/.test(field) ? ['items'] : []),
]
