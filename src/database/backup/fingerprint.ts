import { readFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { Pool } from 'pg'
import { z } from 'zod'

/**
 * Where a database is, in terms that a copy does not share. Some parts cannot be had everywhere (`null`); such a part
 * is not compared. Which machine and which path are for people to read; they change in ordinary life (a container gets
 * a new host name each time, a folder is renamed) and are not compared either.
 */
const fingerprintParts = z.object({
  /** Given by `initdb`: another cluster has another. */
  cluster: z.string(),
  /** Within the cluster: `create database … template` and every restore give a new one. */
  database: z.string(),
  /** Of a server that is not ours: host, port and name as configured. A restored snapshot of a server has another. */
  address: z.string().nullable(),
  /** Inode of the data directory: kept when it is renamed, new when it is copied. */
  inode: z.string().nullable(),
  /** When the data directory was made. Unlike all other times of a file, no program can set it. */
  bornAt: z.string().nullable(),
  /** Linux only; a clone of a machine is given a new one when it first starts. */
  machine: z.string().nullable(),
  /** For people. */
  host: z.string(),
  path: z.string().nullable(),
})
export type Fingerprint = z.infer<typeof fingerprintParts>

export interface DatabasePlace {
  /** The embedded server's data folder; `null` when the server is not ours (DATABASE_URL). */
  readonly dataDirectory: string | null
}

export async function takeFingerprint(pool: Pool, { dataDirectory }: DatabasePlace): Promise<Fingerprint> {
  const { rows } = await pool.query<{ cluster: string; database: string; name: string }>(
    `select (select system_identifier::text from pg_control_system()) as cluster, oid::text as database, datname as name
       from pg_database where datname = current_database()`,
  )
  const { cluster = '', database = '', name = '' } = rows[0] ?? {}
  const host = hostname()
  if (dataDirectory === null) {
    return {
      cluster,
      database,
      address: await addressOf(pool, name),
      inode: null,
      bornAt: null,
      machine: null,
      host,
      path: null,
    }
  }
  const path = join(dataDirectory, 'cluster')
  const found = await stat(path, { bigint: true })
  // Where the file system keeps no birth time, Node answers 1970 or the time of the last change.
  const hasBirthTime = found.birthtimeNs > 0n && found.birthtimeNs !== found.ctimeNs
  return {
    cluster,
    database,
    address: null,
    inode: String(found.ino),
    bornAt: hasBirthTime ? String(found.birthtimeNs) : null,
    machine: (await readFile('/etc/machine-id', 'utf8').catch(() => '')).trim() || null,
    host,
    path: resolve(dataDirectory),
  }
}

async function addressOf(pool: Pool, name: string): Promise<string> {
  const client = await pool.connect()
  try {
    // Every `pg` client knows where it is connected to; the types leave it out.
    const { host, port } = client as unknown as { readonly host: string; readonly port: number }
    return `${host}:${port}/${name}`
  } finally {
    client.release()
  }
}

/** Whether two fingerprints are of one and the same database, as opposed to one and a copy of it. */
export function isSamePlace(a: Fingerprint, b: Fingerprint): boolean {
  const agree = (x: string | null, y: string | null): boolean => x === null || y === null || x === y
  // The birth time decides; inodes are not stable on the shared folders of some desktop container engines.
  const knowsBirth = a.bornAt !== null && b.bornAt !== null
  const isSameFolder = knowsBirth ? a.bornAt === b.bornAt : agree(a.inode, b.inode)
  return (
    a.cluster === b.cluster &&
    a.database === b.database &&
    agree(a.address, b.address) &&
    agree(a.machine, b.machine) &&
    isSameFolder
  )
}

export const formatFingerprint = (fingerprint: Fingerprint): string => JSON.stringify(fingerprint)

/** `null` when the text is of a form that this version does not know. */
export function parseFingerprint(text: string): Fingerprint | null {
  try {
    return fingerprintParts.parse(JSON.parse(text))
  } catch {
    return null
  }
}
