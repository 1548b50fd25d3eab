import { decompressText } from '#lib/compressed'
import type { Order } from '#model/order'
import type { Sql } from './pool.ts'

interface Of {
  readonly organizationId: string
  readonly integrationId: string
}

/** The orders that documents were last written for, each once, newest first, as they were read then. */
export async function recentOrders(
  sql: Sql,
  { organizationId, integrationId }: Of,
  { limit, name = null }: { readonly limit: number; readonly name?: string | null },
): Promise<Order[]> {
  const { rows } = await sql.query<{ body: Buffer }>(
    `select e.body from (
       select distinct on (e.transfer_id) e.body, e.created_at from tillbridge.evidence e
       join (select t.transfer_id from tillbridge.transfers t
         where t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders' and ($4::text is null or t.record_name = $4)
           and exists (select from tillbridge.evidence o
             where o.organization_id = $1 and o.transfer_id = t.transfer_id and o.kind = 'order' and o.body is not null)
         order by t.transfer_id desc limit $3) t on t.transfer_id = e.transfer_id
       where e.organization_id = $1 and e.kind = 'order' and e.body is not null
       order by e.transfer_id, e.created_at desc) e
     order by e.created_at desc`,
    [organizationId, integrationId, limit, name],
  )
  return rows.map(({ body }) => (JSON.parse(decompressText(body)) as { readonly order: Order }).order)
}

/** What the store last sent of orders by itself, newest first. */
export async function recentPayloads(
  sql: Sql,
  { organizationId, integrationId }: Of,
  limit: number,
): Promise<unknown[]> {
  const { rows } = await sql.query<{ body: Buffer }>(
    `select e.body from tillbridge.transfers t
     join tillbridge.events e on e.organization_id = t.organization_id and e.event_id = t.snapshot_event_id and e.body <> ''
     where t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders'
     order by t.transfer_id desc limit $3`,
    [organizationId, integrationId, limit],
  )
  return rows.map(({ body }) => JSON.parse(decompressText(body)) as unknown)
}
