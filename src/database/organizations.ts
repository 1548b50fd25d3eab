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

export interface Organization {
  readonly organization: string
  readonly name: string
  readonly createdAt: string
}

export async function findOrganization(sql: Sql, organizationId: string): Promise<Organization | null> {
  const { rows } = await sql.query<Organization>(
    'select key as organization, name, created_at as "createdAt" from tillbridge.organizations where organization_id = $1',
    [organizationId],
  )
  return rows[0] ?? null
}

export async function renameOrganization(sql: Sql, organizationId: string, name: string): Promise<void> {
  await sql.query('update tillbridge.organizations set name = $2 where organization_id = $1', [organizationId, name])
}

/** All that there are, by name. */
export async function listOrganizationKeys(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ key: string }>('select key from tillbridge.organizations order by key')
  return rows.map(({ key }) => key)
}

export async function listOrganizationIds(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select organization_id as id from tillbridge.organizations order by 1',
  )
  return rows.map(({ id }) => id)
}
