import type { Clock } from '#lib/clock'

/** The last closed day of each target, as it said when it refused a document. */
export interface ClosedPeriods {
  /** `YYYY-MM-DD`, or `null` when it is not known that one is closed. */
  until(connectionId: string): string | null
  learn(connectionId: string, day: string): void
}

// So long every order of the period costs no refused call. A period that was opened again is used after this time.
const REMEMBERED_MS = 10 * 60_000

export function closedPeriods(clock: Clock): ClosedPeriods {
  const known = new Map<string, { readonly day: string; readonly at: number }>()
  return {
    until(connectionId) {
      const entry = known.get(connectionId)
      if (entry === undefined) return null
      if (clock.now().getTime() - entry.at < REMEMBERED_MS) return entry.day
      known.delete(connectionId)
      return null
    },
    learn: (connectionId, day) => void known.set(connectionId, { day, at: clock.now().getTime() }),
  }
}
