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
  if (url.search !== '' || url.hash !== '' || url.username !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** Whether a host name is this machine: the only place where plain http is accepted. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/** The site's address from what people paste: without the scheme, or with the admin's or the API's path. */
function siteAddress(pasted: string): string {
  const text = pasted.trim().replace(/\/+(?:wp-admin|wp-json|wc-auth)(?:\/.*)?$/, '')
  return (/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`).replace(/\/+$/, '')
}

const fieldNames = z.array(z.string().min(1).max(255)).max(20)

export const settings = z.object({
  /** `https://shop.example`, with the folder where WordPress lives in one; https, as WooCommerce ignores keys on plain http. */
  siteUrl: z
    .string()
    .transform(siteAddress)
    .pipe(z.string().refine(isAddress, 'must be the https address of the site')),
  /** `ck_…`, of a user who may manage the shop. */
  consumerKey: secret(),
  /** `cs_…`. */
  consumerSecret: secret(),
  /** `query` for hosts that take the `Authorization` header away before WordPress sees it. */
  sendKeys: z.enum(['header', 'query']).default('header'),
  /** `plain` where the permalinks of WordPress are plain: then every call goes to the front page with `rest_route`. */
  permalinks: z.enum(['pretty', 'plain']).default('pretty'),
  /** Signs webhooks; any long text, the same for all of them. */
  webhookSecret: secret().optional(),
  /** The former secret while it is being replaced. */
  previousWebhookSecret: secret().optional(),
  /** IANA zone of the site; decides on which business day an order falls. */
  timeZone: z.string().refine(isZone, 'must be a time zone such as Europe/Stockholm').default('UTC'),
  /** Meta fields of an order that may hold the VAT number of a company; the first that is filled counts. */
  vatNumberFields: fieldNames.default([
    '_billing_vat_number',
    '_vat_number',
    'vat_number',
    'billing_vat_number',
    '_billing_eu_vat_number',
    '_billing_vat_id',
  ]),
  /** Meta fields in which the checkout may ask for the number that a company is registered by, where it has no VAT number. */
  organisationNumberFields: fieldNames.default([
    '_billing_organisation_number',
    '_billing_org_nr',
    '_billing_company_number',
    'organisation_number',
    'billing_organisation_number',
    'billing_org_nr',
    'billing_company_number',
  ]),
  /** Hidden meta fields of an order (their names begin with `_`) that are told with it, e.g. the delivery point; others always are. */
  orderMetaFields: fieldNames.default(['_pickup_point', '_shipping_pickup_point', '_delivery_point', '_service_point']),
  /** Meta fields of an order that may hold the customer's own order number. */
  purchaseOrderFields: fieldNames.default(['_po_number', 'po_number', '_billing_po_number', 'billing_po_number']),
  /** Meta fields of products that rules may join with fields of the other system, as text. */
  productMetaFields: fieldNames.default([]),
  /** Names of negative fees without tax by which plug-ins write what is paid with a gift card or a credit, each with the payment method that it is. */
  creditFees: z.record(z.string().min(1).max(255), z.string().min(1).max(255)).default({}),
  /** How many calls a second the host bears. */
  callsPerSecond: z.number().min(0.2).max(20).default(3),
})

export type WooSettings = z.output<typeof settings>

export const baseUrl = ({ siteUrl }: WooSettings): string => siteUrl

/** The host of an address without `www.`, by which a shop is recognised whatever its folder and scheme. */
export const hostOf = (address: string): string | null =>
  URL.canParse(address) ? new URL(address).host.replace(/^www\./, '').toLowerCase() : null
