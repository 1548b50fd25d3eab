import type { Comparable } from '#api/ledger'
import type { Days, Range } from './filter.ts'

/** What each card of the page is about. */
export interface PastCardProps {
  readonly chosen: Comparable
  readonly days: Days
  /** `null` = there is no day between the first and the last. */
  readonly range: Range | null
  /** Chooses other days. */
  readonly onDays: (days: Days) => void
}
