import {
  type AlertRules,
  type Channel,
  channelSecrets,
  type ChannelSecrets,
  listChannels,
  saveChannel,
} from '#database/alert-channels'
import type { Sql } from '#database/pool'
import { channelRecovered } from '#engine/alerts/channel-alarm'
import { shownAddress } from '#engine/alerts/channels'
import { newSigningSecret } from '#engine/alerts/signed'
import { assertPublicHost } from '#engine/public-addresses'
import { languageOf } from '#languages/languages'
import { TillbridgeError } from '#lib/errors'
import type { Sealer } from '#lib/secrets'
import { alertSchema, type AlertSettings } from './alert-schema.ts'
import { secretVariable } from './environment.ts'
import { withoutDefaults } from './schema-shape.ts'

/** A channel as it is stored, with what is not shown of it. */
export interface StoredAlert {
  readonly channel: Channel
  /** `null` = it has none: e-mail. */
  readonly secrets: ChannelSecrets | null
}

/** The channels of an organisation by name. */
export async function readAlertChannels(
  sql: Sql,
  sealer: Sealer,
  organizationId: string,
): Promise<ReadonlyMap<string, StoredAlert>> {
  const alerts = new Map<string, StoredAlert>()
  for (const channel of await listChannels(sql, organizationId)) {
    alerts.set(channel.name, { channel, secrets: await channelSecrets(sql, sealer, channel) })
  }
  return alerts
}

/** The stored channel of a name, however it is written. */
export const alertNamed = (alerts: ReadonlyMap<string, StoredAlert>, name: string): StoredAlert | undefined =>
  [...alerts.values()].find(({ channel }) => channel.name.toLowerCase() === name.toLowerCase())

/** A stored channel in the words of the file; of secrets the values themselves. */
export function settingsOfAlert({ channel, secrets }: StoredAlert): AlertSettings {
  const { kind, enabled, settings, rules } = channel
  const { severities, codes, integrations, quiet, escalateAfterMinutes } = rules
  return {
    kind,
    enabled,
    to: [...settings.to],
    language: languageOf(settings.language),
    ...(secrets === null ? {} : { url: secrets.url }),
    ...(secrets?.secret == null ? {} : { secret: secrets.secret }),
    severities: [...severities],
    codes: [...codes],
    integrations: [...integrations],
    ...(quiet === null ? {} : { quiet: { ...quiet, weekdays: [...quiet.weekdays] } }),
    ...(escalateAfterMinutes === null ? {} : { escalateAfterMinutes }),
  }
}

/** The same for an exported file, by name: a placeholder for each secret, of its own also where the names are alike but for their signs. */
export function exportedAlerts(alerts: ReadonlyMap<string, StoredAlert>): Record<string, unknown> {
  const taken = new Set<string>()
  return Object.fromEntries(
    [...alerts].map(([name, stored]) => {
      let owner = `alert_${name}`
      for (let like = 2; taken.has(secretVariable(owner, 'url')); like += 1) owner = `alert_${name}_${like}`
      taken.add(secretVariable(owner, 'url'))
      return [name, exportedAlert(stored, owner)]
    }),
  )
}

function exportedAlert(stored: StoredAlert, owner: string): unknown {
  const settings = settingsOfAlert(stored)
  const variable = (setting: string): string => `\${${secretVariable(owner, setting)}}`
  return withoutDefaults(alertSchema, {
    ...settings,
    ...(settings.url === undefined ? {} : { url: variable('url') }),
    ...(settings.secret === undefined ? {} : { secret: variable('secret') }),
  })
}

interface AlertChange {
  readonly name: string
  readonly wanted: AlertSettings
  readonly before: StoredAlert | undefined
}

/** @throws {TillbridgeError} `CHANNEL_KIND_FIXED`: a letter cannot become a webhook. */
export function assertSameKind({ name, wanted, before }: AlertChange): void {
  if (before === undefined || before.channel.kind === wanted.kind) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CHANNEL_KIND_FIXED',
    message: `"${name}" is told by ${before.channel.kind}; that cannot become ${wanted.kind}.`,
    remedy: 'Give the new channel a name of its own, and switch the old one off (enabled: false).',
  })
}

/** @throws {TillbridgeError} `ADDRESS_NOT_PUBLIC`, `HOST_UNRESOLVED`: it would lead elsewhere than before, and not to the public. */
export async function assertPublicAlert({ wanted, before }: Omit<AlertChange, 'name'>): Promise<void> {
  if (wanted.url === undefined || wanted.url === before?.secrets?.url) return
  await assertPublicHost(new URL(wanted.url).hostname)
}

/** Adds a channel, or makes it what the file says. */
export async function saveAlert(
  sql: Sql,
  { sealer, organizationId, publicOnly }: { sealer: Sealer; organizationId: string; publicOnly: boolean },
  { name, wanted, before }: AlertChange,
): Promise<void> {
  const { rows } = await sql.query<{ now: string }>('select now()')
  const now = new Date(rows[0]?.now ?? '')
  const { kind, enabled, to, url, language } = wanted
  const known = before?.secrets?.secret ?? null
  const secret = kind === 'webhook' ? (wanted.secret ?? known ?? newSigningSecret()) : null
  const isElsewhere = url !== before?.secrets?.url
  const channel = await saveChannel(sql, sealer, {
    organizationId,
    ...(before === undefined ? {} : { channelId: before.channel.channelId }),
    kind,
    name,
    enabled,
    settings: { to, address: url === undefined ? null : shownAddress(url), language },
    secrets: url === undefined ? null : { url, secret },
    rules: rulesOf(wanted),
    // Who changes where it leads answers for where that is.
    publicOnly: isElsewhere ? publicOnly : (before?.channel.publicOnly ?? publicOnly),
    now,
  })
  if (channel?.enabled === false) await channelRecovered(sql, channel, now)
}

const rulesOf = ({
  severities,
  codes,
  integrations,
  quiet = undefined,
  escalateAfterMinutes = undefined,
}: AlertSettings): AlertRules => ({
  severities,
  codes,
  integrations,
  quiet: quiet ?? null,
  escalateAfterMinutes: escalateAfterMinutes ?? null,
})
