import { isDeepStrictEqual } from 'node:util'
import type { Pool } from 'pg'
import type { Dispatcher } from 'undici'
import type { Auth, Token } from '#contract/auth'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import type { Context } from '#contract/context'
import type { Rate } from '#contract/limits'
import { type Connection, getConnection } from '#database/connections'
import { readToken, type RenewedToken, renewToken } from '#database/tokens'
import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Sealer } from '#lib/secrets'
import { reloading } from './reloading.ts'
import type { Exchange } from './exchanges.ts'
import { type Credentials, vendorHttp } from './http.ts'
import { newAgent } from './http-client.ts'
import { connectionLimiter, type Limiter } from './limiter.ts'
import { publicOnlyAgent } from './public-addresses.ts'
import { connectionWire, type Kept, keptOf } from './wire.ts'

/** A connection ready for use: its connector, its checked settings, its credentials and its share of the quota. */
export interface OpenConnection {
  readonly connection: Connection
  readonly connector: Connector<never>
  readonly settings: never
  context(run: RunScope): Context<never>
}

/** What ties calls to a run: where they are recorded, when they must stop, whether writes are still allowed. */
export interface RunScope {
  readonly signal: AbortSignal
  /** Work that nobody waits for: it leaves part of the vendor's allowance to all else. */
  readonly background?: boolean
  record(exchange: Exchange): void
  beforeWrite(): void
}

export interface ConnectionsOptions {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  readonly connectors: ConnectorRegistry
  readonly mayWrite?: boolean
}

export interface Connections extends AsyncDisposable {
  /** `revision`: the least that will do; what is remembered of an earlier one is read anew. */
  open(organizationId: string, connectionId: string, revision?: number): Promise<OpenConnection>
  openLoaded(connection: Connection): OpenConnection
  /** It was changed by this process: read it anew. */
  forget(connectionId: string): void
}

// A changed setting reaches running workers within this time, without a message between processes.
const RELOAD_AFTER_MS = 1_000
const RENEW_BEFORE_MS = 5 * 60_000

/** What all connections of a process share. */
interface Shared extends ConnectionsOptions {
  readonly dispatcher: Dispatcher
  /** Connects to public addresses only. */
  readonly outside: Dispatcher
  readonly limiters: Map<string, { readonly rate: Rate; readonly limiter: Limiter }>
  /** What connectors keep open, by connection. */
  readonly kept: Map<string, Kept>
  /** Renewals under way, by connection and refused token: each holds a client of the pool, so one is enough. */
  readonly renewing: Map<string, Promise<string>>
}

export function connections(options: ConnectionsOptions): Connections {
  const pooling = { connections: 64, keepAliveTimeout: 30_000, pipelining: 1 }
  const dispatcher = newAgent(pooling)
  const outside = publicOnlyAgent(pooling)
  const shared: Shared = { ...options, dispatcher, outside, limiters: new Map(), kept: new Map(), renewing: new Map() }
  const opened = reloading<OpenConnection>(options.clock, {
    olderThanMs: RELOAD_AFTER_MS,
    revisionOf: (open) => open.connection.revision,
    // One that was paused or resting when it was read may run again by now.
    holds: runs,
  })
  const openLoaded = (connection: Connection): OpenConnection => openConnection(shared, connection)
  return {
    openLoaded,
    open: (organizationId, connectionId, revision = 0) =>
      opened.get(connectionId, revision, async () => {
        const connection = await getConnection(options.pool, options.sealer, organizationId, connectionId)
        if (connection === null) throw missing(connectionId)
        return openLoaded(connection)
      }),
    forget: (connectionId) => opened.forget(connectionId),
    async [Symbol.asyncDispose]() {
      await Promise.all([dispatcher.destroy(), outside.destroy()])
      await Promise.allSettled([...shared.kept.values()].map(({ resource }) => resource[Symbol.asyncDispose]()))
    },
  }
}

const runs = ({ connection }: OpenConnection, now: number): boolean =>
  connection.pausedAt === null && new Date(connection.restsUntil).getTime() <= now

const missing = (connectionId: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_MISSING',
    message: 'The connection of this integration no longer exists.',
    remedy: 'Apply a configuration that contains it.',
    subject: `connection:${connectionId}`,
  })

const isCopy = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'COPY_NOT_CONFIRMED',
    message: 'This database is a copy of another installation, so nothing is written to any store or ERP.',
    remedy:
      'If this is the one that shall go on, and the other one is stopped: tillbridge confirm-live, then start again.',
  })

