import { recordStandings } from '#database/drift'
import { databaseNow } from '#database/stock-flows'
import { priceDifference } from '#drift/prices'
import { comparePrices, type PriceFinding } from '#engine/catalog/compare-prices'
import { TARGET_PREFIX } from '#engine/catalog/raise'
import type { EngineServices } from '#engine/services'
import type { AreaDrift, DriftRequest } from './compare.ts'

/**
 * Every price that a rule feeds from one side to the other, beside what stands there.
 *
 * @throws {TillbridgeError} whatever the systems answer.
 */
export async function comparePricesOf(services: EngineServices, request: DriftRequest): Promise<AreaDrift> {
  const { pool } = services
  const since = new Date(await databaseNow(pool)).toISOString()
  const findings: PriceFinding[] = []
  const { compared } = await comparePrices(services, {
    organizationId: request.organizationId,
    integrationId: request.integrationId,
    dryRun: true,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onFinding: (finding) => void findings.push(finding),
  })
  const keys = [...new Set(findings.map(keyOf))]
  const known = new Map(
    (await recordStandings(pool, request, 'price-lists', keys)).map((standing) => [standing.recordKey, standing]),
  )
  const differences = findings.map((finding) => priceDifference(finding, known.get(keyOf(finding)) ?? null, since))
  return { compared, differences }
}

const keyOf = ({ targetItem }: PriceFinding): string => `${TARGET_PREFIX}${targetItem}`
