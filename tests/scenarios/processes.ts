import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Story } from '#testing/story'

const CHILD = fileURLToPath(new URL('../chaos/child.ts', import.meta.url))

/** A Tillbridge in a process of its own, on the database of a story. */
export interface OwnProcess extends AsyncDisposable {
  readonly url: string
  /** `kill -9`: whatever it is doing, it does no more. */
  kill(): Promise<void>
}

/** Starts a process and waits until it is ready. Its leases end after three seconds. */
export async function startProcess(story: Pick<Story, 'running'>, roles: string): Promise<OwnProcess> {
  const { settings } = story.running.bridge
  const port = await freePort()
  const child = spawn(process.execPath, [CHILD, roles, String(port)], {
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

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
