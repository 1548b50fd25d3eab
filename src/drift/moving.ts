import type { Difference } from './difference.ts'

/** How a difference came about, and what to do. */
export type Verdict = Pick<Difference, 'state' | 'because' | 'remedy'>

/** Where a record stands with us. */
export interface KnownRecord {
  readonly state: 'pending' | 'running' | 'waiting' | 'attention' | 'synced' | 'skipped' | 'held'
  readonly causeMessage: string | null
  readonly causeRemedy: string | null
  /** When its last run ended, an ISO instant; `null` = none has. */
  readonly settledAt: string | null
}

/** What a difference that is being seen to asks of anybody. */
export const NOTHING_TO_DO = 'There is nothing to do, unless it stays so.'

/**
 * The answer for a record that somebody is at work on, or was since `since`, when the sides began to be read: one of them may have been read
 * before, the other after. `null` = it has been let alone. Pure.
 */
export function movingVerdict({ state, settledAt }: KnownRecord, since: string): Verdict | null {
  if (state === 'pending' || state === 'running' || state === 'waiting')
    return { state: 'under-way', because: 'It is on its way.', remedy: NOTHING_TO_DO }
  const isSettled = state === 'synced' || state === 'skipped'
  return isSettled && settledAt !== null && settledAt >= since
    ? { state: 'under-way', because: 'It was brought in step while both sides were being read.', remedy: NOTHING_TO_DO }
    : null
}
