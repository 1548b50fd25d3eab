import { newId } from '#lib/ids'
import type { Pool } from 'pg'
import { inTransaction, type Sql } from './pool.ts'
import { type RaisedRecord, raiseTransfers } from './raise.ts'
import { TRANSFER_STATES, type TransferState } from './transfers.ts'

/** An import of a range of history. */
export interface Backfill {
  readonly organizationId: string
  readonly backfillId: string
  readonly integrationId: string
  readonly flow: string
  /** Records that came into being in `[since, until)`. */
  readonly since: string
  readonly until: string
  /** The source is read up to here, by its own stamps. */
  readonly changesUntil: string
  /** Everything stamped before this was read; `null` before the first page. */
  readonly readUntil: string | null
  /** Records that were not known before. */
  readonly found: number
  /** Known records that had changed. */
  readonly raised: number
  readonly startedAt: string
  /** When the whole range had been read. */
  readonly finishedAt: string | null
}

export interface BackfillRange {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
  readonly since: Date
  readonly until: Date
}

const COLUMNS = `organization_id as "organizationId", backfill_id as "backfillId", integration_id as "integrationId", flow,
  placed_since as since, placed_until as until, changes_until as "changesUntil", read_until as "readUntil",
  found_records as found, raised_records as raised, started_at as "startedAt", finished_at as "finishedAt"`

/** The import of exactly this range that was begun and not read to its end, or `null`. */
export async function unfinishedBackfill(sql: Sql, range: BackfillRange): Promise<Backfill | null> {
  const result = await sql.query<Backfill>(
    `select ${COLUMNS} from tillbridge.backfills where organization_id = $1 and integration_id = $2 and flow = $3
       and placed_since = $4 and placed_until = $5 and finished_at is null order by started_at desc limit 1`,
    [range.organizationId, range.integrationId, range.flow, range.since, range.until],
  )
  return result.rows[0] ?? null
}

/** `changesUntil`: records are read that changed before it; what changes later is heard of in the usual ways. */
export async function beginBackfill(sql: Sql, range: BackfillRange, changesUntil: Date): Promise<Backfill> {
  const result = await sql.query<Backfill>(
    `insert into tillbridge.backfills (organization_id, backfill_id, integration_id, flow, placed_since, placed_until, changes_until)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
    [range.organizationId, newId(), range.integrationId, range.flow, range.since, range.until, changesUntil],
  )
  return result.rows[0] as Backfill
}

export async function getBackfill(sql: Sql, organizationId: string, backfillId: string): Promise<Backfill | null> {
  const result = await sql.query<Backfill>(
    `select ${COLUMNS} from tillbridge.backfills where organization_id = $1 and backfill_id::text = $2`,
    [organizationId, backfillId],
  )
  return result.rows[0] ?? null
}

/** Imports of an integration, newest first. */
export async function listBackfills(sql: Sql, organizationId: string, integrationId: string): Promise<Backfill[]> {
  const result = await sql.query<Backfill>(
    `select ${COLUMNS} from tillbridge.backfills where organization_id = $1 and integration_id = $2 order by started_at desc limit 50`,
    [organizationId, integrationId],
  )
  return result.rows
}

// `was_empty` is what the first look saw: a page that is read a second time finds what its first reading has brought about.
const NOTE_RECORDS = `
insert into tillbridge.backfill_records (organization_id, backfill_id, transfer_id, was_empty)
select t.organization_id, $2, t.transfer_id,
  not exists (select from tillbridge.links l where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id)
from tillbridge.transfers t
where t.organization_id = $1 and t.integration_id = $3 and t.flow = $4 and t.record_key = any($5)
on conflict (organization_id, backfill_id, transfer_id) do nothing`

/** Raises a page of records behind live work and moves the cursor, all in one commit: a kill in between costs one page of reading. */
export function importPage(
  pool: Pool,
  backfill: Backfill,
  records: readonly RaisedRecord[],
  readUntil: string,
): Promise<Backfill> {
  const { organizationId, backfillId, integrationId, flow } = backfill
  return inTransaction(pool, async (sql) => {
    const options = { organizationId, integrationId, flow, lane: 1, foundBy: 'person', force: false } as const
    const news = await raiseTransfers(sql, options, records)
    const keys = records.map((record) => record.recordKey)
    await sql.query(NOTE_RECORDS, [organizationId, backfillId, integrationId, flow, keys])
    const result = await sql.query<Backfill>(
      `update tillbridge.backfills set read_until = greatest(read_until, $3), found_records = found_records + $4, raised_records = raised_records + $5
       where organization_id = $1 and backfill_id = $2 returning ${COLUMNS}`,
      [organizationId, backfillId, readUntil, news.found, news.raised],
    )
    return result.rows[0] ?? backfill
  })
}

export async function finishBackfill(sql: Sql, { organizationId, backfillId }: Backfill): Promise<Backfill> {
  const result = await sql.query<Backfill>(
    `update tillbridge.backfills set finished_at = now(), read_until = changes_until
     where organization_id = $1 and backfill_id = $2 returning ${COLUMNS}`,
    [organizationId, backfillId],
  )
  return result.rows[0] as Backfill
}

/** In which states the records of an import are now. */
export async function backfillStates(
  sql: Sql,
  { organizationId, backfillId }: Pick<Backfill, 'organizationId' | 'backfillId'>,
): Promise<Record<TransferState, number>> {
  const result = await sql.query<{ state: TransferState; count: number }>(
    `select t.state, count(*)::int as count from tillbridge.backfill_records b
     join tillbridge.transfers t on t.organization_id = b.organization_id and t.transfer_id = b.transfer_id
     where b.organization_id = $1 and b.backfill_id = $2 group by 1`,
    [organizationId, backfillId],
  )
  const none = Object.fromEntries(TRANSFER_STATES.map((state) => [state, 0])) as Record<TransferState, number>
  return { ...none, ...Object.fromEntries(result.rows.map(({ state, count }) => [state, count])) }
}
