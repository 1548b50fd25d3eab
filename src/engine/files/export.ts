import type { ProductSource, PriceSource, PriceTarget } from '#contract/products'
import type { StockSource, StockTarget } from '#contract/stock'
import type { FileKind } from '#csv/columns'
import type { FileMapping } from '#csv/mapping'
import { orderCells } from '#csv/order-cells'
import { productCells } from '#csv/product-rows'
import { readingScope, storeChanges } from '#engine/changes'
import type { OpenConnection } from '#engine/connections'
import { readOrder } from '#engine/order-records'
import type { EngineServices } from '#engine/services'
import { decimal } from '#lib/decimal'
import { impossible, openSide, type Side } from './sides.ts'
import { writeFile } from './write-file.ts'

export interface RowsRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly kind: FileKind
  /** Orders come from the store. Default: the store. */
  readonly from?: Side
  /** Orders that were placed in `[since, until)`. */
  readonly since: Date
  readonly until: Date
  readonly signal?: AbortSignal
}

export interface ExportRequest extends RowsRequest {
  readonly path: string
  readonly mapping: FileMapping
  onProgress?(rows: number): void
}

type Cells = Readonly<Record<string, string>>
type Rows = AsyncIterable<Cells>

interface Exporting {
  readonly services: EngineServices
  readonly request: RowsRequest
  readonly side: OpenConnection
}

const EXPORTS: Readonly<Record<FileKind, (exporting: Exporting) => Rows>> = {
  orders: orderRows,
  products: productRows,
  stock: stockRows,
  prices: priceRows,
}

/**
 * Records of one side as rows of a file, read as they are asked for: values by column name, in canonical spelling.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_IMPORT_IMPOSSIBLE`; whatever the system answers.
 */
export async function exportRows(services: EngineServices, request: RowsRequest): Promise<Rows> {
  const integration = await services.integrations.load(request.organizationId, request.integrationId)
  const from = request.kind === 'orders' ? 'store' : (request.from ?? 'store')
  const side = await openSide({ services, request, integration }, from)
  return EXPORTS[request.kind]({ services, request, side })
}

/**
 * Writes records of one side into a file, row by row. The file appears once it is whole. Answers how many rows it has.
 *
 * @throws {TillbridgeError} `rejected`: `FILE_UNWRITABLE`, `FILE_IMPORT_IMPOSSIBLE`; whatever the system answers.
 */
export async function exportFile(services: EngineServices, request: ExportRequest): Promise<number> {
  const all = await exportRows(services, request)
  const file = await writeFile(request.path, request.kind, request.mapping)
  let rows = 0
  try {
    for await (const cells of all) {
      await file.add(cells)
      rows += 1
      if (rows % 100 === 0) request.onProgress?.(rows)
    }
    await file.finish()
    return rows
  } catch (error) {
    await file.discard()
    throw error
  }
}

async function* orderRows({ services, request, side }: Exporting): Rows {
  const seen = new Set<string>()
  const range = { ...request, until: services.clock.now() }
  for await (const page of storeChanges(services, range)) {
    for (const { key } of page) {
      if (seen.has(key)) continue
      seen.add(key)
      const order = await readOrder(services, side, readingScope(request.signal), { ...request, recordKey: key })
      const placed = Date.parse(order?.placedAt ?? '')
      if (order !== null && placed >= request.since.getTime() && placed < request.until.getTime())
        yield* orderCells(order)
    }
  }
}

async function* productRows({ request, side }: Exporting): Rows {
  const source = side.connector.reads.products as ProductSource<never> | undefined
  if (source === undefined) throw impossible(`${side.connector.name} tells no products.`)
  for await (const { products } of source.all(side.context(readingScope(request.signal)))) {
    for (const product of products) yield* productCells(product)
  }
}

async function* stockRows({ request, side }: Exporting): Rows {
  const context = side.context(readingScope(request.signal))
  const source = side.connector.reads.stock as StockSource<never> | undefined
  const sink = side.connector.writes.stock as StockTarget<never> | undefined
  if (source !== undefined) {
    const places = (await source.places(context)).filter(({ isGroup }) => !isGroup).map(({ externalId }) => externalId)
    for await (const page of source.facts(context, { places })) {
      for (const { item, place, onHand } of page) yield { sku: item, location: place, available: onHand }
    }
  } else if (sink !== undefined) {
    const locations = (await sink.locations(context)).map(({ externalId }) => externalId)
    for await (const page of sink.items(context, { locations })) {
      for (const { sku, levels } of page) {
        for (const { location, available } of sku === null ? [] : levels)
          yield { sku: sku ?? '', location, available: decimal(available) }
      }
    }
  } else throw impossible(`${side.connector.name} tells no stock.`)
}

async function* priceRows({ request, side }: Exporting): Rows {
  const context = side.context(readingScope(request.signal))
  const prices = (side.connector.reads.prices ?? side.connector.writes.prices) as
    | PriceSource<never>
    | PriceTarget<never>
    | undefined
  const products = side.connector.reads.products as ProductSource<never> | undefined
  const skus = new Map<string, string>()
  for await (const { products: page } of products?.all(context) ?? []) {
    for (const { externalId, sku, price, compareAtPrice } of page.flatMap(({ variants }) => variants)) {
      if (sku === null) continue
      skus.set(externalId, sku)
      if (price != null)
        yield { sku, amount: price, ...(compareAtPrice == null ? {} : { 'compare-at': compareAtPrice }) }
    }
  }
  if (prices === undefined) return
  // The store's own list is the price of the variant, which is written above.
  const lists = (await prices.lists(context)).map(({ externalId }) => externalId).filter((list) => list !== '')
  for await (const page of prices.prices(context, { lists })) {
    for (const { item, list, amount, currency, compareAt, validFrom, validUntil } of page) {
      yield {
        sku: skus.get(item) ?? item,
        list,
        amount,
        currency,
        ...(compareAt === null ? {} : { 'compare-at': compareAt }),
        ...(validFrom === null ? {} : { 'valid-from': validFrom }),
        ...(validUntil === null ? {} : { 'valid-until': validUntil }),
      }
    }
  }
}
