import { newId } from '#lib/ids'
import type { Sealer } from '#lib/secrets'
import type { Sql } from './pool.ts'

/** A configured account of a connector. `settings` holds the secrets too: keep it inside the process. */
export interface Connection {
  readonly organizationId: string
  readonly connectionId: string
  readonly key: string
  readonly connector: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly secretNames: readonly string[]
  readonly slots: number
  readonly inflight: number
  readonly pausedAt: string | null
  readonly pauseCode: string | null
  readonly pauseMessage: string | null
  /** Until when the vendor asked us to rest; in the past when it did not. */
  readonly restsUntil: string
  /** Raised by every change of the settings, and when it goes on after a pause: what was refused before tells nothing of it. */
  readonly revision: number
  /** Whether it may lead to public addresses only, because somebody made it from outside of this machine. */
  readonly publicOnly: boolean
}

interface Row {
  organization_id: string
  connection_id: string
  key: string
  connector: string
  settings: Record<string, unknown>
  secrets: Buffer | null
  slots: number
  inflight: number
  paused_at: string | null
  pause_code: string | null
  pause_message: string | null
  next_at: string
  revision: number
  public_only: boolean
}

const COLUMNS = `organization_id, connection_id, key, connector, settings, secrets, slots, inflight, paused_at, pause_code, pause_message,
  next_at, revision, public_only`
const ownerOf = (connectionId: string): string => `connection:${connectionId}`

function fromRow(row: Row, sealer: Sealer): Connection {
  const secrets =
    row.secrets === null
      ? {}
      : (JSON.parse(sealer.open(row.secrets, ownerOf(row.connection_id))) as Record<string, unknown>)
  return {
    organizationId: row.organization_id,
    connectionId: row.connection_id,
    key: row.key,
    connector: row.connector,
    settings: { ...row.settings, ...secrets },
    secretNames: Object.keys(secrets),
    slots: row.slots,
    inflight: row.inflight,
    pausedAt: row.paused_at,
    pauseCode: row.pause_code,
    pauseMessage: row.pause_message,
    restsUntil: row.next_at,
    revision: row.revision,
    publicOnly: row.public_only,
  }
}

/** Pauses that end with new or mended credentials: refused ones, and an app that was removed in the store. */
export const CREDENTIAL_PAUSES: readonly string[] = ['UNAUTHORIZED', 'DISCONNECTED']

export interface SavedConnection {
  readonly organizationId: string
  readonly key: string
  readonly connector: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Names of the settings that are sealed. */
  readonly secretNames: readonly string[]
  readonly slots: number
  /** Absent = any address is good. */
  readonly publicOnly?: boolean
  /** The token that the vendor issued is still good. Default: it is dropped. */
  readonly keepsToken?: boolean
}

/**
 * Locks connections that will be changed together: before any other row, and in the order that every statement keeps which locks
 * several of them.
 */
export async function lockConnections(
  sql: Sql,
  organizationId: string,
  connectionIds: readonly string[],
): Promise<void> {
  await sql.query(
    `select from tillbridge.connections where organization_id = $1 and connection_id = any($2)
     order by connection_id for no key update`,
    [organizationId, connectionIds],
  )
}

/**
 * Adds or changes a connection by its key. Secrets are sealed. A pause for want of credentials ends
 * and what waited for them runs, since these may be new ones.
 */
export async function saveConnection(sql: Sql, sealer: Sealer, saved: SavedConnection): Promise<string> {
  const existing = await sql.query<{ connection_id: string }>(
    'select connection_id from tillbridge.connections where organization_id = $1 and key = $2 for no key update',
    [saved.organizationId, saved.key],
  )
  const connectionId = existing.rows[0]?.connection_id ?? newId()
  const isSecret = ([name]: readonly [string, unknown]): boolean => saved.secretNames.includes(name)
  const entries = Object.entries(saved.settings)
  const secrets = Object.fromEntries(entries.filter(isSecret))
  const open = Object.fromEntries(entries.filter((entry) => !isSecret(entry)))
  await sql.query(
    `insert into tillbridge.connections as c (organization_id, connection_id, key, connector, settings, secrets, slots, public_only, access_at)
     values ($1, $2, $3, $4, $5, $6, $7, $9, now())
     on conflict (organization_id, connection_id) do update set connector = excluded.connector, settings = excluded.settings,
       secrets = excluded.secrets, slots = excluded.slots, public_only = excluded.public_only, revision = c.revision + 1,
       access_at = excluded.access_at, token = case when $10 then c.token end,
       token_expires_at = case when $10 then c.token_expires_at end,
       refresh_expires_at = case when $10 then c.refresh_expires_at end,
       paused_at = case when c.pause_code = any($8) then null else c.paused_at end,
       pause_code = case when c.pause_code = any($8) then null else c.pause_code end,
       pause_message = case when c.pause_code = any($8) then null else c.pause_message end`,
    [
      saved.organizationId,
      connectionId,
      saved.key,
      saved.connector,
      JSON.stringify(open),
      sealer.seal(JSON.stringify(secrets), ownerOf(connectionId)),
      saved.slots,
      CREDENTIAL_PAUSES,
      saved.publicOnly ?? false,
      saved.keepsToken ?? false,
    ],
  )
  await bringForward(sql, saved.organizationId)
  return connectionId
}

