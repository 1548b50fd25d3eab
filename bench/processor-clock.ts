import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Of a kernel's clock, on every machine that this is likely to run on. */
const MS_PER_TICK = 10

/**
 * How long processors were busy with a Tillbridge process and its Postgres, in ms since they began. It says what a call costs also
 * where others share the machine. Linux only, as the figures of the documentation are; elsewhere it stands still.
 */
export async function processorClock(processId: number, postgresFolder: string): Promise<() => Promise<number>> {
  const files = await readdir(postgresFolder, { recursive: true }).catch(() => [])
  const file = files.find((each) => each.endsWith('postmaster.pid'))
  const server = file === undefined ? null : Number.parseInt(await readFile(join(postgresFolder, file), 'utf8'), 10)
  return async () => {
    const folders = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
    const ticks = await Promise.all(folders.map((folder) => ticksOf(folder, processId, server)))
    return ticks.reduce((sum, each) => sum + each, 0) * MS_PER_TICK
  }
}

async function ticksOf(folder: string, processId: number, server: number | null): Promise<number> {
  const text = await readFile(`/proc/${folder}/stat`, 'utf8').catch(() => '')
  // Behind the name in brackets, which may hold anything: state, parent, … and from the twelfth on the ticks.
  const [, parent = '0', ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [own, ofKernel, ended, endedOfKernel] = rest.slice(9, 13).map(Number)
  const ticks = (own ?? 0) + (ofKernel ?? 0)
  // What a backend had used goes to the server when it ends: without it, the clock would run backwards.
  if (Number(folder) === server) return ticks + (ended ?? 0) + (endedOfKernel ?? 0)
  return Number(folder) === processId || Number(parent) === server ? ticks : 0
}
