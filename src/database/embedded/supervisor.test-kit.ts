import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { roomyFolder } from '#testing/roomy-folder'
import type { Connection } from './ready.ts'
import { serverProcesses, signal } from './processes.ts'
import { startEmbeddedPostgres } from './supervisor.ts'
import type { EmbeddedPostgresOptions } from './supervisor.ts'

// Not below the user's own temp folder: Postgres may run as somebody else, and a long path is a case of its own.
const newFolder = async (): Promise<string> => mkdtemp(`${await roomyFolder('/tmp')}/tillbridge-embedded-`)

/** A fresh folder, removed afterwards together with any server that is still running in it. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await newFolder()
  await chmod(path, 0o755)
  const dispose = async () => {
    for (const { pid } of await serverProcesses(`${path}/cluster`)) signal(pid, 'SIGKILL')
    await until(async () => (await serverProcesses(`${path}/cluster`)).length === 0)
    await rm(path, { recursive: true, force: true })
  }
  return { path, [Symbol.asyncDispose]: dispose }
}

let template: Promise<string> | null = null

async function makeTemplate(): Promise<string> {
  const path = await newFolder()
  const postgres = await startEmbeddedPostgres({ dataDirectory: path, durable: false })
  await postgres.stop()
  return path
}

/** For the end of each file that prepares folders. */
export async function removePrepared(): Promise<void> {
  const made = template
  template = null
  if (made !== null) await rm(await made, { recursive: true })
}

/** A folder in which Postgres has been started before: a copy, since initialising one takes a second. */
export async function preparedFolder(): ReturnType<typeof temporaryFolder> {
  template ??= makeTemplate()
  const prepared = await template
  const folder = await temporaryFolder()
  await promisify(execFile)('cp', ['-a', `${prepared}/cluster`, folder.path])
  return folder
}

export async function query(connection: Connection, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20)
}

export async function postmasterOf(path: string): Promise<number | null> {
  return (await serverProcesses(`${path}/cluster`)).find((found) => found.isPostmaster)?.pid ?? null
}

export interface OtherProcess {
  readonly pid: number
  /** What it printed: `{ ownsServer }`, or `{ code, message, remedy }`. */
  readonly said: Promise<Record<string, unknown>>
  /** As a person would: lets it stop the server and end. */
  stop(): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
}

/** Starts Postgres from another Node process. */
export function startElsewhere(
  options: EmbeddedPostgresOptions,
  ids: { uid?: number; gid?: number } = {},
): OtherProcess {
  const script = fileURLToPath(new URL('start.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify({ durable: false, ...options })], {
    ...ids,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const said = once(createInterface(child.stdout), 'line').then(([line]) => JSON.parse(String(line)))
  return {
    pid: child.pid ?? 0,
    said,
    stop: async () => {
      child.stdin.end('stop\n')
      await exited
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
