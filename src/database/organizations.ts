import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

/** The id of the organisation with this key; made when it does not exist. */
export async function ensureOrganization(sql: Sql, key: string, name: string): Promise<string> {
  const result = await sql.query<{ organization_id: string }>(
    `insert into tillbridge.organizations (organization_id, key, name) values ($1, $2, $3)
     on conflict (key) do update set name = tillbridge.organizations.name returning organization_id`,
    [newId(), key, name],
  )
  return result.rows[0]?.organization_id ?? ''
}
