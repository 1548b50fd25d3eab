import type { LevelOutcome, LevelToSet, StockTarget } from '#contract/stock'
import { TillbridgeError } from '#lib/errors'
import { type ItemAtPlace, itemsIn, levelFrom, levelsIn } from '#generic/level-answer'
import { placeFrom } from '#generic/stock-answer'
import { pagesOf } from './pages.ts'
import type { LevelStatements, SqlSettings } from './settings.ts'
import { type SqlContext, transaction } from './statements.ts'

const LARGEST_BATCH = 100

/** What the store may sell, as the settings describe it. */
export const levelsOf = (levels: LevelStatements): StockTarget<SqlSettings> => ({
  largestBatch: LARGEST_BATCH,
  async locations(context) {
    const where = 'levels.locations'
    const { rows } = await transaction(context, { where, effect: 'read' }, (running) =>
      running.run(levels.locations, {}, where),
    )
    return rows.map((row) => placeFrom(row, where))
  },
  items: (context, filter) => itemsIn(told(context, levels), filter),
  levels: (context, filter) => levelsIn(told(context, levels), filter),
  async set(context, rows) {
    const outcomes: LevelOutcome[] = []
    for (const row of rows) outcomes.push(await setOne(context, levels, row))
    return outcomes
  },
})

async function* told(context: SqlContext, levels: LevelStatements): AsyncGenerator<readonly ItemAtPlace[]> {
  const where = 'levels.items'
  for await (const rows of pagesOf(context, levels.items, ['stock_item', 'location'], { where, input: {} }))
    yield rows.map((row) => levelFrom(row, where))
}

/** A transaction of its own for each row, so that one that is refused undoes no other. */
async function setOne(context: SqlContext, levels: LevelStatements, row: LevelToSet): Promise<LevelOutcome> {
  const where = 'levels.set'
  try {
    return await transaction(context, { where, effect: 'write' }, async (running): Promise<LevelOutcome> => {
      const { affected } = await running.run(levels.set, { ...row }, where)
      if (affected === 1) return { outcome: 'set' }
      if (affected > 1) throw severalRows(row, affected)
      const { rows } = await running.run(levels.one, { ...row }, 'levels.one')
      return { outcome: rows.length === 0 ? 'gone' : 'stale' }
    })
  } catch (error) {
    if (error instanceof TillbridgeError && error.code === 'REFUSED')
      return { outcome: 'refused', message: error.message }
    throw error
  }
}

const severalRows = ({ stockItem, location }: LevelToSet, rows: number): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ROWS_DIFFER',
    message: `The statement under levels.set would have changed ${rows} rows for ${stockItem} at ${location}. Nothing was written.`,
    remedy: 'Correct the statement in the settings of the connection.',
    subject: 'setting:levels.set',
  })
