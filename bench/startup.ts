import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import { freePort } from '#lib/free-port'
import { START_FLAGS } from './children.ts'
import { dataFolder } from './bridge.ts'
import { median } from './ingest.ts'

export interface StartupResult {
  /** From the start of the process until it takes webhooks, on a data folder that exists. Median of the rounds. */
  readonly startMs: number
  /** Resident memory of the Node process after a while without work, in MB. */
  readonly idleMb: number
}

const MAIN = fileURLToPath(new URL('../src/cli/main.js', import.meta.url))
const ROUNDS = 3
const IDLE_MS = 8_000
const LIMIT_MS = 60_000

/** `tillbridge start` as a user starts it: all roles, embedded Postgres. */
export async function measureStartup(): Promise<StartupResult> {
  await using folder = await dataFolder()
  await start(folder.path, 0)
  const rounds = []
  for (let round = 1; round <= ROUNDS; round += 1) rounds.push(await start(folder.path, round === ROUNDS ? IDLE_MS : 0))
  return { startMs: median(rounds.map(({ startMs }) => startMs)), idleMb: rounds.at(-1)?.idleMb ?? 0 }
}

async function start(folder: string, idleMs: number): Promise<StartupResult> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...START_FLAGS, MAIN, 'start'], {
    env: { ...process.env, TILLBRIDGE_DATA: folder, TILLBRIDGE_PORT: String(port), TILLBRIDGE_LOG: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = once(child, 'exit')
  try {
    await ready(`http://127.0.0.1:${port}/health/ready`, startedAt + LIMIT_MS)
    const startMs = performance.now() - startedAt
    await delay(idleMs)
    return { startMs, idleMb: await residentMb(child.pid ?? 0) }
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}

async function ready(url: string, deadline: number): Promise<void> {
  for (;;) {
    const status = await request(url).then(
      async ({ statusCode, body }) => {
        await body.dump()
        return statusCode
      },
      () => 0,
    )
    if (status === 200) return
    if (performance.now() > deadline) throw new Error('Tillbridge did not start in time')
    await delay(10)
  }
}

/** As the kernel counts it. Linux only, as the figures of the documentation are. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
}
