import type { Auth } from '#contract/auth'
import type { AdyenSettings } from './settings.ts'

/** The report user with every call, or a key with that role. Neither expires. */
export const auth: Auth<AdyenSettings> = {
  headers: ({ apiKey, reportUser, reportPassword }) =>
    apiKey === undefined
      ? { authorization: `Basic ${Buffer.from(`${reportUser}:${reportPassword}`).toString('base64')}` }
      : { 'x-api-key': apiKey },
}
