import { z } from 'zod'
import { key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

export const configurationChange = z.object({
  part: z.enum(['connection', 'integration', 'alert']),
  key: z.string(),
  /** `absent`: it is configured and not in the file; it stays as it is. */
  action: z.enum(['add', 'change', 'unchanged', 'absent']),
  /** Of secrets both sides say `(secret)`. */
  fields: z.array(z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
})
export type ConfigurationChange = z.infer<typeof configurationChange>

export const changed = z.object({
  changes: z.array(configurationChange),
  /** Transfers that waited for a person and run again now. */
  released: z.number().int(),
})

const promotion = z.object({
  /** Key of the integration that was tried out with test systems. It keeps them, its records and its history. */
  from: key,
  /** Key of the live integration: a new one, or one that takes over what was tried out since. */
  to: key.max(40),
  name: z.string().trim().min(1).max(100).nullable().default(null),
  /** Keys of the live connections. */
  store: key,
  target: key,
  payments: z.array(key).max(20).default([]),
  /** Whether it writes from now on. */
  live: z.boolean(),
  /** First business day that is booked; `null` = all. */
  goLiveOn: z.iso.date().nullable(),
  /** Switches off what was tried out. */
  endTest: z.boolean().default(false),
  /** Promotes though the live target does not know every code. */
  despite: z.boolean().default(false),
})
export type ApiPromotion = z.input<typeof promotion>

const promoted = changed.extend({
  /** Codes of the mapping that the live target does not list. */
  unknown: z.array(z.object({ list: z.string(), code: z.string(), path: z.string() })),
  /** Lists that the live target cannot show whole: their codes were not looked at. */
  unchecked: z.array(z.string()),
  /** Ids of the test's store in the mapping, where the live store is another one. */
  foreignIds: z.array(z.object({ id: z.string(), path: z.string() })),
})
export type ApiPromoted = z.infer<typeof promoted>

const PROMOTION = ['INTEGRATION_UNKNOWN', 'CONNECTION_UNKNOWN', 'PROMOTION_TO_ITSELF', 'CONNECTION_IN_USE'] as const

const ofOrganization = z.object({ organization: key })
const file = z.object({ text: z.string().max(2_000_000) })

export const configurationRoutes = routes({
  'configuration.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/configuration`,
    summary: 'Show the whole configuration as a file, without secrets',
    permission: 'configuration:read',
    params: ofOrganization,
    answer: file,
    command: 'export',
  },
  'configuration.download': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/configuration/file`,
    summary: 'Download the whole configuration, without secrets',
    permission: 'configuration:read',
    params: ofOrganization,
    answer: 'file',
    command: 'export',
  },
  'configuration.preview': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/configuration/preview`,
    summary: 'Say what a file would change, and change nothing',
    permission: 'configuration:change',
    params: ofOrganization,
    body: file,
    answer: changed,
    audit: { none: 'it changes nothing' },
    command: 'apply',
  },
  'configuration.apply': {
    method: 'PUT',
    path: `${OF_ORGANIZATION}/configuration`,
    summary: 'Make the configuration equal to a file; what the file does not mention stays',
    permission: 'configuration:change',
    params: ofOrganization,
    body: file,
    answer: changed,
    failures: ['CONNECTION_IN_USE', 'CHANNEL_KIND_FIXED', 'CHANGED_MEANWHILE', 'ADDRESS_NOT_PUBLIC', 'HOST_UNRESOLVED'],
    audit: 'configuration.applied',
    command: 'apply',
  },
  'configuration.promotion': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/configuration/promotion/preview`,
    summary: 'Say what would change if what was tried out went live, and change nothing',
    permission: 'configuration:change',
    params: ofOrganization,
    body: promotion,
    answer: promoted,
    failures: PROMOTION,
    audit: { none: 'it changes nothing' },
    command: 'promote',
  },
  'configuration.promote': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/configuration/promotion`,
    summary: 'Make what was tried out with test systems that of the live ones',
    permission: 'configuration:change',
    params: ofOrganization,
    body: promotion,
    answer: promoted,
    failures: [...PROMOTION, 'PROMOTION_CODES_UNKNOWN', 'CHANGED_MEANWHILE'],
    audit: 'configuration.promoted',
    command: 'promote',
  },
})
