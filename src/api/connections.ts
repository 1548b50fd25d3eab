import { z } from 'zod'
import { changed } from './configuration.ts'
import { instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

/** One setting of a connector, as a form shows it. */
export const settingDescription = z.object({
  name: z.string(),
  /** `secret` goes in and never comes out; `json`: a list or a group of values. */
  kind: z.enum(['text', 'secret', 'number', 'switch', 'choice', 'json']),
  required: z.boolean(),
  help: z.string().nullable(),
  /** Of `choice`. */
  options: z.array(z.string()),
  /** `null` = none. */
  usual: z.unknown(),
})

export const connectorDescription = z.object({
  connector: z.string(),
  name: z.string(),
  kind: z.enum(['store', 'erp', 'payments']),
  /** What it can be in an integration. */
  reads: z.array(z.string()),
  writes: z.array(z.string()),
  settings: z.array(settingDescription),
  /** Access that a person gives at the system's own page: what to state before, and which secrets come with it; `null` = none. */
  grant: z
    .object({
      needs: z.array(z.string()),
      brings: z.array(z.string()),
      /** Whether the system must know the address to come back to beforehand. */
      knowsReturn: z.boolean(),
    })
    .nullable(),
})
export type ConnectorDescription = z.infer<typeof connectorDescription>

export const connection = z.object({
  connection: key,
  connector: z.string(),
  connectorName: z.string(),
  kind: z.enum(['store', 'erp', 'payments']),
  /** Without secrets. */
  settings: z.record(z.string(), z.unknown()),
  /** Names of the secrets that are set. */
  secrets: z.array(z.string()),
  slots: z.number().int(),
  /** `null` = it runs. */
  paused: z.object({ at: instant, code: z.string(), message: z.string().nullable() }).nullable(),
  /** Until when its system asked us to rest; `null` = it did not. */
  restsUntil: instant.nullable(),
  /** Where its deliveries arrive; `null` = it sends none, or nobody said where we are reached. */
  webhookAddress: z.string().nullable(),
  /** Keys of the integrations that it is a part of. */
  usedBy: z.array(key),
})
export type ApiConnection = z.infer<typeof connection>

export const finding = z.object({
  level: z.enum(['ok', 'warning', 'error']),
  code: z.string(),
  message: z.string(),
  /** How to get what is missing; `null` for what is fine. */
  remedy: z.string().nullable(),
})
export const checked = z.object({
  /** Who we are there; `null` = it could not be asked. */
  account: z.string().nullable(),
  version: z.string().nullable(),
  findings: z.array(finding),
})

const activity = z.object({
  /** Runs that are under way. */
  running: z.number().int(),
  /** Calls that its system allows, in the vendor's own units; `null` = it sets no rate. */
  allowance: z.object({ perSecond: z.number(), burst: z.number(), free: z.number() }).nullable(),
  lastRunAt: instant.nullable(),
  /** When its system last told us something by itself. */
  lastDeliveryAt: instant.nullable(),
  /** The newest first, ten at most. */
  failures: z.array(
    z.object({
      at: instant,
      transferId: z.string(),
      recordName: z.string().nullable(),
      flow: z.string(),
      code: z.string(),
      message: z.string(),
    }),
  ),
})

const CHOICE_LISTS = [
  'companies',
  'warehouses',
  'tax-accounts',
  'tax-templates',
  'payment-modes',
  'accounts',
  'cost-centers',
  'price-lists',
  'item-groups',
  'items',
  'customer-groups',
  'territories',
  'gateways',
  'delivery-methods',
  'tax-rates',
] as const

const ofOrganization = z.object({ organization: key })
const ofConnection = z.object({ organization: key, connection: key })
const settings = z.record(z.string().max(100), z.unknown())
const secret = z
  .string()
  .min(1)
  .max(20_000)
  // It stands for what is stored already, so that nothing would be replaced.
  .refine(
    (text) => !/^\$\{\w+\}$/.test(text),
    'This is a placeholder of a configuration file; enter the secret itself.',
  )
const ADDRESSES = ['ADDRESS_NOT_PUBLIC', 'HOST_UNRESOLVED'] as const
const one = `${OF_ORGANIZATION}/connections/{connection}` as const

export const connectionRoutes = routes({
  'connectors.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/connectors`,
    summary: 'List the kinds of systems that can be connected, with their settings',
    permission: 'connections:read',
    params: ofOrganization,
    answer: z.object({
      items: z.array(connectorDescription),
      /** Where people come back to from a system's own page, followed by `/` and the connector: apps are told of it beforehand. */
      returnTo: z.string(),
    }),
  },
  'connections.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/connections`,
    summary: 'List connections, by key',
    permission: 'connections:read',
    params: ofOrganization,
    answer: z.object({ items: z.array(connection) }),
    command: 'connections list',
  },
  'connections.create': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/connections`,
    summary: 'Connect a system; its secrets are sealed and never shown again',
    permission: 'connections:change',
    params: ofOrganization,
    body: z.object({ connection: key.max(40), connector: z.string().max(100), settings }),
    answer: connection,
    failures: ['CONNECTION_EXISTS', ...ADDRESSES],
    audit: 'connection.created',
    command: 'apply',
  },
  'connections.change': {
    method: 'PATCH',
    path: one,
    summary: 'Change settings of a connection; those that are not named stay, null takes one away',
    permission: 'connections:change',
    params: ofConnection,
    body: z.object({ settings: settings.default({}), slots: z.number().int().min(1).max(64).optional() }),
    answer: connection.extend({ released: changed.shape.released }),
    failures: ADDRESSES,
    audit: 'connection.changed',
    command: 'apply',
  },
  'connections.rotate': {
    method: 'PUT',
    path: `${one}/secrets`,
    summary: 'Replace secrets of a connection; what waited for good ones goes on',
    permission: 'connections:change',
    params: ofConnection,
    body: z.object({ secrets: z.record(z.string().max(100), secret) }),
    answer: connection,
    failures: ['NO_SUCH_SECRET'],
    audit: 'connection.rotated',
    command: 'connections rotate',
  },
  'connections.grant': {
    method: 'POST',
    path: `${one}/grant`,
    summary:
      "Begin to give access at the system's own page, for a new connection or one that is there; answers where to go",
    permission: 'connections:change',
    params: ofConnection.extend({ connection: key.max(40) }),
    body: z.object({
      /** Of a new connection. */
      connector: z.string().max(100).optional(),
      /** Those that are stated beforehand; of a connection that is there, those that change. */
      settings: settings.default({}),
    }),
    answer: z.object({ address: z.string(), expiresAt: instant }),
    failures: ['CONNECTION_EXISTS', 'GRANT_NOT_OFFERED', ...ADDRESSES],
    audit: 'connection.grant-begun',
    command: 'connections grant',
  },
  'connections.granted': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/grants/{connector}`,
    summary: 'Take what a system sent back with the browser, and keep the credentials that it brought',
    permission: 'connections:change',
    params: ofOrganization.extend({ connector: z.string().max(100) }),
    body: z.object({
      /** The query of the address that the browser came back to, as it came. */
      query: z.string().max(8_000),
    }),
    answer: connection,
    failures: ['GRANT_NOT_ASKED', 'GRANT_NOT_GENUINE', 'GRANT_NOT_OFFERED'],
    audit: 'connection.granted',
    command: 'connections grant',
  },
  'connections.activity': {
    method: 'GET',
    path: `${one}/activity`,
    summary: 'Show what went through a connection lately, and what its system allows',
    permission: 'connections:read',
    params: ofConnection,
    answer: activity,
    command: 'status',
  },
  'connections.check': {
    method: 'POST',
    path: `${one}/check`,
    summary: 'Ask the system who we are there, what is missing, and how to get it',
    permission: 'connections:read',
    params: ofConnection,
    answer: checked,
    audit: { none: 'it asks and changes nothing' },
    command: 'check',
  },
  'connections.prepare': {
    method: 'POST',
    path: `${one}/prepare`,
    summary: 'Install what is missing in the system: reference fields, webhooks; then check',
    permission: 'connections:change',
    params: ofConnection,
    answer: checked,
    audit: 'connection.prepared',
    command: 'check',
  },
  'connections.pause': {
    method: 'POST',
    path: `${one}/pause`,
    summary: 'Let nothing go through a connection until it is resumed; nothing is lost meanwhile',
    permission: 'connections:change',
    params: ofConnection,
    answer: connection,
    audit: 'connection.paused',
    command: 'connections pause',
  },
  'connections.resume': {
    method: 'POST',
    path: `${one}/resume`,
    summary: 'Let what waited for a connection go on',
    permission: 'connections:change',
    params: ofConnection,
    answer: connection,
    audit: 'connection.resumed',
    command: 'connections resume',
  },
  'connections.removal': {
    method: 'GET',
    path: `${one}/removal`,
    summary: 'Say what removing a connection would mean',
    permission: 'connections:read',
    params: ofConnection,
    answer: z.object({
      /** Integrations stand in the way: with them would go the proof of what was booked. */
      possible: z.boolean(),
      usedBy: z.array(key),
      /** How many transfers those integrations have. */
      transfers: z.number().int(),
    }),
    command: 'connections remove',
  },
  'connections.remove': {
    method: 'DELETE',
    path: one,
    summary: 'Remove a connection that no integration uses, with its secrets',
    permission: 'connections:change',
    params: ofConnection,
    answer: null,
    failures: ['CONNECTION_JOINED'],
    audit: 'connection.removed',
    command: 'connections remove',
  },
  'connections.choices': {
    method: 'GET',
    path: `${one}/choices`,
    summary: 'List the codes that a system knows: accounts, warehouses, modes of payment',
    permission: 'connections:read',
    params: ofConnection,
    query: z.object({ list: z.enum(CHOICE_LISTS) }),
    answer: z.object({ items: z.array(z.object({ value: z.string(), label: z.string() })) }),
  },
})
