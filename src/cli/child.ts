import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('main.js', import.meta.url))

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as a person does: a process of its own, with these variables and nothing of ours. For tests. */
export function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: { PATH, HOME, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr })
    })
  })
}

export interface RunningCli {
  /** Resolves with the first match in what it has printed. */
  printed(pattern: RegExp): Promise<string>
  /** Asks it to stop, as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>
  /** `kill -9`: whatever it is doing, it does no more. */
  kill(): Promise<void>
}

/** Starts a command that runs until it is stopped. For tests. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>>): RunningCli {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const waiting = new Set<() => void>()
  const ended = once(child, 'exit') as Promise<[number | null]>
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk)
      for (const look of waiting) look()
    })
  }
  return {
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const [match] = pattern.exec(output) ?? []
          if (match !== undefined) resolve(match)
        }
        waiting.add(look)
        look()
        void ended.then(() => reject(new Error(`It ended without printing ${pattern}:\n${output}`)))
      }),
    async stop() {
      child.kill('SIGINT')
      const [code] = await ended
      return code
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
