import { type Connection, pauseConnection } from '#database/connections'
import type { TillbridgeError } from '#lib/errors'
import { lookAtConnections } from './alarms/look.ts'
import type { EngineServices } from './services.ts'

/** Stops a connection that refused its credentials, and says so once; one that got new settings meanwhile goes on. */
export async function pauseRefused(
  { pool, clock, log, connections }: Pick<EngineServices, 'pool' | 'clock' | 'log' | 'connections'>,
  connection: Connection,
  { message }: TillbridgeError,
): Promise<void> {
  const { organizationId, connectionId, revision } = connection
  const pausedNow = await pauseConnection(pool, organizationId, connectionId, {
    code: 'UNAUTHORIZED',
    message,
    revision,
  })
  connections.forget(connectionId)
  if (!pausedNow) return
  log.warn(
    { connection: connection.key, reason: message },
    'the connection is paused until its credentials are renewed',
  )
  await lookAtConnections({ pool, clock, log }, organizationId)
}
