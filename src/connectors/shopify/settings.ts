import { z } from 'zod'
import { secret } from '#contract/settings'

/** The API version that every call and every webhook of ours uses: stable since 2026-10-01, served until 2027-10-16. */
export const API_VERSION = '2026-10'

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
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** Whether a host name is this machine: the only place where plain http is accepted. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/** The `myshopify.com` name of what people paste: a domain, an address, a page of the admin, or the bare handle. */
function shopDomain(pasted: string): string {
  const text = pasted
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
  const handle = /^admin\.shopify\.com\/store\/([^/?#]+)/.exec(text)?.[1]
  if (handle !== undefined) return `${handle}.myshopify.com`
  const host = text.replace(/[/?#].*$/, '')
  return /^[a-z0-9][a-z0-9-]*$/.test(host) ? `${host}.myshopify.com` : host
}

export const settings = z
  .object({
    /** `nordlys.myshopify.com`; never the public domain, which may change. */
    shop: z
      .string()
      .transform(shopDomain)
      .pipe(z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'must be the myshopify.com name of the shop')),
    /** Only for sandboxes. */
    baseUrl: z.string().refine(isAddress, 'must be an https address').optional(),
    /** A permanent token (`shpat_…`) of a custom app; or give the client id and secret instead. */
    accessToken: secret().optional(),
    clientId: z.string().min(1).optional(),
    /** Signs webhooks too, unless `webhookSecret` is given. */
    clientSecret: secret().optional(),
    /** The first refresh token of an expiring offline token. Later ones are kept with the token. */
    refreshToken: secret().optional(),
    webhookSecret: secret().optional(),
    /** The former secret while it is being replaced: Shopify may sign with either. */
    previousWebhookSecret: secret().optional(),
    /** IANA zone of the shop; decides on which business day an order falls. */
    timeZone: z.string().refine(isZone, 'must be a time zone such as Europe/Stockholm').default('UTC'),
    /**
     * Metafields of products that rules may join with fields of the target, with the type that a new one gets:
     * `{ "custom.material": "single_line_text_field" }`.
     */
    metafields: z
      .record(
        z.string().regex(/^[\w-]{3,255}\.[\w-]{2,64}$/, 'must be a namespace and a key such as custom.material'),
        z.string().regex(/^[a-z_.]+$/),
      )
      .default({}),
    /** Decides how fast Shopify may be called. */
    plan: z.enum(['standard', 'advanced', 'plus', 'enterprise']).default('standard'),
  })
  .refine(
    (value) => value.accessToken !== undefined || (value.clientId !== undefined && value.clientSecret !== undefined),
    {
      message: 'an access token, or a client id and a client secret, is needed',
      path: ['accessToken'],
    },
  )
  .refine((value) => value.refreshToken === undefined || value.clientSecret !== undefined, {
    message: 'a refresh token needs the client id and the client secret',
    path: ['refreshToken'],
  })

export type ShopifySettings = z.output<typeof settings>

export const baseUrl = (value: ShopifySettings): string => value.baseUrl?.replace(/\/+$/, '') ?? `https://${value.shop}`

/** The shop's name in addresses: `nordlys` of `nordlys.myshopify.com`. */
export const shopHandle = (value: ShopifySettings): string => value.shop.replace(/\.myshopify\.com$/, '')
