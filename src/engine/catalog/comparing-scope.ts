import { readingScope } from '#engine/changes'
import type { RunScope } from '#engine/connections'

/** A scope outside of any transfer: one that only looks cannot write. */
export function comparingScope({
  dryRun,
  signal,
}: {
  readonly dryRun: boolean
  readonly signal?: AbortSignal
}): RunScope {
  if (dryRun) return readingScope(signal)
  return {
    signal: signal ?? new AbortController().signal,
    record() {},
    // Whether this installation may write at all is asked by the connection itself.
    beforeWrite() {},
  }
}
