import type { Decimal } from '#lib/decimal'
import type { Sql } from './pool.ts'
import type { StockTargetKey } from './stock-facts.ts'
import type { StockFlowKey, StockProblem } from './stock-flows.ts'

export interface LevelKey {
  readonly stockItem: string
  readonly location: string
}

/** A level that is to be looked at. */
export interface DueLevel extends LevelKey {
  readonly known: number | null
  readonly version: number
  readonly failures: number
  readonly zeroAllowed: boolean
  /** 0 what was sold elsewhere, or changed and is scarce; 1 what changed; 2 all else. */
  readonly priority: number
  /** A figure that was sent, and of which it is not known whether it was set. */
  readonly sending: number | null
  /** Pieces that the store's orders took, as far as that was known when `known` was read; `null` = not counted. */
  readonly sold: Decimal | null
  /** Pieces that are missing and that no order explains, and since when as many of them are. */
  readonly untold: number
  readonly untoldAt: string | null
}

const DUE = `stock_item as "stockItem", location, known, version, failures, zero_allowed as "zeroAllowed", priority, sending,
        trim_scale(sold)::text as sold, untold, untold_at as "untoldAt"`

// What was sold between reading and setting is tried in another way next time, whatever was noted since; only trouble is forgotten.
const TRIED = `failures = case when l.cause is null then l.failures else 0 end`

/** The levels of what these items of the target are part of are to be looked at, scarce ones first. Answers how many. */
export async function markLevelsOfItems(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  items: readonly string[],
): Promise<number> {
  if (items.length === 0) return 0
  const result = await sql.query({
    name: 'stock-mark-items',
    text: `update tillbridge.stock_levels l set due_at = least(l.due_at, now()), version = l.version + 1, ${TRIED},
        priority = case when coalesce(l.known, 0) <= 5 then 0 else least(l.priority, 1) end, state = 'pending'
      from (select distinct p.stock_item from tillbridge.stock_parts p
        where p.organization_id = $1 and p.integration_id = $2 and p.item = any($3)) p
      where l.organization_id = $1 and l.integration_id = $2 and l.stock_item = p.stock_item`,
    values: [organizationId, integrationId, items],
  })
  return result.rowCount ?? 0
}

/**
 * The same in all stores of a target, but for `except`, which looks at everything anyway. `wasSold`: what one store sold has to be taken off the
 * others before all else.
 */
export async function markLevelsOfTarget(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  items: readonly string[],
  { except = null, wasSold = false }: { readonly except?: string | null; readonly wasSold?: boolean } = {},
): Promise<void> {
  if (items.length === 0) return
  await sql.query({
    name: 'stock-mark-target',
    text: `with due as (
        select l.ctid from tillbridge.integrations i
        join tillbridge.stock_parts p on p.organization_id = i.organization_id and p.integration_id = i.integration_id and p.item = any($3)
        join tillbridge.stock_levels l on l.organization_id = p.organization_id and l.integration_id = p.integration_id and l.stock_item = p.stock_item
        where i.organization_id = $1 and i.target_connection_id = $2 and i.integration_id is distinct from $4
        order by l.integration_id, l.stock_item, l.location for no key update of l
      )
      update tillbridge.stock_levels l set due_at = least(l.due_at, now()), version = l.version + 1, ${TRIED},
        priority = case when $5 or coalesce(l.known, 0) <= 5 then 0 else least(l.priority, 1) end, state = 'pending'
      where l.ctid in (select ctid from due)`,
    values: [organizationId, connectionId, items, except, wasSold],
  })
}

/** The levels of these products are to be looked at. */
export async function markLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
): Promise<number> {
  if (stockItems.length === 0) return 0
  const result = await sql.query({
    name: 'stock-mark',
    text: `update tillbridge.stock_levels l set due_at = least(l.due_at, now()), version = l.version + 1, ${TRIED},
        priority = case when coalesce(l.known, 0) <= 5 then 0 else least(l.priority, 1) end, state = 'pending'
      where l.organization_id = $1 and l.integration_id = $2 and l.stock_item = any($3)`,
    values: [organizationId, integrationId, stockItems],
  })
  return result.rowCount ?? 0
}

