import { readStockFlow, type StockFlowRow, wantFullRun } from '#database/stock-flows'
import { addStockHint } from '#database/stock-hints'
import { listFlows } from '#database/integrations'
import type { EngineServices } from '#engine/services'
import type { SweepRequest, SweepResult } from '#engine/sweep'
import type { Wake } from '#engine/wake'
import { dateIn } from '#lib/clock'

/** Asks the target what moved without a word; once a day, at the hour of the rules, everything is compared. The runner does the work. */
export async function sweepStock(services: EngineServices, wake: Wake, request: SweepRequest): Promise<SweepResult> {
  const { organizationId, integrationId } = request
  const key = { organizationId, integrationId }
  const { rules } = await services.integrations.load(organizationId, integrationId)
  const flows = await listFlows(services.pool, organizationId)
  const timeZone =
    flows.find((flow) => flow.integrationId === integrationId && flow.flow === request.flow)?.timeZone ?? 'UTC'
  const row = await readStockFlow(services.pool, key)
  const isDaily =
    rules.inventory.fullRunAt !== null && isDue(row, rules.inventory.fullRunAt, timeZone, services.clock.now())
  if (isDaily || request.force === true) await wantFullRun(services.pool, key)
  await addStockHint(services.pool, key, { side: 'target', key: '*' })
  wake.raise()
  return { read: 0, found: 0, raised: 0 }
}

/** Whether the hour has come and today's run has not begun. */
function isDue(row: StockFlowRow | null, at: string, timeZone: string, now: Date): boolean {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' }).format(now)
  if (time < at || row?.fullWantedAt != null) return false
  const last = row?.fullStartedAt ?? null
  if (last === null) return true
  const lastTime = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' }).format(new Date(last))
  const isToday = dateIn(timeZone, new Date(last)) === dateIn(timeZone, now)
  return !isToday || lastTime < at
}
