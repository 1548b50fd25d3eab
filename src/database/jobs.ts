import { compressText, decompressText } from '#lib/compressed'
import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'stopped'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface JobKey {
  readonly organizationId: string
  readonly jobId: string
}

/** A job as one process began it: one that was lost and comes back has no say in what another does by then. */
export type BegunJob = JobKey & Pick<Job, 'starts'>

export interface JobFailure {
  readonly code: string
  readonly message: string
  readonly remedy: string | null
}

/** Long work that a person asked for, without what came of it. */
export interface Job extends JobKey {
  readonly kind: string
  readonly integrationId: string | null
  readonly input: unknown
  readonly state: JobState
  /** In the kind's own unit: orders read, records undone … */
  readonly done: number
  /** `null` = nobody knows before the end. */
  readonly total: number | null
  /** What it is busy with, in a few words. */
  readonly doing: string | null
  readonly stopAsked: boolean
  /** How often it was begun; a job whose process was lost is begun again. */
  readonly starts: number
  readonly askedBy: string
  readonly askedAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly failure: JobFailure | null
}

const COLUMNS = `organization_id as "organizationId", job_id as "jobId", kind, integration_id as "integrationId", input, state,
  done::float8 as done, total::float8 as total, doing, stop_asked as "stopAsked", starts, asked_by as "askedBy", asked_at as "askedAt",
  started_at as "startedAt", finished_at as "finishedAt", failure`

export interface AskedJob {
  readonly organizationId: string
  readonly kind: string
  readonly integrationId: string | null
  readonly input: unknown
  readonly askedBy: string
  readonly askedAt: Date
  /** What it works on, when that is too large for its input. Kept where its result will be, and gone with its end. */
  readonly file?: Buffer
}

