import type { PoolClient } from 'pg'
import { copyOrder } from './copy-order.ts'
import type { ForeignKey } from './copy-order.ts'

/** The schema that all of Tillbridge's own tables are in. */
export const SCHEMA = 'tillbridge'

/** Describes the schema rather than being data: a restore keeps the target's. */
const BOOKKEEPING = 'migrations'

export interface Table {
  readonly name: string
  /** All that can be written: without generated columns. In the order of their definition. */
  readonly columns: readonly string[]
}

export interface Catalog {
  /** Number of the last migration. */
  readonly schemaVersion: number
  /** In the order in which they can be filled. */
  readonly tables: readonly Table[]
  readonly circularKeys: readonly ForeignKey[]
}

/** What is in the schema, from Postgres itself; `null` when no migration has ever run. */
export async function readCatalog(client: PoolClient): Promise<Catalog | null> {
  const known = await client.query('select from pg_tables where schemaname = $1 and tablename = $2', [
    SCHEMA,
    BOOKKEEPING,
  ])
  if (known.rowCount === 0) return null
  const version = await client.query<{ number: number }>(
    `select max(number)::int as number from ${inSchema(BOOKKEEPING)}`,
  )
  const tables = await readTables(client)
  const keys = await readForeignKeys(client)
  const order = copyOrder([...tables.keys()], keys)
  return {
    schemaVersion: version.rows[0]?.number ?? 0,
    tables: order.tables.map((name) => ({ name, columns: tables.get(name) ?? [] })),
    circularKeys: order.circular,
  }
}

async function readTables(client: PoolClient): Promise<Map<string, string[]>> {
  // Of a partitioned table the parent is copied, which hands each row to its partition.
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relpersistence = 'p' and c.relname <> $2
      group by c.relname`,
    [SCHEMA, BOOKKEEPING],
  )
  return new Map(rows.map(({ table, columns }) => [table, columns]))
}

async function readForeignKeys(client: PoolClient): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select k.conname as name, t.relname as table, r.relname as references
       from pg_constraint k
       join pg_class t on t.oid = k.conrelid
       join pg_class r on r.oid = k.confrelid
      where k.contype = 'f' and k.conparentid = 0 and not k.condeferred
        and t.relnamespace = $1::regnamespace and r.relnamespace = $1::regnamespace`,
    [SCHEMA],
  )
  return rows
}

export interface Sequence {
  readonly name: string
  /** The last value that was handed out, as decimal text; `null` when none was. */
  readonly lastValue: string | null
}

export async function readSequences(client: PoolClient): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `select sequencename as name, last_value::text as "lastValue" from pg_sequences where schemaname = $1 order by 1`,
    [SCHEMA],
  )
  return rows
}

export interface Trigger {
  readonly name: string
  readonly table: string
}

/** Triggers that somebody wrote and that are on; not those by which Postgres keeps foreign keys. */
export async function readTriggers(client: PoolClient): Promise<Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `select g.tgname as name, t.relname as table
       from pg_trigger g join pg_class t on t.oid = g.tgrelid
      where t.relnamespace = $1::regnamespace and not g.tgisinternal and g.tgenabled = 'O' and g.tgparentid = 0`,
    [SCHEMA],
  )
  return rows
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const inSchema = (name: string): string => `${quote(SCHEMA)}.${quote(name)}`

export const columnList = (table: Table): string => table.columns.map(quote).join(', ')

/** Settings that decide how a value looks as text: fixed, so that what one server writes another reads the same. */
export const TEXT_FORM = `
  set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 1; set local client_encoding = 'UTF8';
  set local search_path = pg_catalog; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0; set local row_security = off`
