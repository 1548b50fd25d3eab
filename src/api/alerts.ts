import { z } from 'zod'
import { type Language, LANGUAGES } from '#languages/languages'
import { isTimeZone } from '#lib/time-zone'
import { id, instant, key, listOf, pageById } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const SEVERITIES = ['warning', 'critical'] as const
export const CHANNEL_KINDS = ['email', 'slack', 'webhook'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'This must be a time such as 22:00.')

const quietHours = z.object({
  from: time,
  /** The same as `from` = the whole day. */
  to: time,
  zone: z.string().max(60).refine(isTimeZone, 'This must be a time zone such as Europe/Stockholm.'),
  /** Days on which they begin: 1 = Monday to 7 = Sunday. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  /** Whether critical alarms wait as well. */
  holdsCritical: z.boolean(),
})

/** What a channel is told of, and when. */
const rules = z.object({
  severities: z.array(z.enum(SEVERITIES)).min(1).max(2),
  /** Codes of alarms; none = all. */
  codes: z.array(z.string().regex(/^[A-Z0-9_]{1,80}$/, 'This must be a code such as CONNECTION_PAUSED.')).max(50),
  /** None = all. */
  integrations: z.array(key).max(50),
  quiet: quietHours.nullable(),
  /** Told only of what nobody has acknowledged for so many minutes; `null` = of everything at once. */
  escalateAfterMinutes: z.number().int().min(1).max(10_080).nullable(),
})
export type AlertRules = z.infer<typeof rules>

const failure = z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() })

const language = z.enum(Object.keys(LANGUAGES) as [Language, ...Language[]])

const channel = z.object({
  channelId: id,
  kind: z.enum(CHANNEL_KINDS),
  name: z.string(),
  enabled: z.boolean(),
  /** Of e-mail. */
  to: z.array(z.string()),
  /** Without what is secret in it; `null` = e-mail. */
  address: z.string().nullable(),
  /** In which it is told. */
  language,
  rules,
  changedAt: instant,
  /** What came of the last message; `null` = none was sent yet. */
  last: z.object({ at: instant, failure: failure.nullable() }).nullable(),
})
export type AlertChannel = z.infer<typeof channel>

/** Shown once: what messages of a webhook are signed with. */
const withSecret = z.object({ channel, secret: z.string().nullable() })

const name = z.string().trim().min(1).max(60)
const to = z.array(z.email().max(254)).min(1).max(20)
const url = z.url({ protocol: /^https?$/ }).max(2000)

const delivery = z.object({
  deliveryId: id,
  channelId: id,
  channelName: z.string(),
  channelKind: z.enum(CHANNEL_KINDS),
  kind: z.enum(['problem', 'summary', 'escalation', 'recovery', 'test']),
  /** Of e-mail. */
  recipient: z.string().nullable(),
  /** What it is about, the most important first. */
  messages: z.array(z.string()),
  /** How many alarms it tells of. */
  alarms: z.number().int(),
  state: z.enum(['waiting', 'sent', 'failed']),
  tries: z.number().int(),
  madeAt: instant,
  endedAt: instant.nullable(),
  nextTryAt: instant.nullable(),
  answer: z.string().nullable(),
  failure: failure.nullable(),
})
export type AlertDelivery = z.infer<typeof delivery>

const ofOrganization = z.object({ organization: key })
const ofChannel = z.object({ organization: key, channelId: id })
const ADDRESSES = ['ADDRESS_NOT_PUBLIC', 'HOST_UNRESOLVED'] as const
const one = `${OF_ORGANIZATION}/alert-channels/{channelId}` as const

export const alertRoutes = routes({
  'alerts.channels': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/alert-channels`,
    summary: 'List who is told of alarms, by name',
    permission: 'alerts:read',
    params: ofOrganization,
    answer: z.object({
      items: z.array(channel),
      /** Whether a mail server is set up. */
      mail: z.boolean(),
    }),
    command: 'alerts list',
  },
  'alerts.create': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/alert-channels`,
    summary: 'Tell somebody of alarms; the secret of a webhook is shown once',
    permission: 'alerts:change',
    params: ofOrganization,
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('email'), name, to, language: language.default('en'), rules }),
      z.object({ kind: z.literal('slack'), name, url, language: language.default('en'), rules }),
      z.object({ kind: z.literal('webhook'), name, url, language: language.default('en'), rules }),
    ]),
    answer: withSecret,
    failures: ['CHANNEL_EXISTS', 'MAIL_NOT_SET_UP', ...ADDRESSES],
    audit: 'alert-channel.created',
    command: 'alerts add',
  },
  'alerts.change': {
    method: 'PATCH',
    path: one,
    summary: 'Change a channel; what is not named stays',
    permission: 'alerts:change',
    params: ofChannel,
    body: z.object({
      name: name.optional(),
      enabled: z.boolean().optional(),
      to: to.optional(),
      url: url.optional(),
      language: language.optional(),
      rules: rules.optional(),
      /** Signs with a new secret from now on, which is answered once. */
      newSecret: z.boolean().optional(),
    }),
    answer: withSecret,
    failures: ['CHANNEL_EXISTS', 'CHANNEL_FIELD_UNFIT', 'CHANNEL_GONE', ...ADDRESSES],
    audit: 'alert-channel.changed',
    command: 'alerts change',
  },
  'alerts.remove': {
    method: 'DELETE',
    path: one,
    summary: 'Tell somebody no more; the list of what was told through the channel goes with it',
    permission: 'alerts:change',
    params: ofChannel,
    answer: null,
    audit: 'alert-channel.removed',
    command: 'alerts remove',
  },
  'alerts.test': {
    method: 'POST',
    path: `${one}/test`,
    summary: 'Send a test through a channel now, and answer what the other side said',
    permission: 'alerts:change',
    params: ofChannel,
    answer: z.object({
      arrived: z.boolean(),
      /** What the other side said, when it arrived. */
      said: z.string().nullable(),
      tookMs: z.number().int(),
      failure: failure.nullable(),
    }),
    audit: 'alert-channel.tested',
    command: 'alerts test',
  },
  'alerts.deliveries': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/alert-deliveries`,
    summary: 'List what was told, the newest first',
    permission: 'alerts:read',
    params: ofOrganization,
    query: z.object({ channelId: id.optional(), ...pageById }),
    answer: listOf(delivery),
    command: 'alerts list',
  },
  'alerts.acknowledge': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/alarms/{alarmId}/acknowledge`,
    summary: 'Say that you look after an alarm: nobody further is told of it until it comes again',
    // Who works on transfers is who looks after them.
    permission: 'transfers:change',
    params: ofOrganization.extend({ alarmId: id }),
    body: z.object({ note: z.string().trim().max(500).optional() }),
    answer: z.object({ by: z.string(), at: instant, note: z.string().nullable() }),
    audit: 'alarm.acknowledged',
    command: 'alarms acknowledge',
  },
})
