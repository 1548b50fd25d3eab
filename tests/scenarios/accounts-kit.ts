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

/** Answers the id of the new customer. */
export async function addCustomer(shop: ShopifySandbox, input: object): Promise<string> {
  const query =
    'mutation($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }'
  return String(await askShop(shop, query, { input }, 'customerCreate.customer.id'))
}

export function changeCustomer(shop: ShopifySandbox, id: string, input: object): Promise<unknown> {
  const query = 'mutation($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { message } } }'
  return askShop(shop, query, { input: { id, ...input } }, 'customerUpdate')
}

/** What we noted on a customer in the shop. */
export function factOf(shop: ShopifySandbox, id: string, key: string): Promise<unknown> {
  const query = `query($id: ID!) { customer(id: $id) { metafield(namespace: "tillbridge", key: "${key}") { value } } }`
  return askShop(shop, query, { id }, 'customer.metafield.value')
}

/** The shop asks to forget a customer, as it does by a topic of the app's own page. */
export const redact = (story: Story, customer: number): Promise<void> =>
  askErasure(story, 'customers/redact', { customer: { id: customer }, orders_to_redact: [] })

/** The shop asks to forget everything, two days after the app was removed. */
export const redactShop = (story: Story): Promise<void> => askErasure(story, 'shop/redact', { shop_id: 1 })

async function askErasure(story: Story, topic: string, asked: object): Promise<void> {
  const { bridge, url } = story.running
  const connections = await listConnections(bridge.pool, bridge.sealer, story.organizationId)
  const shop = connections.find(({ key }) => key === 'shop')
  const body = JSON.stringify(asked)
  const response = await fetch(`${url}/webhooks/${shop?.connectionId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': `erase-${body}`,
      'x-shopify-shop-domain': story.shop.domain,
      'x-shopify-hmac-sha256': createHmac('sha256', story.shop.clientSecret).update(body).digest('base64'),
    },
    body,
  })
  if (!response.ok) throw new Error(`the request was answered ${response.status}`)
  await carryOutErasures({ pool: bridge.pool, log: silentLog })
}

/** Every row of every table of ours, as text. */
export async function everythingKept({ running }: Story): Promise<string> {
  const { pool } = running.bridge
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'tillbridge' and table_type = 'BASE TABLE'`,
  )
  const dumps = await Promise.all(
    rows.map(({ name }) => pool.query<{ row: string }>(`select to_jsonb(t)::text as row from tillbridge.${name} t`)),
  )
  return dumps.flatMap((dump, index) => dump.rows.map(({ row }) => `${rows[index]?.name} ${row}`)).join('\n')
}
