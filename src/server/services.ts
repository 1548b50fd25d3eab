import type { Pool } from 'pg'
import type { ConnectorRegistry } from '#contract/connector'
import type { Queries } from '#database/tables'
import type { Engine } from '#engine/engine'
import type { Inbox } from '#engine/inbox'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Sealer } from '#lib/secrets'

/** What taking deliveries needs of the rest. */
export interface DeliveryServices {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: Log
  readonly connectors: ConnectorRegistry
  readonly inbox: Inbox
}

/** What the routes of the API need of the rest. */
export interface ServerServices extends DeliveryServices {
  readonly queries: Queries
  readonly engine: Engine
}
