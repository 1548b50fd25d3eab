import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createConnection } from 'mysql2/promise'
import { freePort } from '#lib/free-port'

const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
const program = (name: string): string | null =>
  PLACES.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null

/** Why there can be no MariaDB for tests here, or `null` when there can. */
export const mariadbMissing: string | null =
  program('mariadbd') === null || program('mariadb-install-db') === null
    ? 'MariaDB is not installed here (package mariadb-server)'
    : null

export interface TestMariadb extends AsyncDisposable {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Runs statements in a database; `null` = in none. */
  run(database: string | null, statements: readonly string[]): Promise<readonly Record<string, unknown>[]>
}

/** A MariaDB of its own in a temporary folder, on loopback, gone when it is disposed of. */
export async function startMariadb(): Promise<TestMariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-mariadb-'))
  const port = await freePort()
  const user = 'bridge'
  const password = 'bridge-password'
  const data = join(folder, 'data')
  const socket = join(folder, 'server.sock')
  const who = process.getuid?.() === 0 ? ['--user=root'] : []
  const install = program('mariadb-install-db') ?? ''
  const installed = [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...who,
  ]
  execFileSync(install, installed, { stdio: 'ignore' })
  const options = [
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${socket}`,
    '--innodb-flush-log-at-trx-commit=0',
  ]
  const server = spawn(program('mariadbd') ?? '', ['--no-defaults', `--datadir=${data}`, ...options, ...who], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await listening(server)
  const run: TestMariadb['run'] = async (database, statements) => {
    const link = await createConnection({
      socketPath: socket,
      user: 'root',
      ...(database === null ? {} : { database }),
    })
    try {
      let rows: unknown = []
      for (const statement of statements) [rows] = await link.query(statement)
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    } finally {
      await link.end()
    }
  }
  await run(null, [
    `create user '${user}'@'127.0.0.1' identified by '${password}'`,
    `grant all on *.* to '${user}'@'127.0.0.1'`,
  ])
  return {
    port,
    user,
    password,
    run,
    async [Symbol.asyncDispose]() {
      const gone = once(server, 'exit')
      server.kill('SIGKILL')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until the server says that it takes connections, or ends without ever saying so. */
async function listening(server: ChildProcessByStdio<null, null, Readable>): Promise<void> {
  const told: string[] = []
  for await (const line of createInterface({ input: server.stderr })) {
    told.push(line)
    if (!line.includes('ready for connections')) continue
    // Nobody reads the rest; a full pipe would hold the server up.
    server.stderr.resume()
    return
  }
  throw new Error(`MariaDB ended instead of starting:\n${told.join('\n')}`)
}
