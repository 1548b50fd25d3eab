import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Pool } from 'pg'
import type { PoolConfig } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate as migrateTillbridge } from '#database/migrate'
import { createTestDatabase } from '#testing/test-database'
import { backup } from './backup.ts'
import { restore } from './restore.ts'

/** One of everything that makes a table hard to copy. */
const SCHEMA = `
  create schema tillbridge;
  create table tillbridge.migrations (number int primary key, name text not null);
  insert into tillbridge.migrations values (1, 'first'), (7, 'latest');
  create table tillbridge.installation (singleton boolean primary key default true check (singleton),
    installation_id uuid not null, guard text not null default 'live', fingerprint text, confirmed_at timestamptz);
  create table tillbridge.organizations (id int primary key, name text);
  create table tillbridge.a_child (id bigint generated always as identity primary key,
    organization int not null references tillbridge.organizations, parent bigint references tillbridge.a_child,
    amount numeric not null, doubled numeric generated always as (amount * 2) stored,
    at timestamptz, raw bytea, tags text[], body jsonb, note text);
  create table tillbridge.egg (id int primary key, hen int);
  create table tillbridge.hen (id int primary key, egg int not null references tillbridge.egg);
  alter table tillbridge.egg add constraint laid_by foreign key (hen) references tillbridge.hen;
  create table tillbridge.parted (id int, day date, primary key (id, day)) partition by range (day);
  create table tillbridge.parted_old partition of tillbridge.parted for values from (minvalue) to ('2026-01-01');
  create table tillbridge.parted_new partition of tillbridge.parted for values from ('2026-01-01') to (maxvalue);
  create table tillbridge."Odd ""name" ("Select" int);
  create table tillbridge.empty (id int);
  create table tillbridge.long (id int primary key, filler text);
  create sequence tillbridge.numbers;
  create function tillbridge.refuse() returns trigger language plpgsql as
    $$ begin raise exception 'a trigger ran during a restore'; end $$;`

const TRIGGER = `create trigger refuse before insert on tillbridge.a_child execute function tillbridge.refuse()`

const ROWS = `
  insert into tillbridge.installation (installation_id, guard, fingerprint, confirmed_at)
    values ('11111111-1111-1111-1111-111111111111', 'live', 'home', now());
  insert into tillbridge.organizations values (1, 'One'), (2, null);
  insert into tillbridge.a_child (organization, parent, amount, at, raw, tags, body, note) values
    (1, 2, 12345678901234567890.123456789, '2026-11-21 08:00:00.123456+05:45', '\\x00ff0a5c', '{"a,b",NULL,"c\\"d"}',
      '{"emoji": "🧾", "nested": [1, null]}', E'tab\\there\\nline \\\\. backslash \\\\N'),
    (2, null, -0.00, '-infinity', null, '{}', 'null', '');
  insert into tillbridge.egg values (1, null); insert into tillbridge.hen values (1, 1);
  update tillbridge.egg set hen = 1;
  insert into tillbridge.parted values (1, '2025-05-05'), (2, '2026-05-05');
  insert into tillbridge."Odd ""name" values (1);
  insert into tillbridge.long select n, repeat(md5(n::text), 8) from generate_series(1, 60000) n;
  select setval('tillbridge.numbers', 41)`

const TABLES = ['organizations', 'a_child', 'egg', 'hen', 'parted', 'parted_new', '"Odd ""name"', 'empty', 'long']

async function migrate(connection: PoolConfig): Promise<void> {
  await using pool = openPool(connection)
  await pool.query(SCHEMA)
  await pool.query(TRIGGER)
}

function openPool(connection: PoolConfig): Pool & AsyncDisposable {
  const pool = new Pool({ ...connection, max: 3 })
  pool.on('error', () => {})
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() })
}

async function openDatabase() {
  const database = await createTestDatabase({ migrate })
  const pool = openPool(database.connection)
  const dispose = async () => {
    await pool.end()
    await database.drop()
  }
  return { pool, [Symbol.asyncDispose]: dispose }
}

