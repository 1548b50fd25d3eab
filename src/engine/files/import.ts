import type { FileKind } from '#csv/columns'
import type { FileMapping } from '#csv/mapping'
import type { RowProblem } from '#csv/rows'
import type { LoadedIntegration } from '#engine/integrations'
import type { EngineServices } from '#engine/services'
import type { Wake } from '#engine/wake'
import { importOrders } from './import-orders.ts'
import { importPrices } from './import-prices.ts'
import { importProducts } from './import-products.ts'
import { importStock } from './import-stock.ts'

export interface ImportRequest {
  readonly organizationId: string
  readonly integrationId: string
  readonly kind: FileKind
  readonly path: string
  /** What messages call the file. Default: its path. */
  readonly name?: string
  readonly mapping: FileMapping
  /** Say what would happen, and change nothing anywhere. */
  readonly dryRun: boolean
  /** Into which side products go; orders are booked, stock and prices go to the store. Default: the store. */
  readonly into?: 'store' | 'target'
  readonly signal?: AbortSignal
  /** Told of every row that cannot be taken, in the order of the file. */
  onProblem?(problem: RowProblem): void
  /** Told of every change, in a dry run and otherwise. */
  onChange?(change: FileChange): void
  onProgress?(progress: ImportProgress): void
}

/** What a record of the file comes to. */
export interface FileChange {
  readonly line: number
  readonly subject: string
  readonly what: string
  readonly before: string | null
  readonly after: string | null
}

export interface ImportProgress {
  /** Rows read, problems included. */
  readonly rows: number
  /** Orders, products, levels or prices that the rows came to. */
  readonly records: number
  readonly written: number
  readonly unchanged: number
  /** Rows that could not be taken. */
  readonly refused: number
}

/** An import at work: counts, and where to tell. */
export interface Importing {
  readonly services: EngineServices
  readonly wake: Wake
  readonly request: ImportRequest
  readonly integration: LoadedIntegration
  readonly counts: { -readonly [K in keyof ImportProgress]: ImportProgress[K] }
  refuse(problems: readonly RowProblem[]): void
}

const IMPORTS: Readonly<Record<FileKind, (importing: Importing) => Promise<void>>> = {
  orders: importOrders,
  products: importProducts,
  stock: importStock,
  prices: importPrices,
}

/**
 * Takes a file row by row. What is wrong with a row is told, and the others go on; reading it again changes nothing twice.
 *
 * @throws {TillbridgeError} `rejected`: `FILE_UNREADABLE`, `FILE_MAPPING_WRONG`, `FILE_IMPORT_IMPOSSIBLE`; whatever the systems answer.
 */
export async function importFile(
  services: EngineServices,
  wake: Wake,
  request: ImportRequest,
): Promise<ImportProgress> {
  const integration = await services.integrations.load(request.organizationId, request.integrationId)
  const counts = { rows: 0, records: 0, written: 0, unchanged: 0, refused: 0 }
  const refuse = (problems: readonly RowProblem[]): void => {
    counts.refused += new Set(problems.map(({ line }) => line)).size
    for (const problem of problems) request.onProblem?.(problem)
  }
  await IMPORTS[request.kind]({ services, wake, request, integration, counts, refuse })
  request.onProgress?.(counts)
  return counts
}
