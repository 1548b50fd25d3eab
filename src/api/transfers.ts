import { z } from 'zod'
import { id, instant, key, listOf, pageById, typedAmountText } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

export const TRANSFER_STATES = ['pending', 'running', 'synced', 'waiting', 'attention', 'skipped', 'held'] as const
export const transferState = z.enum(TRANSFER_STATES)
export type TransferState = z.infer<typeof transferState>

/** Why a transfer is where it is, and what to do. */
export const cause = z.object({
  code: z.string(),
  subject: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
})

export const transferSummary = z.object({
  transferId: id,
  integration: key,
  /** `orders`, `fulfillments`, … */
  flow: z.string(),
  recordKey: z.string(),
  /** What people call it, e.g. `#1001`; `null` until it was read once. */
  recordName: z.string().nullable(),
  state: transferState,
  cause: cause.nullable(),
  /** In the words of the flow: customer, total, documents. */
  summary: z.record(z.string(), z.unknown()).nullable(),
  firstSeenAt: instant,
  /** When the record was placed in its own system. */
  sourceCreatedAt: instant.nullable(),
  sourceUpdatedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** When it is tried again; only while it waits. */
  runAt: instant.nullable(),
})
export type TransferSummary = z.infer<typeof transferSummary>

export const attempt = z.object({
  attemptId: id,
  version: z.number().int(),
  startedAt: instant,
  finishedAt: instant,
  outcome: z.string(),
  causeCode: z.string().nullable(),
  causeMessage: z.string().nullable(),
  detail: z.unknown(),
  /** Requests and answers, secrets removed. */
  exchanges: z.unknown(),
})

export const link = z.object({
  kind: z.string(),
  reference: z.string(),
  externalId: z.string(),
  state: z.string(),
  /** Where a person opens it. */
  url: z.string().nullable(),
  document: z.unknown(),
  createdAt: instant,
})

const transferQuery = {
  integration: key.optional(),
  flow: z.string().max(40).optional(),
  state: transferState.optional(),
  cause: z.string().max(100).optional(),
  subject: z.string().max(300).optional(),
  since: instant.optional(),
  until: instant.optional(),
  /** Words that each begin one that the transfer is known by: order number, customer, mailbox, SKU, document, amount. */
  search: z.string().trim().max(200).optional(),
}
const ofTransfer = z.object({ organization: key, transferId: id })
const chosen = z
  .object(transferQuery)
  .omit({ search: true })
  .extend({ transferIds: z.array(id).max(1000).optional() })

export const transferRoutes = routes({
  'transfers.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/transfers`,
    summary: 'List transfers, the newest first',
    permission: 'transfers:read',
    params: z.object({ organization: key }),
    query: z.object({
      ...transferQuery,
      /** The least and the most that a record amounts to, both included, in its own currency. */
      amountFrom: typedAmountText.optional(),
      amountTo: typedAmountText.optional(),
      ...pageById,
    }),
    answer: listOf(transferSummary),
    command: 'transfers list',
  },
  'transfers.counts': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/transfers/counts`,
    summary: 'Count the transfers in each state',
    permission: 'transfers:read',
    params: z.object({ organization: key }),
    query: z.object(transferQuery).omit({ search: true, state: true }),
    answer: z.record(transferState, z.number().int()),
    command: 'status',
  },
  'transfers.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/transfers/{transferId}`,
    summary: 'Show one transfer with all that happened to it',
    permission: 'transfers:read',
    params: ofTransfer,
    answer: z.object({ transfer: transferSummary, attempts: z.array(attempt), links: z.array(link) }),
    command: 'transfers show',
  },
  'transfers.retry': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/transfers/retry`,
    summary: 'Run transfers again now: single ones, or all that wait for one cause',
    permission: 'transfers:change',
    params: z.object({ organization: key }),
    body: chosen.extend({
      /** A person has looked: what was undone is booked again, and what differs from an adopted document is written. */
      lift: z.boolean().default(false),
    }),
    answer: z.object({ transfers: z.number().int() }),
    audit: 'transfers.retried',
    command: 'transfers retry',
  },
  'transfers.skip': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/transfers/{transferId}/skip`,
    summary: 'Decide that a record is not transferred',
    permission: 'transfers:change',
    params: ofTransfer,
    body: z.object({ reason: z.string().trim().min(3).max(500) }),
    answer: z.object({ skipped: z.literal(true) }),
    failures: ['TRANSFER_NOT_SKIPPABLE'],
    audit: 'transfer.skipped',
    command: 'transfers skip',
  },
})
