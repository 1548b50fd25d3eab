import type { Pool, PoolClient } from 'pg'
import type { Log } from '#lib/log'

/** Tells idle workers, in this process and in others, that there is work. A hint only: workers look every half second anyway. */
export interface Wake extends AsyncDisposable {
  /** There is work. Reaches other processes at most once in 20 ms: a NOTIFY per commit would serialise commits. */
  raise(): void
  /** Calls back once there is work; answers how to stop listening. */
  onWork(listener: () => void): () => void
}

const CHANNEL = 'tillbridge_work'
const NOTIFY_EVERY_MS = 20
const RECONNECT_MS = 1_000

export interface WakeOptions {
  readonly pool: Pool
  readonly log: Log
  /** Whether other processes may raise work that this one must hear of. */
  readonly listen: boolean
}

export function createWake({ pool, log, listen }: WakeOptions): Wake {
  const listeners = new Set<() => void>()
  let notifying: NodeJS.Timeout | null = null
  let closed = false
  let client: PoolClient | null = null
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  const again = (): void => {
    if (!closed) setTimeout(() => void connect(), RECONNECT_MS).unref()
  }
  const connect = async (): Promise<void> => {
    try {
      const fresh = await pool.connect()
      // Lost once, by whichever of its signs comes first.
      let lost = false
      const lose = (): void => {
        if (lost || closed) return
        lost = true
        client = null
        fresh.release(true)
        again()
      }
      if (closed) return fresh.release()
      client = fresh
      fresh.on('notification', tell)
      fresh.on('error', lose)
      await fresh.query(`listen ${CHANNEL}`).catch(lose)
    } catch (error) {
      log.debug({ error: String(error) }, 'cannot listen for work yet')
      again()
    }
  }
  if (listen) void connect()

  return {
    raise() {
      tell()
      notifying ??= setTimeout(() => {
        notifying = null
        pool.query(`notify ${CHANNEL}`).catch((error: unknown) => log.debug({ error: String(error) }, 'notify failed'))
      }, NOTIFY_EVERY_MS)
    },
    onWork(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      if (notifying !== null) clearTimeout(notifying)
      client?.release(true)
      client = null
    },
  }
}
