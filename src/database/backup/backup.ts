import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Pool, PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { systemClock } from '#lib/clock'
import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import { tarOf } from './archive.ts'
import type { Entry } from './archive.ts'
import { columnList, inSchema, readCatalog, readSequences, TEXT_FORM } from './catalog.ts'
import type { Catalog, Table } from './catalog.ts'
import { BACKUP_FORMAT, HEADER_ENTRY, MANIFEST_ENTRY } from './manifest.ts'
import type { BackupHeader, BackupManifest, TableSummary } from './manifest.ts'

export interface BackupSummary {
  readonly tables: number
  readonly rows: number
  /** Size of the file. */
  readonly bytes: number
}

/** Also the size of what is held in memory. */
const PART_BYTES = 4 * 1024 * 1024

/**
 * Writes all of Tillbridge's data, as it is at this moment, into `file`. Work goes on meanwhile and is not held up.
 * The file appears (or replaces an older one) only when it is complete, and only its owner can read it.
 *
 * @throws `BACKUP_NOTHING_THERE` when the database holds no Tillbridge; file system errors as they are.
 */
export async function backup(pool: Pool, file: string, clock: Clock = systemClock): Promise<BackupSummary> {
  const unfinished = `${file}.partial`
  const client = await pool.connect()
  let manifest: BackupManifest
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(TEXT_FORM)
    const catalog = await readCatalog(client)
    if (catalog === null) throw nothingThere()
    const header = await describe(client, catalog, clock.now())
    manifest = await writeFile(unfinished, client, catalog, header)
    await client.query('commit')
    client.release()
  } catch (error) {
    // Not handed back: a copy may still be under way on it.
    client.release(true)
    await rm(unfinished, { force: true })
    throw error
  }
  const bytes = await syncAndMeasure(unfinished)
  await rename(unfinished, file)
  return { tables: manifest.tables.length, rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), bytes }
}

async function describe(client: PoolClient, catalog: Catalog, now: Date): Promise<BackupHeader> {
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  const about = await readFile(new URL('../../../package.json', import.meta.url), 'utf8')
  return {
    format: BACKUP_FORMAT,
    tillbridgeVersion: (JSON.parse(about) as { version: string }).version,
    schemaVersion: catalog.schemaVersion,
    postgresVersion: rows[0]?.server_version ?? '',
    createdAt: now.toISOString(),
    tables: catalog.tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
  }
}

async function writeFile(
  file: string,
  client: PoolClient,
  catalog: Catalog,
  header: BackupHeader,
): Promise<BackupManifest> {
  const manifest: BackupManifest = { tables: [], sequences: [] }
  async function* entries(): AsyncGenerator<Entry> {
    yield jsonEntry(HEADER_ENTRY, header)
    for (const table of catalog.tables) manifest.tables.push(yield* tableEntries(client, table))
    // Read last: a sequence is not part of the snapshot, and must not be behind the rows.
    manifest.sequences.push(...(await readSequences(client)))
    yield jsonEntry(MANIFEST_ENTRY, manifest)
  }
  const output = createWriteStream(file, { mode: 0o600 })
  await pipeline(tarOf(entries(), new Date(header.createdAt)), createGzip(), output)
  return manifest
}

/** A table as COPY writes it, in parts: a tar entry states its size first, and a table may not fit into memory. */
async function* tableEntries(client: PoolClient, table: Table): AsyncGenerator<Entry, TableSummary> {
  const copy = client.query(copyTo(`copy (select ${columnList(table)} from ${inSchema(table.name)}) to stdout`))
  const hash = createHash('sha256')
  let pieces: Buffer[] = []
  let held = 0
  let bytes = 0
  let part = 0
  const flush = (): Entry => {
    const body = Buffer.concat(pieces)
    pieces = []
    held = 0
    part += 1
    return { name: `tables/${table.name}/${String(part).padStart(6, '0')}.tsv`, body }
  }
  for await (const piece of copy as AsyncIterable<Buffer>) {
    hash.update(piece)
    pieces.push(piece)
    held += piece.length
    bytes += piece.length
    if (held >= PART_BYTES) yield flush()
  }
  // Every table has at least one entry, so that an empty one differs from one that is missing.
  if (held > 0 || part === 0) yield flush()
  return { name: table.name, rows: copy.rowCount, bytes, sha256: hash.digest('hex') }
}

const jsonEntry = (name: string, value: unknown): Entry => ({
  name,
  body: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
})

async function syncAndMeasure(file: string): Promise<number> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

const nothingThere = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'BACKUP_NOTHING_THERE',
    message: 'This database holds no Tillbridge data, so there is nothing to back up.',
    remedy: 'Check which database Tillbridge is pointed at (data folder or DATABASE_URL).',
  })
