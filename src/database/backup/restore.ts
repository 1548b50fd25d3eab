import { createHash, randomUUID } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { CopyStreamQuery } from 'pg-copy-streams'
import { readArchive } from './archive.ts'
import type { Entry } from './archive.ts'
import { columnList, inSchema, quote, readCatalog, readTriggers, SCHEMA, TEXT_FORM } from './catalog.ts'
import type { Catalog, Table } from './catalog.ts'
import { backupHeader, backupManifest, HEADER_ENTRY, MANIFEST_ENTRY } from './manifest.ts'
import type { BackupHeader, BackupManifest, TableSummary } from './manifest.ts'
import { damaged, inUse, notEmpty, notMigrated, otherColumns, otherVersion, unreadable } from './restore-faults.ts'

export interface RestoreSummary {
  readonly tables: number
  readonly rows: number
  /** When the backup was made, ISO 8601. */
  readonly createdAt: string
}

/** A database that Tillbridge has merely been started on has rows in these; they give way to those of the backup. */
const FILLED_BY_STARTING: ReadonlySet<string> = new Set(['installation', 'organizations', 'owner_links'])

/**
 * Fills a migrated, otherwise empty database from a backup: all of it, checked, or nothing. Afterwards the database is
 * a copy (see `copy-guard.ts`): it writes nothing outward until a person confirms it.
 *
 * @throws `RESTORE_OTHER_VERSION`, `RESTORE_NOT_EMPTY`, `RESTORE_NOT_MIGRATED`, `RESTORE_IN_USE` or `BACKUP_DAMAGED`;
 * the database is then as it was.
 */
export async function restore(file: string, pool: Pool): Promise<RestoreSummary> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(TEXT_FORM)
    const summary = await restoreInto(client, file)
    await client.query('commit')
    client.release()
    return summary
  } catch (error) {
    // Closing the connection ends a copy under way and rolls back.
    client.release(true)
    throw error
  }
}

async function restoreInto(client: PoolClient, file: string): Promise<RestoreSummary> {
  const entries = readEntries(file)
  try {
    const header = readHeader((await entries.next()).value)
    const catalog = await checkTarget(client, header)
    await emptyTables(client, catalog)
    const resume = await suspendChecks(client, catalog)
    const { manifest, restored } = await copyEntries(client, entries, catalog)
    verify(manifest, restored, header)
    for (const { name, lastValue } of manifest.sequences) {
      if (lastValue !== null) await client.query('select setval($1::regclass, $2::bigint)', [inSchema(name), lastValue])
    }
    await resume()
    await markAsCopy(client)
    for (const { name } of catalog.tables) await client.query(`analyze ${inSchema(name)}`)
    const rows = restored.reduce((sum, table) => sum + table.rows, 0)
    return { tables: restored.length, rows, createdAt: header.createdAt }
  } finally {
    await entries.return(undefined)
  }
}

async function* readEntries(file: string): AsyncGenerator<Entry, undefined> {
  try {
    yield* readArchive(file)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  return undefined
}

function readHeader(entry: Entry | undefined): BackupHeader {
  if (entry?.name !== HEADER_ENTRY) throw damaged('it does not begin as a backup does')
  const header = backupHeader.safeParse(parseJson(entry))
  if (!header.success) throw damaged('its description cannot be read, or it was made by a newer Tillbridge')
  return header.data
}

function parseJson(entry: Entry): unknown {
  try {
    return JSON.parse(entry.body.toString('utf8'))
  } catch {
    throw damaged(`${entry.name} cannot be read`)
  }
}

async function checkTarget(client: PoolClient, header: BackupHeader): Promise<Catalog> {
  const catalog = await readCatalog(client)
  if (catalog === null) throw notMigrated()
  if (catalog.schemaVersion !== header.schemaVersion) throw otherVersion(header, catalog.schemaVersion)
  const shape = (tables: readonly Table[]) =>
    new Map(tables.map(({ name, columns }) => [name, [...columns].sort().join(' ')]))
  const ours = shape(catalog.tables)
  const theirs = shape(header.tables)
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    (name) => ours.get(name) !== theirs.get(name),
  )
  if (differing.length > 0) throw otherColumns(differing)
  return catalog
}

/** Nobody else may write meanwhile (a Tillbridge that is running would), and nothing of value may be there. */
async function emptyTables(client: PoolClient, catalog: Catalog): Promise<void> {
  const names = catalog.tables.map(({ name }) => inSchema(name)).join(', ')
  await client.query("set local lock_timeout = '5s'")
  await client.query(`lock table ${names} in access exclusive mode`).catch((cause: unknown) => {
    throw inUse(cause)
  })
  for (const { name } of catalog.tables) {
    if (FILLED_BY_STARTING.has(name)) continue
    const found = await client.query(`select from ${inSchema(name)} limit 1`)
    if (found.rowCount !== 0) throw notEmpty(name)
  }
  await client.query(`truncate ${names}`)
}

