import { newId } from '#lib/ids'
import type { Sealer } from '#lib/secrets'
import type { AlarmSeverity } from './alarms.ts'
import type { Sql } from './pool.ts'

export const CHANNEL_KINDS = ['email', 'slack', 'webhook'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** Hours in which people want to be left alone. */
export interface QuietHours {
  /** `HH:MM`; the same as `to` = the whole day. */
  readonly from: string
  readonly to: string
  /** IANA zone. */
  readonly zone: string
  /** Days on which they begin; 1 = Monday to 7 = Sunday. */
  readonly weekdays: readonly number[]
  /** Whether critical alarms wait as well. */
  readonly holdsCritical: boolean
}

/** What a channel is told of, and when. */
export interface AlertRules {
  readonly severities: readonly AlarmSeverity[]
  /** Codes of alarms; none = all. */
  readonly codes: readonly string[]
  /** Keys of integrations; none = all. */
  readonly integrations: readonly string[]
  readonly quiet: QuietHours | null
  /** It is told only of what nobody has acknowledged for so many minutes; `null` = of everything at once. */
  readonly escalateAfterMinutes: number | null
}

/** What may be shown of where a channel leads. */
export interface ChannelSettings {
  /** Of e-mail; none otherwise. */
  readonly to: readonly string[]
  /** Where it leads, without what is secret in it; `null` = e-mail. */
  readonly address: string | null
  /** In which it is told, by its code. */
  readonly language: string
}

/** What is not shown. */
export interface ChannelSecrets {
  readonly url: string
  /** What messages are signed with; `null` = they are not. */
  readonly secret: string | null
}

export interface Channel {
  readonly organizationId: string
  readonly channelId: string
  readonly kind: ChannelKind
  readonly name: string
  readonly enabled: boolean
  readonly settings: ChannelSettings
  readonly rules: AlertRules
  /** Whether it may lead to public addresses only. */
  readonly publicOnly: boolean
  readonly createdAt: string
  readonly changedAt: string
}

const COLUMNS = `organization_id as "organizationId", channel_id as "channelId", kind, name, enabled,
  '{"language": "en"}'::jsonb || settings as settings, rules,
  public_only as "publicOnly", created_at as "createdAt", changed_at as "changedAt"`
const ownerOf = (channelId: string): string => `alert-channel:${channelId}`

export interface SavedChannel extends Pick<
  Channel,
  'organizationId' | 'kind' | 'name' | 'enabled' | 'settings' | 'rules' | 'publicOnly'
> {
  /** Absent = there is no such channel yet. */
  readonly channelId?: string
  /** `null` = as they are. */
  readonly secrets: ChannelSecrets | null
  readonly now: Date
}

/** Adds or changes a channel. Answers `null` when another channel has this name. */
export async function saveChannel(sql: Sql, sealer: Sealer, saved: SavedChannel): Promise<Channel | null> {
  const channelId = saved.channelId ?? newId(saved.now)
  const { rows: namesakes } = await sql.query(
    'select 1 from tillbridge.alert_channels where organization_id = $1 and lower(name) = lower($2) and channel_id <> $3',
    [saved.organizationId, saved.name, channelId],
  )
  if (namesakes.length > 0) return null
  const { rows } = await sql.query<Channel>(
    `insert into tillbridge.alert_channels as c
       (organization_id, channel_id, kind, name, enabled, settings, sealed, rules, public_only, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
     on conflict (organization_id, channel_id) do update set name = excluded.name, enabled = excluded.enabled,
       settings = excluded.settings, sealed = coalesce(excluded.sealed, c.sealed), rules = excluded.rules,
       public_only = excluded.public_only, changed_at = excluded.changed_at
     returning ${COLUMNS}`,
    [
      saved.organizationId,
      channelId,
      saved.kind,
      saved.name,
      saved.enabled,
      JSON.stringify(saved.settings),
      saved.secrets === null ? null : sealer.seal(JSON.stringify(saved.secrets), ownerOf(channelId)),
      JSON.stringify(saved.rules),
      saved.publicOnly,
      saved.now,
    ],
  )
  // Who is told nothing from now on is not told either, long after, that it is over.
  if (!saved.enabled) {
    const key = [saved.organizationId, channelId]
    await sql.query('delete from tillbridge.alert_tellings where organization_id = $1 and channel_id = $2', key)
    await sql.query(
      `delete from tillbridge.alert_deliveries where organization_id = $1 and channel_id = $2 and state = 'waiting'`,
      key,
    )
  }
  return rows[0] ?? null
}

/** All channels of an organisation, by name. */
export async function listChannels(sql: Sql, organizationId: string): Promise<Channel[]> {
  const { rows } = await sql.query<Channel>(
    `select ${COLUMNS} from tillbridge.alert_channels where organization_id = $1 order by lower(name)`,
    [organizationId],
  )
  return rows
}

export async function getChannel(sql: Sql, organizationId: string, channelId: string): Promise<Channel | null> {
  const { rows } = await sql.query<Channel>(
    `select ${COLUMNS} from tillbridge.alert_channels where organization_id = $1 and channel_id = $2`,
    [organizationId, channelId],
  )
  return rows[0] ?? null
}

/** Where a channel leads, with what is secret in it; `null` for e-mail. Keep it inside the process. */
export async function channelSecrets(
  sql: Sql,
  sealer: Sealer,
  { organizationId, channelId }: Pick<Channel, 'organizationId' | 'channelId'>,
): Promise<ChannelSecrets | null> {
  const { rows } = await sql.query<{ sealed: Buffer | null }>(
    'select sealed from tillbridge.alert_channels where organization_id = $1 and channel_id = $2',
    [organizationId, channelId],
  )
  const sealed = rows[0]?.sealed ?? null
  return sealed === null ? null : (JSON.parse(sealer.open(sealed, ownerOf(channelId))) as ChannelSecrets)
}

/** Removes a channel with all that was told through it. Answers whether there was one. */
export async function removeChannel(sql: Sql, organizationId: string, channelId: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    'delete from tillbridge.alert_channels where organization_id = $1 and channel_id = $2',
    [organizationId, channelId],
  )
  return rowCount === 1
}
