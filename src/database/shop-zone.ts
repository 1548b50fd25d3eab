import { ZONE } from './integrations.ts'
import type { Sql } from './pool.ts'

const ZONES = `
select distinct on (n.organization_id) n.organization_id as id, ${ZONE} as zone
from tillbridge.integrations n
join tillbridge.connections c on c.organization_id = n.organization_id and c.connection_id = n.store_connection_id
left join tillbridge.flows f on f.organization_id = n.organization_id and f.integration_id = n.integration_id and f.flow = 'orders'
where n.organization_id = any ($1)
order by n.organization_id, n.live desc, n.key`

/** The zone (IANA) that each organisation's first store lives in, as its orders are told to; left out where there is no store yet. */
export async function shopZones(sql: Sql, organizationIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ id: string; zone: string | null }>(ZONES, [organizationIds])
  return new Map(rows.flatMap(({ id, zone }) => (zone === null ? [] : [[id, zone] as const])))
}
