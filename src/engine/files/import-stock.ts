import type { Context } from '#contract/context'
import type { LevelToSet, StockTarget } from '#contract/stock'
import { writingScope } from '#engine/changes'
import { contentHash } from '#lib/hash'
import { isInteger, toNumber, type Decimal } from '#lib/decimal'
import type { ReadRow } from '#csv/rows'
import { goodRows } from './groups.ts'
import type { Importing } from './import.ts'
import { refuseRow, type Unfit } from './refuse-row.ts'
import { impossible, openSide } from './sides.ts'

interface Wanted extends LevelToSet {
  readonly row: ReadRow
}

/**
 * Sets the stock of the store to what a file says.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_IMPORT_IMPOSSIBLE` where the flow of stock would overwrite it; whatever the store answers.
 */
export async function importStock(importing: Importing): Promise<void> {
  const { request, counts } = importing
  const store = await openSide(importing, 'store')
  const sink = store.connector.writes.stock as StockTarget<never> | undefined
  if (sink === undefined) throw impossible(`${store.connector.name} takes no stock.`)
  const context = store.context(writingScope(request.signal))
  const locations = await sink.locations(context)
  const places = new Map(
    locations.flatMap(({ externalId, name }) => [
      [name, externalId],
      [externalId, externalId],
    ]),
  )
  const items = await itemsBySku(
    context,
    sink,
    locations.map(({ externalId }) => externalId),
  )
  let batch: Wanted[] = []
  for await (const row of goodRows(importing)) {
    const wanted = levelOf(row, items, places)
    if ('message' in wanted) {
      refuseRow(importing, row, wanted)
      continue
    }
    counts.records += 1
    batch.push(wanted)
    if (batch.length >= sink.largestBatch) await set(importing, context, sink, batch.splice(0))
  }
  if (batch.length > 0) await set(importing, context, sink, batch)
}

/** What the store counts by its SKU; `several` = more than one has it, and nobody can tell which is meant. */
async function itemsBySku(
  context: Context<never>,
  sink: StockTarget<never>,
  locations: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for await (const page of sink.items(context, { locations })) {
    for (const { sku, stockItem } of page) {
      if (sku !== null) found.set(sku, (found.get(sku) ?? stockItem) === stockItem ? stockItem : SEVERAL)
    }
  }
  return found
}

const SEVERAL = ''

function levelOf(
  row: ReadRow,
  items: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, string>,
): Wanted | Unfit {
  const { sku = '', location = '', available = '' } = row.values
  const stockItem = items.get(sku)
  const place = places.get(location)
  if (stockItem === undefined) return { column: 'sku', message: `nothing that the store counts has the SKU ${sku}` }
  if (stockItem === SEVERAL) return { column: 'sku', message: `several variants of the store have the SKU ${sku}` }
  if (place === undefined) return { column: 'location', message: `the store has no location ${location}` }
  if (!isInteger(available as Decimal)) return { column: 'available', message: 'a store counts whole pieces' }
  return { stockItem, location: place, available: toNumber(available as Decimal), expected: null, row }
}

async function set(
  { request, refuse, counts }: Importing,
  context: Context<never>,
  sink: StockTarget<never>,
  batch: readonly Wanted[],
): Promise<void> {
  const before = new Map<string, number>()
  const filter = {
    locations: [...new Set(batch.map(({ location }) => location))],
    stockItems: [...new Set(batch.map(({ stockItem }) => stockItem))],
  }
  for await (const page of sink.levels(context, filter)) {
    for (const { stockItem, location, available } of page) before.set(`${stockItem} ${location}`, available)
  }
  const changes = batch.flatMap((one) => {
    const was = before.get(`${one.stockItem} ${one.location}`) ?? null
    return was === one.available ? [] : [{ ...one, expected: was }]
  })
  counts.unchanged += batch.length - changes.length
  const outcomes = request.dryRun
    ? changes.map(() => ({ outcome: 'set' as const }))
    : changes.length === 0
      ? []
      : await sink.set(context, changes.map(levelToSet), contentHash(changes.map(levelToSet)))
  changes.forEach(({ row, available, expected }, index) => {
    const result = outcomes[index]
    const subject = `${row.values['sku'] ?? ''} at ${row.values['location'] ?? ''}`
    if (result?.outcome === 'set') {
      counts.written += 1
      const was = expected === null ? null : String(expected)
      request.onChange?.({ line: row.line, subject, what: 'available', before: was, after: String(available) })
    } else {
      const message = result?.outcome === 'refused' ? result.message : (SAID[result?.outcome ?? 'gone'] ?? '')
      refuse([{ line: row.line, column: null, value: subject, message }])
    }
  })
}

const levelToSet = ({ stockItem, location, available, expected }: LevelToSet): LevelToSet => ({
  stockItem,
  location,
  available,
  expected,
})

const SAID: Readonly<Record<string, string>> = {
  stale: 'was sold or changed in the store at this very moment: read the file again',
  'not-stocked': 'is not stocked at this location of the store',
  gone: 'is not counted by the store',
}
