import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type Bridge, openBridge } from '#app/bridge'
import { firstOwnerLink } from '#app/owner-link'
import { readSettings } from '#app/settings'
import { webParts } from '#app/web-parts'
import { createApp } from '#server/app'
import { migratedDatabase } from './migrated-database.ts'

export const ADDRESS = 'http://localhost'

/** What a browser keeps: its cookies, which it sends along. */
export interface Browser {
  readonly cookies: Map<string, string>
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Readonly<Record<string, string | undefined>>,
  ): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

export interface ApiHere extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly bridge: Bridge
  /** A browser that has just been opened. */
  browser(): Browser
  /** The token of a link that makes the first owner. */
  ownerToken(): Promise<string>
}

/** A whole installation with its HTTP API in this process, on a database of its own, without a port. */
export async function apiHere(environment: Readonly<Record<string, string>> = {}): Promise<ApiHere> {
  const database = await migratedDatabase()
  const settings = readSettings({
    DATABASE_URL: database.connectionString,
    TILLBRIDGE_SECRET_KEY: randomBytes(32).toString('base64'),
    TILLBRIDGE_LOG: 'silent',
    ...environment,
  })
  const bridge = await openBridge(settings, { poolSize: 4 })
  const { engine, pool, sealer, clock, log, connectors } = bridge
  const parts = await webParts(bridge, () => ADDRESS)
  const app = createApp({ pool, sealer, clock, log, connectors, inbox: engine.inbox }, parts)
  return {
    app,
    bridge,
    browser: () => browserOf(app),
    async ownerToken() {
      const link = await firstOwnerLink(bridge, ADDRESS)
      return link?.split('#token=')[1] ?? ''
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await bridge.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

let browsers = 0

function browserOf(app: FastifyInstance): Browser {
  const cookies = new Map<string, string>()
  browsers += 1
  // Each at an address of its own, since tries are counted by it.
  const remoteAddress = `10.1.${browsers >> 8}.${browsers & 255}`
  return {
    cookies,
    async send(method, url, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const given = { origin: ADDRESS, host: 'localhost', ...(cookie === '' ? {} : { cookie }), ...headers }
      const response = await app.inject({
        method,
        url,
        remoteAddress,
        headers: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        ...(body === undefined ? {} : { payload: body as object }),
      })
      for (const { name, value, maxAge } of response.cookies) {
        if (value === '' || maxAge === 0) cookies.delete(name)
        else cookies.set(name, encodeURIComponent(value))
      }
      const text = response.body
      return { status: response.statusCode, text, body: parsed(text), headers: response.headers }
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
