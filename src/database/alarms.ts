import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

export const ALARM_SEVERITIES = ['warning', 'critical'] as const
export type AlarmSeverity = (typeof ALARM_SEVERITIES)[number]

/** The channel on which Postgres tells of alarms that opened, closed or became worse; the payload is the organisation's id. */
export const ALARM_CHANNEL = 'tillbridge_alarms'

/** Something that is not right now, as it was found. `code` and `subject` together say which one it is. */
export interface FoundAlarm {
  readonly code: string
  /** Which of several of one code, e.g. a connection's key; `''` = there is but one. */
  readonly subject: string
  readonly integrationId: string | null
  readonly connectionId: string | null
  readonly severity: AlarmSeverity
  /** For a person who did not build this. */
  readonly message: string
  readonly remedy: string | null
  /** How many records it concerns; 1 when it is about no records. */
  readonly count: number
}

export interface Alarm extends FoundAlarm {
  readonly alarmId: string
  readonly openedAt: string
  /** When anything of it last changed. */
  readonly changedAt: string
  /** `null` = it is not over. */
  readonly closedAt: string | null
}

export interface SettledAlarms {
  readonly opened: readonly Alarm[]
  /** Were open, and read differently now. */
  readonly changed: readonly Alarm[]
  readonly closed: readonly Alarm[]
}

const COLUMNS = `alarm_id as "alarmId", code, subject, integration_id as "integrationId", connection_id as "connectionId", severity, message, remedy,
  count, opened_at as "openedAt", changed_at as "changedAt", closed_at as "closedAt"`

// A change is written only where there is one: a look that finds all as it was writes nothing and wakes nobody.
const SETTLE = `
with found as (
  select * from jsonb_to_recordset($3::jsonb) as f(alarm_id uuid, code text, subject text, integration_id uuid, connection_id uuid, severity text,
    message text, remedy text, count int)
), closed as (
  update tillbridge.alarms a set closed_at = $4, changed_at = $4
  where a.organization_id = $1 and a.code = any($2) and a.closed_at is null
    and not exists (select from found f where f.code = a.code and f.subject = a.subject)
  returning a.*
), kept as (
  insert into tillbridge.alarms as a (organization_id, alarm_id, code, subject, integration_id, connection_id, severity, message, remedy, count, opened_at, changed_at)
  select $1, f.alarm_id, f.code, f.subject, f.integration_id, f.connection_id, f.severity, f.message, f.remedy, f.count, $4, $4 from found f
  on conflict (organization_id, code, subject) where closed_at is null do update set integration_id = excluded.integration_id,
    connection_id = excluded.connection_id, severity = excluded.severity, message = excluded.message, remedy = excluded.remedy,
    count = excluded.count, changed_at = excluded.changed_at
  where (a.integration_id, a.connection_id, a.severity, a.message, a.remedy, a.count)
    is distinct from (excluded.integration_id, excluded.connection_id, excluded.severity, excluded.message, excluded.remedy, excluded.count)
  returning a.*, (xmax = 0) as is_new
)
select 'closed' as fate, ${COLUMNS} from closed
union all select case when is_new then 'opened' else 'changed' end, ${COLUMNS} from kept`

/**
 * Brings the open alarms of these codes in line with what was found: opens, updates and closes, in one statement. Alarms of other codes stay as
 * they are. What was found twice (same code and subject) counts once.
 */
export async function settleAlarms(
  sql: Sql,
  organizationId: string,
  codes: readonly string[],
  found: readonly FoundAlarm[],
  at: Date,
): Promise<SettledAlarms> {
  const sole = new Map(found.map((alarm) => [`${alarm.code} ${alarm.subject}`, alarm]))
  const result = await sql.query<Alarm & { fate: keyof SettledAlarms }>({
    name: 'settle-alarms',
    text: SETTLE,
    values: [organizationId, codes, JSON.stringify([...sole.values()].map((alarm) => toRow(alarm, at))), at],
  })
  const ofFate = (fate: keyof SettledAlarms): Alarm[] =>
    result.rows.flatMap(({ fate: own, ...alarm }) => (own === fate ? [alarm] : []))
  return { opened: ofFate('opened'), changed: ofFate('changed'), closed: ofFate('closed') }
}

/** Opens an alarm, or updates the open one of its code and subject. */
export const raiseAlarm = (sql: Sql, organizationId: string, alarm: FoundAlarm, at: Date): Promise<SettledAlarms> =>
  settleAlarms(sql, organizationId, [], [alarm], at)

/** Closes an alarm, if it is open. Answers whether it was. */
export async function clearAlarm(
  sql: Sql,
  organizationId: string,
  { code, subject }: Pick<FoundAlarm, 'code' | 'subject'>,
  at: Date,
): Promise<boolean> {
  const result = await sql.query(
    `update tillbridge.alarms set closed_at = $4, changed_at = $4
     where organization_id = $1 and code = $2 and subject = $3 and closed_at is null`,
    [organizationId, code, subject, at],
  )
  return result.rowCount === 1
}

/** Alarms that are open, the worst and then the oldest first; or those that are over, the latest first. */
export async function listAlarms(
  sql: Sql,
  organizationId: string,
  { state, limit }: { readonly state: 'open' | 'closed'; readonly limit: number },
): Promise<Alarm[]> {
  const which =
    state === 'open'
      ? `closed_at is null order by severity = 'critical' desc, opened_at, code, subject`
      : 'closed_at is not null order by closed_at desc, alarm_id'
  const result = await sql.query<Alarm>(
    `select ${COLUMNS} from tillbridge.alarms where organization_id = $1 and ${which} limit $2`,
    [organizationId, limit],
  )
  return result.rows
}

/** Forgets alarms that were over before. */
export async function forgetAlarms(sql: Sql, organizationId: string, before: Date): Promise<void> {
  await sql.query('delete from tillbridge.alarms where organization_id = $1 and closed_at < $2', [
    organizationId,
    before,
  ])
}

const toRow = (alarm: FoundAlarm, at: Date): object => ({
  alarm_id: newId(at),
  code: alarm.code,
  subject: alarm.subject,
  integration_id: alarm.integrationId,
  connection_id: alarm.connectionId,
  severity: alarm.severity,
  message: alarm.message,
  remedy: alarm.remedy,
  count: alarm.count,
})
