import { setTimeout as delay } from 'node:timers/promises'
import { ask, configurationFor, dataFolder, startBridge } from './bridge.ts'
import { median } from './ingest.ts'

export interface StartupResult {
  /** From the start of the process until it takes webhooks, on a data folder that exists. Median of the rounds. */
  readonly startMs: number
  /** Resident memory of the Node process after a while without work, in MB. */
  readonly idleMb: number
}

const ROUNDS = 3
const IDLE_MS = 5_000

export async function measureStartup(): Promise<StartupResult> {
  await using folder = await dataFolder()
  const configuration = configurationFor('http://127.0.0.1:9', 4)
  {
    await using first = await startBridge(folder.path, 'web,worker,scheduler', configuration)
    if (first.webhookUrl === '') throw new Error('not started')
  }
  const times: number[] = []
  let idleBytes = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now()
    await using bridge = await startBridge(folder.path, 'web,worker,scheduler', configuration)
    times.push(performance.now() - startedAt)
    if (round === ROUNDS - 1) {
      await delay(IDLE_MS)
      idleBytes = (await ask<{ rss: number }>(bridge.child, 'memory')).rss
    }
  }
  return { startMs: median(times), idleMb: idleBytes / 1024 / 1024 }
}
