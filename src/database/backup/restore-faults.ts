import { TillbridgeError } from '#lib/errors'
import type { BackupHeader } from './manifest.ts'

const NOTHING_CHANGED = 'Nothing was changed.'

export const damaged = (reason: string, cause?: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'BACKUP_DAMAGED',
    message: `The backup is damaged or incomplete: ${reason}. ${NOTHING_CHANGED}`,
    remedy: 'Fetch the file again from where it is kept, or use an older backup.',
    detail: cause instanceof Error ? { reason: cause.message } : {},
    cause,
  })

export function unreadable(file: string, cause: unknown): TillbridgeError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const isAbsent = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES')
  if (!isAbsent) return damaged(reason, cause)
  return new TillbridgeError({
    kind: 'rejected',
    code: 'BACKUP_NOT_FOUND',
    message: `The file ${file} cannot be opened (${reason}). ${NOTHING_CHANGED}`,
    remedy: 'Check the path, and that the user that runs Tillbridge may read it.',
    cause,
  })
}

export const notMigrated = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'RESTORE_NOT_MIGRATED',
    message: 'The database has no tables of Tillbridge yet.',
    remedy: 'Start Tillbridge on it once, which sets it up, then restore.',
  })

export const otherVersion = (header: BackupHeader, ours: number): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'RESTORE_OTHER_VERSION',
    message:
      `The backup was made by Tillbridge ${header.tillbridgeVersion} (schema ${header.schemaVersion}); ` +
      `this database has schema ${ours}. ${NOTHING_CHANGED}`,
    remedy: `Restore with Tillbridge ${header.tillbridgeVersion} into an empty database. Then start the newer version on it, which brings it up to date.`,
    detail: { backup: header.schemaVersion, database: ours },
  })

export const otherColumns = (tables: readonly string[]): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'RESTORE_OTHER_VERSION',
    message: `The tables of the backup and of this database differ (${tables.join(', ')}). ${NOTHING_CHANGED}`,
    remedy: 'Restore into an empty database that the same version of Tillbridge has set up.',
    detail: { tables },
  })

export const notEmpty = (table: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'RESTORE_NOT_EMPTY',
    message: `The database is in use: it has rows in ${table}. A backup is restored into an empty one. ${NOTHING_CHANGED}`,
    remedy: 'Start with a new, empty data folder (or database) and restore into that.',
    subject: table,
  })

export const inUse = (cause: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'RESTORE_IN_USE',
    message: `Another program is using the tables of this database. ${NOTHING_CHANGED}`,
    remedy: 'Stop every Tillbridge process that works on this database, then restore again.',
    cause,
  })
