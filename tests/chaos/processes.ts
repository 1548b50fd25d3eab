import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))

/** A Tillbridge process that is started again whenever it dies. */
export interface Mortal {
  readonly name: string
  /** `kill -9`, at once. Answers whether there was somebody to kill. */
  kill(): boolean
  /** Resolves when the process that runs now is ready. */
  ready(): Promise<void>
  /** Ends it for good, politely. */
  stop(): Promise<void>
}

export interface MortalOptions {
  readonly name: string
  readonly roles: string
  readonly port?: number
  readonly env: Readonly<Record<string, string>>
}

export function startMortal({ name, roles, port = 0, env }: MortalOptions): Mortal {
  let stopping = false
  let child: ChildProcess
  let ready: Promise<void>
  let output = ''

  const start = (): void => {
    child = spawn(process.execPath, [CHILD, roles, String(port)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const mine = child
    child.stderr?.on('data', (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-20_000)
    })
    ready = new Promise((resolve) => {
      mine.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('ready')) resolve()
      })
    })
    child.once('exit', (code) => {
      if (stopping) return
      // A process that ends by itself is a fault of ours, and is shown; a killed one has no code.
      if (code !== null) process.stderr.write(`${name} ended by itself with ${code}:\n${output.slice(-2_000)}\n`)
      start()
    })
  }
  start()
  return {
    name,
    kill: () => child.kill('SIGKILL'),
    ready: () => ready,
    async stop() {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