/** A database with all of `ROWS`. Its trigger is off while they are written, and on afterwards. */
async function openFilled() {
  const database = await openDatabase()
  await database.pool.query('alter table tillbridge.a_child disable trigger refuse')
  await database.pool.query(ROWS)
  await database.pool.query('alter table tillbridge.a_child enable trigger refuse')
  return database
}

async function contents(pool: Pool): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const table of TABLES) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from tillbridge.${table} t order by 1`)
    found[table] = rows.map(({ row }) => row)
  }
  return found
}

let folder = ''
/** A backup of `ROWS`, and what was in the database. */
let file = ''
let original: Record<string, unknown> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-backup-'))
  file = join(folder, 'shop.tar.gz')
  await using source = await openFilled()
  original = await contents(source.pool)
  await backup(source.pool, file, { now: () => new Date('2026-11-21T08:00:00Z'), sleep: async () => {} })
})
afterAll(() => rm(folder, { recursive: true }))

test('what is restored is what was backed up, to the byte, with sequences going on where they were', async () => {
  await using target = await openDatabase()
  const summary = await restore(file, target.pool)
  expect(await contents(target.pool)).toEqual(original)
  expect(summary).toMatchObject({ createdAt: '2026-11-21T08:00:00.000Z' })
  expect((await target.pool.query(`select nextval('tillbridge.numbers') as next`)).rows).toEqual([{ next: '42' }])
  await target.pool.query('alter table tillbridge.a_child disable trigger refuse')
  const next = await target.pool.query(
    'insert into tillbridge.a_child (organization, amount) values (1, 1) returning id',
  )
  expect(next.rows).toEqual([{ id: '3' }])
})

test('a restored database is a copy', async () => {
  await using target = await openDatabase()
  await restore(file, target.pool)
  const { rows } = await target.pool.query('select installation_id, guard, confirmed_at from tillbridge.installation')
  expect(rows).toEqual([{ installation_id: '11111111-1111-1111-1111-111111111111', guard: 'copy', confirmed_at: null }])
})

test('triggers and foreign keys are on again afterwards', async () => {
  await using target = await openDatabase()
  await restore(file, target.pool)
  const insert = 'insert into tillbridge.a_child (organization, amount) values (1, 1)'
  await expect(target.pool.query(insert)).rejects.toThrow(/a trigger ran/)
  await expect(target.pool.query('update tillbridge.egg set hen = 99')).rejects.toThrow(/laid_by/)
  const { rows } = await target.pool.query("select condeferrable from pg_constraint where conname = 'laid_by'")
  expect(rows).toEqual([{ condeferrable: false }])
})

test('the file is an ordinary archive that only its owner can read, and leaves no partial one behind', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['shop.tar.gz'])
  const { stdout } = await promisify(execFile)('tar', ['-tzf', file])
  const names = stdout.trim().split('\n')
  expect(names[0]).toBe('backup.json')
  expect(names.at(-1)).toBe('manifest.json')
  expect(names).toContain('tables/long/000002.tsv')
})

test('a backup is one moment, whatever is written meanwhile', async () => {
  await using source = await openFilled()
  await using target = await openDatabase()
  const done = new AbortController()
  const writing = (async () => {
    for (let id = 100; !done.signal.aborted; id += 1) {
      await source.pool.query(
        'with o as (insert into tillbridge.organizations values ($1) returning id) ' +
          'insert into tillbridge.empty select id from o',
        [id],
      )
    }
  })()
  await backup(source.pool, join(folder, 'busy.tar.gz'))
  done.abort()
  await writing
  await restore(join(folder, 'busy.tar.gz'), target.pool)
  const { rows } = await target.pool.query(`select (select count(*) from tillbridge.organizations where id >= 100) =
    (select count(*) from tillbridge.empty) as together`)
  expect(rows).toEqual([{ together: true }])
  await rm(join(folder, 'busy.tar.gz'))
})

test('a database that is in use is refused and stays as it is', async () => {
  await using target = await openFilled()
  const before = await contents(target.pool)
  await expect(restore(file, target.pool)).rejects.toMatchObject({ kind: 'rejected', code: 'RESTORE_NOT_EMPTY' })
  expect(await contents(target.pool)).toEqual(before)
})

test('what merely starting Tillbridge has written gives way', async () => {
  await using target = await openDatabase()
  await target.pool.query(`insert into tillbridge.organizations values (1, 'default')`)
  await target.pool.query(`insert into tillbridge.installation (installation_id) values (gen_random_uuid())`)
  await restore(file, target.pool)
  expect(await contents(target.pool)).toEqual(original)
})

test('another schema version is refused with the version to use', async () => {
  await using target = await openDatabase()
  await target.pool.query("insert into tillbridge.migrations values (8, 'next')")
  await expect(restore(file, target.pool)).rejects.toMatchObject({
    code: 'RESTORE_OTHER_VERSION',
    message: expect.stringMatching(/schema 7.*schema 8/),
    remedy: expect.stringMatching(/Restore with Tillbridge \d+\.\d+\.\d+/),
  })
})

test('other columns under the same version number are refused', async () => {
  await using target = await openDatabase()
  await target.pool.query('alter table tillbridge.long add column extra text')
  await expect(restore(file, target.pool)).rejects.toMatchObject({
    code: 'RESTORE_OTHER_VERSION',
    message: expect.stringContaining('long'),
  })
})

test('a database without Tillbridge has nothing to back up, and takes no backup', async () => {
  await using database = await createTestDatabase({ migrate: async () => {} })
  await using pool = openPool(database.connection)
  await expect(backup(pool, join(folder, 'none'))).rejects.toMatchObject({ code: 'BACKUP_NOTHING_THERE' })
  await expect(restore(file, pool)).rejects.toMatchObject({ code: 'RESTORE_NOT_MIGRATED' })
})

test('a file that cannot be opened is reported by its name', async () => {
  await using target = await openDatabase()
  await expect(restore(join(folder, 'nowhere'), target.pool)).rejects.toMatchObject({ code: 'BACKUP_NOT_FOUND' })
})

test.each([
  ['cut off', async (path: string) => truncate(path, Math.floor((await stat(path)).size * 0.6))],
  ['empty', (path: string) => truncate(path, 0)],
  ['not an archive', (path: string) => writeFile(path, 'a letter to my mother')],
  ['with a digit changed in a row', (path: string) => patch(path, '12345678901234567890', '12345678901234567891')],
  ['with a row that Postgres refuses', (path: string) => patch(path, '12345678901234567890', 'x2345678901234567890')],
  ['without its end', (path: string) => patch(path, 'manifest.json', 'manifest.jsom')],
])('a file that is %s is refused, and the database stays empty', async (_, spoil) => {
  await using target = await openDatabase()
  const empty = await contents(target.pool)
  const spoiled = join(folder, 'spoiled')
  await writeFile(spoiled, await readFile(file))
  await spoil(spoiled)
  await expect(restore(spoiled, target.pool)).rejects.toMatchObject({ kind: 'rejected', code: 'BACKUP_DAMAGED' })
  expect(await contents(target.pool)).toEqual(empty)
  await restore(file, target.pool)
  await rm(spoiled)
})

/** Changes bytes inside the archive and compresses it again, so that only our own checks can tell. */
async function patch(path: string, from: string, to: string): Promise<void> {
  const bytes = gunzipSync(await readFile(path))
  bytes.write(to, bytes.indexOf(from))
  await writeFile(path, gzipSync(bytes))
}

test("Tillbridge's own tables survive the round trip", async () => {
  const migrateAll = async (connection: PoolConfig) => {
    await using pool = openPool(connection)
    await migrateTillbridge(pool)
  }
  await using source = await createTestDatabase({ migrate: migrateAll })
  await using target = await createTestDatabase({ migrate: migrateAll })
  await using from = openPool(source.connection)
  await using to = openPool(target.connection)
  await from.query(`insert into tillbridge.organizations (organization_id, key, name)
    values ('22222222-2222-2222-2222-222222222222', 'shop', 'Shop')`)
  await backup(from, join(folder, 'own.tar.gz'))
  const summary = await restore(join(folder, 'own.tar.gz'), to)
  expect(summary.rows).toBeGreaterThanOrEqual(1)
  expect((await to.query('select key, name from tillbridge.organizations')).rows).toEqual([
    { key: 'shop', name: 'Shop' },
  ])
  await rm(join(folder, 'own.tar.gz'))
})
