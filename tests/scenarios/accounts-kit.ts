import { createHmac } from 'node:crypto'
import { listConnections } from '#database/connections'
import { carryOutErasures } from '#engine/privacy'
import { silentLog } from '#lib/log'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import type { Story } from '#testing/story'

/** Asks the shop as another app does; answers what stands at a path such as `customerCreate.customer.id`. */
export async function askShop(shop: ShopifySandbox, query: string, variables: object, path: string): Promise<unknown> {
  const response = await fetch(`${shop.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': shop.accessToken },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { readonly data?: unknown; readonly errors?: unknown }
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], data)
}

/** The shop asks to forget a customer, as it does by a topic of the app's own page. */
export async function redact(story: Story, customer: number): Promise<void> {
  const { bridge, url } = story.running
  const connections = await listConnections(bridge.pool, bridge.sealer, story.organizationId)
  const shop = connections.find(({ key }) => key === 'shop')
  const body = JSON.stringify({ customer: { id: customer }, orders_to_redact: [] })
  const response = await fetch(`${url}/webhooks/${shop?.connectionId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'customers/redact',
      'x-shopify-webhook-id': `redact-${customer}`,
      'x-shopify-shop-domain': story.shop.domain,
      'x-shopify-hmac-sha256': createHmac('sha256', story.shop.clientSecret).update(body).digest('base64'),
    },
    body,
  })
  if (!response.ok) throw new Error(`the request was answered ${response.status}`)
  await carryOutErasures({ pool: bridge.pool, log: silentLog })
}
