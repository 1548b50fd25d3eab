import { chmod, lstat, mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { usableBinaries } from './binaries.ts'
import type { BinariesPackage } from './binaries.ts'
import { CLUSTER_USER, ensureCluster, refuseUnreachable } from './cluster.ts'
import { letPass, openDataFolder } from './data-folder.ts'
import type { DataFolder } from './data-folder.ts'
import { dataFolderUnusable, embeddedPostgresFailed, explainServerOutput } from './failures.ts'
import { tryOwnerLock } from './owner-lock.ts'
import type { OwnerLock } from './owner-lock.ts'
import { ask, waitUntilReady } from './ready.ts'
import type { Connection } from './ready.ts'
import { chooseRunAs, giveTo } from './run-as.ts'
import type { RunAs } from './run-as.ts'
import { adopt, clearLeftovers, findPostmaster, launch, shutDown } from './server.ts'
import type { Server } from './server.ts'
import { logSince, sizeOf } from './server-log.ts'
import { serverArguments } from './settings.ts'
import type { ServerSettings } from './settings.ts'

export interface EmbeddedPostgresOptions {
  /** A folder for the server alone; made when missing. Other files of Tillbridge belong beside it, not in it. */
  readonly dataDirectory: string
  /** `false` gives up durability for speed: for tests only. Default `true`, and then no setting can weaken it. */
  readonly durable?: boolean
  /** Postgres settings by name, over our defaults. */
  readonly settings?: ServerSettings
  /** Told what a person who reads the log should know: recovery, an adopted server, a restart. */
  readonly log?: (message: string) => void
  /** Where the server's programs come from; by default the npm package for this machine. */
  readonly binaries?: BinariesPackage
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** For `pg`: `new Pool(postgres.connection)`. */
  readonly connection: Connection
  /** The same as a URL, for a child process. */
  readonly connectionString: string
  /** Whether this process is responsible for the server and stops it. */
  readonly ownsServer: boolean
  /** Stops the server when it is ours, or when its owner has died; may be called more than once. */
  stop(): Promise<void>
}

const POLL_MS = 50
/** How long a second process waits for the owner's server to answer. */
const OWNER_LIMIT_MS = 120_000
/** A killed server can hold its locks for a moment after its death. */
const RETRY_LOCKED_MS = 5_000
const RESTART_DELAY_LIMIT_MS = 30_000

/**
 * Starts Postgres on `dataDirectory`, or joins the server that runs there already.
 *
 * One process at a time owns the server: it has started it, starts it again when it dies, and stops it in `stop()`.
 * Processes that come later while the owner lives (workers) only connect, and leave the server alone. When an owner
 * was killed, its server lives on; the next process to start adopts it, without a pause for anybody connected, and
 * owns it from then on. A process that merely joined looks again when it stops: if the owner has died by then and
 * nobody has taken over, it stops the server, so that none is left behind.
 *
 * @throws `DATA_FOLDER_UNUSABLE`, `EMBEDDED_POSTGRES_UNAVAILABLE` or `EMBEDDED_POSTGRES_FAILED`, each with a remedy.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDirectory)
  const giveUpAt = performance.now() + OWNER_LIMIT_MS
  for (;;) {
    const lock = tryOwnerLock(folder.lock)
    if (lock !== null) return own(folder, lock, options)
    if ((await ask(connectionTo(folder))) === 'ready') return join(folder)
    if (performance.now() > giveUpAt) throw ownerIsSilent(folder)
    await sleep(POLL_MS)
  }
}

async function own(folder: DataFolder, lock: OwnerLock, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const start = await prepare(folder, options)
    let server = await start()
    await ensureDatabase(folder)
    const stopping = new AbortController()
    const kept = keepRunning(server, start, stopping.signal, options.log ?? ignore, (next) => (server = next))
    let stopped: Promise<void> | null = null
    const stop = async () => {
      stopping.abort()
      await kept
      await shutDown(server)
      lock.release()
    }
    return handle(folder, true, () => (stopped ??= stop()))
  } catch (error) {
    await shutDownAny(folder)
    lock.release()
    throw error
  }
}

async function shutDownAny(folder: DataFolder): Promise<void> {
  const postmaster = await findPostmaster(folder)
  if (postmaster !== null) await shutDown(adopt(folder, postmaster.pid))
}

function join(folder: DataFolder): EmbeddedPostgres {
  let stopped: Promise<void> | null = null
  const stop = async () => {
    const lock = tryOwnerLock(folder.lock)
    if (lock === null) return
    await shutDownAny(folder)
    lock.release()
  }
  return handle(folder, false, () => (stopped ??= stop()))
}

/** Everything that has to be right before a server can run; returns how to get one running. */
async function prepare(folder: DataFolder, options: EmbeddedPostgresOptions): Promise<() => Promise<Server>> {
  const durable = options.durable ?? true
  const runAs = await chooseRunAs(folder.cluster)
  await letPass(folder, runAs)
  await refuseUnreachable(folder, runAs)
  const binaries = await usableBinaries(folder, runAs, options.binaries)
  await ensureCluster(folder, binaries, runAs, durable)
  await prepareSocketFolder(folder, runAs)
  const command = [binaries.postgres, ...serverArguments(folder, durable, options.settings ?? {})]
  return () => getRunning(folder, command, runAs, options.log ?? ignore)
}

/** Adopts the server that runs, or starts one; returns when it answers. */
async function getRunning(
  folder: DataFolder,
  command: readonly string[],
  runAs: RunAs,
  log: (message: string) => void,
): Promise<Server> {
  const giveUpAt = performance.now() + RETRY_LOCKED_MS
  for (;;) {
    const logOffset = await sizeOf(folder.log)
    const orphan = await adoptOrphan(folder, command, log)
    const server = orphan ?? (await launchClean(folder, command, runAs))
    if (await waitUntilReady(maintenance(folder), server.hasEnded, log)) return server
    const output = await logSince(folder.log, logOffset)
    // An orphan may have been on its way out when we found it.
    const mayWorkSoon =
      orphan !== null || /lock file "[^"]*" (already exists|is empty)|shared memory block/.test(output)
    if (!mayWorkSoon || performance.now() > giveUpAt) throw explainServerOutput(folder.root, 'postgres', output)
    await sleep(POLL_MS)
  }
}

