import type { Limits } from '#contract/limits'
import type { WooSettings } from './settings.ts'

/** WooCommerce sets no rate, the host does. Two at once keep a small host's PHP workers free for the buyers. */
export const limits: Limits<WooSettings> = {
  slots: () => 2,
  rate: ({ callsPerSecond }) => ({ perSecond: callsPerSecond, burst: Math.max(1, Math.ceil(callsPerSecond * 3)) }),
}
