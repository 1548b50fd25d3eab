import { newId } from '#lib/ids'
import { hashOf, newToken } from '#lib/one-time-token'
import type { Sealer } from '#lib/secrets'
import type { Sql } from './pool.ts'

/** What a person stated before they left for the vendor's page. It holds secrets: keep it inside the process. */
export interface AskedGrant {
  /** Key of the connection; there may be none yet. */
  readonly connection: string
  readonly connector: string
  /** All settings, as calls before the answer use them. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Those that the person stated, to be kept with the answer. */
  readonly stated: Readonly<Record<string, unknown>>
  readonly publicOnly: boolean
}

/** Whose answer is looked for: one that somebody else asked for is not found. */
export interface GrantSought {
  readonly organizationId: string
  readonly connector: string
  readonly state: string
  readonly boundTo: string
  readonly now: Date
}

export interface StoredGrant extends AskedGrant {
  readonly grantId: string
  /** What the vendor's server delivered, as JSON text. */
  readonly delivered: string | null
}

/** Whoever is sent to the vendor may have to find a password, or somebody who has it. */
export const GRANT_MINUTES = 30

const ownerOf = (grantId: string): string => `grant:${grantId}`

/** Keeps what was asked for, and makes the two tokens of its answer. They are in no place but the result. */
export async function insertGrant(
  sql: Sql,
  sealer: Sealer,
  organizationId: string,
  {
    asked: { connection, connector, ...asked },
    boundTo,
    now,
  }: { readonly asked: AskedGrant; readonly boundTo: string; readonly now: Date },
): Promise<{ readonly state: string; readonly deliveryToken: string; readonly expiresAt: Date }> {
  const [state, delivery, grantId] = [newToken(), newToken(), newId(now)]
  const expiresAt = new Date(now.getTime() + GRANT_MINUTES * 60_000)
  await sql.query('delete from tillbridge.grants where organization_id = $1 and expires_at < $2', [
    organizationId,
    now.toISOString(),
  ])
  await sql.query(
    `insert into tillbridge.grants (organization_id, grant_id, connection, connector, asked, state_hash, delivery_hash, bound_to,
       begun_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      organizationId,
      grantId,
      connection,
      connector,
      sealer.seal(JSON.stringify(asked), ownerOf(grantId)),
      state.hash,
      delivery.hash,
      boundTo,
      now.toISOString(),
      expiresAt.toISOString(),
    ],
  )
  return { state: state.token, deliveryToken: delivery.token, expiresAt }
}

interface Row {
  readonly grant_id: string
  readonly connection: string
  readonly connector: string
  readonly asked: Buffer
  readonly delivered: Buffer | null
}

/** What was asked for with this state, by the same, as long as it is good. */
export async function findGrant(sql: Sql, sealer: Sealer, sought: GrantSought): Promise<StoredGrant | null> {
  const { rows } = await sql.query<Row>(
    `select grant_id, connection, connector, asked, delivered from tillbridge.grants
     where organization_id = $1 and connector = $2 and state_hash = $3 and bound_to = $4 and expires_at > $5`,
    [sought.organizationId, sought.connector, hashOf(sought.state), sought.boundTo, sought.now.toISOString()],
  )
  const [row] = rows
  if (row === undefined) return null
  const open = (sealed: Buffer): string => sealer.open(sealed, ownerOf(row.grant_id))
  return {
    ...(JSON.parse(open(row.asked)) as Omit<AskedGrant, 'connection' | 'connector'>),
    grantId: row.grant_id,
    connection: row.connection,
    connector: row.connector,
    delivered: row.delivered === null ? null : open(row.delivered),
  }
}

/** Uses an answer up. `false` = somebody was quicker: it is good for one of them. */
export async function useUpGrant(sql: Sql, organizationId: string, grantId: string): Promise<boolean> {
  const { rowCount } = await sql.query('delete from tillbridge.grants where organization_id = $1 and grant_id = $2', [
    organizationId,
    grantId,
  ])
  return rowCount === 1
}

export interface AwaitedDelivery {
  readonly organizationId: string
  readonly grantId: string
  readonly connector: string
}

/** Which grant waits for a delivery at this address, if one does still. The token is all that the address tells. */
export async function findAwaited(sql: Sql, deliveryToken: string, now: Date): Promise<AwaitedDelivery | null> {
  const { rows } = await sql.query<AwaitedDelivery>(
    `select organization_id as "organizationId", grant_id as "grantId", connector from tillbridge.grants
     where delivery_hash = $1 and delivered is null and expires_at > $2`,
    [hashOf(deliveryToken), now.toISOString()],
  )
  return rows[0] ?? null
}

/** Keeps what was delivered until the person comes back. The first delivery counts. */
export async function saveDelivered(
  sql: Sql,
  sealer: Sealer,
  { organizationId, grantId }: AwaitedDelivery,
  delivered: string,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update tillbridge.grants set delivered = $3 where organization_id = $1 and grant_id = $2 and delivered is null`,
    [organizationId, grantId, sealer.seal(delivered, ownerOf(grantId))],
  )
  return rowCount === 1
}
