import type { AlarmSeverity } from './alarms.ts'
import type { ToldAlarm } from './alert-deliveries.ts'
import { ZONE } from './integrations.ts'
import type { Sql } from './pool.ts'

/** An alarm with what telling people needs. */
export interface TellableAlarm extends Omit<ToldAlarm, 'openedAt' | 'closedAt'> {
  /** Keys of the integrations that it touches; `null` = all. */
  readonly integrations: readonly string[] | null
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly acknowledgedAt: Date | null
}

/** What a channel was told last about one code and subject. */
export interface Telling {
  readonly channelId: string
  readonly code: string
  readonly subject: string
  readonly severity: AlarmSeverity
  /** When what was told first had begun. */
  readonly openedAt: Date
  readonly toldAt: Date
  readonly recoveredAt: Date | null
}

/** Only one process at a time decides what an organisation is told. Answers whether it is this one, until the transaction ends. */
export async function lockTelling(sql: Sql, organizationId: string): Promise<boolean> {
  const { rows } = await sql.query<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('alerts ' || $1, 0)) as mine`,
    [organizationId],
  )
  return rows[0]?.mine === true
}

export interface TellableOrganization {
  readonly organizationId: string
  readonly key: string
  readonly name: string
  /** The shop's; `null` = there is no shop yet. */
  readonly zone: string | null
}

/** Organisations that have somebody to tell. */
export async function tellableOrganizations(sql: Sql): Promise<TellableOrganization[]> {
  const { rows } = await sql.query<TellableOrganization>(
    `select organization_id as "organizationId", key, name, (
       select ${ZONE} from tillbridge.flows f
       join tillbridge.integrations i on i.organization_id = f.organization_id and i.integration_id = f.integration_id
       join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
       where f.organization_id = o.organization_id and f.flow = 'orders' order by f.integration_id limit 1
     ) as zone from tillbridge.organizations o
     where exists (select 1 from tillbridge.alert_channels c where c.organization_id = o.organization_id and c.enabled)`,
  )
  return rows
}

/** All open alarms, and of each code and subject that a channel was told of and that is over, the one that closed last. */
export async function tellableAlarms(sql: Sql, organizationId: string, now: Date): Promise<TellableAlarm[]> {
  const { rows } = await sql.query<Omit<TellableAlarm, 'openedAt'> & { openedAt: string; closedAt: string | null }>(
    `with shown as (
       select * from tillbridge.alarms where organization_id = $1 and closed_at is null
       union all
       select last.* from (
         select distinct code, subject from tillbridge.alert_tellings where organization_id = $1 and recovered_at is null
       ) told cross join lateral (
         select * from tillbridge.alarms a
         where a.organization_id = $1 and a.code = told.code and a.subject = told.subject and a.closed_at is not null
         order by a.closed_at desc limit 1
       ) last
     )
     select a.alarm_id as "alarmId", a.code, a.subject, a.severity, a.message, a.remedy, a.count, a.opened_at as "openedAt",
       a.closed_at as "closedAt", k.acknowledged_at as "acknowledgedAt", i.key as integration, c.key as connection,
       (select count(*)::int from tillbridge.alarms o where o.organization_id = $1 and o.code = a.code and o.subject = a.subject
          and o.opened_at > $2) as openings,
       case when i.key is not null then array[i.key] when a.connection_id is not null then (
         select coalesce(array_agg(u.key), '{}') from tillbridge.integrations u
         where u.organization_id = $1 and (a.connection_id in (u.store_connection_id, u.target_connection_id) or exists (
           select 1 from tillbridge.payment_sources p
           where p.organization_id = $1 and p.integration_id = u.integration_id and p.connection_id = a.connection_id))
       ) end as integrations
     from shown a
     left join tillbridge.integrations i on i.organization_id = $1 and i.integration_id = a.integration_id
     left join tillbridge.connections c on c.organization_id = $1 and c.connection_id = a.connection_id
     left join tillbridge.alarm_acknowledgements k on k.organization_id = $1 and k.alarm_id = a.alarm_id`,
    [organizationId, new Date(now.getTime() - 86_400_000)],
  )
  const date = (text: unknown): Date | null => (text === null ? null : new Date(text as string))
  return rows.map((row) => ({
    ...row,
    openings: Math.max(row.openings, 1),
    openedAt: new Date(row.openedAt),
    closedAt: date(row.closedAt),
    acknowledgedAt: date(row.acknowledgedAt),
  }))
}

/** What each channel was told last. What was told of alarms that are known no more is forgotten first. */
export async function readTellings(sql: Sql, organizationId: string): Promise<Telling[]> {
  await sql.query(
    `delete from tillbridge.alert_tellings t where organization_id = $1 and not exists (
       select 1 from tillbridge.alarms a where a.organization_id = $1 and a.code = t.code and a.subject = t.subject)`,
    [organizationId],
  )
  const { rows } = await sql.query<{ [K in keyof Telling]: string }>(
    `select channel_id as "channelId", code, subject, severity, opened_at as "openedAt", told_at as "toldAt", recovered_at as "recoveredAt"
     from tillbridge.alert_tellings where organization_id = $1`,
    [organizationId],
  )
  return rows.map((row) => ({
    ...row,
    severity: row.severity as AlarmSeverity,
    openedAt: new Date(row.openedAt),
    toldAt: new Date(row.toldAt),
    recoveredAt: (row.recoveredAt as string | null) === null ? null : new Date(row.recoveredAt),
  }))
}

/** When each channel was sent its messages since then. */
export async function readSent(
  sql: Sql,
  organizationId: string,
  since: Date,
): Promise<{ readonly channelId: string; readonly at: Date; readonly isRecovery: boolean }[]> {
  const { rows } = await sql.query<{ channelId: string; at: string; isRecovery: boolean }>(
    `select distinct channel_id as "channelId", made_at as at, kind = 'recovery' as "isRecovery" from tillbridge.alert_deliveries
     where organization_id = $1 and made_at > $2 and kind <> 'test'`,
    [organizationId, since],
  )
  return rows.map((row) => ({ ...row, at: new Date(row.at) }))
}

/** Notes that a channel was told that something is wrong. */
export async function noteTold(
  sql: Sql,
  organizationId: string,
  channelId: string,
  alarms: readonly Pick<TellableAlarm, 'code' | 'subject' | 'severity' | 'openedAt'>[],
  at: Date,
): Promise<void> {
  for (const { code, subject, severity, openedAt } of alarms) {
    await sql.query(
      `insert into tillbridge.alert_tellings as t (organization_id, channel_id, code, subject, severity, opened_at, told_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (organization_id, channel_id, code, subject) do update set severity = excluded.severity, told_at = excluded.told_at,
         opened_at = case when t.recovered_at is null then t.opened_at else excluded.opened_at end, recovered_at = null`,
      [organizationId, channelId, code, subject, severity, openedAt, at],
    )
  }
}

/** Notes that a channel was told that it is over. */
export async function noteRecovered(
  sql: Sql,
  organizationId: string,
  channelId: string,
  alarms: readonly Pick<TellableAlarm, 'code' | 'subject'>[],
  at: Date,
): Promise<void> {
  for (const { code, subject } of alarms) {
    await sql.query(
      `update tillbridge.alert_tellings set recovered_at = $5
       where organization_id = $1 and channel_id = $2 and code = $3 and subject = $4`,
      [organizationId, channelId, code, subject, at],
    )
  }
}