export async function addJob(sql: Sql, asked: AskedJob): Promise<Job> {
  const result = await sql.query<Job>(
    `insert into tillbridge.jobs (organization_id, job_id, kind, integration_id, input, asked_by, asked_at, result)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
    [
      asked.organizationId,
      newId(asked.askedAt),
      asked.kind,
      asked.integrationId,
      JSON.stringify(asked.input),
      asked.askedBy,
      asked.askedAt.toISOString(),
      asked.file ?? null,
    ],
  )
  return result.rows[0] as Job
}

/** The file that a job was given; `null` = it was given none, or has ended. */
export async function readJobFile(sql: Sql, { organizationId, jobId }: JobKey): Promise<Buffer | null> {
  const { rows } = await sql.query<{ file: Buffer | null }>(
    'select result as file from tillbridge.jobs where organization_id = $1 and job_id = $2 and finished_at is null',
    [organizationId, jobId],
  )
  return rows[0]?.file ?? null
}

/** The oldest job that nobody runs, for so long; `null` = there is none. A job that was lost too often is not given out again. */
export async function claimJob(
  sql: Sql,
  { now, leaseMs, mostStarts }: { readonly now: Date; readonly leaseMs: number; readonly mostStarts: number },
): Promise<Job | null> {
  const result = await sql.query<Job>(
    `update tillbridge.jobs set state = 'running', starts = starts + 1, lease_until = $2, started_at = coalesce(started_at, $1)
     where (organization_id, job_id) = (
       select organization_id, job_id from tillbridge.jobs
       where state in ('waiting', 'running') and (lease_until is null or lease_until < $1) and starts < $3
       order by asked_at limit 1 for update skip locked)
     returning ${COLUMNS}`,
    [now.toISOString(), new Date(now.getTime() + leaseMs).toISOString(), mostStarts],
  )
  return result.rows[0] ?? null
}

/** Jobs whose process was lost each time are told of instead of tried for ever. */
export async function failLostJobs(sql: Sql, now: Date, mostStarts: number, failure: JobFailure): Promise<void> {
  await sql.query(
    `update tillbridge.jobs set state = 'failed', finished_at = $1, failure = $3, result = null
     where state = 'running' and lease_until < $1 and starts >= $2`,
    [now.toISOString(), mostStarts, JSON.stringify(failure)],
  )
}

/** Jobs that nobody began since `before` are told of instead of begun, and what was uploaded for them goes. */
export async function failForgottenJobs(sql: Sql, now: Date, before: Date, failure: JobFailure): Promise<void> {
  await sql.query(
    `update tillbridge.jobs set state = 'failed', finished_at = $1, failure = $3, result = null
     where state = 'waiting' and coalesce(started_at, asked_at) < $2`,
    [now.toISOString(), before.toISOString(), JSON.stringify(failure)],
  )
}

export interface JobProgress {
  readonly done: number
  readonly total: number | null
  readonly doing: string | null
}

/** Keeps the lease and says how far the job is; answers whether it has to stop: a person wants it to, or another process does it. */
export async function noteProgress(
  sql: Sql,
  { organizationId, jobId, starts }: BegunJob,
  { done, total, doing }: JobProgress,
  leaseUntil: Date,
): Promise<boolean> {
  const result = await sql.query<{ stop: boolean }>(
    `update tillbridge.jobs set done = $3, total = $4, doing = $5, lease_until = $6
     where organization_id = $1 and job_id = $2 and starts = $7 and finished_at is null returning stop_asked as stop`,
    [organizationId, jobId, done, total, doing, leaseUntil.toISOString(), starts],
  )
  return result.rows[0]?.stop ?? true
}

export interface JobEnd {
  readonly state: 'done' | 'failed' | 'stopped'
  readonly at: Date
  readonly result: unknown
  readonly failure: JobFailure | null
}

export async function endJob(sql: Sql, { organizationId, jobId, starts }: BegunJob, end: JobEnd): Promise<void> {
  await sql.query(
    `update tillbridge.jobs set state = $3, finished_at = $4, result = $5, failure = $6, lease_until = null
     where organization_id = $1 and job_id = $2 and starts = $7 and finished_at is null`,
    [
      organizationId,
      jobId,
      end.state,
      end.at.toISOString(),
      end.result === undefined ? null : compressText(JSON.stringify(end.result)),
      end.failure === null ? null : JSON.stringify(end.failure),
      starts,
    ],
  )
}

/** Gives a job back that this process will not finish: another goes on with it at once. */
export async function releaseJob(sql: Sql, { organizationId, jobId, starts }: BegunJob): Promise<void> {
  await sql.query(
    `update tillbridge.jobs set state = 'waiting', lease_until = null, starts = starts - 1
     where organization_id = $1 and job_id = $2 and state = 'running' and starts = $3`,
    [organizationId, jobId, starts],
  )
}

/** Asks a job to stop; one that was not begun is stopped by that. `false` = it has ended, or there is none. */
export async function askToStop(sql: Sql, { organizationId, jobId }: JobKey, now: Date): Promise<boolean> {
  const result = await sql.query(
    `update tillbridge.jobs set stop_asked = true,
       state = case when state = 'waiting' then 'stopped' else state end,
       finished_at = case when state = 'waiting' then $3::timestamptz else finished_at end,
       result = case when state = 'waiting' then null else result end
     where organization_id = $1 and job_id = $2 and state in ('waiting', 'running')`,
    [organizationId, jobId, now.toISOString()],
  )
  return result.rowCount === 1
}

/** The newest jobs of an organisation, of one kind if it is named. */
export async function listJobs(
  sql: Sql,
  organizationId: string,
  { kind, limit }: { readonly kind: string | null; readonly limit: number },
): Promise<Job[]> {
  const result = await sql.query<Job>(
    `select ${COLUMNS} from tillbridge.jobs where organization_id = $1 and ($2::text is null or kind = $2)
     order by job_id desc limit $3`,
    [organizationId, kind, limit],
  )
  return result.rows
}

/** A job with what came of it (`null` before its end), or `null` when there is none. */
export async function showJob(
  sql: Sql,
  { organizationId, jobId }: JobKey,
): Promise<(Job & { readonly result: unknown }) | null> {
  const found = await sql.query<Job & { result: Buffer | null }>(
    `select ${COLUMNS}, case when finished_at is not null then result end as result from tillbridge.jobs
     where organization_id = $1 and job_id = $2`,
    [organizationId, jobId],
  )
  const row = found.rows[0]
  if (row === undefined) return null
  return { ...row, result: row.result === null ? null : (JSON.parse(decompressText(row.result)) as unknown) }
}
