import { TillbridgeError } from '#lib/errors'
import type { OpenConnection } from './connections.ts'

/**
 * A claim looks at the target's pause and rest; those of a source are looked at here.
 *
 * @throws {TillbridgeError} `unauthorized` while it is paused, `throttled` while it asked for rest.
 */
export function assertRunning(open: OpenConnection, now: Date): void {
  const restSeconds = (new Date(open.connection.restsUntil).getTime() - now.getTime()) / 1000
  if (open.connection.pausedAt === null && restSeconds > 0) throw resting(open, restSeconds)
  if (open.connection.pausedAt === null) return
  throw new TillbridgeError({
    kind: 'unauthorized',
    code: open.connection.pauseCode ?? 'PAUSED',
    message: open.connection.pauseMessage ?? 'The connection is paused.',
  })
}

const resting = ({ connector }: OpenConnection, retryAfterSeconds: number): TillbridgeError =>
  new TillbridgeError({
    kind: 'throttled',
    code: 'CONNECTION_RESTS',
    message: `${connector.name} asked us to wait; work goes on as soon as it allows.`,
    retryAfterSeconds,
  })
