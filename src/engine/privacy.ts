import { type Erased, erase } from '#database/erase'
import { inTransaction } from '#database/pool'
import { openErasures } from '#database/privacy'
import type { EngineServices } from './services.ts'

/** Carries out the erasures that stores asked for. Requests for data wait for a person: nobody else may hand it out. */
export async function carryOutErasures({
  pool,
  log,
}: Pick<EngineServices, 'pool' | 'log'>): Promise<readonly Erased[]> {
  const done: Erased[] = []
  for (const request of await openErasures(pool)) {
    const { requestId, kind } = request
    try {
      const erased = await inTransaction(pool, (sql) => erase(sql, request))
      done.push(erased)
      log.info({ request: requestId, kind, ...erased }, 'personal data was erased, as the store asked')
    } catch (error) {
      log.error({ request: requestId, kind, error: String(error) }, 'an erasure failed; it is tried again')
    }
  }
  return done
}
