import { TillbridgeError } from '#lib/errors'

/** @throws {TillbridgeError} `conflict`, `CHANGED_MEANWHILE`, when somebody else has changed it since it was read. */
export function assertSame(revision: number | undefined, now: number | null): void {
  if (revision !== undefined && revision !== now) throw changedMeanwhile()
}

export const changedMeanwhile = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'CHANGED_MEANWHILE',
    message: 'Somebody else has changed this since you opened it.',
    remedy: 'Load it again, and make your change to what it is now.',
  })
