import type { Decimal } from '#lib/decimal'
import type { StockFact } from '#model/stock'
import type { Sql } from './pool.ts'

/** Whose facts: those of a target connection, shared by all stores on it. */
export interface StockTargetKey {
  readonly organizationId: string
  readonly connectionId: string
}

// What differs from what was known is told, so that all that is made of it is computed again.
const SAVE = `
with n as (
  select item, place, on_hand::numeric, reserved::numeric, set_aside::numeric, incoming::numeric, projected::numeric, updated_at
  from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[])
    as n(item, place, on_hand, reserved, set_aside, incoming, projected, updated_at)
), changed as (
  select distinct n.item from n
  left join tillbridge.stock_facts f on f.organization_id = $1 and f.connection_id = $2 and f.item = n.item and f.place = n.place
  where f.item is null or (f.read_at <= $11::timestamptz
    and (f.on_hand, f.reserved, f.set_aside, f.incoming, f.projected) is distinct from (n.on_hand, n.reserved, n.set_aside, n.incoming, n.projected))
), saved as (
  insert into tillbridge.stock_facts as f (organization_id, connection_id, item, place, on_hand, reserved, set_aside, incoming, projected, updated_at, read_at)
  select $1, $2, n.item, n.place, n.on_hand, n.reserved, n.set_aside, n.incoming, n.projected, n.updated_at, $11::timestamptz
  from n order by n.item, n.place
  on conflict (organization_id, connection_id, item, place) do update set on_hand = excluded.on_hand, reserved = excluded.reserved,
    set_aside = excluded.set_aside, incoming = excluded.incoming, projected = excluded.projected, updated_at = excluded.updated_at,
    read_at = excluded.read_at
  where f.read_at <= excluded.read_at
)
select item from changed`

/**
 * Stores what the target told; answers the items of which it told something else than before. `readAt`: when the read began; an older read never
 * overwrites a newer one.
 */
export async function saveStockFacts(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  facts: readonly StockFact[],
  readAt: string,
): Promise<string[]> {
  if (facts.length === 0) return []
  const result = await sql.query<{ item: string }>({
    name: 'stock-facts-save',
    text: SAVE,
    values: [
      organizationId,
      connectionId,
      facts.map((fact) => fact.item),
      facts.map((fact) => fact.place),
      facts.map((fact) => fact.onHand),
      facts.map((fact) => fact.reserved),
      facts.map((fact) => fact.setAside),
      facts.map((fact) => fact.incoming),
      facts.map((fact) => fact.projected),
      facts.map((fact) => fact.updatedAt),
      readAt,
    ],
  })
  return result.rows.map((row) => row.item)
}

/**
 * After a read of these places, or of these items there, that ended well: what it did not tell is none. Answers the items of which there
 * was some before.
 */
export async function emptyUntoldFacts(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  read: { readonly places: readonly string[]; readonly items?: readonly string[]; readonly readAt: string },
): Promise<string[]> {
  const result = await sql.query<{ item: string }>(
    `with untold as (
       select item, place, (on_hand, reserved, set_aside, incoming, coalesce(projected, 0)) is distinct from (0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric) as had_some
       from tillbridge.stock_facts
       where organization_id = $1 and connection_id = $2 and place = any($3) and ($4::text[] is null or item = any($4)) and read_at < $5::timestamptz
       order by item, place for no key update
     ), emptied as (
       update tillbridge.stock_facts f set on_hand = 0, reserved = 0, set_aside = 0, incoming = 0,
         projected = case when f.projected is null then null else 0 end, read_at = $5::timestamptz
       from untold u where f.organization_id = $1 and f.connection_id = $2 and f.item = u.item and f.place = u.place
     )
     select distinct item from untold where had_some`,
    [organizationId, connectionId, read.places, read.items ?? null, read.readAt],
  )
  return result.rows.map((row) => row.item)
}

export interface KnownFact extends StockFact {
  readonly readAt: string
}

export async function readStockFacts(
  sql: Sql,
  { organizationId, connectionId }: StockTargetKey,
  items: readonly string[],
): Promise<KnownFact[]> {
  const result = await sql.query<KnownFact>({
    name: 'stock-facts-read',
    text: `select item, place, trim_scale(on_hand)::text as "onHand", trim_scale(reserved)::text as reserved, trim_scale(set_aside)::text as "setAside",
        trim_scale(incoming)::text as incoming, trim_scale(projected)::text as projected, updated_at as "updatedAt", read_at as "readAt"
      from tillbridge.stock_facts where organization_id = $1 and connection_id = $2 and item = any($3)`,
    values: [organizationId, connectionId, items],
  })
  return result.rows
}

/** Whether the target has ever told of stock at these places. */
export async function knowsStock(sql: Sql, key: StockTargetKey, places: readonly string[]): Promise<boolean> {
  const result = await sql.query(
    'select from tillbridge.stock_facts where organization_id = $1 and connection_id = $2 and place = any($3) and on_hand <> 0 limit 1',
    [key.organizationId, key.connectionId, places],
  )
  return result.rowCount === 1
}

/** What an order takes of an item. */
export interface DemandRow {
  readonly item: string
  readonly line: string
  readonly place: string | null
  /** Of the store, that it is taken from; `null` = not known. */
  readonly location: string | null
  readonly units: Decimal
  readonly openUnits: Decimal
  readonly openPieces: Decimal
  readonly factor: Decimal
}
