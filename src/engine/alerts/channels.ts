import {
  type AlertRules,
  type Channel,
  type ChannelKind,
  channelSecrets,
  type ChannelSecrets,
  getChannel,
  removeChannel,
  saveChannel,
} from '#database/alert-channels'
import { lockConfiguration } from '#database/configuration-lock'
import { inTransaction, type Sql } from '#database/pool'
import { assertPublicHost } from '#engine/public-addresses'
import type { Language } from '#languages/languages'
import { TillbridgeError } from '#lib/errors'
import { channelRecovered } from './channel-alarm.ts'
import { noMailServer, type SendServices } from './send.ts'
import { newSigningSecret } from './signed.ts'

/** Whether channels may lead into private networks. */
interface Reach {
  readonly localAddresses: boolean
}

/** A new channel. */
export interface WantedChannel {
  readonly organizationId: string
  readonly kind: ChannelKind
  readonly name: string
  /** Of e-mail. */
  readonly to: readonly string[]
  /** Of all others. */
  readonly url: string | null
  /** In which it is told. */
  readonly language: Language
  readonly rules: AlertRules
}

/** What is to be changed; what is absent stays. */
export interface ChannelChange {
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  readonly to?: readonly string[] | undefined
  readonly url?: string | undefined
  readonly language?: Language | undefined
  readonly rules?: AlertRules | undefined
  readonly newSecret?: boolean | undefined
}

/** A channel as it was saved, with the secret that was made, which is in no other answer. */
export interface SavedHere {
  readonly channel: Channel
  readonly secret: string | null
}

type Services = Pick<SendServices, 'pool' | 'sealer' | 'clock' | 'mail'>

/**
 * Makes a channel.
 *
 * @throws {TillbridgeError} `rejected`: `CHANNEL_EXISTS`, `MAIL_NOT_SET_UP`, `ADDRESS_NOT_PUBLIC`, `HOST_UNRESOLVED`.
 */
export async function addChannel(services: Services, wanted: WantedChannel, reach: Reach): Promise<SavedHere> {
  const { organizationId, kind, name, to, url, language, rules } = wanted
  if (kind === 'email' && services.mail === null) throw noMailServer()
  if (url !== null) await assertReachable(url, reach)
  const secret = kind === 'webhook' ? newSigningSecret() : null
  const wantedChannel = {
    organizationId,
    kind,
    name,
    enabled: true,
    settings: { to, address: url === null ? null : shownAddress(url), language },
    secrets: url === null ? null : { url, secret },
    rules,
    publicOnly: !reach.localAddresses,
    now: services.clock.now(),
  }
  const channel = await inTransaction(services.pool, async (sql) => {
    await lockConfiguration(sql, organizationId)
    return saveChannel(sql, services.sealer, wantedChannel)
  })
  if (channel === null) throw exists(name)
  return { channel, secret }
}

/**
 * Changes a channel: what others change of it in the same moment stays.
 *
 * @throws {TillbridgeError} `rejected`: `CHANNEL_EXISTS`, `CHANNEL_FIELD_UNFIT`, `ADDRESS_NOT_PUBLIC`, `HOST_UNRESOLVED`,
 *   `CHANNEL_GONE`.
 */
export async function changeChannel(
  services: Services,
  { kind, name, organizationId, channelId }: Channel,
  change: ChannelChange,
  reach: Reach,
): Promise<SavedHere> {
  assertFits(kind, change)
  if (change.url !== undefined) await assertReachable(change.url, reach)
  return await inTransaction(services.pool, async (sql) => {
    await lockConfiguration(sql, organizationId)
    const newest = await getChannel(sql, organizationId, channelId)
    if (newest === null) throw gone(name)
    return saveChanged(sql, services, newest, { change, reach })
  })
}

async function saveChanged(
  sql: Sql,
  { sealer, clock }: Services,
  before: Channel,
  { change, reach }: { readonly change: ChannelChange; readonly reach: Reach },
): Promise<SavedHere> {
  const secrets = await changedSecrets(sql, sealer, before, change)
  const { to = before.settings.to, language = before.settings.language, url } = change
  const channel = await saveChannel(sql, sealer, {
    ...before,
    name: change.name ?? before.name,
    enabled: change.enabled ?? before.enabled,
    settings: { to, address: url === undefined ? before.settings.address : shownAddress(url), language },
    rules: change.rules ?? before.rules,
    secrets,
    // Who changes where it leads answers for where that is.
    publicOnly: url === undefined ? before.publicOnly : !reach.localAddresses,
    now: clock.now(),
  })
  if (channel === null) throw exists(change.name ?? before.name)
  if (!channel.enabled) await channelRecovered(sql, channel, clock.now())
  return { channel, secret: change.newSecret === true ? (secrets?.secret ?? null) : null }
}

/** Removes a channel, and the alarm about it. Answers what it was; `null` = there is none. */
export async function dropChannel(
  { pool, clock }: Services,
  organizationId: string,
  channelId: string,
): Promise<Channel | null> {
  const channel = await getChannel(pool, organizationId, channelId)
  if (channel === null || !(await removeChannel(pool, organizationId, channelId))) return null
  await channelRecovered(pool, channel, clock.now())
  return channel
}

async function changedSecrets(
  sql: Sql,
  sealer: Services['sealer'],
  channel: Channel,
  { url, newSecret }: ChannelChange,
): Promise<ChannelSecrets | null> {
  if (url === undefined && newSecret !== true) return null
  const before = await channelSecrets(sql, sealer, channel)
  return {
    url: url ?? before?.url ?? '',
    secret: newSecret === true ? newSigningSecret() : (before?.secret ?? null),
  }
}

function assertFits(kind: ChannelKind, { to, url, newSecret }: ChannelChange): void {
  const unfit = kind === 'email' ? url !== undefined : to !== undefined
  if (!unfit && (newSecret !== true || kind === 'webhook')) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CHANNEL_FIELD_UNFIT',
    message: 'A channel of this kind has no such field.',
    remedy: 'E-mail has recipients, Slack an address, a webhook an address and a secret.',
  })
}

async function assertReachable(url: string, { localAddresses }: Reach): Promise<void> {
  if (!localAddresses) await assertPublicHost(new URL(url).hostname)
}

/** The path of such an address is as good as a password. */
export function shownAddress(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return pathname === '/' && search === '' ? origin : `${origin}/…`
}

const gone = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CHANNEL_GONE',
    message: `The channel "${name}" was taken away meanwhile.`,
    remedy: 'Look at the list again; add it anew where it is still wanted.',
  })

const exists = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CHANNEL_EXISTS',
    message: `There is a channel "${name}" already.`,
    remedy: 'Choose another name, or change the one that is there.',
  })
