import { readStockFlow, type StockFlowRow } from '#database/stock-flows'
import { countLevels, listStockCauses } from '#database/stock-status'
import type { Handler } from '#server/api/call'
import { stockIntegration } from './integration.ts'

const MOST_CAUSES = 20

export const showStock: Handler<'stock.status'> = async ({ services: { pool }, organizationId, query }) => {
  const { integration, key } = await stockIntegration({ pool }, organizationId, query.integration)
  const [flow, counts, causes] = await Promise.all([
    readStockFlow(pool, key),
    countLevels(pool, key),
    listStockCauses(pool, key, MOST_CAUSES),
  ])
  return {
    integration: integration.key,
    live: integration.live,
    counts,
    problem: flow?.problem ?? null,
    stopped: stoppedOf(flow),
    comparison: {
      wantedAt: flow?.fullWantedAt ?? null,
      startedAt: flow?.fullStartedAt ?? null,
      finishedAt: flow?.fullFinishedAt ?? null,
      done: flow?.fullDone ?? 0,
      total: flow?.fullTotal ?? null,
    },
    causes: causes.map((cause) => ({ ...cause, skus: [...cause.skus] })),
  }
}

const stoppedOf = (flow: StockFlowRow | null) =>
  flow?.stoppedAt == null ? null : { at: flow.stoppedAt, zeroing: flow.stoppedZeroing ?? 0, of: flow.stoppedOf ?? 0 }
