import type { Auth } from '#contract/auth'
import { API_VERSION, type StripeSettings } from './settings.ts'

/** The key is the credential and does not expire. The version is always named: an account's own default may be years old. */
export const auth: Auth<StripeSettings> = {
  headers: ({ apiKey, account }) => ({
    authorization: `Bearer ${apiKey}`,
    'stripe-version': API_VERSION,
    ...(account === undefined ? {} : { 'stripe-account': account }),
  }),
}
