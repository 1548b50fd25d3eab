import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Token } from '#contract/auth'
import type { Connector } from '#contract/connector'
import type { Context } from '#contract/context'
import { getConnection, saveConnection } from '#database/connections'
import { openPool } from '#database/pool'
import { systemClock } from '#lib/clock'
import { sealer } from '#lib/secrets'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { type Connections, connections } from './connections.ts'

interface Settings {
  readonly url: string
}

let database: MigratedDatabase
let seeded: Seeded
const closers: (() => Promise<unknown>)[] = []
const seal = sealer(Buffer.alloc(32, 7))
/** The vendor: which token is good, and how often one was issued. */
const vendor = {
  good: 'token-0',
  issued: 0,
  requests: [] as string[],
  broken: false,
  onData: async (): Promise<void> => {},
}

beforeEach(async () => {
  Object.assign(vendor, { good: 'token-0', issued: 0, requests: [], broken: false, onData: async () => {} })
  database = await migratedDatabase()
  seeded = await seedIntegration(database.pool)
  await save({ url: await serve() })
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await database[Symbol.asyncDispose]()
})

const listener: RequestListener = (request, response) => {
  vendor.requests.push(`${request.method} ${request.url}`)
  if (request.url === '/token') {
    if (vendor.broken) return void response.socket?.resetAndDestroy()
    vendor.issued += 1
    vendor.good = `token-${vendor.issued}`
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    response.end(JSON.stringify({ accessToken: vendor.good, expiresAt }))
    return
  }
  response.statusCode = request.headers.authorization === vendor.good ? 200 : 401
  void vendor.onData().then(() => response.end('{}'))
}

async function serve(): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const save = (settings: object): Promise<string> =>
  saveConnection(database.pool, seal, {
    organizationId: seeded.organizationId,
    key: 'shop',
    connector: 'shop',
    settings: { ...settings },
    secretNames: [],
    slots: 4,
  })

const connector: Connector<Settings> = {
  id: 'shop',
  name: 'Shop',
  kind: 'store',
  settings: z.object({ url: z.url() }),
  baseUrl: ({ url }) => url,
  auth: {
    headers: (_settings, token) => (token === null ? {} : { authorization: token.accessToken }),
    async renew(context: Context<Settings>): Promise<Token> {
      const answer = await context.http.send({ method: 'POST', path: '/token', effect: 'read', anonymous: true })
      return answer.json() as Token
    },
  },
  limits: { slots: () => 4, rate: () => ({ perSecond: 1_000, burst: 1_000 }) },
  check: async () => ({ account: 'toy', version: null, findings: [] }),
  reads: {},
  writes: {},
}

/** What one process has. A small pool shows what would wait for itself. */
function processOf(size = 3): Connections {
  const pool = openPool(database.connectionString, { size })
  const registry = new Map([['shop', connector as unknown as Connector<never>]])
  const opened = connections({ pool, sealer: seal, clock: systemClock, connectors: registry })
  closers.push(
    async () => opened[Symbol.asyncDispose](),
    () => pool.end(),
  )
  return opened
}

async function call(process: Connections): Promise<number> {
  const open = await process.open(seeded.organizationId, seeded.storeConnectionId)
  const context = open.context({ signal: new AbortController().signal, record() {}, beforeWrite() {} })
  return (await context.http.send({ method: 'GET', path: '/data', effect: 'read' })).status
}

describe('tokens', () => {
  test('are obtained once, however many runs of however many processes need one at the same time', async () => {
    const processes = [processOf(), processOf()]
    const calls = Array.from({ length: 20 }, (_, index) => call(processes[index % 2] as Connections))
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]))
    expect(vendor.issued).toBe(1)
  })

  test('that were revoked are renewed once, by whichever run notices first', async () => {
    const processes = [processOf(), processOf()]
    await call(processes[0] as Connections)
    vendor.good = 'none'
    const calls = Array.from({ length: 20 }, (_, index) => call(processes[index % 2] as Connections))
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]))
    expect(vendor.issued).toBe(2)
  })

  test('are committed before anybody uses them: no call is made with one that a crash could lose', async () => {
    const stored = async (): Promise<boolean> =>
      (await database.pool.query("select token is not null as stored from tillbridge.connections where key = 'shop'"))
        .rows[0].stored
    const process = processOf()
    expect(await stored()).toBe(false)
    const seen: boolean[] = []
    vendor.onData = async () => void seen.push(await stored())
    await call(process)
    expect(vendor.requests).toEqual(['POST /token', 'GET /data'])
    expect(seen).toEqual([true])
  })

  test('a renewal that breaks leaves the former token as it was, and the next run tries again', async () => {
    vendor.broken = true
    const process = processOf()
    await expect(call(process)).rejects.toMatchObject({ kind: 'transient', code: 'UNREACHABLE' })
    vendor.broken = false
    expect(await call(process)).toBe(200)
    expect(vendor.issued).toBe(1)
  })
})

describe('settings', () => {
  test('that are not complete are said by name, before any call', async () => {
    await save({ url: 'nonsense' })
    await expect(call(processOf())).rejects.toMatchObject({
      kind: 'rejected',
      code: 'SETTINGS_INVALID',
      subject: 'connection:shop',
    })
    expect(vendor.requests).toEqual([])
  })

  test('that change end a pause for want of credentials, and no other pause', async () => {
    const { pool } = database
    const look = () => getConnection(pool, seal, seeded.organizationId, seeded.storeConnectionId)
    for (const [code, ends] of [
      ['UNAUTHORIZED', true],
      ['DISCONNECTED', true],
      ['BY_PERSON', false],
    ] as const) {
      await pool.query(`update tillbridge.connections set paused_at = now(), pause_code = $1 where key = 'shop'`, [
        code,
      ])
      await save({ url: 'http://127.0.0.1:9' })
      expect((await look())?.pausedAt === null).toBe(ends)
    }
  })
})
