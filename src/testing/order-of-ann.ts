import type { Pool } from 'pg'
import { newId } from '#lib/ids'

/** One order of Ann Annson as it is kept once it was booked, and her request for what is kept of her. */
export async function orderOfAnn(pool: Pool, organizationId: string): Promise<void> {
  const [shop, erp, integration, transfer] = [newId(), newId(), newId(), newId()]
  for (const [id, key] of [
    [shop, 'shop'],
    [erp, 'erp'],
  ]) {
    await pool.query(
      `insert into tillbridge.connections (organization_id, connection_id, key, connector, settings, slots) values ($1, $2, $3, 'shopify', '{}', 1)`,
      [organizationId, id, key],
    )
  }
  await pool.query(
    `insert into tillbridge.integrations (organization_id, integration_id, key, name, store_connection_id, target_connection_id, live, policies, mappings)
     values ($1, $2, 'acme', 'Acme', $3, $4, true, '{}', '{}')`,
    [organizationId, integration, shop, erp],
  )
  await pool.query(
    `insert into tillbridge.transfers (organization_id, transfer_id, integration_id, flow, record_key, record_name, connection_id, state, found_by, summary)
     values ($1, $2, $3, 'orders', '1', '#1001', $4, 'synced', 'webhook', '{"total": "10", "customer": "Ann Annson"}')`,
    [organizationId, transfer, integration, erp],
  )
  const party = {
    kind: 'person',
    keys: ['email:ann@example.com', 'customer:88000001'],
    name: 'Ann Annson',
    customer: { externalId: '88000001' },
    email: 'ann@example.com',
  }
  await pool.query(
    `insert into tillbridge.links (organization_id, connection_id, reference, transfer_id, kind, external_id, state, document, row_ids, position)
     values ($1, $2, 'acme:1', $3, 'invoice', 'SI-1', 'issued', $4, '{}', 1)`,
    [organizationId, erp, transfer, { party, remarks: null }],
  )
  await pool.query(
    `insert into tillbridge.privacy_requests (organization_id, request_id, connection_id, event_id, kind, subject, email, record_keys)
     values ($1, $2, $3, $2, 'customer-data', '88000001', 'ann@example.com', '{1}')`,
    [organizationId, newId(), shop],
  )
}
