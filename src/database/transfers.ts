import { type Expression, sql, type SqlBool } from 'kysely'
import { decompressText } from '#lib/compressed'
import type { DirectiveKind } from './directives.ts'
import type { Queries } from './tables.ts'

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

export interface Page {
  readonly limit: number
  readonly offset: number
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

function matching(db: Queries, organizationId: string, filter: TransferFilter) {
  return db.selectFrom('tillbridge.transfers').where((eb) => {
    const conditions: Expression<SqlBool>[] = [eb('organization_id', '=', organizationId)]
    if (filter.integrationId !== undefined) conditions.push(eb('integration_id', '=', filter.integrationId))
    if (filter.flow !== undefined) conditions.push(eb('flow', '=', filter.flow))
    if (filter.state !== undefined) conditions.push(eb('state', '=', filter.state))
    if (filter.causeCode !== undefined) conditions.push(eb('cause_code', '=', filter.causeCode))
    if (filter.causeSubject !== undefined) conditions.push(eb('cause_subject', '=', filter.causeSubject))
    if (filter.createdSince !== undefined)
      conditions.push(eb('source_created_at', '>=', filter.createdSince.toISOString()))
    if (filter.createdUntil !== undefined)
      conditions.push(eb('source_created_at', '<', filter.createdUntil.toISOString()))
    if (filter.record !== undefined) {
      const name = filter.record
      conditions.push(
        eb.or([eb('record_key', '=', name), eb('record_name', '=', name), eb('record_name', '=', `#${name}`)]),
      )
    }
    return eb.and(conditions)
  })
}

/** Transfers that match, newest first. */
export async function listTransfers(
  db: Queries,
  organizationId: string,
  filter: TransferFilter,
  page: Page = { limit: 50, offset: 0 },
): Promise<TransferView[]> {
  const rows = await matching(db, organizationId, filter)
    .select(VIEW)
    .orderBy('first_seen_at', 'desc')
    .orderBy('transfer_id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return rows as TransferView[]
}

/** How many transfers are in each state. */
export async function countStates(
  db: Queries,
  organizationId: string,
  filter: TransferFilter = {},
): Promise<Record<TransferState, number>> {
  const rows = await matching(db, organizationId, filter)
    .select((eb) => ['state', eb.fn.countAll<string>().as('count')])
    .groupBy('state')
    .execute()
  const counts = Object.fromEntries(TRANSFER_STATES.map((state) => [state, 0])) as Record<TransferState, number>
  for (const row of rows) counts[row.state as TransferState] = Number(row.count)
  return counts
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
  const rows = await matching(db, organizationId, { ...filter, state: 'attention' })
    .select((eb) => [
      'cause_code as code',
      'cause_subject as subject',
      eb.fn.min('cause_message').as('message'),
      eb.fn.min('cause_remedy').as('remedy'),
      eb.fn.countAll<string>().as('transfers'),
    ])
    .groupBy(['cause_code', 'cause_subject'])
    .orderBy('transfers', 'desc')
    .execute()
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
  filter: TransferFilter & { readonly transferId?: string; readonly lift?: boolean },
): Promise<number> {
  const chosen = matching(db, organizationId, filter)
    .select('transfer_id')
    .where('state', 'not in', ['running', 'held'])
    // Locked before they are changed: one that a worker claims in this moment must not lose its lease, and with it its slot.
    .orderBy('organization_id')
    .orderBy('integration_id')
    .orderBy('flow')
    .orderBy('record_key')
    .forNoKeyUpdate()
  const narrowed = filter.transferId === undefined ? chosen : chosen.where('transfer_id', '=', filter.transferId)
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
    .where('transfer_id', 'in', narrowed)
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
