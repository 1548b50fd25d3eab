import { secret, z } from 'tillbridge/contract'

/** What a person enters to connect an account. */
export const settings = z.object({
  /** Address of the system, e.g. `https://api.example.com`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Where a person finds it in the system. */
  apiKey: secret(),
  /** Signs the system's webhooks, if it sends any. */
  webhookSecret: secret().optional(),
  /** IANA zone in which an instant falls on a business day. */
  timeZone: z.string().default('UTC'),
})
export type NewSystemSettings = z.output<typeof settings>
