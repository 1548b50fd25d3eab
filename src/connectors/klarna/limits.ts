import type { Limits } from '#contract/limits'
import type { KlarnaSettings } from './settings.ts'

// Klarna names no number for settlements. The shop's own calls go to the same account: two a second are enough for payouts.
export const limits: Limits<KlarnaSettings> = {
  slots: () => 2,
  rate: () => ({ perSecond: 2, burst: 10 }),
}
