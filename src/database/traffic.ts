import type { Pool } from 'pg'
import { inTransaction, type Sql } from './pool.ts'

/** What came in and was done in one flow within one hour. */
export interface TrafficHour {
  readonly integrationId: string
  readonly flow: string
  /** Its first instant. */
  readonly hour: string
  /** Records first heard of, by themselves: no back-fill, nobody asked. */
  readonly arrived: number
  /** Of those: by a webhook. */
  readonly told: number
  /** Runs after which a record was in step. */
  readonly finished: number
  readonly lastAt: string
}

// What commits late is missed by so much at most; a count here is for pictures and for what is usual, never for the books.
const SETTLE_SECONDS = 5
/** As far back as what is usual is known from. */
const KEPT_DAYS = 36

// Ids begin with the time, so that the newest transfers lie together in the primary key.
const COUNT = `
with bounds as (select $2::timestamptz as since, $3::timestamptz as until),
came as (
  select t.integration_id, t.flow, date_trunc('hour', t.first_seen_at, 'UTC') as hour, count(*) as arrived,
    count(*) filter (where t.found_by = 'webhook') as told, 0 as finished, max(t.first_seen_at) as last_at
  from tillbridge.transfers t, bounds b
  where t.organization_id = $1 and t.transfer_id >= tillbridge.id_at(b.since - interval '10 minutes')
    and t.first_seen_at >= b.since and t.first_seen_at < b.until and t.lane = 0 and t.found_by in ('webhook', 'sweep')
  group by 1, 2, 3
), done as (
  select t.integration_id, t.flow, date_trunc('hour', a.finished_at, 'UTC') as hour, 0 as arrived, 0 as told, count(*) as finished,
    max(a.finished_at) as last_at
  from bounds b join tillbridge.attempts a on a.finished_at >= b.since and a.finished_at < b.until
  join tillbridge.transfers t on t.organization_id = a.organization_id and t.transfer_id = a.transfer_id
  where a.organization_id = $1 and a.outcome = 'synced'
  group by 1, 2, 3
)
insert into tillbridge.traffic as f (organization_id, integration_id, flow, hour, arrived, told, finished, last_at)
select $1, integration_id, flow, hour, sum(arrived), sum(told), sum(finished), max(last_at)
from (select * from came union all select * from done) all_of_it group by integration_id, flow, hour
on conflict (organization_id, integration_id, flow, hour) do update set arrived = f.arrived + excluded.arrived, told = f.told + excluded.told,
  finished = f.finished + excluded.finished, last_at = greatest(f.last_at, excluded.last_at)`

/** Counts what came and was done since the last time, into the hours where it belongs. */
export async function countTraffic(pool: Pool, organizationId: string, now: Date): Promise<void> {
  await inTransaction(pool, async (sql) => {
    const beginning = new Date(now.getTime() - KEPT_DAYS * 24 * 60 * 60_000)
    const until = new Date(now.getTime() - SETTLE_SECONDS * 1000)
    await sql.query(
      `insert into tillbridge.traffic_marks (organization_id, counted_until) values ($1, $2) on conflict do nothing`,
      [organizationId, beginning],
    )
    const mark = await sql.query<{ since: string }>(
      'select counted_until as since from tillbridge.traffic_marks where organization_id = $1 for update',
      [organizationId],
    )
    const since = new Date(mark.rows[0]?.since ?? beginning)
    if (since >= until) return
    await sql.query(COUNT, [organizationId, since, until])
    await sql.query('update tillbridge.traffic_marks set counted_until = $2 where organization_id = $1', [
      organizationId,
      until,
    ])
    await sql.query('delete from tillbridge.traffic where organization_id = $1 and hour < $2', [
      organizationId,
      beginning,
    ])
  })
}

/** The hours from `since` in which anything came or was done. */
export async function trafficSince(sql: Sql, organizationId: string, since: Date): Promise<TrafficHour[]> {
  const result = await sql.query<TrafficHour>(
    `select integration_id as "integrationId", flow, hour, arrived, told, finished, last_at as "lastAt" from tillbridge.traffic
     where organization_id = $1 and hour >= $2 order by hour`,
    [organizationId, since],
  )
  return result.rows
}

/** Up to when it was counted what came and was done; `null` = never. */
export async function trafficCountedUntil(sql: Sql, organizationId: string): Promise<string | null> {
  const result = await sql.query<{ at: string }>(
    'select counted_until as at from tillbridge.traffic_marks where organization_id = $1',
    [organizationId],
  )
  return result.rows[0]?.at ?? null
}
