import type { Sql } from './pool.ts'

/** A delivery that told of a record. */
export interface TransferEvent {
  readonly eventId: string
  /** Key of the connection that it came from. */
  readonly connection: string
  readonly topic: string
  readonly kind: string
  readonly receivedAt: string
  /** The stamp of the record that it brought. */
  readonly recordUpdatedAt: string | null
}

const MOST = 100

// A record of the target or of a payment provider has the owner's name before its key; a delivery has the bare key.
const EVENTS = `
select e.event_id as "eventId", c.key as connection, e.topic, e.kind, e.received_at as "receivedAt", e.record_updated_at as "recordUpdatedAt"
from tillbridge.transfers t
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
join tillbridge.flows f on f.organization_id = t.organization_id and f.integration_id = t.integration_id and f.flow = t.flow
join tillbridge.connections c on c.organization_id = t.organization_id
join tillbridge.events e on e.organization_id = t.organization_id and e.connection_id = c.connection_id and e.record = f.record
  and e.record_key in (t.record_key, substr(t.record_key, strpos(t.record_key, '/') + 1))
where t.organization_id = $1 and t.transfer_id = $2 and (
  c.connection_id = i.store_connection_id and strpos(t.record_key, '/') = 0
  or c.connection_id = i.target_connection_id and starts_with(t.record_key, 'target/')
  or starts_with(t.record_key, c.key || '/'))
order by e.received_at desc, e.event_id desc limit ${MOST}`

/** The deliveries that told of a transfer's record, the newest first; those that are older than they are kept are gone. */
export async function transferEvents(sql: Sql, organizationId: string, transferId: string): Promise<TransferEvent[]> {
  return (await sql.query<TransferEvent>(EVENTS, [organizationId, transferId])).rows
}

/**
 * Runs a transfer again, from what its own system says now: what a delivery brought along is not used. What was undone stays undone.
 * `false` = it is held back, or there is no such transfer.
 */
export async function rereadTransfer(sql: Sql, organizationId: string, transferId: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update tillbridge.transfers set snapshot_event_id = null, snapshot_sole = false, version = version + 1, failures = 0,
       run_at = now(), state = case when state = 'running' then state else 'pending' end
     where organization_id = $1 and transfer_id = $2 and state <> 'held'`,
    [organizationId, transferId],
  )
  return rowCount === 1
}
