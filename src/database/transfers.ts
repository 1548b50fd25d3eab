import { sql } from 'kysely'
import { decompressText } from '#lib/compressed'
import type { DirectiveKind } from './directives.ts'
import type { Queries } from './tables.ts'
import type { AmountRange } from './transfer-words.ts'
import { conditionsOf, type Page, pageOfTransfers } from './transfer-pages.ts'

export const TRANSFER_STATES = ['pending', 'running', 'synced', 'waiting', 'attention', 'skipped', 'held'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

/** The row of a transfer as a person sees it. */
export interface TransferView {
  readonly transferId: string
  readonly integrationId: string
  readonly flow: string
  readonly recordKey: string
  readonly recordName: string | null
  readonly state: TransferState
  readonly lane: number
  readonly version: number
  readonly runAt: string
  readonly failures: number
  readonly causeCode: string | null
  readonly causeSubject: string | null
  readonly causeMessage: string | null
  readonly causeRemedy: string | null
  readonly foundBy: string
  readonly sourceUpdatedAt: string | null
  readonly sourceCreatedAt: string | null
  readonly summary: unknown
  readonly firstSeenAt: string
  readonly finishedAt: string | null
}

export interface TransferFilter {
  readonly integrationId?: string
  readonly flow?: string
  readonly state?: TransferState
  readonly causeCode?: string
  readonly causeSubject?: string
  /** The record's name (`#1001`, `1001`) or key. */
  readonly record?: string
  readonly createdSince?: Date
  readonly createdUntil?: Date
}

/** What a list is narrowed to. */
export interface ListFilter extends TransferFilter, AmountRange {
  /** Words that all begin one of those that a transfer is known by. */
  readonly search?: string
}

const VIEW = [
  'transfer_id as transferId',
  'integration_id as integrationId',
  'flow',
  'record_key as recordKey',
  'record_name as recordName',
  'state',
  'lane',
  'version',
  'run_at as runAt',
  'failures',
  'cause_code as causeCode',
  'cause_subject as causeSubject',
  'cause_message as causeMessage',
  'cause_remedy as causeRemedy',
  'found_by as foundBy',
  'source_updated_at as sourceUpdatedAt',
  'source_created_at as sourceCreatedAt',
  'summary',
  'first_seen_at as firstSeenAt',
  'finished_at as finishedAt',
] as const

/**
 * Transfers that match, newest first: in the order in which they were heard of, or, where a time is asked for, in that in which
 * the records came into being. What arrives meanwhile moves no page.
 */
export async function listTransfers(
  db: Queries,
  organizationId: string,
  filter: ListFilter,
  page: Page = { limit: 50 },
): Promise<TransferView[]> {
  const ids = await pageOfTransfers(db, organizationId, filter, page)
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('tillbridge.transfers')
    .select(VIEW)
    .where('organization_id', '=', organizationId)
    .where('transfer_id', 'in', ids)
    .execute()
  const views = new Map((rows as TransferView[]).map((view) => [view.transferId, view]))
  return ids.flatMap((id) => views.get(id) ?? [])
}

/** How many transfers are in each state. */
export async function countStates(
  db: Queries,
  organizationId: string,
  filter: TransferFilter = {},
): Promise<Record<TransferState, number>> {
  const { rows } = await (
    isCounted(filter) ? countedStates(organizationId, filter) : statesOf(organizationId, filter)
  ).execute(db)
  const counts = Object.fromEntries(TRANSFER_STATES.map((state) => [state, 0])) as Record<TransferState, number>
  for (const row of rows) counts[row.state] = Number(row.count)
  return counts
}

/** Kept sums know integrations, flows and states; everything else is counted. */
const isCounted = ({ integrationId: _integration, flow: _flow, state: _state, ...more }: TransferFilter): boolean =>
  Object.values(more).every((condition) => condition === undefined)

interface StateCount {
  readonly state: TransferState
  readonly count: string
}

const statesOf = (organizationId: string, filter: TransferFilter) =>
  sql<StateCount>`select t.state, count(*) as count from tillbridge.transfers t
    where ${conditionsOf(organizationId, filter)} group by t.state`

const countedStates = (organizationId: string, filter: TransferFilter) => {
  const where = conditionsOf(organizationId, filter)
  return sql<StateCount>`select state, sum(transfers) as count from (
      select t.state, t.transfers from tillbridge.transfer_counts t where ${where}
      union all
      select t.state, t.change from tillbridge.transfer_count_changes t where ${where}
    ) c group by state`
}

export interface CauseCount {
  readonly code: string
  readonly subject: string | null
  readonly message: string
  readonly remedy: string | null
  readonly transfers: number
}

/** What waits for a person, grouped by cause, the most frequent first. */
export async function countCauses(
  db: Queries,
  organizationId: string,
  filter: TransferFilter = {},
): Promise<CauseCount[]> {
  const { rows } = await sql<Omit<CauseCount, 'code' | 'message'> & { code: string | null; message: string | null }>`
    select t.cause_code as code, t.cause_subject as subject, min(t.cause_message) as message, min(t.cause_remedy) as remedy,
      count(*) as transfers
    from tillbridge.transfers t where ${conditionsOf(organizationId, { ...filter, state: 'attention' })}
    group by 1, 2 order by transfers desc`.execute(db)
  return rows.map((row) => ({
    code: row.code ?? 'UNKNOWN',
    subject: row.subject,
    message: row.message ?? '',
    remedy: row.remedy,
    transfers: Number(row.transfers),
  }))
}

/**
 * Runs matching transfers again at once. Those that run now are left alone; those that are in step run too, which does nothing
 * unless something differs. With `lift` a person has looked: records that were undone are booked again, and what differs from an
 * adopted document is written.
 */
export async function retryTransfers(
  db: Queries,
  organizationId: string,
  filter: TransferFilter & { readonly transferIds?: readonly string[]; readonly lift?: boolean },
): Promise<number> {
  const { transferIds } = filter
  // Locked before they are changed: one that a worker claims in this moment must not lose its lease, and with it its slot.
  const chosen = sql<string>`(select t.transfer_id from tillbridge.transfers t
    where ${conditionsOf(organizationId, filter)} and t.state not in ('running', 'held')
      and ${transferIds === undefined ? sql`true` : sql`t.transfer_id = any(${transferIds}::uuid[])`}
    order by t.organization_id, t.integration_id, t.flow, t.record_key for no key update)`
  const result = await db
    .updateTable('tillbridge.transfers')
    .set((eb) => ({
      state: 'pending',
      run_at: eb.fn<string>('now', []),
      failures: 0,
      version: eb('version', '+', 1),
      // An undo that is not complete goes on; only a finished one is lifted.
      ...(filter.lift === true ? { directive: LIFTED } : {}),
    }))
    .where('organization_id', '=', organizationId)
    .where('transfer_id', 'in', chosen)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

const LIFTED = sql<DirectiveKind | null>`case when directive = 'differs' or directive = 'undo' and cause_code = 'UNDONE' then null else directive end`

/** A person decides that a record is not to be transferred; the reason stays with it. A later change of the record raises it anew. */
export async function skipTransfer(
  db: Queries,
  organizationId: string,
  transferId: string,
  reason: string,
): Promise<boolean> {
  const result = await db
    .updateTable('tillbridge.transfers')
    .set((eb) => ({
      state: 'skipped',
      error_kind: null,
      cause_code: 'SKIPPED_BY_PERSON',
      cause_subject: null,
      cause_message: reason,
      cause_remedy: null,
      finished_at: eb.fn<string>('now', []),
    }))
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .where('state', 'not in', ['running', 'synced'])
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface AttemptView {
  readonly attemptId: string
  readonly version: number
  readonly startedAt: string
  readonly finishedAt: string
  readonly outcome: string
  readonly causeCode: string | null
  readonly causeMessage: string | null
  readonly detail: unknown
  readonly exchanges: unknown
}

export interface LinkView {
  readonly kind: string
  readonly reference: string
  readonly externalId: string
  readonly state: string
  readonly url: string | null
  readonly document: unknown
  readonly createdAt: string
}

/** One transfer with everything that happened to it, or `null`. */
export async function showTransfer(
  db: Queries,
  organizationId: string,
  transferId: string,
): Promise<{ transfer: TransferView; attempts: AttemptView[]; links: LinkView[] } | null> {
  const transfer = await db
    .selectFrom('tillbridge.transfers')
    .select(VIEW)
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .executeTakeFirst()
  if (transfer === undefined) return null
  const attempts = await db
    .selectFrom('tillbridge.attempts')
    .select([
      'attempt_id as attemptId',
      'version',
      'started_at as startedAt',
      'finished_at as finishedAt',
      'outcome',
      'cause_code as causeCode',
      'cause_message as causeMessage',
      'detail',
      'exchanges',
    ])
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .orderBy('started_at')
    .execute()
  const links = await db
    .selectFrom('tillbridge.links')
    .select(['kind', 'reference', 'external_id as externalId', 'state', 'url', 'document', 'created_at as createdAt'])
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .orderBy('position')
    .execute()
  const readable = attempts.map((attempt) => ({
    ...attempt,
    exchanges: JSON.parse(decompressText(attempt.exchanges)) as unknown,
  }))
  return { transfer: transfer as TransferView, attempts: readable, links }
}
