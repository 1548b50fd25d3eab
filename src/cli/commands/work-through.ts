import type { Bridge } from '#app/bridge'
import type { ChosenIntegration } from '#cli/session'
import { listConnections } from '#database/connections'
import { TillbridgeError } from '#lib/errors'
import { COPY_MESSAGE, COPY_REMEDY } from './confirm-live.ts'

/** @throws {TillbridgeError} when the work cannot go on before a person has done something. */
export async function assertNotPaused(bridge: Bridge, integration: ChosenIntegration): Promise<void> {
  const ends = [integration.storeConnectionId, integration.targetConnectionId]
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  const paused = connections.find(({ connectionId, pausedAt }) => pausedAt !== null && ends.includes(connectionId))
  if (paused === undefined) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_PAUSED',
    message: `The connection "${paused.key}" is paused: ${paused.pauseMessage ?? paused.pauseCode ?? 'no reason is known'}`,
    remedy: `Mend it and run "tillbridge check ${paused.key}"; what waits goes on by itself then.`,
  })
}

/** @throws {TillbridgeError} in a copy, which writes nothing outward. */
export function assertNoCopy(bridge: Bridge): void {
  if (bridge.guard !== 'copy') return
  throw new TillbridgeError({ kind: 'rejected', code: 'COPY', message: COPY_MESSAGE, remedy: COPY_REMEDY })
}
