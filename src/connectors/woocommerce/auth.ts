import type { Auth } from '#contract/auth'
import type { WooSettings } from './settings.ts'

/** The key pair is the credential and does not expire. Where a host takes the header away, `client.ts` puts it into the query. */
export const auth: Auth<WooSettings> = {
  headers: ({ consumerKey, consumerSecret, sendKeys }) =>
    sendKeys === 'query'
      ? {}
      : { authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}` },
}
