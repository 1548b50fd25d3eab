import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ErpServer } from '#testing/erp-side'
import type { Mortal } from './processes.ts'

const KILL_EVERY_MS = [150, 900] as const

interface TroubleParts {
  readonly random: () => number
  readonly processes: readonly Mortal[]
  readonly erps: readonly ErpServer[]
  readonly folder: string
}

/** What goes wrong until it is stopped: processes and Postgres are killed, the ERPs are restarted, slow, and break off. */
export interface Trouble {
  readonly kills: number
  readonly restarts: number
  /** Goes on until so many were killed. */
  until(kills: number): Promise<void>
  stop(): Promise<void>
}

export function makeTrouble({ random, processes, erps, folder }: TroubleParts): Trouble {
  const calm = new AbortController()
  const counts = { kills: 0, restarts: 0 }
  for (const erp of erps) breakAnswers(erp)
  const running = (async () => {
    while (!calm.signal.aborted) {
      await delay(KILL_EVERY_MS[0] + random() * (KILL_EVERY_MS[1] - KILL_EVERY_MS[0]))
      if (calm.signal.aborted) return
      const draw = random()
      if (draw < 0.1) {
        await Promise.all(erps.map((erp) => erp.restart()))
        counts.restarts += 1
      } else if (draw < 0.25) {
        if (await killPostgres(folder)) counts.kills += 1
      } else {
        const victim = processes[Math.floor(random() * processes.length)]
        if (victim?.kill() === true) counts.kills += 1
      }
    }
  })()
  return {
    get kills() {
      return counts.kills
    },
    get restarts() {
      return counts.restarts
    },
    async until(kills) {
      while (counts.kills < kills) await delay(50)
    },
    async stop() {
      calm.abort()
      await running
      for (const { faults } of erps) faults.clear()
    },
  }
}

/** Before and after its commits. An ERP that is called by POST alone breaks off what it reads, too. */
function breakAnswers({ faults }: ErpServer): void {
  const WRITE = /^(POST|PUT)/
  faults.sometimes(WRITE, 0.02, { kind: 'reset-after' })
  faults.sometimes(WRITE, 0.02, { kind: 'status-after', status: 502, body: '<html>Bad Gateway</html>' })
  faults.sometimes(WRITE, 0.01, { kind: 'wrong-answer', body: '{"data": {"name": "SAL' })
  faults.sometimes(/./, 0.02, { kind: 'reset-before' })
  faults.sometimes(/./, 0.02, { kind: 'status', status: 503, body: 'Service Unavailable' })
  faults.sometimes(/./, 0.02, { kind: 'delay', ms: 400 })
}

/** `kill -9` of the database server's first process; whoever owns it starts it again. */
async function killPostgres(folder: string): Promise<boolean> {
  try {
    const [pid = ''] = (await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')
    return process.kill(Number(pid), 'SIGKILL')
  } catch {
    // Between two lives there is nobody to kill.
    return false
  }
}