/** Makes sure that there is a row for each product at each location; `isDue`: a new one is to be looked at. */
export async function ensureLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  rows: { readonly stockItems: readonly string[]; readonly locations: readonly string[]; readonly isDue: boolean },
): Promise<void> {
  await sql.query({
    name: 'stock-ensure',
    text: `insert into tillbridge.stock_levels (organization_id, integration_id, stock_item, location, due_at, priority)
      select $1, $2, i.stock_item, x.location, case when $5 then now() end, 1
      from unnest($3::text[]) as i(stock_item) cross join unnest($4::text[]) as x(location)
      on conflict do nothing`,
    values: [organizationId, integrationId, rows.stockItems, rows.locations, rows.isDue],
  })
}

/** The levels of these products that nobody waits for: those that are due are left to whoever looks at them. */
export async function idleLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  stockItems: readonly string[],
): Promise<DueLevel[]> {
  const result = await sql.query<DueLevel>({
    name: 'stock-idle',
    text: `select ${DUE} from tillbridge.stock_levels
      where organization_id = $1 and integration_id = $2 and stock_item = any($3) and due_at is null`,
    values: [organizationId, integrationId, stockItems],
  })
  return result.rows
}

/** Levels at locations that are no longer fed. */
export async function dropOtherLocations(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  locations: readonly string[],
): Promise<void> {
  await sql.query(
    'delete from tillbridge.stock_levels where organization_id = $1 and integration_id = $2 and location <> all($3)',
    [organizationId, integrationId, locations],
  )
}

/** The next levels to look at: what changed before all else, what is scarce first. */
export async function dueLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  limit: number,
): Promise<DueLevel[]> {
  const result = await sql.query<DueLevel>({
    name: 'stock-due',
    text: `select ${DUE} from tillbridge.stock_levels
      where organization_id = $1 and integration_id = $2 and due_at <= now() order by priority, due_at limit $3`,
    values: [organizationId, integrationId, limit],
  })
  return result.rows
}

/** Levels that were computed with orders the target did not know, and those orders are others by now: their items. */
export async function openLevelItems(sql: Sql, { organizationId, integrationId }: StockFlowKey): Promise<string[]> {
  const result = await sql.query<{ item: string }>({
    name: 'stock-open-items',
    text: `select distinct p.item from tillbridge.stock_levels l
      join tillbridge.stock_parts p on p.organization_id = l.organization_id and p.integration_id = l.integration_id and p.stock_item = l.stock_item
      where l.organization_id = $1 and l.integration_id = $2 and l.unknown_units > 0 and l.due_at is null limit 1000`,
    values: [organizationId, integrationId],
  })
  return result.rows.map((row) => row.item)
}

/** What was computed or became of a level. */
export interface LevelResult extends LevelKey {
  /** The version that was looked at; the level stays due when it has moved on. */
  readonly version: number
  readonly state: 'in-step' | 'pending' | 'waiting' | 'attention'
  readonly wanted: number | null
  readonly known: number | null
  readonly committed: number | null
  readonly unknownUnits: string
  readonly sourceEmpty: boolean
  readonly sold: Decimal | null
  readonly untold: number
  readonly untoldAt: string | null
  /** Look again in so many seconds; `null` = when something happens. */
  readonly againInSeconds: number | null
  readonly failures: number
  readonly cause: StockProblem | null
  readonly wasSent: boolean
}

