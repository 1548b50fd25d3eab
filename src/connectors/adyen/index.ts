import { defineConnector } from '#contract/connector'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { limits } from './limits.ts'
import { payouts } from './read.ts'
import { type AdyenSettings, baseUrl, settings } from './settings.ts'
import { webhooks } from './webhooks.ts'

/** Adyen as a payment provider: batches with what they consist of. What is odd about it stands in README.md. */
export const adyen = defineConnector<AdyenSettings>({
  id: 'adyen',
  name: 'Adyen',
  kind: 'payments',
  settings,
  baseUrl,
  auth,
  limits,
  check,
  reads: { payouts },
  webhooks,
  writes: {},
})
