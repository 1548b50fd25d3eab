import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DataFolder } from './data-folder.ts'
import { socketFiles } from './data-folder.ts'
import { serverProcesses, signal } from './processes.ts'
import type { ServerProcess } from './processes.ts'
import type { RunAs } from './run-as.ts'
import { openServerLog } from './server-log.ts'
import { serverEnvironment } from './settings.ts'

/** A running postmaster, started by us or found. */
export interface Server {
  readonly pid: number
  hasEnded(): boolean
  /** Resolves when the postmaster has ended, for whatever reason. Does not keep the process alive. */
  readonly ended: Promise<void>
}

const POLL_MS = 50
const ADOPTED_POLL_MS = 250
const LEFTOVER_GRACE_MS = 5_000
const FAST_SHUTDOWN_LIMIT_MS = 60_000

/** Starts the server in a session of its own, so that Ctrl-C in the terminal reaches Tillbridge and not Postgres. */
export async function launch(folder: DataFolder, command: readonly string[], runAs: RunAs): Promise<Server> {
  const [program = '', ...args] = command
  const log = await openServerLog(folder.log)
  try {
    const child = spawn(program, args, {
      ...runAs,
      cwd: '/',
      env: serverEnvironment(),
      detached: true,
      // A file, not a pipe: the server may outlive us and must not fail at its next line.
      stdio: ['ignore', log.fd, log.fd],
    })
    let isOver = false
    const ended = new Promise<void>((resolve) => {
      const end = () => {
        isOver = true
        resolve()
      }
      child.once('exit', end)
      child.once('error', end)
    })
    child.unref()
    return { pid: child.pid ?? 0, hasEnded: () => isOver, ended }
  } finally {
    await log.close()
  }
}

/** A server that another process has started. There is no child to listen to, so we keep looking. */
export function adopt(folder: DataFolder, pid: number): Server {
  let isOver = false
  const watch = async () => {
    while ((await serverProcesses(folder.cluster)).some((found) => found.pid === pid)) {
      await sleep(ADOPTED_POLL_MS, undefined, { ref: false })
    }
    isOver = true
  }
  return { pid, hasEnded: () => isOver, ended: watch() }
}

export async function findPostmaster(folder: DataFolder): Promise<ServerProcess | null> {
  return (await serverProcesses(folder.cluster)).find((found) => found.isPostmaster) ?? null
}

/**
 * Removes what a killed server has left: first processes that lost their postmaster (they end by themselves unless
 * busy; starting beside one would corrupt the data), then the lock files, which Postgres itself would believe when they
 * are empty or name a stranger. Only for the holder of the owner lock, and only when there is no postmaster.
 */
export async function clearLeftovers(folder: DataFolder): Promise<void> {
  const giveUpAt = performance.now() + LEFTOVER_GRACE_MS
  for (;;) {
    const left = await serverProcesses(folder.cluster)
    if (left.length === 0) break
    if (performance.now() > giveUpAt) for (const { pid } of left) signal(pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
  for (const file of [join(folder.cluster, 'postmaster.pid'), ...socketFiles(folder)]) await rm(file, { force: true })
}

/** Fast shutdown: open transactions are rolled back, a checkpoint is written. After a minute, the server is cut off. */
export async function shutDown(server: Server): Promise<void> {
  if (server.hasEnded()) return
  signal(server.pid, 'SIGINT')
  const cutOff = new AbortController()
  const limit = sleep(FAST_SHUTDOWN_LIMIT_MS, undefined, { signal: cutOff.signal }).then(
    () => signal(server.pid, 'SIGQUIT'),
    () => false,
  )
  // `ended` alone would not keep Node alive: the child is unreferenced, and this timer is what holds us here.
  await server.ended
  cutOff.abort()
  await limit
}

/** As `shutDown`, for a server of which only the folder is known. */
export async function shutDownAny(folder: DataFolder): Promise<void> {
  const postmaster = await findPostmaster(folder)
  if (postmaster !== null) await shutDown(adopt(folder, postmaster.pid))
}
