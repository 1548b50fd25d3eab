import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { CLUSTER_USER } from './cluster.ts'
import type { DataFolder } from './data-folder.ts'
import { embeddedPostgresFailed } from './failures.ts'

/** How to reach the server: a socket folder as `host`, no password (only its owner can enter that folder), no TLS. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly ssl: false
}

export const connectionTo = (folder: DataFolder): Connection => ({
  host: folder.socket,
  port: 5432,
  user: CLUSTER_USER,
  database: CLUSTER_USER,
  ssl: false,
})

/** The database that every cluster has: ours is yet to be made when the server first answers. */
export const maintenanceConnection = (folder: DataFolder): Connection => ({
  ...connectionTo(folder),
  database: 'postgres',
})

/** SQLSTATE `cannot_connect_now`: the server lives and is starting, recovering or shutting down. */
const CANNOT_CONNECT_NOW = '57P03'
const POLL_MS = 25
const TELL_AFTER_MS = 2_000
/** A server that says nothing for so long is not going to. One that says "starting up" is waited for. */
const SILENCE_LIMIT_MS = 60_000

export type Answer = 'ready' | 'busy' | 'silent'

export async function ask(connection: Connection): Promise<Answer> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === CANNOT_CONNECT_NOW ? 'busy' : 'silent'
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Connects until it works. `false` as soon as `hasEnded()`.
 *
 * Recovery after a crash reads the log of all that was written since the last checkpoint; on a slow disk that takes
 * minutes, and giving up then would only start it anew. So time-out counts silence only.
 *
 * @throws `EMBEDDED_POSTGRES_FAILED` after 60 s of silence.
 */
export async function waitUntilReady(
  connection: Connection,
  hasEnded: () => boolean,
  log: (message: string) => void,
): Promise<boolean> {
  const startedAt = performance.now()
  let lastSignOfLifeAt = startedAt
  let isTold = false
  while (!hasEnded()) {
    const answer = await ask(connection)
    if (answer === 'ready') return true
    if (answer === 'busy') {
      lastSignOfLifeAt = performance.now()
      if (!isTold && lastSignOfLifeAt - startedAt > TELL_AFTER_MS) {
        log('The database is recovering after it was not shut down properly; this can take a while.')
        isTold = true
      }
    } else if (performance.now() - lastSignOfLifeAt > SILENCE_LIMIT_MS) {
      throw embeddedPostgresFailed({
        message: `The embedded database has not answered for ${SILENCE_LIMIT_MS / 1000} s.`,
        remedy: 'Check whether the machine is overloaded or its disk stuck, then start Tillbridge again.',
        detail: { socket: connection.host },
      })
    }
    await sleep(POLL_MS)
  }
  return false
}
