import type { StockFlowRow, StockProblem } from '#database/stock-flows'
import { holdZeroes, noteZeroed, recentZeroing, stopZeroing, STOP_CODE } from '#database/stock-stop'
import type { EngineServices } from '#engine/services'
import type { InventoryRules } from '#stock/rules'
import type { LevelToSend } from './send.ts'
import type { StockFlow } from './stock-flow.ts'

/** Whether so many of so many are more than the rules let fall to zero without asking. */
export const isTooMuch = ({ stopLoss }: InventoryRules, zeroing: number, of: number): boolean =>
  zeroing > stopLoss.levels && zeroing * 100 > of * Number(stopLoss.percent)

/** What a person reads who has to decide. */
export const stopCause = (zeroing: number, of: number): StockProblem => ({
  code: STOP_CODE,
  subject: null,
  message: `${zeroing} of ${of} products for sale would fall to zero because the target says that it has none of them. Nothing of this was sent.`,
  remedy:
    'Look at the stock of some of them in the target. If it is right: tillbridge stock confirm. If the target was read wrongly: tillbridge stock refuse.',
})

/**
 * Takes out of what is about to be sent the levels that a person has to confirm. A figure that falls to zero because of orders, with goods in the
 * target, is always sent: it is what keeps a store from overselling.
 */
export async function withoutDoubtfulZeroes(
  { pool, log }: EngineServices,
  flow: StockFlow,
  row: StockFlowRow,
  levels: readonly (LevelToSend & { readonly zeroAllowed: boolean })[],
): Promise<readonly LevelToSend[]> {
  const doubtful = levels.filter(
    (level) => level.wanted === 0 && (level.known ?? 0) > 0 && level.sourceEmpty && !level.zeroAllowed,
  )
  if (doubtful.length === 0) return levels
  const { zeroed, of } = await recentZeroing(pool, flow.key)
  const all = zeroed + doubtful.length
  if (row.stoppedAt === null && !isTooMuch(flow.rules, all, of + zeroed)) {
    await noteZeroed(pool, flow.key, doubtful.length)
    return levels
  }
  const figures = { zeroing: Math.max(all, row.stoppedZeroing ?? 0), of: row.stoppedOf ?? of + zeroed }
  await stopZeroing(pool, flow.key, figures)
  await holdZeroes(pool, flow.key, stopCause(figures.zeroing, figures.of), { levels: doubtful })
  if (row.stoppedAt === null) {
    log.warn(
      { integration: flow.integration.row.key, ...figures },
      'stock is not set to zero until a person confirms it',
    )
  }
  const held = new Set(doubtful)
  return levels.filter((level) => !held.has(level))
}
