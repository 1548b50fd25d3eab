import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Running } from '#app/start'
import { freePort } from '#lib/free-port'

const CHILD = fileURLToPath(new URL('../../tests/chaos/child.ts', import.meta.url))

/** A Tillbridge in a process of its own, on the database of a story. */
export interface OwnProcess extends AsyncDisposable {
  readonly url: string
  /** `kill -9`: whatever it is doing, it does no more. */
  kill(): Promise<void>
}

/** Starts a process and waits until it is ready. Whoever takes over from it does so after `leaseSeconds`, default 3. */
export async function startProcess(
  story: { readonly running: Running },
  roles: string,
  leaseSeconds = 3,
): Promise<OwnProcess> {
  const { settings } = story.running.bridge
  const port = await freePort()
  const child = spawn(process.execPath, [CHILD, roles, String(port), String(leaseSeconds)], {
    env: {
      ...process.env,
      DATABASE_URL: settings.databaseUrl ?? '',
      TILLBRIDGE_DATA: settings.dataFolder,
      TILLBRIDGE_LOG: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await ready(child)
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}

function ready(child: ChildProcess): Promise<void> {
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk.toString()}`.slice(-5_000)
  })
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}: ${complaints}`)))
  })
}
