import { execFile, spawn } from 'node:child_process'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { serverProcesses } from './processes.ts'
import { startEmbeddedPostgres } from './supervisor.ts'
import {
  postmasterOf,
  preparedFolder,
  query,
  removePrepared,
  startElsewhere,
  temporaryFolder,
  until,
} from './supervisor.test-kit.ts'

// Real servers on a real disk: seconds when all is quiet, but a busy machine can take ten times as long.
vi.setConfig({ testTimeout: 120_000 })
afterAll(removePrepared)

test('the first start makes a database, the next one finds what was written', async () => {
  await using folder = await temporaryFolder()
  const first = await startEmbeddedPostgres({ dataDirectory: `${folder.path}/new/data` })
  await query(first.connection, 'create table kept (id int)')
  await first.stop()
  expect(await postmasterOf(`${folder.path}/new/data`)).toBeNull()
  await using second = await startEmbeddedPostgres({ dataDirectory: `${folder.path}/new/data` })
  expect(await query(second.connection, 'select * from kept')).toEqual([])
  expect(second.ownsServer).toBe(true)
})

test('what is acknowledged is on the disk, whatever settings are asked for; nothing listens on the network', async () => {
  await using folder = await preparedFolder()
  const settings = { fsync: 'off', synchronous_commit: 'off', work_mem: '5MB', listen_addresses: '*' }
  await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, settings })
  const rows = await query(
    postgres.connection,
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes',
       'listen_addresses', 'work_mem', 'server_encoding', 'data_checksums')`,
  )
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    server_encoding: 'UTF8',
    listen_addresses: '',
    work_mem: '5120',
  })
  expect(await query(postgres.connection, 'select datlocprovider, datlocale from pg_database')).toContainEqual({
    datlocprovider: 'b',
    datlocale: 'C.UTF-8',
  })
})

test('the server is in a session of its own, so that Ctrl-C does not reach it', async () => {
  await using folder = await preparedFolder()
  await using _postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  const pid = await postmasterOf(folder.path)
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)])
  expect(Number(stdout)).toBe(pid)
})

test('a server that is killed is started again, with all that was committed', async () => {
  await using folder = await preparedFolder()
  const messages: string[] = []
  await using postgres = await startEmbeddedPostgres({
    dataDirectory: folder.path,
    log: (message) => messages.push(message),
  })
  await query(postgres.connection, 'create table kept as select 42 as answer')
  const killed = await postmasterOf(folder.path)
  process.kill(killed ?? 0, 'SIGKILL')
  await until(async () => ![null, killed].includes(await postmasterOf(folder.path)))
  const answers = async () => query(postgres.connection, 'select * from kept').catch(() => null)
  await until(async () => (await answers()) !== null)
  expect(await answers()).toEqual([{ answer: 42 }])
  expect(messages.join('\n')).toMatch(/starting it again/)
})

test('a busy session that has lost its server does not write beside the next one', async () => {
  await using folder = await preparedFolder()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  const busy = query(postgres.connection, 'select count(*) from generate_series(1, 1e15)').catch(() => 'cut off')
  const sessions = () =>
    query(
      postgres.connection,
      `select pid from pg_stat_activity where query like '%generate_series(1, 1e15)%'
      and pid <> pg_backend_pid()`,
    ).catch(() => [])
  await until(async () => (await sessions()).length === 1)
  const [session] = await sessions()
  const killed = await postmasterOf(folder.path)
  process.kill(killed ?? 0, 'SIGKILL')
  await until(async () => ![null, killed].includes(await postmasterOf(folder.path)))
  const alive = (await serverProcesses(`${folder.path}/cluster`)).map(({ pid }) => pid)
  expect(alive).not.toContain(session?.['pid'])
  expect(await busy).toBe('cut off')
})

test('a server whose owner was killed is adopted as it runs, and stopped by the new owner', async () => {
  await using folder = await preparedFolder()
  const owner = startElsewhere({ dataDirectory: folder.path })
  expect(await owner.said).toEqual({ ownsServer: true })
  const pid = await postmasterOf(folder.path)
  await owner.kill()
  expect(await postmasterOf(folder.path)).toBe(pid)
  const postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  expect(await postmasterOf(folder.path)).toBe(pid)
  expect(postgres.ownsServer).toBe(true)
  expect(await query(postgres.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  await postgres.stop()
  expect(await postmasterOf(folder.path)).toBeNull()
})

test('an adopted server that is killed is started again too', async () => {
  await using folder = await preparedFolder()
  const owner = startElsewhere({ dataDirectory: folder.path })
  await owner.said
  await owner.kill()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  const killed = await postmasterOf(folder.path)
  process.kill(killed ?? 0, 'SIGKILL')
  await until(async () => ![null, killed].includes(await postmasterOf(folder.path)))
  const answers = () => query(postgres.connection, 'select 1 as one').catch(() => null)
  await until(async () => (await answers()) !== null)
  expect(await answers()).toEqual([{ one: 1 }])
})

test('an orphan that runs with other settings is started anew', async () => {
  await using folder = await preparedFolder()
  const owner = startElsewhere({ dataDirectory: folder.path, durable: false })
  await owner.said
  const pid = await postmasterOf(folder.path)
  await owner.kill()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: true })
  expect(await postmasterOf(folder.path)).not.toBe(pid)
  expect(await query(postgres.connection, 'show fsync')).toEqual([{ fsync: 'on' }])
})

test('a second process joins, and leaves the server to the first when it stops', async () => {
  await using folder = await preparedFolder()
  await using owner = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  const worker = startElsewhere({ dataDirectory: folder.path })
  expect(await worker.said).toEqual({ ownsServer: false })
  await worker.stop()
  expect(await query(owner.connection, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('an owner that stops leaves the server to those who still use it, without a pause', async () => {
  await using folder = await preparedFolder()
  const owner = startElsewhere({ dataDirectory: folder.path })
  await owner.said
  const worker = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  const pid = await postmasterOf(folder.path)
  const client = new Client(worker.connection)
  await client.connect()
  await owner.stop()
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await client.end()
  await until(async () => worker.ownsServer)
  expect(await postmasterOf(folder.path)).toBe(pid)
  await worker.stop()
  expect(await postmasterOf(folder.path)).toBeNull()
})

test('when the owner is killed, another process looks after the server from then on', async () => {
  await using folder = await preparedFolder()
  const owner = startElsewhere({ dataDirectory: folder.path })
  await owner.said
  await using worker = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  await owner.kill()
  const killed = await postmasterOf(folder.path)
  process.kill(killed ?? 0, 'SIGKILL')
  await until(async () => ![null, killed].includes(await postmasterOf(folder.path)))
  const answers = () => query(worker.connection, 'select 1 as one').catch(() => null)
  await until(async () => (await answers()) !== null)
  await until(async () => worker.ownsServer)
  expect(await answers()).toEqual([{ one: 1 }])
})

test('the last one out stops the server, also when its owner was killed a moment ago', async () => {
  await using folder = await preparedFolder()
  const owner = startElsewhere({ dataDirectory: folder.path })
  await owner.said
  const worker = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  expect(worker.ownsServer).toBe(false)
  await owner.kill()
  await worker.stop()
  expect(await postmasterOf(folder.path)).toBeNull()
})

test('processes that stop at the same moment leave no server behind', async () => {
  await using folder = await preparedFolder()
  for (let round = 0; round < 3; round += 1) {
    const all = Array.from({ length: 3 }, () => startElsewhere({ dataDirectory: folder.path }))
    await Promise.all(all.map((other) => other.said))
    await Promise.all(all.map((other) => other.stop()))
    expect(await postmasterOf(folder.path)).toBeNull()
  }
})

test('of processes that start at the same moment, one owns the server and the others join', async () => {
  await using folder = await temporaryFolder()
  const all = Array.from({ length: 4 }, () => startElsewhere({ dataDirectory: folder.path }))
  const said = await Promise.all(all.map((other) => other.said))
  expect(said.filter(({ ownsServer }) => ownsServer === true)).toHaveLength(1)
  expect(said.filter(({ ownsServer }) => ownsServer === false)).toHaveLength(3)
  await Promise.all(all.map((other) => other.kill()))
})

test('a kill in the middle of the first start leaves nothing that the next one trips over', async () => {
  await using folder = await temporaryFolder()
  const first = startElsewhere({ dataDirectory: folder.path })
  await until(async () => (await readdir(folder.path)).some((name) => name.startsWith('cluster.new-')))
  await first.kill()
  await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
  expect(await query(postgres.connection, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a stale pid file does not keep the server from starting, empty or naming a stranger', async () => {
  await using folder = await preparedFolder()
  await (await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })).stop()
  // Postgres itself gives way only to live processes of its own user.
  const { uid, gid } = await stat(`${folder.path}/cluster`)
  const stranger = spawn('sleep', ['60'], { uid, gid })
  const pidFile = `${folder.path}/cluster/postmaster.pid`
  const socketLock = `${folder.path}/socket/.s.PGSQL.5432.lock`
  for (const content of ['', `${stranger.pid}\n`, '1\n', 'nonsense']) {
    await writeFile(pidFile, content)
    await writeFile(socketLock, content)
    await using postgres = await startEmbeddedPostgres({ dataDirectory: folder.path, durable: false })
    expect(await query(postgres.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  }
  expect(stranger.kill()).toBe(true)
})
