import type { Limits } from '#contract/limits'
import type { AdyenSettings } from './settings.ts'

// Adyen names no number and asks to fetch reports one at a time: they may be large.
export const limits: Limits<AdyenSettings> = {
  slots: () => 1,
  rate: () => ({ perSecond: 2, burst: 20 }),
}
