import { TillbridgeError } from '#lib/errors'

interface Explanation {
  readonly message: string
  readonly remedy: string
  readonly detail?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The folder cannot hold a database: not ours, not writable, full, or of another version. A person has to act. */
export const dataFolderUnusable = (explanation: Explanation): TillbridgeError =>
  new TillbridgeError({ kind: 'rejected', code: 'DATA_FOLDER_UNUSABLE', ...explanation })

/** Postgres itself cannot run on this machine or for this user. */
export const embeddedPostgresUnavailable = (explanation: Explanation): TillbridgeError =>
  new TillbridgeError({ kind: 'rejected', code: 'EMBEDDED_POSTGRES_UNAVAILABLE', ...explanation })

/** Postgres was started and gave up, or never answered. The last lines of its log are in the message. */
export const embeddedPostgresFailed = (explanation: Explanation): TillbridgeError =>
  new TillbridgeError({ kind: 'rejected', code: 'EMBEDDED_POSTGRES_FAILED', ...explanation })

const FOLDER_REMEDY = {
  EACCES: 'Give the user that runs Tillbridge write access to the folder, or choose another data folder.',
  EPERM: 'Give the user that runs Tillbridge ownership of the folder, or choose another data folder.',
  EROFS: 'The disk is mounted read-only. Choose a data folder on a disk that can be written.',
  ENOSPC: 'The disk is full. Free some space (a new database needs about 100 MB) and start again.',
  EDQUOT: 'Your disk quota is used up. Free some space (a new database needs about 100 MB) and start again.',
  ENOTDIR: 'A part of the path is a file, not a folder. Choose another data folder.',
  ENOENT: 'No folder can be made at this place. Choose another data folder.',
  EEXIST: 'There is a file of this name. Choose another data folder.',
} as const

/** Runs `work` on the data folder; what the file system refuses becomes `DATA_FOLDER_UNUSABLE` with a remedy. */
export async function explainingFolderFaults<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (!(code in FOLDER_REMEDY)) throw cause
    throw dataFolderUnusable({
      message: `The data folder ${folder} cannot be used (${code}).`,
      remedy: FOLDER_REMEDY[code as keyof typeof FOLDER_REMEDY],
      detail: { folder, code },
      cause,
    })
  }
}

/** What the last lines of `initdb` or `postgres` mean, with the remedy for the causes that a person can remove. */
export function explainServerOutput(folder: string, program: 'initdb' | 'postgres', output: string): TillbridgeError {
  const lastLines = output.trim().split('\n').slice(-12).join('\n')
  const detail = { folder, program, lastLines }
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return dataFolderUnusable({
      message: `The disk that holds the data folder ${folder} is full, so the database cannot run.`,
      remedy: FOLDER_REMEDY.ENOSPC,
      detail,
    })
  }
  if (/could not look up effective user ID|no password entry/i.test(output)) {
    return embeddedPostgresUnavailable({
      message: 'This user has no entry in /etc/passwd, and Postgres cannot create a database without one.',
      remedy:
        'Add a line for this user to /etc/passwd, run as another user, or set DATABASE_URL to use your own Postgres.',
      detail,
    })
  }
  if (/Permission denied|Read-only file system|invalid permissions|wrong ownership/.test(output)) {
    return dataFolderUnusable({
      message: `The database in ${folder} cannot be read or written by the user that runs it.\n${lastLines}`,
      remedy: 'Give that user ownership of the whole data folder, or choose another data folder.',
      detail,
    })
  }
  return embeddedPostgresFailed({
    message: `The embedded database did not start. Its last words:\n${lastLines || '(nothing)'}`,
    remedy: `Read ${folder}/postgres.log. If the disk has failed, restore your latest backup into a new data folder.`,
    detail,
  })
}
