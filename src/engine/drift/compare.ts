import { DRIFT_AREAS, type Difference, type DriftArea, type DriftReport } from '#drift/difference'
import { listFlows } from '#database/integrations'
import { keepReport } from '#database/drift'
import { dateIn } from '#lib/clock'
import type { EngineServices } from '#engine/services'
import { comparePricesOf } from './prices.ts'
import { compareStock } from './stock.ts'
import { compareDocuments, type ComparedDocuments, DOCUMENT_AREAS } from './documents.ts'

export interface DriftRequest {
  readonly organizationId: string
  readonly integrationId: string
  /** Orders that were placed in `[since, until)`. */
  readonly since: Date
  readonly until: Date
  /** IANA zone of the shop: what a day is. */
  readonly timeZone: string
  /** Default: all whose flow is switched on. */
  readonly areas?: readonly DriftArea[]
  /** Of those whose flow is switched on, only these. */
  readonly only?: readonly DriftArea[]
  readonly madeBy: 'schedule' | 'person'
  readonly signal?: AbortSignal
  onProgress?(progress: { readonly area: DriftArea; readonly compared: number }): void
}

/** One area beside the documents: how it is compared, and which flow it belongs to. */
interface AreaComparison {
  readonly flow: string
  compare(services: EngineServices, request: DriftRequest): Promise<AreaDrift>
}

/** What the comparison of one area found. */
export interface AreaDrift {
  readonly compared: number
  readonly differences: readonly Difference[]
}

const COMPARISONS: Readonly<Partial<Record<DriftArea, AreaComparison>>> = {
  stock: { flow: 'inventory', compare: compareStock },
  prices: { flow: 'price-lists', compare: comparePricesOf },
}

/**
 * Compares store and target, and keeps the report. Reads both and writes to neither.
 *
 * @throws {TillbridgeError} `rejected`, `TARGET_NOT_SEARCHABLE`; whatever the systems answer.
 */
export async function compareSides(services: EngineServices, request: DriftRequest): Promise<DriftReport> {
  const areas = await areasOf(services, request)
  const documents = DOCUMENT_AREAS.some((area) => areas.includes(area))
    ? within(await compareDocuments(services, { ...request, onProgress: progressOf(request, 'orders') }), areas)
    : null
  const compared: Partial<Record<DriftArea, number>> = { ...documents?.compared }
  const differences = [...(documents?.differences ?? [])]
  for (const area of areas) {
    const result = await COMPARISONS[area]?.compare(services, request)
    if (result === undefined) continue
    compared[area] = result.compared
    differences.push(...result.differences)
  }
  const report: DriftReport = {
    days: documents === null ? null : daysOf(request),
    compared,
    differences,
    figures: documents?.figures ?? [],
  }
  await keepReport(services.pool, request, {
    madeAt: services.clock.now().toISOString(),
    madeBy: request.madeBy,
    differences: differences.length,
    drifted: differences.filter(({ state }) => state === 'drifted').length,
    report: JSON.stringify(report),
  })
  return report
}

async function areasOf({ pool }: EngineServices, request: DriftRequest): Promise<readonly DriftArea[]> {
  if (request.areas !== undefined) return request.areas
  const flows = (await listFlows(pool, request.organizationId)).filter(
    ({ integrationId, enabled }) => enabled && integrationId === request.integrationId,
  )
  return DRIFT_AREAS.filter((area) => request.only?.includes(area) ?? true).filter(
    (area) => DOCUMENT_AREAS.includes(area) || flows.some(({ flow }) => flow === COMPARISONS[area]?.flow),
  )
}

const progressOf =
  (request: DriftRequest, area: DriftArea) =>
  (compared: number): void =>
    request.onProgress?.({ area, compared })

/** What was asked for: the documents are compared as a whole, whichever of their areas was named. */
const within = (documents: ComparedDocuments, areas: readonly DriftArea[]) => ({
  compared: Object.fromEntries(
    Object.entries(documents.compared).filter(([area]) => areas.includes(area as DriftArea)),
  ),
  differences: documents.differences.filter(({ area }) => areas.includes(area)),
  figures: documents.figures.map((day) => ({
    ...day,
    figures: day.figures.filter(({ area }) => areas.includes(area)),
  })),
})

const daysOf = ({ since, until, timeZone }: DriftRequest): DriftReport['days'] => ({
  from: dateIn(timeZone, since),
  to: dateIn(timeZone, new Date(until.getTime() - 1)),
  timeZone,
})
