import { z } from 'zod'
import { changed } from './configuration.ts'
import { decimalText, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'
import { ruleField } from './rule-form.ts'

const flow = z.object({
  flow: z.string(),
  enabled: z.boolean(),
  schedule: z.string(),
  /** In which the schedule and the days of reports are meant. */
  timeZone: z.string(),
  /** What was decided for this flow; `null` = it lives by the clock of its store. */
  ownTimeZone: z.string().nullable(),
})
const group = z.record(z.string(), z.unknown())

export const integration = z.object({
  integration: key,
  name: z.string(),
  /** Keys of connections. */
  store: key,
  target: key,
  payments: z.array(key),
  /** `false`: records are collected and can be previewed, and nothing is written. */
  live: z.boolean(),
  /** First business day that is booked, `YYYY-MM-DD`; `null` = all. */
  goLiveOn: z.string().nullable(),
  flows: z.array(flow),
  policies: group,
  rules: group,
  /** Raised by every change. */
  revision: z.number().int(),
})
export type ApiIntegration = z.infer<typeof integration>

/** The mapping tables as the configuration file has them. */
const tables = z.object({
  taxes: z.array(group),
  payments: z.array(group),
  shipping: z.array(group),
  locations: z.array(group),
  items: z.array(group),
  ledgers: z.array(group),
  roles: group,
  fields: z.array(group),
})
export type ApiMappings = z.infer<typeof tables>

const row = z.object({
  title: z.string(),
  sku: z.string().nullable(),
  quantity: z.string().nullable(),
  amount: decimalText,
  /** The target's item, account or warehouse. */
  item: z.string().nullable(),
  account: z.string().nullable(),
})
export const previewedDocument = z.object({
  kind: z.string(),
  reference: z.string(),
  date: z.string(),
  currency: z.string(),
  total: decimalText.nullable(),
  party: z.string().nullable(),
  rows: z.array(row),
  taxes: z.array(z.object({ title: z.string(), amount: decimalText, account: z.string().nullable() })),
})
const lack = z.object({
  code: z.string(),
  table: z.string().nullable(),
  subject: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
})

export const orderPreview = z.object({
  order: z.object({
    name: z.string(),
    placedAt: z.string(),
    currency: z.string(),
    total: decimalText,
    pricesWithTax: z.boolean(),
    lines: z.array(row.pick({ title: true, sku: true, quantity: true, amount: true })),
  }),
  /** `write`, `unchanged`, `wait`, `skip` or `hold`. */
  outcome: z.string(),
  /** Why nothing would be written; `null` = something would, or all is there. */
  reason: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
  documents: z.array(previewedDocument),
  missing: z.array(lack),
  /** What the target holds already. */
  held: z.array(z.object({ kind: z.string(), externalId: z.string(), state: z.string() })),
  proof: z.object({
    balanced: z.boolean(),
    currency: z.string(),
    figures: z.array(
      z.object({ what: z.string(), store: decimalText, documents: decimalText, difference: decimalText }),
    ),
  }),
})
export type OrderPreview = z.infer<typeof orderPreview>

const ofOrganization = z.object({ organization: key })
const ofIntegration = z.object({ organization: key, integration: key })
const one = `${OF_ORGANIZATION}/integrations/{integration}` as const
const flows = z.record(
  z.string().max(40),
  z
    .object({
      enabled: z.boolean(),
      schedule: z.string().max(100),
      /** `null` = that of the store. */ timeZone: z.string().max(60).nullable(),
    })
    .partial(),
)
const ADDED = ['INTEGRATION_EXISTS']
const CHANGED = ['CONNECTION_IN_USE', 'CHANGED_MEANWHILE']

export const integrationRoutes = routes({
  'integrations.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/integrations`,
    summary: 'List integrations with their flows and rules, by key',
    permission: 'configuration:read',
    params: ofOrganization,
    answer: z.object({ items: z.array(integration) }),
    command: 'status',
  },
  'integrations.rules': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/integration-rules`,
    summary: 'Describe every policy, and the rules of every flow, for forms',
    permission: 'configuration:read',
    params: ofOrganization,
    answer: z.object({ policies: z.array(ruleField), rules: z.array(ruleField) }),
  },
  'integrations.create': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/integrations`,
    summary: 'Join a store and a target; nothing is written before it goes live',
    permission: 'configuration:change',
    params: ofOrganization,
    body: z.object({
      integration: key.max(40),
      name: z.string().trim().min(1).max(100).optional(),
      store: key,
      target: key,
      payments: z.array(key).max(20).default([]),
      flows: flows.default({}),
      policies: group.default({}),
    }),
    answer: integration,
    failures: ADDED,
    audit: 'integration.created',
    command: 'apply',
  },
  'integrations.change': {
    method: 'PATCH',
    path: one,
    summary: 'Change flows, schedules, go-live and policies; what is not named stays',
    permission: 'configuration:change',
    params: ofIntegration,
    body: z.object({
      /** Of the state that was changed: a newer one is not overwritten. Absent = whatever it is. */
      revision: z.number().int().optional(),
      name: z.string().trim().min(1).max(100).optional(),
      live: z.boolean().optional(),
      payments: z.array(key).max(20).optional(),
      flows: flows.optional(),
      policies: group.optional(),
      rules: group.optional(),
    }),
    answer: integration.extend({ released: changed.shape.released }),
    failures: CHANGED,
    audit: 'integration.changed',
    command: 'apply',
  },
  'integrations.preview': {
    method: 'GET',
    path: `${one}/preview`,
    summary: 'Show an order, the documents that it would become, and the proof that both agree',
    permission: 'books:read',
    params: ofIntegration,
    query: z.object({ order: z.string().trim().min(1).max(100) }),
    answer: orderPreview,
    failures: ['ORDER_NOT_FOUND'],
    command: 'preview',
  },
  'mappings.show': {
    method: 'GET',
    path: `${one}/mappings`,
    summary: 'Show the mapping tables',
    permission: 'configuration:read',
    params: ofIntegration,
    answer: z.object({ revision: z.number().int(), mappings: tables }),
    command: 'export',
  },
  'mappings.replace': {
    method: 'PUT',
    path: `${one}/mappings`,
    summary: 'Replace mapping tables; those that are not named stay, and what waited for a mapping goes on',
    permission: 'configuration:change',
    params: ofIntegration,
    body: z.object({ revision: z.number().int(), mappings: tables.partial() }),
    answer: z.object({ revision: z.number().int(), mappings: tables, released: changed.shape.released }),
    failures: CHANGED,
    audit: 'mappings.replaced',
    command: 'apply',
  },
})
