import { DatabaseSync } from 'node:sqlite'
import { dataFolderUnusable } from './failures.ts'

/** Held by the one process that is responsible for the server of a data folder. */
export interface OwnerLock {
  release(): void
}

const SQLITE_BUSY = 5

/**
 * Takes the lock, or answers `null` while another live process (or another part of this one) holds it.
 *
 * It must be a lock that the kernel drops when its holder dies, however it dies: a file with a process id in it can
 * name a stranger after a restart, and two processes that both clear a stale one can both win. Node offers no file
 * lock of its own; SQLite, which is part of Node, takes one for an exclusive transaction. Nothing is ever stored.
 */
export function tryOwnerLock(file: string): OwnerLock | null {
  let handle: DatabaseSync | null = null
  try {
    handle = new DatabaseSync(file, { timeout: 0 })
    // Without a journal in memory, a second file would appear beside the lock and outlive a kill.
    handle.exec('pragma journal_mode = memory')
    handle.exec('begin exclusive')
  } catch (cause) {
    handle?.close()
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) return null
    throw dataFolderUnusable({
      message: `The lock file ${file} cannot be used.`,
      remedy: 'Give the user that runs Tillbridge write access to the data folder, and keep it on a local disk.',
      detail: { file },
      cause,
    })
  }
  const held = handle
  return { release: () => held.close() }
}
