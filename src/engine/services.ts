import type { Pool } from 'pg'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { ClosedPeriods } from './closed-periods.ts'
import type { Connections } from './connections.ts'
import type { Integrations } from './integrations.ts'

/** What the parts of the engine share inside one process. */
export interface EngineServices {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Log
  readonly connections: Connections
  readonly integrations: Integrations
  readonly closedPeriods: ClosedPeriods
  /** In [0, 1); spreads retries. */
  readonly random: () => number
}
