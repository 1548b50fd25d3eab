import type { Bridge } from '#app/bridge'
import type { ChosenIntegration } from '#cli/session'
import { listConnections } from '#database/connections'
import type { TransferState } from '#database/transfers'
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

type Counts = Readonly<Record<TransferState, number>>

const LOOK_EVERY_MS = 250

export interface Work {
  /** How many of the transfers in question are in each state. */
  look(): Promise<Counts>
  /** Told again and again how many are left, of the most that there were. */
  show(left: number, most: number): void
  readonly signal?: AbortSignal
}

/** Waits until nothing is under way any more; what waits for a retry is left to a later run. */
export async function workThrough(bridge: Bridge, integration: ChosenIntegration, work: Work): Promise<Counts> {
  let most = 0
  for (;;) {
    const counts = await work.look()
    const left = counts.pending + counts.running
    most = Math.max(most, left)
    if (left === 0 || work.signal?.aborted === true) return counts
    await assertNotPaused(bridge, integration)
    work.show(left, most)
    await bridge.clock.sleep(LOOK_EVERY_MS, work.signal)
  }
}
