import type { Sql } from './pool.ts'

/** What an organisation's pages show, in the parts that change apart from each other. */
export const TOPICS = ['transfers', 'jobs', 'changes', 'alarms'] as const
export type Topic = (typeof TOPICS)[number]

/**
 * A mark for each topic that differs when anything of it has changed. Read from the ends of indexes only, so it costs the same with a
 * thousand transfers and a million.
 */
export async function latestMarks(sql: Sql, organizationId: string): Promise<Readonly<Record<Topic, string>>> {
  const result = await sql.query<Record<Topic, string | null>>({
    name: 'latest-marks',
    text: `select
      concat((select attempt_id from tillbridge.attempts where organization_id = $1 order by attempt_id desc limit 1),
        (select event_id from tillbridge.events where organization_id = $1 order by event_id desc limit 1)) as transfers,
      (select string_agg(concat(job_id, state, done, doing), ' ') from (
        select job_id, state, done, doing from tillbridge.jobs where organization_id = $1 order by job_id desc limit 20) j) as jobs,
      (select concat(audit_id, outcome) from tillbridge.audit_events where organization_id = $1 order by audit_id desc limit 1) as changes,
      concat((select max(changed_at) from tillbridge.alarms where organization_id = $1 and closed_at is null),
        (select max(closed_at) from tillbridge.alarms where organization_id = $1 and closed_at is not null)) as alarms`,
    values: [organizationId],
  })
  const row = result.rows[0]
  return {
    transfers: row?.transfers ?? '',
    jobs: row?.jobs ?? '',
    changes: row?.changes ?? '',
    alarms: row?.alarms ?? '',
  }
}