/**
 * Triggers stay silent, since their effects are in the data already, and circular foreign keys are checked at the end.
 * Done by ALTER TABLE: `session_replication_role` would need a superuser, which hosted servers do not give.
 */
async function suspendChecks(client: PoolClient, catalog: Catalog): Promise<() => Promise<void>> {
  const triggers = await readTriggers(client)
  const switchTriggers = async (verb: 'enable' | 'disable') => {
    for (const { table, name } of triggers) {
      await client.query(`alter table ${inSchema(table)} ${verb} trigger ${quote(name)}`)
    }
  }
  const switchKeys = async (mode: 'deferrable initially deferred' | 'not deferrable') => {
    for (const { table, name } of catalog.circularKeys) {
      await client.query(`alter table ${inSchema(table)} alter constraint ${quote(name)} ${mode}`)
    }
  }
  await switchTriggers('disable')
  await switchKeys('deferrable initially deferred')
  return async () => {
    await client.query('set constraints all immediate')
    await switchKeys('not deferrable')
    await switchTriggers('enable')
  }
}

interface OpenTable {
  readonly name: string
  readonly copy: CopyStreamQuery
  /** Rejects when Postgres refuses the data. */
  readonly done: Promise<void>
  readonly hash: Hash
  bytes: number
}

async function copyEntries(
  client: PoolClient,
  entries: AsyncGenerator<Entry, undefined>,
  catalog: Catalog,
): Promise<{ manifest: BackupManifest; restored: TableSummary[] }> {
  const tables = new Map(catalog.tables.map((table) => [table.name, table]))
  const restored: TableSummary[] = []
  let current: OpenTable | null = null
  for (let next = await entries.next(); next.done !== true; next = await entries.next()) {
    const entry = next.value
    const name = /^tables\/([^/]+)\/\d+\.tsv$/.exec(entry.name)?.[1] ?? null
    if (current !== null && current.name !== name) {
      restored.push(await close(current))
      current = null
    }
    if (entry.name === MANIFEST_ENTRY) return { manifest: readManifest(entry), restored }
    const table = name === null ? undefined : tables.get(name)
    if (table === undefined) throw damaged(`it holds ${entry.name}, which has no place here`)
    current ??= openTable(client, table)
    await write(current, entry.body)
  }
  throw damaged('its end is missing')
}

function readManifest(entry: Entry): BackupManifest {
  const manifest = backupManifest.safeParse(parseJson(entry))
  if (!manifest.success) throw damaged('its table of contents cannot be read')
  return manifest.data
}

function openTable(client: PoolClient, table: Table): OpenTable {
  const copy = client.query(copyFrom(`copy ${inSchema(table.name)} (${columnList(table)}) from stdin`))
  const done = finished(copy)
  done.catch(() => {}) // awaited in `write` or `close`, perhaps later than it fails
  return { name: table.name, copy, done, hash: createHash('sha256'), bytes: 0 }
}

async function write(table: OpenTable, body: Buffer): Promise<void> {
  table.hash.update(body)
  table.bytes += body.length
  if (table.copy.write(body)) return
  await Promise.race([once(table.copy, 'drain'), table.done]).catch((cause: unknown) => {
    throw refused(table, cause)
  })
}

async function close(table: OpenTable): Promise<TableSummary> {
  table.copy.end()
  await table.done.catch((cause: unknown) => {
    throw refused(table, cause)
  })
  return { name: table.name, rows: table.copy.rowCount, bytes: table.bytes, sha256: table.hash.digest('hex') }
}

const refused = (table: OpenTable, cause: unknown): Error =>
  damaged(`Postgres refuses the rows of ${table.name}`, cause)

function verify(manifest: BackupManifest, restored: readonly TableSummary[], header: BackupHeader): void {
  const found = new Map(restored.map((table) => [table.name, table]))
  const stated = new Map(manifest.tables.map((table) => [table.name, table]))
  for (const { name } of header.tables) {
    const [actual, expected] = [found.get(name), stated.get(name)]
    if (actual === undefined || expected === undefined) throw damaged(`the table ${name} is missing`)
    if (actual.sha256 !== expected.sha256 || actual.rows !== expected.rows) {
      throw damaged(`the table ${name} is not as it was written (${actual.rows} rows of ${expected.rows})`)
    }
  }
}

/** Whatever the backup says of itself: what is restored is a copy until a person confirms it. */
async function markAsCopy(client: PoolClient): Promise<void> {
  await client.query(
    `insert into ${quote(SCHEMA)}.installation (installation_id, guard) values ($1, 'copy')
     on conflict (singleton) do update set guard = 'copy', confirmed_at = null`,
    [randomUUID()],
  )
}
