import { execFile } from 'node:child_process'
import { chmod, chown, cp, lstat, mkdir, readFile, readdir, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test, vi } from 'vitest'
import { installedPackage } from './binaries.ts'
import { startEmbeddedPostgres } from './supervisor.ts'
import {
  postmasterOf,
  preparedFolder,
  query,
  removePrepared,
  startElsewhere,
  temporaryFolder,
} from './supervisor.test-kit.ts'

// Real servers on a real disk: seconds when all is quiet, but a busy machine can take ten times as long.
vi.setConfig({ testTimeout: 120_000 })
afterAll(removePrepared)

const isRoot = process.getuid?.() === 0
const NOBODY = { uid: 65534, gid: 65534 }

const start = (dataDirectory: string) => startEmbeddedPostgres({ dataDirectory, durable: false })

test('a path too long for a socket gets its socket elsewhere, private all the same', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a-very-long-name-'.repeat(8), 'with spaces, commas and "quotes"')
  const postgres = await start(path)
  expect(postgres.connection.host).toMatch(/^\/tmp\/tillbridge-[0-9a-f]{16}$/)
  expect((await lstat(postgres.connection.host)).mode & 0o777).toBe(0o700)
  expect(await query(postgres.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  await postgres.stop()
  await rm(postgres.connection.host, { recursive: true })
})

test('a path with unusual characters is no trouble', async () => {
  await using folder = await temporaryFolder()
  await using postgres = await start(join(folder.path, 'büro, "neu" %20'))
  expect(await query(postgres.connection, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('programs that the server may not run are copied beside the data, with the links that npm left out', async () => {
  await using folder = await temporaryFolder()
  const installed = await installedPackage()
  const locked = join(folder.path, 'locked')
  await cp(installed.native, join(locked, 'native'), { recursive: true, verbatimSymlinks: true })
  for (const name of await readdir(join(locked, 'native/lib'))) {
    const path = join(locked, 'native/lib', name)
    if ((await lstat(path)).isSymbolicLink()) await unlink(path)
  }
  // As npm leaves a package that root has installed below /root. (Without root, the missing links alone must do.)
  await chmod(locked, 0o700)
  const binaries = { version: installed.version, native: join(locked, 'native') }
  await using postgres = await startEmbeddedPostgres({
    dataDirectory: join(folder.path, 'data'),
    durable: false,
    binaries,
  })
  expect(await query(postgres.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(await readdir(join(folder.path, 'data'))).toContain(`binaries-${installed.version}`)
})

test('programs that do not run at all are reported, not thrown out of the process', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'native/bin'), { recursive: true })
  await writeFile(join(folder.path, 'native/bin/postgres'), 'not a program', { mode: 0o755 })
  const binaries = { version: '0', native: join(folder.path, 'native') }
  await expect(startEmbeddedPostgres({ dataDirectory: join(folder.path, 'data'), binaries })).rejects.toMatchObject({
    kind: 'rejected',
    code: 'EMBEDDED_POSTGRES_UNAVAILABLE',
    remedy: expect.stringContaining('DATABASE_URL'),
  })
})

test('a database of another major version is refused, and left as it is', async () => {
  await using folder = await preparedFolder()
  await (await start(folder.path)).stop()
  await writeFile(join(folder.path, 'cluster/PG_VERSION'), '17\n')
  await expect(start(folder.path)).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    message: expect.stringMatching(/Postgres 17.*Postgres 18/),
    remedy: expect.stringMatching(/tillbridge backup.*tillbridge restore/),
  })
  await writeFile(join(folder.path, 'cluster/PG_VERSION'), '18\n')
  await (await start(folder.path)).stop()
})

test("a folder with somebody's files is refused and not touched", async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'thesis.txt'), 'mine')
  await expect(start(folder.path)).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    message: expect.stringContaining('thesis.txt'),
  })
  expect(await readdir(folder.path)).toEqual(['thesis.txt'])
})

test("another server's data directory is refused with a hint at DATABASE_URL", async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'PG_VERSION'), '16\n')
  await expect(start(folder.path)).rejects.toMatchObject({ remedy: expect.stringContaining('DATABASE_URL') })
})

test('a cluster folder that is no cluster is refused; an empty one is filled', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'cluster'))
  await writeFile(join(folder.path, 'cluster/notes'), 'mine')
  await expect(start(folder.path)).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' })
  expect(await readFile(join(folder.path, 'cluster/notes'), 'utf8')).toBe('mine')
  await unlink(join(folder.path, 'cluster/notes'))
  await (await start(folder.path)).stop()
})

test('a data folder that is a file is refused', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'file'), '')
  await expect(start(join(folder.path, 'file'))).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' })
})

test('a folder that cannot be written is refused with a remedy', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'read-only'), { mode: 0o555 })
  const child = startElsewhere({ dataDirectory: join(folder.path, 'read-only') }, isRoot ? NOBODY : {})
  expect(await child.said).toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    remedy: expect.stringContaining('write access'),
  })
})

test('an ordinary user can run it', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o777)
  const child = startElsewhere({ dataDirectory: join(folder.path, 'data') }, isRoot ? NOBODY : {})
  expect(await child.said).toEqual({ ownsServer: true })
  await child.stop()
  expect(await postmasterOf(join(folder.path, 'data'))).toBeNull()
})

test('a copy of the folder of a running server starts as a server of its own', async () => {
  await using folder = await preparedFolder()
  await using elsewhere = await temporaryFolder()
  await using original = await start(folder.path)
  await query(original.connection, 'create table kept (id int)')
  await query(original.connection, 'checkpoint')
  await cp(folder.path, elsewhere.path, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSocket(),
  })
  await using copy = await start(elsewhere.path)
  expect(await postmasterOf(elsewhere.path)).not.toBe(await postmasterOf(folder.path))
  expect(await query(copy.connection, 'select * from kept')).toEqual([])
})

test('root hands the server to the owner of the folder; anybody else runs it as themselves', async () => {
  await using folder = await temporaryFolder()
  const cluster = join(folder.path, 'cluster')
  await mkdir(cluster)
  if (isRoot) await chown(cluster, NOBODY.uid, NOBODY.gid)
  await using _postgres = await start(folder.path)
  const { stdout } = await promisify(execFile)('ps', ['-o', 'uid=', '-p', String(await postmasterOf(folder.path))])
  expect(Number(stdout)).toBe(isRoot ? NOBODY.uid : process.getuid?.())
})

test('below a folder that only its owner may enter, root is told where to go instead; the owner just starts', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o700)
  const outcome = await start(join(folder.path, 'data')).then(
    async (postgres) => {
      await postgres.stop()
      return 'started'
    },
    (error: Error & { remedy?: string }) => `${error.message} ${error.remedy}`,
  )
  expect(outcome).toMatch(isRoot ? /may not enter .*\/var\/lib\/tillbridge/ : /^started$/)
})
