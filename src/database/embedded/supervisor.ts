import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDataFolder } from './data-folder.ts'
import type { DataFolder } from './data-folder.ts'
import { embeddedPostgresFailed } from './failures.ts'
import { tryExclusiveLock, trySharedLock } from './locks.ts'
import type { FileLock } from './locks.ts'
import { own } from './ownership.ts'
import type { Ownership, ServerOptions } from './ownership.ts'
import { ask, connectionTo } from './ready.ts'
import type { Connection } from './ready.ts'
import { shutDown, shutDownAny } from './server.ts'

export interface EmbeddedPostgresOptions extends ServerOptions {
  /** A folder for the server alone; made when missing. Other files of Tillbridge belong beside it, not in it. */
  readonly dataDirectory: string
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** For `pg`: `new Pool(postgres.connection)`. */
  readonly connection: Connection
  /** The same as a URL, for a child process. */
  readonly connectionString: string
  /** Whether this process looks after the server at the moment. */
  readonly ownsServer: boolean
  /** Says that this process needs the server no more; the last one to say so stops it. May be called more than once. */
  stop(): Promise<void>
}

const POLL_MS = 50
const LEAVING_ASKS = 4
const LEAVING_PAUSE_MS = 15
/** How soon another process looks after the server when its owner has gone. */
const SUCCESSION_POLL_MS = 500
/** How long to wait for a server that another process is starting or stopping. */
const OTHERS_LIMIT_MS = 120_000

/**
 * Starts Postgres on `dataDirectory`, or joins the server that runs there already.
 *
 * The server runs as long as any process of Tillbridge uses it, and no longer: whoever is the last to `stop()` shuts it
 * down. One of them at a time owns it, that is, starts it again should it die. When the owner leaves, or is killed, the
 * server runs on without a pause, and another process that uses it becomes the owner within half a second; when there
 * is none, the next to start finds the server running and adopts it.
 *
 * @throws `DATA_FOLDER_UNUSABLE`, `EMBEDDED_POSTGRES_UNAVAILABLE` or `EMBEDDED_POSTGRES_FAILED`, each with a remedy.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDirectory)
  const usage = await enter(folder)
  const leaving = new AbortController()
  let owned: Ownership | null = null
  try {
    owned = await ownOrJoin(folder, options)
  } catch (error) {
    usage.release()
    throw error
  }
  const succession = succeed(folder, options, owned, leaving.signal, (next) => (owned = next))
  const stop = async () => {
    leaving.abort()
    await succession
    usage.release()
    await leave(folder, owned)
  }
  let stopped: Promise<void> | null = null
  const stopOnce = () => (stopped ??= stop())
  const connection = connectionTo(folder)
  return {
    connection,
    connectionString: `postgresql://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host)}`,
    get ownsServer() {
      return owned !== null
    },
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  }
}

/** Counts us among the users of the server. Waits while the last one before us is shutting it down. */
async function enter(folder: DataFolder): Promise<FileLock> {
  const giveUpAt = performance.now() + OTHERS_LIMIT_MS
  for (;;) {
    const usage = trySharedLock(folder.usersLock)
    if (usage !== null) return usage
    if (performance.now() > giveUpAt) throw othersAreSilent(folder)
    await sleep(POLL_MS)
  }
}

/** Becomes the owner, or, when there is one, waits until its server answers (`null`). */
async function ownOrJoin(folder: DataFolder, options: ServerOptions): Promise<Ownership | null> {
  const giveUpAt = performance.now() + OTHERS_LIMIT_MS
  for (;;) {
    const lock = tryExclusiveLock(folder.ownerLock)
    if (lock !== null) return own(folder, lock, options)
    if ((await ask(connectionTo(folder))) === 'ready') return null
    if (performance.now() > giveUpAt) throw othersAreSilent(folder)
    await sleep(POLL_MS)
  }
}

/** Becomes the owner when the one that we have joined is gone. */
async function succeed(
  folder: DataFolder,
  options: ServerOptions,
  owned: Ownership | null,
  leaving: AbortSignal,
  onOwned: (ownership: Ownership) => void,
): Promise<void> {
  if (owned !== null) return
  while (!leaving.aborted) {
    await sleep(SUCCESSION_POLL_MS, undefined, { signal: leaving, ref: false }).catch(() => {})
    if (leaving.aborted) return
    try {
      const lock = tryExclusiveLock(folder.ownerLock)
      if (lock !== null) return onOwned(await own(folder, lock, options))
    } catch (error) {
      options.log?.(error instanceof Error ? error.message : String(error))
    }
  }
}

/** Shuts the server down when nobody else uses it. We no longer count among its users. */
async function leave(folder: DataFolder, owned: Ownership | null): Promise<void> {
  const server = await owned?.resign()
  let lock = owned?.lock ?? (await askFor(folder.ownerLock))
  while (lock !== null) {
    // Held until the end, so that nobody joins a server that is going down.
    const alone = await askFor(folder.usersLock)
    if (alone !== null) await (server === undefined ? shutDownAny(folder) : shutDown(server))
    lock.release()
    alone?.release()
    if (alone !== null || (await hasUsers(folder))) return
    // The last other user has left between our two looks and, as we still held the lock, relied on us.
    lock = await askFor(folder.ownerLock)
  }
}

/** Two that ask for a lock at the same moment may both be refused, and each would rely on the other: so they ask again. */
async function askFor(file: string): Promise<FileLock | null> {
  for (let asked = 1; ; asked += 1) {
    const lock = tryExclusiveLock(file)
    if (lock !== null || asked === LEAVING_ASKS) return lock
    await sleep(randomInt(LEAVING_PAUSE_MS))
  }
}

async function hasUsers(folder: DataFolder): Promise<boolean> {
  const alone = await askFor(folder.usersLock)
  alone?.release()
  return alone === null
}

const othersAreSilent = (folder: DataFolder): Error =>
  embeddedPostgresFailed({
    message: `Another Tillbridge process has the data folder ${folder.root}, but its database does not answer.`,
    remedy: 'Look at the other process; stop it, or start this one when it is ready.',
    detail: { folder: folder.root },
  })
