import { isDatabaseTrouble } from '#database/faults'
import { inTransaction } from '#database/pool'
import { type Settlement, settleTransfers } from '#database/settle'
import { type Batcher, batcher } from './batcher.ts'
import type { EngineServices } from './services.ts'

const GATHER_MS = 6
const LARGEST_BATCH = 64
const RETRY_MS = 500

/** Commits how runs ended, in batches. Resolves only when the commit has happened, however long the database is away. */
export function settler(services: EngineServices, worker: string, signal: AbortSignal): Batcher<Settlement, void> {
  return batcher({
    waitMs: GATHER_MS,
    largest: LARGEST_BATCH,
    // One at a time: what ends meanwhile goes along with the next, and no two commits wait for the same connection's row.
    parallel: 1,
    async handle(settlements) {
      await commit(services, worker, settlements, signal)
      return settlements.map(() => undefined)
    },
  })
}

async function commit(
  services: EngineServices,
  worker: string,
  settlements: readonly Settlement[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await inTransaction(services.pool, (sql) => settleTransfers(sql, worker, settlements))
      return
    } catch (error) {
      if (!isDatabaseTrouble(error)) return commitOneByOne(services, worker, settlements, signal)
      // What was written outside is known only here until it is committed: keep trying. When the process ends first, the
      // transfers are still unsettled, and the next run looks everything up by reference.
      services.log.warn(
        { error: String(error), settlements: settlements.length },
        'the database does not take results; trying again',
      )
      await services.clock.sleep(RETRY_MS, signal)
      if (signal.aborted) throw error
    }
  }
}

/** The fault is in one of the rows and would come again for ever: it must not keep the others from being stored. */
async function commitOneByOne(
  services: EngineServices,
  worker: string,
  settlements: readonly Settlement[],
  signal: AbortSignal,
): Promise<void> {
  for (const settlement of settlements) {
    const { transferId: transfer } = settlement
    if (settlements.length > 1) await commit(services, worker, [settlement], signal)
    else if (settlement.cause?.code === NOT_STORABLE) {
      // Not even that. Its lease ends, and the run after it looks everything up by reference.
      services.log.error({ transfer }, 'a result could not be stored at all')
    } else {
      services.log.error({ transfer }, 'a result could not be stored in full')
      await commit(services, worker, [bare(settlement)], signal)
    }
  }
}

const NOT_STORABLE = 'RESULT_NOT_STORABLE'

/** The settlement without what the database refused. The links stay: they are what must not be forgotten. */
const bare = (settlement: Settlement): Settlement => ({
  ...settlement,
  state: 'attention',
  summary: null,
  knownBy: null,
  recordName: null,
  sourceUpdatedAt: null,
  sourceCreatedAt: null,
  cause: {
    kind: 'bug',
    code: NOT_STORABLE,
    subject: null,
    message: 'What this run did could not be stored in full.',
    remedy: 'Report this; the documents themselves are linked and safe.',
  },
  attempt: { ...settlement.attempt, detail: null, exchanges: [] },
})
