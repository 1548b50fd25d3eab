import type { AlarmSeverity } from './alarms.ts'
import type { ChannelKind } from './alert-channels.ts'
import type { Sql } from './pool.ts'

export const DELIVERY_KINDS = ['problem', 'summary', 'escalation', 'recovery', 'test'] as const
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]
export const DELIVERY_STATES = ['waiting', 'sent', 'failed'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** An alarm as it was when it was told of. */
export interface ToldAlarm {
  readonly alarmId: string
  readonly code: string
  readonly subject: string
  readonly severity: AlarmSeverity
  readonly message: string
  readonly remedy: string | null
  /** How many records it concerns. */
  readonly count: number
  /** How often it came within the last 24 hours, this time included. */
  readonly openings: number
  /** Keys; `null` = it is about none in particular. */
  readonly integration: string | null
  readonly connection: string | null
  /** Since when; of a recovery: since what was told first. */
  readonly openedAt: string
  readonly closedAt: string | null
}

/** What a message says. */
export interface AlertContent {
  readonly organization: { readonly key: string; readonly name: string }
  /** In which instants are shown: the shop's. */
  readonly zone: string
  readonly alarms: readonly ToldAlarm[]
  /** How many more there are. */
  readonly more: number
}

export interface DeliveryFailure {
  readonly code: string
  readonly message: string
  readonly remedy: string | null
}

interface DeliveryKey {
  readonly organizationId: string
  readonly deliveryId: string
}

/** A message to one recipient. */
export interface Delivery extends DeliveryKey {
  readonly channelId: string
  /** Of e-mail; `null` = where the channel leads. */
  readonly recipient: string | null
  readonly kind: DeliveryKind
  readonly content: AlertContent
  readonly tries: number
  readonly madeAt: string
}

/** A message in the list of what was told. */
export interface DeliveryView extends Delivery {
  readonly channelName: string
  readonly channelKind: ChannelKind
  readonly state: DeliveryState
  /** When it is tried again; `null` = it is not. */
  readonly nextTryAt: string | null
  readonly endedAt: string | null
  /** What the other side said. */
  readonly answer: string | null
  /** Of the last try. */
  readonly failure: DeliveryFailure | null
}

const COLUMNS = `organization_id as "organizationId", delivery_id as "deliveryId", channel_id as "channelId", recipient, kind, content, tries,
  made_at as "madeAt"`

export async function addDelivery(sql: Sql, delivery: Omit<Delivery, 'tries'>): Promise<void> {
  await sql.query(
    `insert into tillbridge.alert_deliveries
       (organization_id, delivery_id, channel_id, recipient, kind, content, next_try_at, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [
      delivery.organizationId,
      delivery.deliveryId,
      delivery.channelId,
      delivery.recipient,
      delivery.kind,
      JSON.stringify(delivery.content),
      delivery.madeAt,
    ],
  )
}

/** Takes messages that are due, the oldest first: until the lease ends nobody else has them. */
export async function claimDeliveries(
  sql: Sql,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<Delivery[]> {
  const { rows } = await sql.query<Delivery>(
    `update tillbridge.alert_deliveries set tries = tries + 1, next_try_at = $2
     where (organization_id, delivery_id) in (
       select d.organization_id, d.delivery_id from tillbridge.alert_deliveries d
       join tillbridge.alert_channels c on c.organization_id = d.organization_id and c.channel_id = d.channel_id and c.enabled
       where d.state = 'waiting' and d.next_try_at <= $1 order by d.next_try_at limit $3 for update of d skip locked
     ) returning ${COLUMNS}`,
    [now, leaseUntil, limit],
  )
  return rows.toSorted((a, b) => a.deliveryId.localeCompare(b.deliveryId))
}

export async function deliverySent(
  sql: Sql,
  { organizationId, deliveryId }: DeliveryKey,
  answer: string,
  at: Date,
): Promise<void> {
  await sql.query(
    `update tillbridge.alert_deliveries set state = 'sent', ended_at = $3, answer = $4, failure = null
     where organization_id = $1 and delivery_id = $2`,
    [organizationId, deliveryId, at, answer],
  )
}

/** @param nextTryAt `null` = it is given up. */
export async function deliveryFailed(
  sql: Sql,
  { organizationId, deliveryId }: DeliveryKey,
  failure: DeliveryFailure,
  { at, nextTryAt }: { readonly at: Date; readonly nextTryAt: Date | null },
): Promise<void> {
  await sql.query(
    `update tillbridge.alert_deliveries set failure = $3, next_try_at = coalesce($4, next_try_at),
       state = case when $4::timestamptz is null then 'failed' else state end, ended_at = case when $4 is null then $5::timestamptz end
     where organization_id = $1 and delivery_id = $2`,
    [organizationId, deliveryId, JSON.stringify(failure), nextTryAt, at],
  )
}

/** What was told, the newest first. */
export async function listDeliveries(
  sql: Sql,
  organizationId: string,
  filter: { readonly channelId?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<DeliveryView[]> {
  const { rows } = await sql.query<DeliveryView>(
    `select d.organization_id as "organizationId", d.delivery_id as "deliveryId", d.channel_id as "channelId", d.recipient, d.kind,
       d.content, d.tries, d.made_at as "madeAt", c.name as "channelName", c.kind as "channelKind", d.state,
       case when d.state = 'waiting' then d.next_try_at end as "nextTryAt", d.ended_at as "endedAt", d.answer, d.failure
     from tillbridge.alert_deliveries d join tillbridge.alert_channels c using (organization_id, channel_id)
     where d.organization_id = $1 and ($2::uuid is null or d.channel_id = $2) and ($3::uuid is null or d.delivery_id < $3)
     order by d.delivery_id desc limit $4`,
    [organizationId, filter.channelId ?? null, filter.after ?? null, filter.limit],
  )
  return rows
}

/** The last message of each channel that has come to an end or was tried, by channel. */
export async function lastDeliveries(sql: Sql, organizationId: string): Promise<Map<string, DeliveryView>> {
  const { rows } = await sql.query<DeliveryView>(
    `select l.* from tillbridge.alert_channels c cross join lateral (
       select d.channel_id as "channelId", d.state, d.kind, d.ended_at as "endedAt", d.made_at as "madeAt", d.failure
       from tillbridge.alert_deliveries d
       where d.organization_id = c.organization_id and d.channel_id = c.channel_id and (d.state <> 'waiting' or d.failure is not null)
       order by d.delivery_id desc limit 1
     ) l where c.organization_id = $1`,
    [organizationId],
  )
  return new Map(rows.map((row) => [row.channelId, row]))
}

export async function forgetDeliveries(sql: Sql, before: Date): Promise<void> {
  await sql.query(`delete from tillbridge.alert_deliveries where state <> 'waiting' and made_at < $1`, [before])
}
