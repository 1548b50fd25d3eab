import type { Limits } from '#contract/limits'
import { isLive, type StripeSettings } from './settings.ts'

// Stripe takes 100 calls a second in live mode and 25 in a sandbox, but 25 to any one endpoint, and nearly all of ours go to one.
// The store's own calls share the allowance: a fifth of it is enough for payouts.
const PER_SECOND = { live: 20, test: 10 } as const

export const limits: Limits<StripeSettings> = {
  slots: () => 4,
  rate: (value) => {
    const perSecond = PER_SECOND[isLive(value) ? 'live' : 'test']
    return { perSecond, burst: perSecond }
  },
}
