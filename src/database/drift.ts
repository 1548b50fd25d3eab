import { compressText, decompressText } from '#lib/compressed'
import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

interface IntegrationKey {
  readonly organizationId: string
  readonly integrationId: string
}

/** Where a record stands, with what was written for it. Amounts are decimal texts, `null` for kinds without one. */
export interface RecordStanding {
  readonly recordKey: string
  readonly state: 'pending' | 'running' | 'waiting' | 'attention' | 'synced' | 'skipped' | 'held'
  readonly causeMessage: string | null
  readonly causeRemedy: string | null
  /** When its last run ended; `null` = none has. */
  readonly settledAt: string | null
  readonly written: readonly {
    readonly reference: string
    readonly externalId: string
    readonly state: 'issued' | 'cancelled'
    readonly total: string | null
    readonly taxTotal: string | null
  }[]
}

/** Where these records of a flow stand; those that we have never heard of are left out. */
export async function recordStandings(
  sql: Sql,
  { organizationId, integrationId }: IntegrationKey,
  flow: string,
  recordKeys: readonly string[],
): Promise<RecordStanding[]> {
  const result = await sql.query<RecordStanding>(
    `select t.record_key as "recordKey", t.state, t.cause_message as "causeMessage", t.cause_remedy as "causeRemedy",
       t.finished_at as "settledAt", coalesce((select jsonb_agg(jsonb_build_object('reference', l.reference, 'externalId', l.external_id, 'state', l.state,
           'total', coalesce(l.document ->> 'total', l.document ->> 'amount'), 'taxTotal', l.document ->> 'taxTotal') order by l.position)
         from tillbridge.links l where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id), '[]') as written
     from tillbridge.transfers t
     where t.organization_id = $1 and t.integration_id = $2 and t.flow = $3 and t.record_key = any($4)`,
    [organizationId, integrationId, flow, recordKeys],
  )
  return result.rows
}

/** A document that we wrote, with the order that it stands for. */
export interface WrittenDocument {
  readonly reference: string
  readonly externalId: string
  readonly integrationId: string
  readonly recordKey: string
  /** When the order was placed; `null` = not known. */
  readonly placedAt: string | null
}

/** What we wrote by these references, for orders of any integration. */
export async function writtenDocuments(
  sql: Sql,
  { organizationId }: Pick<IntegrationKey, 'organizationId'>,
  references: readonly string[],
): Promise<WrittenDocument[]> {
  if (references.length === 0) return []
  const result = await sql.query<WrittenDocument>(
    `select l.reference, l.external_id as "externalId", t.integration_id as "integrationId", t.record_key as "recordKey",
       t.source_created_at as "placedAt"
     from tillbridge.links l
     join tillbridge.transfers t on t.organization_id = l.organization_id and t.transfer_id = l.transfer_id and t.flow = 'orders'
     where l.organization_id = $1
       and l.connection_id in (select connection_id from tillbridge.connections where organization_id = $1) and l.reference = any($2)`,
    [organizationId, references],
  )
  return result.rows
}

export interface KeptReport {
  readonly madeAt: string
  readonly madeBy: 'schedule' | 'person'
  readonly differences: number
  readonly drifted: number
  /** JSON. */
  readonly report: string
}

/** Keeps what a comparison found. */
export async function keepReport(
  sql: Sql,
  { organizationId, integrationId }: IntegrationKey,
  kept: KeptReport,
): Promise<void> {
  await sql.query(
    `insert into tillbridge.drift_reports (organization_id, report_id, integration_id, made_at, made_by, differences, drifted, report)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      organizationId,
      newId(),
      integrationId,
      kept.madeAt,
      kept.madeBy,
      kept.differences,
      kept.drifted,
      compressText(kept.report),
    ],
  )
}

/** The newest report of an integration; `null` = none was made. */
export async function lastReport(
  sql: Sql,
  { organizationId, integrationId }: IntegrationKey,
): Promise<KeptReport | null> {
  const result = await sql.query<Omit<KeptReport, 'report'> & { readonly report: Buffer }>(
    `select made_at as "madeAt", made_by as "madeBy", differences, drifted, report from tillbridge.drift_reports
     where organization_id = $1 and integration_id = $2 order by made_at desc limit 1`,
    [organizationId, integrationId],
  )
  const [row] = result.rows
  return row === undefined ? null : { ...row, report: decompressText(row.report) }
}

export interface ListedReport extends Omit<KeptReport, 'report'> {
  readonly reportId: string
  readonly integrationId: string
  /** `madeAt` in microseconds since 1970: where the next page begins. */
  readonly at: string
}

const LISTED = `report_id as "reportId", integration_id as "integrationId", made_at as "madeAt", made_by as "madeBy", differences, drifted,
  (extract(epoch from made_at) * 1000000)::bigint::text as at`

/** Reports without what they found, the newest first. `after` `null` = from the first. */
export async function listReports(
  sql: Sql,
  organizationId: string,
  integrationId: string,
  page: { readonly after: { readonly at: string; readonly reportId: string } | null; readonly limit: number },
): Promise<ListedReport[]> {
  const result = await sql.query<ListedReport>(
    `select ${LISTED} from tillbridge.drift_reports
     where organization_id = $1 and integration_id = $2 and ($3::bigint is null or (made_at, report_id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
     order by made_at desc, report_id desc limit $5`,
    [organizationId, integrationId, page.after?.at ?? null, page.after?.reportId ?? null, page.limit],
  )
  return result.rows
}

/** One report with what it found, as JSON. */
export async function readReport(
  sql: Sql,
  organizationId: string,
  reportId: string,
): Promise<(ListedReport & Pick<KeptReport, 'report'>) | null> {
  const result = await sql.query<ListedReport & { readonly report: Buffer }>(
    `select ${LISTED}, report from tillbridge.drift_reports where organization_id = $1 and report_id = $2`,
    [organizationId, reportId],
  )
  const [row] = result.rows
  return row === undefined ? null : { ...row, report: decompressText(row.report) }
}

/** The transfers of orders by what people call them. */
export async function transfersNamed(
  sql: Sql,
  { organizationId, integrationId }: IntegrationKey,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const result = await sql.query<{ name: string; transferId: string }>(
    `select record_name as name, transfer_id as "transferId" from tillbridge.transfers
     where organization_id = $1 and integration_id = $2 and flow = 'orders' and record_name = any($3)`,
    [organizationId, integrationId, names],
  )
  return new Map(result.rows.map(({ name, transferId }) => [name, transferId]))
}
