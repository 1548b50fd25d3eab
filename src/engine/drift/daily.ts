import { listFlows } from '#database/integrations'
import { dateIn, startOfDay } from '#lib/clock'
import { daysLater } from '#engine/adopt-range'
import type { Engine } from '#engine/engine'
import type { EngineServices } from '#engine/services'

/** When the two sides of an integration are compared by themselves. */
export interface DailyComparison {
  readonly organizationId: string
  readonly integrationId: string
  /** Five cron fields, meant in `timeZone`. */
  readonly cron: string
  readonly timeZone: string
}

/** The comparisons that are switched on: of live integrations that take orders. */
export async function dailyComparisons({ pool, integrations }: EngineServices): Promise<DailyComparison[]> {
  const orders = (await listFlows(pool, null)).filter(({ flow, enabled }) => flow === 'orders' && enabled)
  const wanted = await Promise.all(
    orders.map(async ({ organizationId, integrationId, timeZone }) => {
      const { row, rules } = await integrations.load(organizationId, integrationId)
      const { daily, hour } = rules.reconciliation
      return row.live && daily ? [{ organizationId, integrationId, cron: `7 ${hour} * * *`, timeZone }] : []
    }),
  )
  return wanted.flat()
}

/** Compares the past days of an integration, today left out: what is still on its way is no difference. */
export async function compareDaily(
  engine: Engine,
  { organizationId, integrationId, timeZone }: Omit<DailyComparison, 'cron'>,
): Promise<void> {
  const { services } = engine
  const { reconciliation } = (await services.integrations.load(organizationId, integrationId)).rules
  const today = dateIn(timeZone, services.clock.now())
  const report = await engine.drift({
    organizationId,
    integrationId,
    timeZone,
    since: startOfDay(daysLater(today, -reconciliation.days), timeZone),
    until: startOfDay(today, timeZone),
    only: reconciliation.areas,
    madeBy: 'schedule',
  })
  const drifted = report.differences.filter(({ state }) => state === 'drifted').length
  if (drifted === 0) return
  services.log.warn({ integrationId, drifted }, 'store and target disagree; see them with "tillbridge drift --last"')
}
