import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import type { HttpRequest } from '#contract/context'
import { systemClock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Exchange } from './exchanges.ts'
import { type Credentials, vendorHttp, type VendorHttpOptions } from './http.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const permanent: Credentials = {
  headers: async () => ({ authorization: 'Bearer t0ken-1' }),
  renew: async () => false,
  secrets: () => [],
}

function open(baseUrl: string, more: Partial<VendorHttpOptions> = {}) {
  const exchanges: Exchange[] = []
  const dispatcher = new Agent()
  closers.push(() => dispatcher.destroy())
  const http = vendorHttp({
    dispatcher,
    clock: systemClock,
    connection: 'erp',
    baseUrl,
    credentials: permanent,
    limits: { slots: () => 1, rate: null },
    limiter: null,
    secrets: [],
    signal: new AbortController().signal,
    record: (exchange) => exchanges.push(exchange),
    beforeWrite() {},
    ...more,
  })
  return { http, exchanges }
}

const read: HttpRequest = { method: 'GET', path: '/x', effect: 'read' }
const write: HttpRequest = { method: 'POST', path: '/x', json: { a: 1 }, effect: 'write' }
const failureOf = async (work: Promise<unknown>): Promise<{ kind: string; code: string }> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TillbridgeError)) throw new Error('no failure of ours')
  return { kind: error.kind, code: error.code }
}

describe('a call that breaks', () => {
  test('before anything was sent: nothing has happened, write or not', async () => {
    const { http } = open('http://127.0.0.1:1')
    expect(await failureOf(http.send(read))).toEqual({ kind: 'transient', code: 'UNREACHABLE' })
    expect(await failureOf(http.send(write))).toEqual({ kind: 'transient', code: 'UNREACHABLE' })
  })

  test.each([
    ['reset before the answer', (_request, response) => void response.socket?.resetAndDestroy()],
    [
      'broken off in the middle of the answer',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"a":', () => response.socket?.destroy())
      },
    ],
    ['no answer in time', () => {}],
    ['an answer that is not HTTP', (_request, response) => void response.socket?.end('what?\r\n\r\n')],
  ] satisfies [string, RequestListener][])(
    '%s: after a write nobody knows, after a read nothing happened',
    async (_name, listener) => {
      const { http, exchanges } = open(await serve(listener))
      expect(await failureOf(http.send({ ...write, timeoutMs: 200 }))).toEqual({
        kind: 'outcome-unknown',
        code: 'ANSWER_LOST',
      })
      expect(await failureOf(http.send({ ...read, timeoutMs: 200 }))).toEqual({
        kind: 'transient',
        code: 'UNREACHABLE',
      })
      expect(exchanges.map(({ status, error }) => [status, typeof error])).toEqual([
        [null, 'string'],
        [null, 'string'],
      ])
    },
  )

  test('a page in place of JSON says nothing about what happened behind it', async () => {
    const { http } = open(await serve((_request, response) => response.end('<html>Bad gateway</html>')))
    const answers = await Promise.all([http.send(read), http.send(write)])
    expect(await Promise.all(answers.map((answer) => failureOf(Promise.resolve().then(() => answer.json()))))).toEqual([
      { kind: 'transient', code: 'ANSWER_NOT_JSON' },
      { kind: 'outcome-unknown', code: 'ANSWER_NOT_JSON' },
    ])
  })

  test('a run that lost its lease sends no write, and may still read', async () => {
    let writes = 0
    const url = await serve((request, response) => {
      if (request.method === 'POST') writes += 1
      response.end('{}')
    })
    const lost = new TillbridgeError({ kind: 'transient', code: 'LEASE_LOST', message: 'lost' })
    const { http } = open(url, {
      beforeWrite() {
        throw lost
      },
    })
    expect(await failureOf(http.send(write))).toEqual({ kind: 'transient', code: 'LEASE_LOST' })
    expect((await http.send(read)).status).toBe(200)
    expect(writes).toBe(0)
  })
})

describe('a refused token', () => {
  const guarded: RequestListener = (request, response) => {
    response.statusCode = request.headers.authorization === 'Bearer t0ken-2' ? 200 : 401
    response.end('{}')
  }
  const renewable = (fresh: string): Credentials & { renewals: number } => {
    let token = 't0ken-1'
    return {
      renewals: 0,
      headers: async () => ({ authorization: `Bearer ${token}` }),
      async renew() {
        this.renewals += 1
        token = fresh
        return true
      },
      secrets: () => [token],
    }
  }

  test('is renewed once and the call made again', async () => {
    const credentials = renewable('t0ken-2')
    const { http } = open(await serve(guarded), { credentials })
    expect((await http.send(write)).status).toBe(200)
    expect(credentials.renewals).toBe(1)
  })

  test('and a refused renewed one is the answer', async () => {
    const credentials = renewable('t0ken-3')
    const { http, exchanges } = open(await serve(guarded), { credentials })
    expect((await http.send(read)).status).toBe(401)
    expect(credentials.renewals).toBe(1)
    expect(exchanges).toHaveLength(2)
  })

  test('of a call without credentials is nobody’s to renew', async () => {
    const credentials = renewable('t0ken-2')
    const { http } = open(await serve(guarded), { credentials })
    expect((await http.send({ ...read, anonymous: true })).status).toBe(401)
    expect(credentials.renewals).toBe(0)
  })
})

describe('what is recorded', () => {
  const SECRET = 'p&ssw=rd/123'

  test('holds no secret, wherever the vendor repeats it', async () => {
    const echo: RequestListener = (request, response) => {
      const token = request.headers.authorization ?? ''
      response.end(`{"access_token":"very\\"secret","echo":${JSON.stringify(token)},"text":"you sent ${SECRET}"}`)
    }
    const credentials = { ...permanent, secrets: () => ['t0ken-1'] }
    const { http, exchanges } = open(await serve(echo), { credentials, secrets: [SECRET] })
    const query = { api_key: 'abcdef', q: SECRET, page: '2' }
    await http.send({
      ...write,
      query,
      json: { client_secret: 'hidden', name: `x ${SECRET}`, list: [{ password: 'y' }] },
    })
    const kept = JSON.stringify(exchanges)
    for (const secret of [SECRET, encodeURIComponent(SECRET), 't0ken-1', 'abcdef', 'hidden', 'very']) {
      expect(kept).not.toContain(secret)
    }
    expect(exchanges[0]?.url).toContain('page=2')
  })

  test('holds the start of a long answer, without half a secret where it is cut', async () => {
    const long = `${'x'.repeat(64 * 1024 - 5)}${SECRET}${'y'.repeat(1000)}`
    const { http, exchanges } = open(await serve((_request, response) => response.end(long)), { secrets: [SECRET] })
    const answer = await http.send(read)
    expect(answer.text).toBe(long)
    expect(exchanges[0]?.responseBody).toContain(`(${long.length} characters)`)
    expect(exchanges[0]?.responseBody).not.toContain(SECRET.slice(0, 5))
  })
})

test('that the quota could not be noted does not cost the answer to a write', async () => {
  const limiter = { acquire: async () => {}, observe: () => Promise.reject(new Error('database away')) }
  const limits = {
    slots: () => 1,
    rate: () => ({ perSecond: 1, burst: 1 }),
    observe: () => ({ available: 1, capacity: 1, perSecond: 1 }),
  }
  const { http } = open(await serve((_request, response) => response.end('{}')), { limiter, limits })
  expect((await http.send(write)).status).toBe(200)
})
