import { z } from 'zod'
import { secret } from '#contract/settings'

/** The API version that every call asks for; webhooks come in the version of their endpoint. */
export const API_VERSION = '2026-10-28.endive'

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

const KEY = /^(sk|rk)_(live|test)_[A-Za-z0-9_]+$/

export const settings = z
  .object({
    /** A restricted key (`rk_live_…`) with read access; README.md lists the permissions. */
    apiKey: secret(),
    /** The signing secret (`whsec_…`) of the webhook endpoint. */
    webhookSecret: secret().optional(),
    /** The former secret while it is being replaced. */
    previousWebhookSecret: secret().optional(),
    /** For platforms: the connected account (`acct_…`) that is read with the platform's key. */
    account: z
      .string()
      .regex(/^acct_[A-Za-z0-9]+$/, 'must be an account id (acct_…)')
      .optional(),
    /** How the store's orders call payments by Stripe; decides on the clearing account. */
    gateway: z.string().trim().min(1).default('stripe'),
    /** Under which name the store's plugin writes the order's id into the metadata of a charge. */
    orderIdField: z.string().trim().min(1).default('order_id'),
    /** Under which name it writes what people call the order. */
    orderNameField: z.string().trim().min(1).default('order_name'),
    /** IANA zone in which a payment falls on a business day. */
    timeZone: z.string().refine(isZone, 'must be a time zone such as Europe/Stockholm').default('UTC'),
    /** Only for sandboxes. */
    baseUrl: z.string().refine(isAddress, 'must be an https address').optional(),
  })
  .refine(({ apiKey }) => KEY.test(apiKey), {
    message: 'must be a restricted key (rk_…) or a secret key (sk_…) of Stripe',
    path: ['apiKey'],
  })

export type StripeSettings = z.output<typeof settings>

export const baseUrl = (value: StripeSettings): string => value.baseUrl?.replace(/\/+$/, '') ?? 'https://api.stripe.com'

/** Whether the key is one of live mode; everything that is read with it must be so too. */
export const isLive = ({ apiKey }: StripeSettings): boolean => KEY.exec(apiKey)?.[2] === 'live'
