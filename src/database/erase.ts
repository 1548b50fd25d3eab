import type { PoolClient } from 'pg'
import { eraseAccounts } from './accounts-erase.ts'
import { eraseEvidence } from './evidence.ts'
import { eraseFileRecords } from './file-records.ts'
import { eraseNotes } from './notes.ts'
import type { PrivacyRequest } from './privacy.ts'
import { forgetPersonalWords } from './transfer-words.ts'

/** How many rows lost what they held of a person. */
export interface Erased {
  readonly events: number
  readonly transfers: number
  readonly attempts: number
  readonly documents: number
  /** Runs of which the record was kept: what is about the person was taken out of it. */
  readonly evidence: number
  readonly parties: number
  /** Orders that came in files. */
  readonly files: number
}

// Ours only: what stands in the ERP are the merchant's books, which the law tells them to keep. Figures, ids and references stay,
// so that the ledger still adds up and nothing is booked twice; names, addresses, mailboxes and everything that was said go.

// A run that ends keeps its words first: whoever takes the rows of the queue first would wait for it, and it for them.
const WORDS = `
select from tillbridge.transfer_search s
join tillbridge.transfers t on t.organization_id = s.organization_id and t.transfer_id = s.transfer_id
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
where t.organization_id = $1 and i.store_connection_id = $2 and ($3 or t.flow <> 'payouts' and t.record_key = any($4))
order by s.organization_id, s.transfer_id for update of s`

// The transfers of the orders it is about; all of the store when the whole shop is erased. One order with the queue's statements.
const TRANSFERS = `
select t.organization_id, t.transfer_id from tillbridge.transfers t
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
where t.organization_id = $1 and i.store_connection_id = $2 and ($3 or t.flow <> 'payouts' and t.record_key = any($4))
order by t.organization_id, t.integration_id, t.flow, t.record_key for no key update of t`

const EVENTS = `
update tillbridge.events e set body = ''
where organization_id = $1 and connection_id = $2 and body <> '' and ($3 or record_key = any($4)
  or event_id in (select p.event_id from tillbridge.privacy_requests p
    where p.organization_id = $1 and p.connection_id = $2 and p.subject is not distinct from $5))`

// A message may name the person (an ambiguous e-mail address); the code tells enough.
const ERASE_TRANSFERS = `
update tillbridge.transfers set summary = summary - 'customer', snapshot_event_id = null,
  cause_subject = case when cause_subject like 'customer:%' then null else cause_subject end,
  cause_message = case when cause_subject like 'customer:%' or $3::text is not null and strpos(lower(cause_message), lower($3)) > 0
    then 'Erased on request.' else cause_message end
where organization_id = $1 and transfer_id = any($2)`

const ERASE_ATTEMPTS = `
update tillbridge.attempts set exchanges = '[]', detail = null, cause_message = case when cause_message is not null then 'Erased on request.' end
where organization_id = $1 and transfer_id = any($2)`

// What a provider said about a payout names the buyers of all its payments; nobody can tell which line is whose.
const ERASE_PAYOUT_EXCHANGES = `
update tillbridge.attempts a set exchanges = '[]' from tillbridge.transfers t
join tillbridge.integrations i on i.organization_id = t.organization_id and i.integration_id = t.integration_id
where t.organization_id = $1 and t.flow = 'payouts' and i.store_connection_id = $2
  and a.organization_id = t.organization_id and a.transfer_id = t.transfer_id`

// The keys that are not a mailbox stay: a correction of the order must find the same customer in the ERP.
const erasedParty = (party: string): string => `(${party}
  || '{"name": "Erased customer", "customer": null, "company": null, "email": null, "phone": null, "billingAddress": null, "shippingAddress": null}'
  || jsonb_build_object('keys', coalesce((select jsonb_agg(k) from jsonb_array_elements_text(${party} -> 'keys') k
    where k not like 'email:%'), jsonb_build_array('erased:' || l.transfer_id))))`