function openConnection(shared: Shared, connection: Connection): OpenConnection {
  const declared = shared.connectors.get(connection.connector)
  if (declared === undefined) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'CONNECTOR_UNKNOWN',
      message: `There is no connector called "${connection.connector}".`,
      remedy: `Use one of: ${[...shared.connectors.keys()].join(', ')}.`,
      subject: `connection:${connection.key}`,
    })
  }
  const settings = parseSettings(declared, connection)
  const connector = declared.forSettings?.(settings) ?? declared
  const limiter = limiterOf(shared, connector, connection, settings)
  const secrets = connection.secretNames
    .map((name) => connection.settings[name])
    .filter((value) => typeof value === 'string')
  const context = (run: RunScope): Context<never> => {
    const { clock } = shared
    const dispatcher = connection.publicOnly ? shared.outside : shared.dispatcher
    const beforeTake = (): void => {
      if (shared.mayWrite === false) throw isCopy()
    }
    const guarded = {
      ...run,
      beforeWrite() {
        beforeTake()
        run.beforeWrite()
      },
    }
    const http = vendorHttp({
      dispatcher,
      clock,
      connection: connection.key,
      baseUrl: connector.baseUrl(settings),
      credentials: credentialsOf(shared, connector, connection, settings, () => self),
      limits: connector.limits,
      limiter,
      secrets,
      ...guarded,
    })
    const wire = connectionWire({
      clock,
      limiter,
      secrets,
      beforeTake,
      connection: connection.key,
      ...guarded,
      kept: (open) => keptOf(shared.kept, connection.connectionId, settings, open),
    })
    const self: Context<never> = { http, wire, clock, signal: run.signal, settings }
    return self
  }
  return { connection, connector, settings, context }
}

function parseSettings(connector: Connector<never>, connection: Connection): never {
  const parsed = connector.settings.safeParse(connection.settings)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SETTINGS_INVALID',
    message: `The settings of the connection "${connection.key}" are not complete: ${problems}`,
    remedy: 'Correct the connection in the configuration file and apply it.',
    subject: `connection:${connection.key}`,
  })
}

function limiterOf(
  { pool, clock, limiters }: Shared,
  connector: Connector<never>,
  { organizationId, connectionId }: Connection,
  settings: never,
): Limiter | null {
  if (connector.limits.rate === null) return null
  const rate = connector.limits.rate(settings)
  const known = limiters.get(connectionId)
  // A changed setting (another plan) brings another rate.
  if (known !== undefined && isDeepStrictEqual(known.rate, rate)) return known.limiter
  const limiter = connectionLimiter({ pool, clock, organizationId, connectionId, rate })
  limiters.set(connectionId, { rate, limiter })
  return limiter
}

const tokenToKeep = (token: string, { expiresAt, refreshExpiresAt }: Token): RenewedToken => ({
  token,
  expiresAt: expiresAt ?? null,
  refreshExpiresAt: refreshExpiresAt ?? null,
})

/** Tokens are read from the database when they are needed and renewed in one process at a time. */
function credentialsOf(
  { pool, sealer, clock, renewing }: Shared,
  connector: Connector<never>,
  { connectionId }: Connection,
  settings: never,
  context: () => Context<never>,
): Credentials {
  const auth: Auth<never> = connector.auth
  const usesToken = auth.renew !== undefined && (auth.needsToken?.(settings) ?? true)
  let token: Token | null = null

  const isFresh = (candidate: Token): boolean =>
    candidate.expiresAt === undefined ||
    new Date(candidate.expiresAt).getTime() - clock.now().getTime() > RENEW_BEFORE_MS
  const renewNow = (refused: Token | null): Promise<string> =>
    renewToken(pool, sealer, connectionId, async (stored) => {
      const current = stored === null ? null : (JSON.parse(stored) as Token)
      // Another process was quicker: its token is not the one that was refused, so it is the one to use.
      if (stored !== null && current !== null && isFresh(current) && current.accessToken !== refused?.accessToken) {
        return tokenToKeep(stored, current)
      }
      const next = (await auth.renew?.(context(), current)) as Token
      return tokenToKeep(JSON.stringify(next), next)
    })
  const renewed = async (refused: Token | null): Promise<Token> => {
    const key = `${connectionId} ${refused?.accessToken ?? ''}`
    const underWay = renewing.get(key) ?? renewNow(refused).finally(() => renewing.delete(key))
    renewing.set(key, underWay)
    return JSON.parse(await underWay) as Token
  }
  return {
    async headers() {
      if (!usesToken) return auth.headers(settings, null)
      if (token === null || !isFresh(token)) {
        const stored = await readToken(pool, sealer, connectionId)
        token = stored === null ? null : (JSON.parse(stored) as Token)
        if (token === null || !isFresh(token)) token = await renewed(null)
      }
      return auth.headers(settings, token)
    },
    async renew() {
      if (!usesToken) return false
      token = await renewed(token)
      return true
    },
    secrets: () => [token?.accessToken, token?.refreshToken].filter((secret) => secret !== undefined),
  }
}
