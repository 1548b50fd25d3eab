import type { Chapter } from './chapter.ts'
import { EDITS } from './edits.ts'
import { REFUNDS } from './refunds.ts'

export const EDITS_AND_REFUNDS: Chapter = {
  title: 'Edits, cancellations, refunds and returns',
  page: 'edits-and-refunds',
  scenarios: [...EDITS, ...REFUNDS],
}
