import { defineConnector } from '#contract/connector'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { limits } from './limits.ts'
import { payouts } from './read.ts'
import { baseUrl, isLive, settings, type StripeSettings } from './settings.ts'
import { webhooks } from './webhooks.ts'

/** Stripe as a payment provider: payouts with what they consist of. What is odd about it stands in README.md. */
export const stripe = defineConnector<StripeSettings>({
  id: 'stripe',
  name: 'Stripe',
  kind: 'payments',
  settings,
  baseUrl,
  auth,
  limits,
  check,
  reads: { payouts },
  webhooks,
  writes: {},
  recordUrl: (value, key) => `https://dashboard.stripe.com/${isLive(value) ? '' : 'test/'}payouts/${key}`,
})
