import type { Sql } from './pool.ts'

export interface StoredParty {
  readonly externalId: string
  readonly addresses: Readonly<Record<string, string>>
}

/** The target's customer that any of these keys leads to, the first key first. */
export async function findParty(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  keys: readonly string[],
): Promise<(StoredParty & { readonly knownKeys: readonly string[] }) | null> {
  const result = await sql.query<StoredParty & { partyKey: string }>({
    name: 'find-party',
    text: `select party_key as "partyKey", external_id as "externalId", addresses from tillbridge.parties
      where organization_id = $1 and connection_id = $2 and party_key = any($3) order by array_position($3, party_key)`,
    values: [organizationId, connectionId, keys],
  })
  const first = result.rows[0]
  if (first === undefined) return null
  const knownKeys = result.rows.filter((row) => row.externalId === first.externalId).map((row) => row.partyKey)
  return { externalId: first.externalId, addresses: first.addresses, knownKeys }
}

/** Remembers which customer these keys lead to, and the addresses it has there. */
export async function bindParty(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  keys: readonly string[],
  party: StoredParty,
): Promise<void> {
  await sql.query(
    `insert into tillbridge.parties as p (organization_id, connection_id, party_key, external_id, addresses)
     select $1, $2, key, $4, $5::jsonb from unnest($3::text[]) as key order by key
     on conflict (organization_id, connection_id, party_key) do update set external_id = excluded.external_id,
       addresses = case when p.external_id = excluded.external_id then p.addresses || excluded.addresses else excluded.addresses end,
       updated_at = now()`,
    [organizationId, connectionId, keys, party.externalId, JSON.stringify(party.addresses)],
  )
}

/** Forgets customers that the target no longer has, so that the next run finds or makes them again. */
export async function forgetParty(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  externalId: string,
): Promise<void> {
  await sql.query(
    'delete from tillbridge.parties where organization_id = $1 and connection_id = $2 and external_id = $3',
    [organizationId, connectionId, externalId],
  )
}
