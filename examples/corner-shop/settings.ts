import { secret, z } from 'tillbridge/contract'

/** What a person enters to connect a shop. */
export const settings = z.object({
  /** Address of the shop, e.g. `https://corner.example`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Corner Shop → Settings → API. */
  apiKey: secret(),
  /** Signs the shop's webhooks; without it, orders are found by looking. */
  webhookSecret: secret().optional(),
  /** IANA zone of the shop. */
  timeZone: z.string().default('Europe/Stockholm'),
})
export type CornerSettings = z.output<typeof settings>
