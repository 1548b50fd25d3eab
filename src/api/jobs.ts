import { z } from 'zod'
import { DATED_FLOWS, FLOWS } from './flows.ts'
import { id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

export const job = z.object({
  jobId: id,
  /** `import`, `shadow`, `drift`, `sweep`, … */
  kind: z.string(),
  integration: key.nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
  /** In the kind's own unit. */
  done: z.number(),
  /** `null` = nobody knows before the end. */
  total: z.number().nullable(),
  /** What it is busy with, in a few words. */
  doing: z.string().nullable(),
  askedBy: z.string(),
  askedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  failure: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
})
export type ApiJob = z.infer<typeof job>

const organization = z.object({ organization: key })
const ofJob = z.object({ organization: key, jobId: id })
const range = { since: instant, until: instant }
const begun = z.object({ jobId: id })

export const jobRoutes = routes({
  'jobs.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/jobs`,
    summary: 'List long work that people asked for, the newest first',
    permission: 'transfers:read',
    params: organization,
    query: z.object({
      kind: z.string().max(40).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    answer: z.object({ items: z.array(job) }),
    command: 'jobs list',
  },
  'jobs.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/jobs/{jobId}`,
    summary: 'Show how far a job is, and what came of it',
    permission: 'transfers:read',
    params: ofJob,
    answer: job.extend({ result: z.unknown() }),
    command: 'jobs show',
  },
  'jobs.stop': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/{jobId}/stop`,
    summary: 'Stop a job; what it has done stays',
    permission: 'transfers:change',
    params: ofJob,
    answer: null,
    failures: ['JOB_ENDED'],
    audit: 'job.stopped',
    command: 'jobs stop',
  },
  'jobs.import': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/import`,
    summary: 'Bring in the records of past days',
    permission: 'transfers:change',
    params: organization,
    body: z.object({ integration: key, flow: z.enum(DATED_FLOWS).default('orders'), ...range }),
    answer: begun,
    audit: 'job.import-asked',
    command: 'import',
  },
  'jobs.shadow': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/shadow`,
    summary: 'Compare what would be written for past days with what the ERP holds, without a write',
    permission: 'books:read',
    params: organization,
    body: z.object({ integration: key, ...range }),
    answer: begun,
    audit: 'job.shadow-asked',
    command: 'shadow',
  },
  'jobs.drift': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/drift`,
    summary: 'Compare store and ERP now, and name the side that is wrong',
    permission: 'books:read',
    params: organization,
    body: z.object({
      integration: key,
      ...range,
      areas: z
        .array(z.enum(['orders', 'payments', 'taxes', 'stock', 'prices']))
        .min(1)
        .optional(),
    }),
    answer: begun,
    audit: 'job.drift-asked',
    command: 'drift',
  },
  'jobs.sweep': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/sweep`,
    summary: 'Search a system now for what changed',
    permission: 'transfers:change',
    params: organization,
    body: z.object({
      integration: key,
      flow: z.enum(FLOWS),
      /** Default: where the last search ended. */
      since: instant.optional(),
      /** Default: now. */
      until: instant.optional(),
      /** Also what has not changed since we last heard of it. */
      force: z.boolean().default(false),
    }),
    answer: begun,
    audit: 'job.sweep-asked',
    command: 'sync',
  },
})