export async function saveLevelResults(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  results: readonly LevelResult[],
): Promise<void> {
  if (results.length === 0) return
  await sql.query({
    name: 'stock-results',
    text: `update tillbridge.stock_levels l set
        state = case when l.version <> s.version and s.state = 'in-step' then 'pending' else s.state end,
        due_at = case when l.version <> s.version then least(l.due_at, now())
          when s.again_in is null then null else now() + make_interval(secs => s.again_in) end,
        changed_at = case when l.wanted is distinct from s.wanted then now() else l.changed_at end,
        wanted = s.wanted, known = s.known, sending = case when s.state = 'waiting' then l.sending end, committed = s.committed,
        sold = s.sold, untold = s.untold, untold_at = s.untold_at, unknown_units = s.unknown_units, source_empty = s.source_empty,
        priority = case when l.version = s.version and s.again_in is null then 2 else l.priority end,
        zero_allowed = l.zero_allowed and not s.was_sent, failures = s.failures, cause = s.cause, checked_at = now(),
        sent_at = case when s.was_sent then now() else l.sent_at end
      from jsonb_to_recordset($3::jsonb) as s(stock_item text, location text, version int, state text, wanted int, known int, committed int,
        unknown_units numeric, source_empty boolean, sold numeric, untold int, untold_at timestamptz, again_in float8, failures int, cause jsonb, was_sent boolean)
      where l.organization_id = $1 and l.integration_id = $2 and l.stock_item = s.stock_item and l.location = s.location`,
    values: [
      organizationId,
      integrationId,
      JSON.stringify(
        results.map((r) => ({
          stock_item: r.stockItem,
          location: r.location,
          version: r.version,
          state: r.state,
          wanted: r.wanted,
          known: r.known,
          committed: r.committed,
          unknown_units: r.unknownUnits,
          source_empty: r.sourceEmpty,
          sold: r.sold,
          untold: r.untold,
          untold_at: r.untoldAt,
          again_in: r.againInSeconds,
          failures: r.failures,
          cause: r.cause,
          was_sent: r.wasSent,
        })),
      ),
    ],
  })
}

/**
 * Notes what is about to be sent. `onlyUntouched`: those to which nothing has happened since they were computed, for figures that are not of this
 * moment. Answers those that may be sent.
 */
export async function beginSending(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  rows: readonly (LevelKey & { readonly version: number; readonly available: number })[],
  onlyUntouched: boolean,
): Promise<LevelKey[]> {
  const result = await sql.query<LevelKey>({
    name: 'stock-sending',
    text: `update tillbridge.stock_levels l set sending = s.available
      from unnest($3::text[], $4::text[], $5::int[], $6::int[]) as s(stock_item, location, version, available)
      where l.organization_id = $1 and l.integration_id = $2 and l.stock_item = s.stock_item and l.location = s.location and (l.version = s.version or not $7)
      returning l.stock_item as "stockItem", l.location`,
    values: [
      organizationId,
      integrationId,
      rows.map((row) => row.stockItem),
      rows.map((row) => row.location),
      rows.map((row) => row.version),
      rows.map((row) => row.available),
      onlyUntouched,
    ],
  })
  return result.rows
}

/** What a full run found to differ and has not sent yet, as it read it. */
export interface PlannedLevel extends Omit<LevelResult, 'state' | 'againInSeconds' | 'cause' | 'wasSent'> {
  readonly wanted: number
}

/** Differences that a full run found since it began, in the order of their keys, after `after`. */
export async function plannedLevels(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  since: string,
  limit: number,
): Promise<PlannedLevel[]> {
  const result = await sql.query<PlannedLevel>({
    name: 'stock-planned',
    text: `select stock_item as "stockItem", location, wanted, known, committed, unknown_units::text as "unknownUnits", source_empty as "sourceEmpty",
        version, failures, trim_scale(sold)::text as sold, untold, untold_at as "untoldAt"
      from tillbridge.stock_levels
      where organization_id = $1 and integration_id = $2 and state = 'pending' and due_at is null and checked_at >= $3::timestamptz
        and wanted is not null
      order by wanted limit $4`,
    values: [organizationId, integrationId, since, limit],
  })
  return result.rows
}

/** How many levels would fall to zero because the target says that it has none, of how many that are for sale. */
export async function countZeroing(
  sql: Sql,
  { organizationId, integrationId }: StockFlowKey,
  since: string,
): Promise<{ readonly zeroing: number; readonly of: number }> {
  const result = await sql.query<{ zeroing: number; of: number }>(
    `select count(*) filter (where wanted = 0 and source_empty and not zero_allowed and state = 'pending' and due_at is null and checked_at >= $3::timestamptz)::int as zeroing,
       count(*)::int as of
     from tillbridge.stock_levels where organization_id = $1 and integration_id = $2 and known > 0`,
    [organizationId, integrationId, since],
  )
  return result.rows[0] ?? { zeroing: 0, of: 0 }
}
