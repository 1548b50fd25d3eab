import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { dataFolderUnusable } from './failures.ts'

/** A lock on a file, until it is released or its holder dies, however it dies. */
export interface FileLock {
  release(): void
}

const SQLITE_BUSY = 5

/** Takes the lock for us alone, or answers `null` while anybody (this process included) holds it in any way. */
export const tryExclusiveLock = (file: string): FileLock | null => tryLock(file, 'begin exclusive')

/** Takes the lock together with others, or answers `null` while somebody holds it alone. */
export const trySharedLock = (file: string): FileLock | null =>
  tryLock(file, 'begin; select count(*) from sqlite_schema')

/**
 * It must be a lock that the kernel drops: a file with a process id in it can name a stranger after a restart, and two
 * processes that both clear a stale one can both win. Node offers no file lock of its own; SQLite, which is part of
 * Node, takes one for a transaction. Nothing is ever stored.
 */
function tryLock(file: string, statement: string): FileLock | null {
  let handle: DatabaseSync | null = null
  try {
    createPrivate(file)
    handle = new DatabaseSync(file, { timeout: 0 })
    // Without a journal in memory, a second file would appear beside the lock and outlive a kill.
    handle.exec('pragma journal_mode = memory')
    handle.exec(statement)
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

/** Others may pass through the data folder, and whoever can read a lock file can take the lock. */
function createPrivate(file: string): void {
  // Not opened when it exists (wx): closing it again would drop the locks that this process holds on it.
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
