import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { listConnections } from '#database/connections'
import { listPrivacyRequests } from '#database/privacy'
import { silentLog } from '#lib/log'
import { startStory } from '#testing/story'
import { carryOutErasures } from './privacy.ts'

test('a shop that asks to forget a buyer: nothing of the buyer is left here, and the books of the ERP stay as they are', async () => {
  await using story = await startStory()
  const { pool, organizationId } = story.running.bridge
  const address = {
    firstName: 'Zebulon',
    lastName: 'Quizzle',
    address1: 'Nowhere Lane 77',
    city: 'Berlin',
    zip: '10115',
    countryCode: 'DE',
  }
  const order = story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 1, price: '20.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    customer: { email: 'zebulon@example.com', firstName: 'Zebulon', lastName: 'Quizzle' },
    shippingAddress: address,
    billingAddress: address,
    payments: [{ gateway: 'shopify_payments' }],
  })
  await story.settled()
  const { state, recordKey } = await story.transfer(order.name)
  expect(state).toBe('synced')
  const everything = async (): Promise<string> => {
    const { rows } = await pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'tillbridge'`,
    )
    const dumps = await Promise.all(
      rows.map(({ name }) => pool.query(`select to_jsonb(t)::text as row from tillbridge.${name} t`)),
    )
    return dumps.flatMap((dump) => dump.rows.map(({ row }) => String(row))).join('\n')
  }
  const traces = /zebulon|quizzle|nowhere lane/i
  expect(await everything()).toMatch(traces)
  const documents = story.erp.documents('Sales Invoice').length
  // A journal that sets documents off names the buyer on its lines.
  await pool.query(`insert into tillbridge.links (organization_id, connection_id, reference, transfer_id, kind, external_id, state, document, row_ids, position)
    select organization_id, connection_id, 'acme:journal:1', transfer_id, 'journal', 'JV-1', 'issued', jsonb_build_object('remarks', 'Zebulon', 'lines',
      jsonb_build_array(jsonb_build_object('id', 'a', 'party', document -> 'party'), jsonb_build_object('id', 'b', 'party', null))), '{}', 99
    from tillbridge.links where kind = 'invoice'`)

  // These topics are set in the app's own page at Shopify, not by subscription: delivered as Shopify delivers them.
  const [, shop] = await listConnections(pool, story.running.bridge.sealer, organizationId)
  const body = JSON.stringify({
    customer: { id: 1, email: 'zebulon@example.com' },
    orders_to_redact: [Number(recordKey)],
  })
  const answer = await fetch(`${story.running.url}/webhooks/${shop?.connectionId}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': 'customers/redact',
      'x-shopify-webhook-id': 'redact-1',
      'x-shopify-shop-domain': story.shop.domain,
      'x-shopify-hmac-sha256': createHmac('sha256', story.shop.clientSecret).update(body).digest('base64'),
    },
  })
  expect([answer.status, await answer.text()]).toEqual([200, '{"received":true}'])
  expect(await listPrivacyRequests(pool, organizationId)).toHaveLength(1)
  await carryOutErasures({ pool, log: silentLog })

  expect(await listPrivacyRequests(pool, organizationId)).toEqual([])
  expect(await everything()).not.toMatch(traces)
  const journal = await pool.query(`select document -> 'lines' as lines from tillbridge.links where kind = 'journal'`)
  expect(journal.rows).toEqual([{ lines: [expect.objectContaining({ id: 'a' }), { id: 'b', party: null }] }])
  expect(story.erp.documents('Sales Invoice')).toHaveLength(documents)
  expect(JSON.stringify(story.erp.documents('Customer'))).toMatch(traces)
})
