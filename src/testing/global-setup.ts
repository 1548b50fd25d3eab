import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#database/embedded/supervisor'
import type { EmbeddedPostgres } from '#database/embedded/supervisor'
import { roomyFolder } from './roomy-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A socket: who connects is told, as text, the URL of this run's Postgres, or `error: …`. */
    readonly testDatabaseServer: string
  }
}

/**
 * Runs once per `vitest run`, in its main process. Postgres is started when the first test file asks for a database
 * (about a second), so that a run of pure tests does not wait for one; and is gone when the run is over.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await roomyFolder(), 'tillbridge-test-'))
  const door = join(folder, 'owner.lock.door')
  const guardian = spawnGuardian(folder)
  let running: Promise<EmbeddedPostgres> | null = null
  const server = createServer((socket) => {
    socket.on('error', () => {})
    // Test files run side by side, each with a pool or two of its own.
    running ??= startEmbeddedPostgres({ dataDirectory: folder, durable: false, settings: { max_connections: '300' } })
    running.then(
      (postgres) => socket.end(postgres.connectionString),
      (error: unknown) => socket.end(`error: ${error instanceof Error ? error.message : String(error)}`),
    )
  })
  await new Promise<void>((resolve) => server.listen(door, resolve))
  server.unref()
  project.provide('testDatabaseServer', door)
  return async () => {
    server.close()
    const postgres = await running?.catch(() => null)
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
    guardian.stdin?.end()
  }
}

// When the other end of its input closes, this process has ended, even if by kill -9: then nobody else would stop the
// server. After an orderly end it finds nothing left to do.
const GUARDIAN = `
  cat > /dev/null
  pid=$(head -n 1 "$0/cluster/postmaster.pid" 2> /dev/null)
  if [ -n "$pid" ]; then
    kill -QUIT "$pid" 2> /dev/null
    while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
  fi
  rm -rf "$0"
`

function spawnGuardian(folder: string): ChildProcess {
  const guardian = spawn('/bin/sh', ['-c', GUARDIAN, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  guardian.unref()
  if (guardian.stdin !== null && 'unref' in guardian.stdin && typeof guardian.stdin.unref === 'function') {
    guardian.stdin.unref()
  }
  return guardian
}
