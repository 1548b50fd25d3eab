import { defineConnector } from '#contract/connector'
import { auth } from './auth.ts'
import { check } from './check.ts'
import { limits } from './limits.ts'
import { payouts } from './read.ts'
import { baseUrl, type KlarnaSettings, settings } from './settings.ts'

/** Klarna as a payment provider: payouts with what they consist of. What is odd about it stands in README.md. */
export const klarna = defineConnector<KlarnaSettings>({
  id: 'klarna',
  name: 'Klarna',
  kind: 'payments',
  settings,
  baseUrl,
  auth,
  limits,
  check,
  reads: { payouts },
  writes: {},
})
