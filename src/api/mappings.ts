import { z } from 'zod'
import { instant, key } from './parts.ts'
import { preflightValue } from './preflight.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const kinds = [
  'sales-order',
  'invoice',
  'credit-note',
  'payment',
  'refund-payment',
  'delivery',
  'delivery-return',
] as const

const value = z.union([z.string(), z.number(), z.boolean()])

const tried = z.object({
  order: z.string(),
  /** `character`: from 1; `null` = no single place. */
  problem: z.object({ reason: z.string(), character: z.number().int().nullable() }).nullable(),
  /** Why the field may not be filled in this target. */
  refusal: z.string().nullable(),
  values: z.array(
    z.object({
      document: z.string(),
      /** What the row is called; `null` = the document itself. */
      on: z.string().nullable(),
      value: value.nullable(),
      /** What the expression looked at. */
      reads: z.array(z.string()),
    }),
  ),
})
export type ApiTriedField = z.infer<typeof tried>

const covered = z.object({
  /** Of our order, or of what the store sends. */
  side: z.enum(['record', 'payload']),
  field: z.string(),
  use: z.enum(['written', 'decides', 'read', 'dropped']),
  goesTo: z.array(z.string()),
  /** Mapping tables, and field overrides by their field. */
  rules: z.array(z.string()),
  /** Records that have it. */
  records: z.number().int(),
  storeField: z.string().nullable(),
})
export type ApiCoveredField = z.infer<typeof covered>

const ofIntegration = z.object({ organization: key, integration: key })
const mappings = `${OF_ORGANIZATION}/integrations/{integration}/mappings` as const

export const mappingRoutes = routes({
  'mappings.try': {
    method: 'POST',
    path: `${mappings}/try`,
    summary: 'Try an expression for a field on an order that was booked, in every document, without a write',
    permission: 'configuration:read',
    params: ofIntegration,
    body: z.object({
      /** What people call it; absent = the latest one. */
      order: z.string().trim().min(1).max(100).optional(),
      document: z.union([z.literal('*'), z.enum(kinds), z.array(z.enum(kinds)).min(1)]).default('*'),
      on: z.enum(['document', 'rows']).default('document'),
      field: z.string().trim().max(140).default(''),
      expression: z.string().max(4_000),
    }),
    answer: tried,
    failures: ['ORDER_NOT_FOUND', 'NO_ORDER_YET'],
    audit: { none: 'nothing is changed' },
    command: 'mappings try',
  },
  'mappings.coverage': {
    method: 'GET',
    path: `${mappings}/coverage`,
    summary: 'List every field of recent orders and of what the store sends, with where it goes or that it is dropped',
    permission: 'configuration:read',
    params: ofIntegration,
    answer: z.object({ orders: z.number().int(), payloads: z.number().int(), fields: z.array(covered) }),
    command: 'mappings coverage',
  },
  'mappings.suggestions': {
    method: 'GET',
    path: `${mappings}/suggestions`,
    summary: 'List what the last reading of past orders found unmapped, with codes of the target that look like it',
    permission: 'books:read',
    params: ofIntegration,
    answer: z.object({
      /** When past orders were read; `null` = not yet. */
      at: instant.nullable(),
      values: z.array(
        preflightValue.extend({
          /** Whether there is one suggestion and nothing else fits. */
          certain: z.boolean(),
        }),
      ),
    }),
    command: 'preflight',
  },
})
