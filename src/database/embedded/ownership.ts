import { chmod, lstat, mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { usableBinaries } from './binaries.ts'
import type { BinariesPackage } from './binaries.ts'
import { ensureCluster, refuseUnreachable } from './cluster.ts'
import { letPass } from './data-folder.ts'
import type { DataFolder } from './data-folder.ts'
import { dataFolderUnusable, explainServerOutput } from './failures.ts'
import type { FileLock } from './locks.ts'
import { connectionTo, maintenanceConnection, waitUntilReady } from './ready.ts'
import { chooseRunAs, giveTo } from './run-as.ts'
import type { RunAs } from './run-as.ts'
import { adopt, clearLeftovers, findPostmaster, launch, shutDown, shutDownAny } from './server.ts'
import type { Server } from './server.ts'
import { logSince, sizeOf } from './server-log.ts'
import { serverArguments } from './settings.ts'
import type { ServerSettings } from './settings.ts'

export interface ServerOptions {
  /** `false` gives up durability for speed: for tests only. Default `true`, and then no setting can weaken it. */
  readonly durable?: boolean
  /** Postgres settings by name, over our defaults. */
  readonly settings?: ServerSettings
  /** Told what a person who reads the log should know: recovery, an adopted server, a restart. */
  readonly log?: (message: string) => void
  /** Where the server's programs come from; by default the npm package for this machine. */
  readonly binaries?: BinariesPackage
}

/** Being responsible for the server: it is started again whenever it ends. */
export interface Ownership {
  readonly lock: FileLock
  /** Stops looking after the server, which goes on running. The lock is still held. */
  resign(): Promise<Server>
}

const POLL_MS = 50
/** A killed server can hold its locks for a moment after its death. */
const RETRY_LOCKED_MS = 5_000
const RESTART_DELAY_LIMIT_MS = 30_000

/** Adopts the server that runs, or starts one, and looks after it. Gives the lock back when that fails. */
export async function own(folder: DataFolder, lock: FileLock, options: ServerOptions): Promise<Ownership> {
  try {
    const start = await prepare(folder, options)
    let server = await start()
    await ensureDatabase(folder)
    const resigning = new AbortController()
    const log = options.log ?? (() => {})
    const kept = keepRunning(server, start, resigning.signal, log, (next) => (server = next))
    const resign = async () => {
      resigning.abort()
      await kept
      return server
    }
    return { lock, resign }
  } catch (error) {
    await shutDownAny(folder)
    lock.release()
    throw error
  }
}

/** Everything that has to be right before a server can run; returns how to get one running. */
async function prepare(folder: DataFolder, options: ServerOptions): Promise<() => Promise<Server>> {
  const durable = options.durable ?? true
  const runAs = await chooseRunAs(folder.cluster)
  await letPass(folder, runAs)
  await refuseUnreachable(folder, runAs)
  const binaries = await usableBinaries(folder, runAs, options.binaries)
  await ensureCluster(folder, binaries, runAs, durable)
  await prepareSocketFolder(folder, runAs)
  const command = [binaries.postgres, ...serverArguments(folder, durable, options.settings ?? {})]
  return () => getRunning(folder, command, runAs, options.log ?? (() => {}))
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
    if (await waitUntilReady(maintenanceConnection(folder), server.hasEnded, log)) return server
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
    log('The process that looked after the database is gone; the database runs on, and this process takes over.')
    return server
  }
  log('The database runs with other settings or an older version; starting it anew.')
  await shutDown(server)
  return null
}

async function launchClean(folder: DataFolder, command: readonly string[], runAs: RunAs): Promise<Server> {
  await clearLeftovers(folder)
  return launch(folder, command, runAs)
}

/** Starts the server again whenever it ends, until `resigning`. Programs that are connected reconnect by themselves. */
async function keepRunning(
  first: Server,
  start: () => Promise<Server>,
  resigning: AbortSignal,
  log: (message: string) => void,
  onStarted: (server: Server) => void,
): Promise<void> {
  const resigned = new Promise<void>((resolve) => resigning.addEventListener('abort', () => resolve(), { once: true }))
  let server = first
  let delayMs = 0
  for (;;) {
    await Promise.race([server.ended, resigned])
    if (resigning.aborted) return
    log('The database has ended unexpectedly; starting it again.')
    await sleep(delayMs, undefined, { signal: resigning, ref: false }).catch(() => {})
    if (resigning.aborted) return
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
  const client = new Client(maintenanceConnection(folder))
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}
