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

const REFERENCES = ['merchant_reference1', 'merchant_reference2'] as const

export const settings = z.object({
  /** The user name of the API credentials, of one merchant id and region. */
  username: z.string().trim().min(1),
  /** The password of the API credentials. */
  password: secret(),
  /** Where the merchant id lives: Europe, North America or Oceania. */
  region: z.enum(['europe', 'north-america', 'oceania']).default('europe'),
  /** `playground` holds no money: its payouts are not booked unless the policies say so. */
  environment: z.enum(['live', 'playground']).default('live'),
  /** How the store's orders call payments by Klarna; decides on the clearing account. */
  gateway: z.string().trim().min(1).default('klarna'),
  /** In which reference the store's plugin writes what people call the order. */
  orderNameField: z.enum(REFERENCES).default('merchant_reference1'),
  /** In which reference it writes the order's id; absent = in none. */
  orderIdField: z.enum(REFERENCES).optional(),
  /** IANA zone in which a payment falls on a business day. */
  timeZone: z.string().refine(isZone, 'must be a time zone such as Europe/Stockholm').default('UTC'),
  /** Only for sandboxes. */
  baseUrl: z.string().refine(isAddress, 'must be an https address').optional(),
})

export type KlarnaSettings = z.output<typeof settings>

const REGIONS = { europe: 'api', 'north-america': 'api-na', oceania: 'api-oc' } as const

/** Each region is a system of its own, and so is the playground of each. */
export function baseUrl(value: KlarnaSettings): string {
  if (value.baseUrl !== undefined) return value.baseUrl.replace(/\/+$/, '')
  return `https://${REGIONS[value.region]}${isLive(value) ? '' : '.playground'}.klarna.com`
}

export const isLive = ({ environment }: KlarnaSettings): boolean => environment === 'live'
