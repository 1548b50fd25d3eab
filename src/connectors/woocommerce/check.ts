import { z } from 'zod'
import type { CheckResult, CheckUse, Finding } from '#contract/check'
import type { HttpResponse } from '#contract/context'
import { asTillbridgeError, TillbridgeError } from '#lib/errors'
import { catalogFindings } from './check-catalog.ts'
import { siteFindings } from './check-site.ts'
import { fetchAll, fetchOne, send, type WooContext } from './client.ts'
import { bodyOf } from './failures.ts'
import { TOPICS } from './subscribe.ts'
import { key } from './vendor.ts'

const index = z.object({
  name: z.string().default(''),
  home: z.string().optional(),
  url: z.string().optional(),
  gmt_offset: z.union([z.number(), z.string()]).optional(),
  timezone_string: z.string().default(''),
  namespaces: z.array(z.string()),
})
export type SiteIndex = z.output<typeof index>

const status = z.object({
  environment: z.object({ version: z.string(), wp_version: z.string().nullish() }),
  settings: z.object({
    currency: z.string(),
    number_of_decimals: z.number().nullish(),
    HPOS_enabled: z.boolean().nullish(),
  }),
})
export type SystemStatus = z.output<typeof status>

/** What the site is, whether its API is reached with these keys, and what would go wrong quietly. Changes nothing. */
export async function check(context: WooContext, use: CheckUse = { flows: ['orders'] }): Promise<CheckResult> {
  const answer = await send(context, {
    method: 'GET',
    route: '/',
    query: { _fields: 'name,url,home,gmt_offset,timezone_string,namespaces' },
  })
  const site = siteOf(answer)
  if (!site.namespaces.includes('wc/v3')) throw withoutWooCommerce(site)
  const system = await fetchOne(context, '/wc/v3/system_status', status, { _fields: 'environment,settings' })
  await fetchOne(context, '/wc/v3/orders', z.array(z.object({ id: key })), { per_page: '1', _fields: 'id' })
  return {
    account: `${site.name || 'The shop'} on ${site.home ?? context.settings.siteUrl}`,
    version: system.environment.version,
    // A fixed difference to UTC, e.g. `+02:00`, is no zone.
    timeZone: /^[A-Za-z]/.test(site.timezone_string) ? site.timezone_string : null,
    findings: [
      ...siteFindings(context.settings, { site, system, servedAt: answer.headers['date'], now: context.clock.now() }),
      ...(await webhookFindings(context)),
      ...(await catalogFindings(context, use)),
    ],
  }
}

function siteOf(answer: HttpResponse): SiteIndex {
  if (answer.status >= 300 && answer.status < 500) throw notFound(answer)
  const parsed = index.safeParse(bodyOf(answer, 'read'))
  if (parsed.success) return parsed.data
  throw notFound(answer)
}

const notFound = ({ status, headers }: HttpResponse): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_NO_API',
    message: 'The site shows no WordPress API at this address.',
    remedy:
      'Check the address with its folder. If it is right, choose permalinks other than "Plain" in WordPress, or set the connection to plain permalinks, and ask the host whether /wp-json/ is blocked.',
    subject: 'woocommerce:address',
    detail: { status, location: headers['location'] ?? null },
  })

const withoutWooCommerce = ({ namespaces }: SiteIndex): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'WOOCOMMERCE_NOT_ACTIVE',
    message: 'This is a WordPress site, and WooCommerce is not active on it.',
    remedy: 'Activate WooCommerce, or enter the address of the shop, with its folder.',
    subject: 'woocommerce:address',
    detail: { namespaces },
  })

const webhook = z.object({ topic: z.string(), status: z.string(), delivery_url: z.string() })

async function webhookFindings(context: WooContext): Promise<Finding[]> {
  if (context.settings.webhookSecret === undefined) {
    return [
      {
        level: 'warning',
        code: 'WOOCOMMERCE_WITHOUT_WEBHOOKS',
        message: 'The connection has no secret for webhooks: orders are found by polling only, minutes later.',
        remedy: 'Enter any long text as webhookSecret of the connection.',
      },
    ]
  }
  try {
    const query = { status: 'disabled', _fields: 'topic,status,delivery_url' }
    const disabled = await fetchAll(context, '/wc/v3/webhooks', z.array(webhook), query)
    const ours = disabled.filter(({ topic }) => TOPICS.includes(topic))
    if (ours.length === 0) return []
    return [
      {
        level: 'warning',
        code: 'WOOCOMMERCE_WEBHOOKS_DISABLED',
        message: `WooCommerce has disabled ${ours.length} webhooks after failures in a row.`,
        remedy:
          'If they are those of Tillbridge, it activates them again within a day; make sure that its address is reachable.',
      },
    ]
  } catch (error) {
    // A key that may read orders and not webhooks still does its work.
    const { kind, message } = asTillbridgeError(error)
    if (kind !== 'unauthorized' && kind !== 'rejected') throw error
    return [
      {
        level: 'warning',
        code: 'WOOCOMMERCE_WEBHOOKS_UNSEEN',
        message: `Webhooks cannot be managed with this key: ${message}`,
        remedy: 'Make a key for an administrator or shop manager, with read and write permission.',
      },
    ]
  }
}
