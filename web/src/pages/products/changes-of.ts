import type { CompareResult } from '#api/job-results/catalog'

export interface Changes {
  /** Values that would be written. */
  readonly written: number
  /** Variants that would be joined with their items. */
  readonly joined: number
  /** What stands on one side only may be made on the other, where a rule says so. */
  readonly mayMake: boolean
  /** What a comparison leaves to a person. */
  readonly left: number
}

/** What bringing everything in step would change, by what a comparison found. */
export function changesOf(result: CompareResult): Changes {
  if (result.what === 'prices') return { written: result.found, joined: 0, mayMake: false, left: 0 }
  const count = (kind: keyof typeof result.kinds): number => result.kinds[kind] ?? 0
  return {
    written: count('write'),
    joined: count('bind'),
    mayMake: count('only-in-store') + count('only-in-target') > 0,
    left: count('conflict') + count('duplicate') + count('gone-in-store') + count('gone-in-target'),
  }
}
