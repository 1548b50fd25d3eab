import { newId } from '#lib/ids'
import type { AskedPrivacy } from './inbox.ts'
import type { Sql } from './pool.ts'

/** What a store asked in the name of a person, or of the whole shop. */
export interface PrivacyRequest {
  readonly organizationId: string
  readonly requestId: string
  /** The store that asked. */
  readonly connectionId: string
  readonly kind: AskedPrivacy['request']
  /** The store's id of the person; `null` for a whole shop. */
  readonly subject: string | null
  /** Known until the request is done, then forgotten. */
  readonly email: string | null
  readonly recordKeys: readonly string[]
  readonly receivedAt: string
  /** `null` = open: an erasure waits for its job, a request for data for a person. */
  readonly doneAt: string | null
  /** Who asked for it here; `null` = the store did. */
  readonly askedBy: string | null
  /** How many rows were erased, or who answered; `null` = nothing came of it yet. */
  readonly result: Readonly<Record<string, unknown>> | null
}

const COLUMNS = `organization_id as "organizationId", request_id as "requestId", connection_id as "connectionId", kind, subject, email,
  record_keys as "recordKeys", received_at as "receivedAt", done_at as "doneAt", asked_by as "askedBy", result`

/** The requests of an organisation, the oldest first: the law gives a month for each. */
export async function listPrivacyRequests(
  sql: Sql,
  organizationId: string,
  { openOnly = true }: { readonly openOnly?: boolean } = {},
): Promise<PrivacyRequest[]> {
  const result = await sql.query<PrivacyRequest>(
    `select ${COLUMNS} from tillbridge.privacy_requests
     where organization_id = $1 and (not $2 or done_at is null) order by received_at, request_id`,
    [organizationId, openOnly],
  )
  return result.rows
}

/** A person here asks to erase somebody; carry it out in the same transaction. */
export async function insertErasure(
  sql: Sql,
  asked: Pick<PrivacyRequest, 'organizationId' | 'connectionId' | 'subject' | 'email' | 'recordKeys'> & {
    readonly askedBy: string
    readonly now: Date
  },
): Promise<PrivacyRequest> {
  const { rows } = await sql.query<PrivacyRequest>(
    `insert into tillbridge.privacy_requests (organization_id, request_id, connection_id, kind, subject, email, record_keys, received_at, asked_by)
     values ($1, $2, $3, 'customer-redact', $4, $5, $6, $7, $8) returning ${COLUMNS}`,
    [
      asked.organizationId,
      newId(asked.now),
      asked.connectionId,
      asked.subject,
      asked.email,
      asked.recordKeys,
      asked.now.toISOString(),
      asked.askedBy,
    ],
  )
  return rows[0] as PrivacyRequest
}

/** A person has answered a request for data. Answers whether it was open. */
export async function closePrivacyRequest(
  sql: Sql,
  organizationId: string,
  requestId: string,
  answeredBy: string,
): Promise<boolean> {
  const result = await sql.query(
    `update tillbridge.privacy_requests set done_at = now(), email = null, result = jsonb_build_object('answeredBy', $3::text)
     where organization_id = $1 and request_id = $2 and kind = 'customer-data' and done_at is null`,
    [organizationId, requestId, answeredBy],
  )
  return result.rowCount === 1
}

/** Erasures that are due, of all organisations. */
export async function openErasures(sql: Sql): Promise<PrivacyRequest[]> {
  const result = await sql.query<PrivacyRequest>(
    `select ${COLUMNS} from tillbridge.privacy_requests where done_at is null and kind <> 'customer-data' order by received_at`,
  )
  return result.rows
}
