import type { Difference } from '#drift/difference'
import { priceDifference } from '#drift/prices'
import { comparePrices } from '#engine/catalog/compare-prices'
import type { EngineServices } from '#engine/services'
import type { AreaDrift, DriftRequest } from './compare.ts'

/**
 * Every price that a rule feeds from one side to the other, beside what stands there.
 *
 * @throws {TillbridgeError} whatever the systems answer.
 */
export async function comparePricesOf(services: EngineServices, request: DriftRequest): Promise<AreaDrift> {
  const differences: Difference[] = []
  const { compared } = await comparePrices(services, {
    organizationId: request.organizationId,
    integrationId: request.integrationId,
    dryRun: true,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    onFinding: (finding) => void differences.push(priceDifference(finding)),
  })
  return { compared, differences }
}
