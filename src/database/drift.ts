import { compressText, decompressText } from '#lib/compressed'
import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

interface IntegrationKey {
  readonly organizationId: string
  readonly integrationId: string
}

/** Where an order stands, with what was written for it. Amounts are decimal texts, `null` for kinds without one. */
export interface OrderStanding {
  readonly recordKey: string
  readonly state: 'pending' | 'running' | 'waiting' | 'attention' | 'synced' | 'skipped' | 'held'
  readonly causeMessage: string | null
  readonly causeRemedy: string | null
  readonly written: readonly {
    readonly reference: string
    readonly externalId: string
    readonly state: 'issued' | 'cancelled'
    readonly total: string | null
    readonly taxTotal: string | null
  }[]
}

/** Where these orders stand; those that we have never heard of are left out. */
export async function orderStandings(
  sql: Sql,
  { organizationId, integrationId }: IntegrationKey,
  recordKeys: readonly string[],
): Promise<OrderStanding[]> {
  const result = await sql.query<OrderStanding>(
    `select t.record_key as "recordKey", t.state, t.cause_message as "causeMessage", t.cause_remedy as "causeRemedy",
       coalesce((select jsonb_agg(jsonb_build_object('reference', l.reference, 'externalId', l.external_id, 'state', l.state,
           'total', coalesce(l.document ->> 'total', l.document ->> 'amount'), 'taxTotal', l.document ->> 'taxTotal') order by l.position)
         from tillbridge.links l where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id), '[]') as written
     from tillbridge.transfers t
     where t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders' and t.record_key = any($3)`,
    [organizationId, integrationId, recordKeys],
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

/** Forgets reports that are older. */
export async function forgetReports(sql: Sql, olderThan: Date): Promise<void> {
  await sql.query('delete from tillbridge.drift_reports where made_at < $1', [olderThan])
}
