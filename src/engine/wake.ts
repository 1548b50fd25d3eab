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

  const connect = async (): Promise<void> => {
    if (closed) return
    try {
      client = await pool.connect()
      client.on('notification', tell)
      client.on('error', () => {
        client?.release(true)
        client = null
        setTimeout(() => void connect(), RECONNECT_MS).unref()
      })
      await client.query(`listen ${CHANNEL}`)
    } catch (error) {
      log.debug({ error: String(error) }, 'cannot listen for work yet')
      client?.release(true)
      client = null
      setTimeout(() => void connect(), RECONNECT_MS).unref()
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
