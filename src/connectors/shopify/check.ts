import { z } from 'zod'
import type { CheckResult, CheckUse, Finding } from '#contract/check'
import type { Context } from '#contract/context'
import { scopeFindings } from './check-scopes.ts'
import { graphqlLenient, type Operation } from './client.ts'
import { API_VERSION, type ShopifySettings } from './settings.ts'

const whoAmI = z.object({
  shop: z.object({
    name: z.string(),
    myshopifyDomain: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    plan: z.object({ publicDisplayName: z.string(), partnerDevelopment: z.boolean() }),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }).nullish(),
})
type Shop = z.output<typeof whoAmI>['shop']

export const WHO_AM_I: Operation<z.output<typeof whoAmI>> = {
  name: 'WhoAmI',
  text: `query WhoAmI {
  shop { name myshopifyDomain currencyCode ianaTimezone plan { publicDisplayName partnerDevelopment } }
  currentAppInstallation { accessScopes { handle } }
}`,
  cost: 4,
  effect: 'read',
  data: whoAmI,
}

/** Who the shop is, what the app may do there, and what is missing. */
export async function check(
  context: Context<ShopifySettings>,
  { flows }: CheckUse = { flows: ['orders'] },
): Promise<CheckResult> {
  const { data, servedVersion } = await graphqlLenient(context, WHO_AM_I, {})
  const granted = new Set(data.currentAppInstallation?.accessScopes.map(({ handle }) => handle) ?? [])
  return {
    account: `${data.shop.name} on ${data.shop.myshopifyDomain}`,
    version: servedVersion ?? API_VERSION,
    timeZone: data.shop.ianaTimezone,
    findings: [
      ...shopFindings(context.settings, data.shop),
      ...scopeFindings(granted, flows),
      ...versionFindings(servedVersion),
      ...secretFindings(context.settings),
    ],
  }
}

function shopFindings(settings: ShopifySettings, shop: Shop): Finding[] {
  const { plan } = shop
  const kind = plan.partnerDevelopment ? 'a development store' : `plan ${plan.publicDisplayName}`
  const findings: Finding[] = [
    {
      level: 'ok',
      code: 'SHOPIFY_SHOP',
      message: `${shop.name}: ${kind}, currency ${shop.currencyCode}, time zone ${shop.ianaTimezone}.`,
    },
  ]
  if (shop.myshopifyDomain.toLowerCase() !== settings.shop) {
    findings.push({
      level: 'error',
      code: 'SHOPIFY_OTHER_SHOP',
      message: `The credentials belong to ${shop.myshopifyDomain}, not to ${settings.shop}.`,
      remedy: 'Use the credentials of this shop, or change the shop of the connection.',
    })
  }
  if (shop.ianaTimezone !== settings.timeZone) {
    findings.push({
      level: 'warning',
      code: 'SHOPIFY_TIME_ZONE',
      message: `The shop keeps the time of ${shop.ianaTimezone}, the connection that of ${settings.timeZone}: orders around midnight would be booked on the wrong day.`,
      remedy: `Set the connection's time zone to ${shop.ianaTimezone}.`,
    })
  }
  return findings
}

function versionFindings(served: string | null): Finding[] {
  if (served === null || served === API_VERSION) {
    return [{ level: 'ok', code: 'SHOPIFY_API_VERSION', message: `Shopify serves API version ${API_VERSION}.` }]
  }
  return [
    {
      level: 'warning',
      code: 'SHOPIFY_API_VERSION',
      message: `Shopify serves API version ${served} instead of ${API_VERSION}; answers may differ from what Tillbridge knows.`,
      remedy: 'Update Tillbridge.',
    },
  ]
}

function secretFindings({ webhookSecret, clientSecret }: ShopifySettings): Finding[] {
  if (webhookSecret !== undefined || clientSecret !== undefined) return []
  return [
    {
      level: 'warning',
      code: 'SHOPIFY_NO_WEBHOOK_SECRET',
      message:
        'Without the secret that signs webhooks, webhooks are refused: orders arrive by polling only, minutes later.',
      remedy: 'Add the API secret key of the app to the connection.',
    },
  ]
}
