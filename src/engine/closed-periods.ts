import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Execution } from './execute.ts'
import { documentsOf } from './target-documents.ts'

/** The last closed day of each target, as it said when it refused a document. */
export interface ClosedPeriods {
  /** `YYYY-MM-DD`, or `null` when it is not known that one is closed. */
  until(connectionId: string): string | null
  learn(connectionId: string, day: string | null): void
}

// So long every order of the period costs no refused call. Documents are dated into a period that was opened again after this time.
const REMEMBERED_MS = 10 * 60_000

export function closedPeriods(clock: Clock): ClosedPeriods {
  const known = new Map<string, { readonly day: string | null; readonly at: number }>()
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

type Where = Pick<Execution, 'target' | 'scope'>

/**
 * Whether a target that refused a document has closed a later day than the one that was planned with, so that another plan can come
 * out differently. Asks it after no other refusal.
 */
export async function hasClosedMore(
  periods: ClosedPeriods,
  where: Where,
  refusal: unknown,
  plannedWith: string | null,
): Promise<boolean> {
  if (!(refusal instanceof TillbridgeError) || refusal.code !== 'PERIOD_CLOSED') return false
  const day = await askAgain(periods, where)
  return day !== null && (plannedWith === null || day > plannedWith)
}

/** Whether a target has opened days again that a plan was held for. Asks it for no other reason. */
export async function hasOpenedAgain(
  periods: ClosedPeriods,
  where: Where,
  reason: { readonly code: string } | null,
  plannedWith: string | null,
): Promise<boolean> {
  if (reason?.code !== 'PERIOD_CLOSED' || plannedWith === null) return false
  const day = await askAgain(periods, where)
  return day === null || day < plannedWith
}

async function askAgain(periods: ClosedPeriods, { target, scope }: Where): Promise<string | null> {
  const day = (await documentsOf(target).closedUntil?.(target.context(scope))) ?? null
  periods.learn(target.connection.connectionId, day)
  return day
}
