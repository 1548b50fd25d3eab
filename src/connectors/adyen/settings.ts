import { z } from 'zod'
import { secret } from '#contract/settings'

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const isAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const isHere = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname)
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere)
}

export const settings = z
  .object({
    /** The merchant account whose batches are read, as Adyen spells it. */
    merchantAccount: z.string().regex(/^[A-Za-z0-9_]+$/, 'must be the code of a merchant account'),
    /** The report service user (`report_…@Company.…`). */
    reportUser: z.string().trim().min(1).optional(),
    /** Its password. */
    reportPassword: secret().optional(),
    /** In place of user and password: an API key with the role for reports. */
    apiKey: secret().optional(),
    /** `test` holds no money: its payouts are not booked unless the policies say so. */
    environment: z.enum(['live', 'test']).default('live'),
    /** The number of the first batch that is looked for; older ones are left alone. */
    firstBatch: z.int().min(1).default(1),
    /** The HMAC key of the webhook. */
    hmacKey: secret().optional(),
    /** The former key while it is being replaced. */
    previousHmacKey: secret().optional(),
    /** The user name that Adyen sends with its webhooks. */
    webhookUser: z.string().min(1).optional(),
    /** The password that Adyen sends with its webhooks. */
    webhookPassword: secret().optional(),
    /** How the store's orders call payments by Adyen; decides on the clearing account. */
    gateway: z.string().trim().min(1).default('adyen'),
    /** The column in which the store's plugin writes what people call the order. */
    orderNameColumn: z.string().trim().min(1).default('Merchant Reference'),
    /** The column in which it writes the order's id; absent = in none. */
    orderIdColumn: z.string().trim().min(1).optional(),
    /** IANA zone in which a payment falls on a business day. */
    timeZone: z.string().refine(isZone, 'must be a time zone such as Europe/Stockholm').default('UTC'),
    /** Only for sandboxes. */
    baseUrl: z.string().refine(isAddress, 'must be an https address').optional(),
  })
  .refine(({ apiKey, reportUser, reportPassword }) => isPair(reportUser, reportPassword) && !!(apiKey ?? reportUser), {
    message: 'needs an API key, or the report user with its password',
    path: ['apiKey'],
  })
  .refine(({ hmacKey, previousHmacKey }) => [hmacKey, previousHmacKey].every((key) => isHex(key ?? '')), {
    message: 'must be the HMAC key as Adyen shows it (hexadecimal)',
    path: ['hmacKey'],
  })
  .refine(({ webhookUser, webhookPassword }) => isPair(webhookUser, webhookPassword), {
    message: 'belongs together with webhookPassword',
    path: ['webhookUser'],
  })

const isHex = (text: string): boolean => /^([0-9A-Fa-f]{2})*$/.test(text)

const isPair = (one: string | undefined, other: string | undefined): boolean =>
  (one === undefined) === (other === undefined)

export type AdyenSettings = z.output<typeof settings>

/** Reports lie with the customer area, whatever prefix the checkout has. */
export const baseUrl = (value: AdyenSettings): string =>
  value.baseUrl?.replace(/\/+$/, '') ?? `https://ca-${value.environment}.adyen.com`

export const isLive = ({ environment }: AdyenSettings): boolean => environment === 'live'