async function adoptOrphan(
  folder: DataFolder,
  command: readonly string[],
  log: (message: string) => void,
): Promise<Server | null> {
  const orphan = await findPostmaster(folder)
  if (orphan === null) return null
  const server = adopt(folder, orphan.pid)
  const isAsWanted = orphan.command === null || orphan.command.join('\0') === command.join('\0')
  if (isAsWanted && !orphan.isOutdated) {
    log('Found the database still running after Tillbridge was killed; going on with it.')
    return server
  }
  log('Found the database running with other settings or an older version; starting it anew.')
  await shutDown(server)
  return null
}

async function launchClean(folder: DataFolder, command: readonly string[], runAs: RunAs): Promise<Server> {
  await clearLeftovers(folder)
  return launch(folder, command, runAs)
}

/** Starts the server again whenever it ends, until `stopping`. Programs that are connected reconnect by themselves. */
async function keepRunning(
  first: Server,
  start: () => Promise<Server>,
  stopping: AbortSignal,
  log: (message: string) => void,
  onStarted: (server: Server) => void,
): Promise<void> {
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }))
  let server = first
  let delayMs = 0
  for (;;) {
    await Promise.race([server.ended, stopped])
    if (stopping.aborted) return
    log('The database has ended unexpectedly; starting it again.')
    await sleep(delayMs, undefined, { signal: stopping, ref: false }).catch(() => {})
    if (stopping.aborted) return
    try {
      server = await start()
      delayMs = 0
      onStarted(server)
    } catch (error) {
      delayMs = Math.min(RESTART_DELAY_LIMIT_MS, delayMs * 2 + 1_000)
      log(`${error instanceof Error ? error.message : String(error)} Trying again in ${delayMs / 1000} s.`)
    }
  }
}

/** The folder that holds the socket: whoever can enter it is let in, so it is for the server's user alone. */
async function prepareSocketFolder(folder: DataFolder, runAs: RunAs): Promise<void> {
  await mkdir(folder.socket, { mode: 0o700 }).catch(() => {})
  const found = await lstat(folder.socket)
  const allowed = [process.getuid?.(), runAs?.uid]
  // In /tmp anybody may have made a folder of this name first.
  if (!found.isDirectory() || !allowed.includes(found.uid)) {
    throw dataFolderUnusable({
      message: `${folder.socket} is not a folder of ours.`,
      remedy: 'Remove it, or choose a data folder with a shorter path.',
      detail: { folder: folder.root, socket: folder.socket },
    })
  }
  await giveTo(folder.socket, runAs)
  await chmod(folder.socket, 0o700)
}

async function ensureDatabase(folder: DataFolder): Promise<void> {
  const { database } = connectionTo(folder)
  const client = new Client(maintenance(folder))
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}

const connectionTo = (folder: DataFolder): Connection => ({
  host: folder.socket,
  port: 5432,
  user: CLUSTER_USER,
  database: CLUSTER_USER,
  ssl: false,
})

/** The database that every cluster has: ours is yet to be made when the server first answers. */
const maintenance = (folder: DataFolder): Connection => ({ ...connectionTo(folder), database: 'postgres' })

function handle(folder: DataFolder, ownsServer: boolean, stop: () => Promise<void>): EmbeddedPostgres {
  const connection = connectionTo(folder)
  const connectionString = `postgresql://${connection.user}@/${connection.database}?host=${encodeURIComponent(connection.host)}`
  return { connection, connectionString, ownsServer, stop, [Symbol.asyncDispose]: stop }
}

const ownerIsSilent = (folder: DataFolder): Error =>
  embeddedPostgresFailed({
    message: `Another Tillbridge process has the data folder ${folder.root}, but its database does not answer.`,
    remedy: 'Look at the other process; stop it, or start this one when it is ready.',
    detail: { folder: folder.root },
  })

const ignore = (): void => {}