export async function getConnection(
  sql: Sql,
  sealer: Sealer,
  organizationId: string,
  connectionId: string,
): Promise<Connection | null> {
  const result = await sql.query<Row>(
    `select ${COLUMNS} from tillbridge.connections where organization_id = $1 and connection_id = $2`,
    [organizationId, connectionId],
  )
  const row = result.rows[0]
  return row === undefined ? null : fromRow(row, sealer)
}

/** Ids of the connectors that any connection is of. */
export async function connectorsInUse(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ connector: string }>('select distinct connector from tillbridge.connections')
  return rows.map(({ connector }) => connector)
}

export async function listConnections(sql: Sql, sealer: Sealer, organizationId: string): Promise<Connection[]> {
  const result = await sql.query<Row>(
    `select ${COLUMNS} from tillbridge.connections where organization_id = $1 order by key`,
    [organizationId],
  )
  return result.rows.map((row) => fromRow(row, sealer))
}

/** The connection that a webhook address names. The id is the only thing that a delivery's address tells. */
export async function findConnection(sql: Sql, sealer: Sealer, connectionId: string): Promise<Connection | null> {
  const result = await sql.query<Row>(`select ${COLUMNS} from tillbridge.connections where connection_id = $1`, [
    connectionId,
  ])
  const row = result.rows[0]
  return row === undefined ? null : fromRow(row, sealer)
}

export interface Pause {
  readonly code: string
  readonly message: string
  /** The connection as it was when it failed: one that was changed since is not paused. Absent = pause whatever it is. */
  readonly revision?: number
  /** A person wants it: also of one that waits for credentials, which would go on with them otherwise. */
  readonly byPerson?: boolean
  /** When the access ended, ISO 8601: one that was given later is not paused. Absent = now. */
  readonly endedAt?: string | undefined
}

/** Stops all work through a connection until `resumeConnection`. Answers whether it was running before. */
export async function pauseConnection(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  pause: Pause,
): Promise<boolean> {
  const result = await sql.query(
    `update tillbridge.connections set paused_at = now(), pause_code = $3, pause_message = $4
     where organization_id = $1 and connection_id = $2 and ($5::int is null or revision = $5)
       and (paused_at is null or ($7 and pause_code = any($8))) and coalesce(access_at <= $6::timestamptz, true)`,
    [
      organizationId,
      connectionId,
      pause.code,
      pause.message,
      pause.revision ?? null,
      pause.endedAt ?? null,
      pause.byPerson ?? false,
      CREDENTIAL_PAUSES,
    ],
  )
  return result.rowCount === 1
}

/** Lets work go on, and at once for what was waiting for credentials. */
export async function resumeConnection(sql: Sql, organizationId: string, connectionId: string): Promise<boolean> {
  const result = await sql.query(
    `update tillbridge.connections set paused_at = null, pause_code = null, pause_message = null, next_at = now(), revision = revision + 1, access_at = now()
     where organization_id = $1 and connection_id = $2 and paused_at is not null`,
    [organizationId, connectionId],
  )
  await bringForward(sql, organizationId)
  return result.rowCount === 1
}

/** What waited for credentials runs at once. After the pause has ended: it must not meet it again. */
async function bringForward(sql: Sql, organizationId: string): Promise<void> {
  await sql.query(
    `update tillbridge.transfers set run_at = now()
     where organization_id = $1 and state = 'waiting' and error_kind = 'unauthorized'`,
    [organizationId],
  )
}

/** The vendor asked for a pause: nothing of the connection starts for `seconds`, in any process. */
export async function holdConnection(
  sql: Sql,
  organizationId: string,
  connectionId: string,
  seconds: number,
): Promise<void> {
  await sql.query(
    `update tillbridge.connections set next_at = greatest(next_at, now() + make_interval(secs => $3))
     where organization_id = $1 and connection_id = $2`,
    [organizationId, connectionId, seconds],
  )
}

const FOREIGN_KEY_VIOLATION = '23503'

/**
 * Takes a connection away that nothing was ever joined with. Answers whether it was there and free to go: deliveries, customers and
 * transfers are kept, and name it.
 */
export async function removeConnection(sql: Sql, organizationId: string, connectionId: string): Promise<boolean> {
  const removed = sql.query(
    `delete from tillbridge.connections c where c.organization_id = $1 and c.connection_id = $2 and not exists (
       select from tillbridge.integrations i where i.organization_id = $1
         and (i.store_connection_id = $2 or i.target_connection_id = $2))
       and not exists (select from tillbridge.payment_sources p where p.organization_id = $1 and p.connection_id = $2)`,
    [organizationId, connectionId],
  )
  return await removed.then(
    ({ rowCount }) => rowCount === 1,
    (error: unknown) => {
      if ((error as { code?: unknown }).code === FOREIGN_KEY_VIOLATION) return false
      throw error
    },
  )
}
