import { execFile } from 'node:child_process'
import { readFile, readdir, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

/** A live process of the server whose data directory is `cluster`. */
export interface ServerProcess {
  readonly pid: number
  /** The postmaster, i.e. the process that all others of the server come from. */
  readonly isPostmaster: boolean
  /** Program and arguments, or `null` where the system does not say (macOS). */
  readonly command: readonly string[] | null
  /** The program file has been deleted or replaced since, e.g. by an update. */
  readonly isOutdated: boolean
}

/**
 * All live processes of the server on `cluster` (a real path), found by what they are, not by `postmaster.pid`: that
 * file may be empty (disk full), or name a stranger that got the number after a restart of a container. A zombie has
 * no working directory any more and does not count.
 */
export function serverProcesses(cluster: string): Promise<ServerProcess[]> {
  return process.platform === 'linux' ? fromProc(cluster) : fromPs(cluster)
}

async function fromProc(cluster: string): Promise<ServerProcess[]> {
  const found: ServerProcess[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // Every process of a server works in its data directory.
      if ((await readlink(`/proc/${name}/cwd`)) !== cluster) continue
      const program = await readlink(`/proc/${name}/exe`)
      if (!basename(program).startsWith('postgres')) continue
      const command = (await readFile(`/proc/${name}/cmdline`, 'utf8')).split('\0').slice(0, -1)
      // Only the postmaster keeps its arguments; the others write what they are doing over them.
      const isPostmaster = command[1] === '-D'
      found.push({ pid: Number(name), isPostmaster, command, isOutdated: program.endsWith(' (deleted)') })
    } catch {
      // Gone meanwhile, or of another user and thus not ours.
    }
  }
  return found
}

async function fromPs(cluster: string): Promise<ServerProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='])
  const found: ServerProcess[] = []
  for (const line of stdout.split('\n')) {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? []
    if (pid !== undefined && command?.includes(`/postgres -D ${cluster} `)) {
      found.push({ pid: Number(pid), isPostmaster: true, command: null, isOutdated: false })
    }
  }
  return found
}

/** Sends a signal; `false` when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}
