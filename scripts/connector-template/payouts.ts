import type { Payout, Source } from 'tillbridge/contract'
import { notWritten } from './client.ts'
import type { NewSystemSettings } from './settings.ts'

/** Payouts with everything that they consist of: the parts sum to what the bank gets. */
export const payouts: Source<NewSystemSettings, Payout> = {
  changes: () => {
    throw notWritten('the list of payouts that changed in [since, until), oldest first')
  },
  get: () => Promise.reject(notWritten('reading one whole payout')),
  parse: () => {
    throw notWritten('what a payload of a payout tells')
  },
  findByName: () => Promise.reject(notWritten('finding a payout by what people call it')),
}
