import { TillbridgeError } from '#lib/errors'

/** What a failed step on a file means. Steps are renames and whole writes: one that failed did not take place. */
export function fileFailure(error: unknown, path: string): TillbridgeError {
  if (error instanceof TillbridgeError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
  const detail = { path, code }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new TillbridgeError({
      kind: 'rejected',
      code: 'FOLDER_MISSING',
      message: `There is no ${path}.`,
      remedy: 'Make the folder, or mount it, then run the check of the connection with --prepare.',
      subject: `folder:${path}`,
      detail,
      cause: error,
    })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new TillbridgeError({
      kind: 'unauthorized',
      code: 'FOLDER_FORBIDDEN',
      message: `Tillbridge may not use ${path}.`,
      remedy: 'Give the user that Tillbridge runs as the right to read and write there.',
      detail,
      cause: error,
    })
  }
  return new TillbridgeError({
    kind: 'transient',
    code: 'FOLDER_FAILED',
    message: `${path} cannot be used at the moment (${code}).`,
    remedy: 'Nothing to do if it passes; otherwise look at the disk or the mount.',
    detail,
    cause: error,
  })
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
export const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'