// Journals name a party on each line that is somebody's debt.
const ERASE_DOCUMENTS = `
update tillbridge.links l set document = (l.document - 'fields') || case when l.kind = 'journal'
  then jsonb_build_object('remarks', null, 'lines', (
    select coalesce(jsonb_agg(case when jsonb_typeof(line -> 'party') = 'object'
      then line || jsonb_build_object('party', ${erasedParty("line -> 'party'")}) else line end order by n), '[]')
    from jsonb_array_elements(l.document -> 'lines') with ordinality as e(line, n)))
  else jsonb_build_object('remarks', null, 'party', ${erasedParty("l.document -> 'party'")}) end
where organization_id = $1 and transfer_id = any($2)`

// Only a memory: a customer that is needed again is found in the ERP by its reference.
const FORGET_PARTIES = `
delete from tillbridge.parties p using (
  select distinct target_connection_id from tillbridge.integrations where organization_id = $1 and store_connection_id = $2
) i
where p.organization_id = $1 and p.connection_id = i.target_connection_id and ($3 or p.external_id in (
  select q.external_id from tillbridge.parties q
  where q.organization_id = $1 and q.connection_id = p.connection_id and q.party_key = any($4) and q.party_key <> 'walk-in'))`

// What a person asked for in the dashboard lists orders with their buyers, packed together; whoever needs it asks for it again.
const FORGET_RESULTS = `
update tillbridge.jobs j set result = null from tillbridge.integrations i
where j.organization_id = $1 and j.finished_at is not null and j.result is not null and j.kind in ('shadow', 'adopt', 'file')
  and i.organization_id = j.organization_id and i.integration_id = j.integration_id and i.store_connection_id = $2`

const DONE = `
update tillbridge.privacy_requests set done_at = now(), email = null, result = $3
where organization_id = $1 and request_id = $2`

/** Erases what is kept of a person or of a whole shop, and marks the request as done. Call inside a transaction. */
export async function erase(sql: PoolClient, request: PrivacyRequest): Promise<Erased> {
  const { organizationId, connectionId, subject, email, recordKeys } = request
  const whole = request.kind === 'shop-redact'
  const scope = [organizationId, connectionId, whole, recordKeys]
  // As an import does: its rows first, then the transfers that it raises.
  const files = await eraseFileRecords(sql, { organizationId, connectionId, whole, recordKeys })
  await sql.query(WORDS, scope)
  const transfers = await sql.query<{ transfer_id: string }>(TRANSFERS, scope)
  const transferIds = transfers.rows.map((row) => row.transfer_id)
  const mine = [organizationId, transferIds]
  const keys = [
    ...(subject === null ? [] : [`${connectionId}:customer:${subject}`]),
    ...(email === null ? [] : [`email:${email.trim().normalize('NFKC').toLowerCase()}`]),
  ]
  const count = async (statement: string, values: unknown[]): Promise<number> =>
    (await sql.query(statement, values)).rowCount ?? 0
  // Before the memory of parties goes, which knows the target's customer.
  await eraseAccounts(sql, { organizationId, connectionId, subject: whole ? null : subject, whole, keys })
  await forgetPersonalWords(sql, organizationId, transferIds)
  const erased = {
    events: await count(EVENTS, [...scope, subject]),
    transfers: await count(ERASE_TRANSFERS, [...mine, email]),
    attempts:
      (await count(ERASE_ATTEMPTS, mine)) + (await count(ERASE_PAYOUT_EXCHANGES, [organizationId, connectionId])),
    documents: await count(ERASE_DOCUMENTS, mine),
    evidence: await eraseEvidence(sql, organizationId, transferIds),
    parties: await count(FORGET_PARTIES, [organizationId, connectionId, whole, keys]),
    files,
  }
  await eraseNotes(sql, organizationId, transferIds)
  await sql.query(FORGET_RESULTS, [organizationId, connectionId])
  await sql.query(DONE, [organizationId, request.requestId, JSON.stringify(erased)])
  return erased
}
