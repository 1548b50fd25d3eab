import type { Pool } from 'pg'
import type { ConnectorRegistry } from '#contract/connector'
import type { Inbox } from '#engine/inbox'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Sealer } from '#lib/secrets'

/** What the routes need of the rest. */
export interface ServerServices {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: Log
  readonly connectors: ConnectorRegistry
  readonly inbox: Inbox
}
