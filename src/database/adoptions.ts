import type { DocumentKind } from '#model/documents'
import type { TransferKey } from './links.ts'
import type { Sql } from './pool.ts'

/** The figures of one side of a pair, as they were when it was found. */
export interface AdoptionFigures {
  readonly total: string
  readonly taxTotal: string | null
  readonly currency: string
  readonly date: string
}

/** A document of the target that could be what is planned for a record. */
export interface Adoption {
  readonly transferId: string
  readonly recordName: string | null
  readonly reference: string
  readonly kind: DocumentKind
  readonly externalId: string
  readonly state: 'sure' | 'doubtful' | 'rejected' | 'adopted'
  readonly reasons: readonly string[]
  readonly planned: AdoptionFigures
  readonly found: AdoptionFigures
  readonly decidedBy: string | null
}

export type NewAdoption = Omit<Adoption, 'recordName' | 'decidedBy'>

/** Which of a record's documents were there before Tillbridge, by reference: nobody but their maker may take them back. */
export async function adoptedReferences(sql: Sql, { organizationId, transferId }: TransferKey): Promise<Set<string>> {
  const result = await sql.query<{ reference: string }>(
    `select reference from tillbridge.adoptions where organization_id = $1 and transfer_id = $2 and state = 'adopted'`,
    [organizationId, transferId],
  )
  return new Set(result.rows.map((row) => row.reference))
}

// What a person decided stays decided; what was only found is found anew.
const FORGET_FOUND = `
delete from tillbridge.adoptions where organization_id = $1 and transfer_id = any($2) and state in ('sure', 'doubtful')`

const KEEP_FOUND = `
insert into tillbridge.adoptions (organization_id, integration_id, transfer_id, reference, kind, external_id, state, reasons, planned, found)
select $1, $2, transfer_id, reference, kind, external_id, state, array(select jsonb_array_elements_text(reasons)), planned, found
from jsonb_to_recordset($3::jsonb) as a(transfer_id uuid, reference text, kind text, external_id text, state text, reasons jsonb, planned jsonb, found jsonb)
on conflict (organization_id, transfer_id, reference, external_id) do nothing`

/** Replaces what earlier searches found for these records. Call inside a transaction. */
export async function keepFound(
  sql: Sql,
  owner: { readonly organizationId: string; readonly integrationId: string },
  transferIds: readonly string[],
  found: readonly NewAdoption[],
): Promise<void> {
  await sql.query(FORGET_FOUND, [owner.organizationId, transferIds])
  const rows = found.map((adoption) => ({
    transfer_id: adoption.transferId,
    reference: adoption.reference,
    kind: adoption.kind,
    external_id: adoption.externalId,
    state: adoption.state,
    reasons: adoption.reasons,
    planned: adoption.planned,
    found: adoption.found,
  }))
  await sql.query(KEEP_FOUND, [owner.organizationId, owner.integrationId, JSON.stringify(rows)])
}

/** Pairs of an integration, by order. `states`: default all. */
export async function listAdoptions(
  sql: Sql,
  owner: { readonly organizationId: string; readonly integrationId: string },
  filter: { readonly states?: readonly Adoption['state'][]; readonly transferId?: string } = {},
): Promise<Adoption[]> {
  const result = await sql.query<Adoption>(
    `select a.transfer_id as "transferId", t.record_name as "recordName", a.reference, a.kind, a.external_id as "externalId", a.state, a.reasons,
       a.planned, a.found, a.decided_by as "decidedBy"
     from tillbridge.adoptions a
     join tillbridge.transfers t on t.organization_id = a.organization_id and t.transfer_id = a.transfer_id
     where a.organization_id = $1 and a.integration_id = $2 and ($3::text[] is null or a.state = any($3)) and ($4::uuid is null or a.transfer_id = $4)
     order by t.source_created_at, a.reference, a.external_id`,
    [owner.organizationId, owner.integrationId, filter.states ?? null, filter.transferId ?? null],
  )
  return result.rows
}

export interface Decision {
  readonly organizationId: string
  readonly transferId: string
  readonly reference: string
  readonly externalId: string
  readonly by: string
}

/** The document is the planned one; every other candidate of either is not. */
export async function markAdopted(sql: Sql, decision: Decision): Promise<void> {
  const { organizationId, transferId, reference, externalId, by } = decision
  await sql.query(
    `update tillbridge.adoptions set state = case when reference = $3 and transfer_id = $2 and external_id = $4 then 'adopted' else 'rejected' end,
       decided_by = $5, decided_at = now()
     where organization_id = $1 and state <> 'adopted' and (transfer_id = $2 and reference = $3 or external_id = $4
       and kind = (select kind from tillbridge.adoptions where organization_id = $1 and transfer_id = $2 and reference = $3 and external_id = $4))`,
    [organizationId, transferId, reference, externalId, by],
  )
}

/** None of these is the record's document. `externalId` `null` = none at all. */
export async function rejectAdoptions(
  sql: Sql,
  rejection: {
    readonly organizationId: string
    readonly transferId: string
    readonly externalId: string | null
    readonly by: string
  },
): Promise<number> {
  const { organizationId, transferId, externalId, by } = rejection
  const result = await sql.query(
    `update tillbridge.adoptions set state = 'rejected', decided_by = $4, decided_at = now()
     where organization_id = $1 and transfer_id = $2 and state in ('sure', 'doubtful') and ($3::text is null or external_id = $3)`,
    [organizationId, transferId, externalId, by],
  )
  return result.rowCount ?? 0
}
