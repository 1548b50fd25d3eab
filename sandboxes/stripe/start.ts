import { type Clock, systemClock } from '#lib/clock'
import { Faults } from '#sandboxes/kit/faults'
import { type SandboxServer, startSandboxServer, type Traffic } from '#sandboxes/kit/server'
import type { Platform } from './connect.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { ApiError, errorResponse, rateLimited } from './errors.ts'
import { httpHandler } from './http.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import { createIds, type Ids, seededRandom } from './ids.ts'
import { createKeys, type Keys, type Permission, READER_PERMISSIONS } from './keys.ts'
import { createLife, type Life } from './life.ts'
import { createRateLimiter, type RateLimits, usualLimits } from './rate-limit.ts'
import { type Account, type AccountSettings, createAccount } from './state.ts'

export interface AccountOptions {
  readonly name?: string
  readonly country?: string
  readonly email?: string
  /** Currencies with a bank account, lower case, the default one first. Default `['eur']`. */
  readonly currencies?: readonly [string, ...string[]]
  /** Days until a charge can be paid out. Default 0, so that a payout may follow at once. */
  readonly settlementDays?: number
  /** How long a report run is queued. Default 0. */
  readonly reportSeconds?: number
}

export interface StripeOptions extends AccountOptions {
  readonly port?: number
  /** The same seed gives the same ids and chaos. Default 1. */
  readonly seed?: number
  readonly clock?: Clock
  /** Default false: a sandbox with test keys. */
  readonly livemode?: boolean
  /** Default as documented; `null` for none. Counted by the sandbox's clock. */
  readonly limits?: RateLimits | null
  readonly permissions?: readonly Permission[]
}

/** A merchant's account that is connected to the sandbox's own, which is then a platform. */
export interface ConnectedAccount extends Life {
  readonly accountId: string
  /** A code as the merchant's consent would send it, for `POST /oauth/token`. */
  authorizationCode(): string
}

/** An account of our own that answers as Stripe's API does. */
export interface StripeSandbox extends AsyncDisposable, Life {
  /** `http://127.0.0.1:PORT`, in place of `https://api.stripe.com`, `files.stripe.com` and `connect.stripe.com`. */
  readonly url: string
  readonly port: number
  readonly accountId: string
  /** `sk_test_…`, which may do everything. */
  readonly secretKey: string
  /** `rk_test_…` with `READER_PERMISSIONS` unless other ones were asked for. */
  readonly restrictedKey: string
  readonly keys: Keys
  readonly idempotency: Idempotency
  readonly faults: Faults
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  readonly deliveries: Deliveries
  /** The whole state, for tests that look inside. */
  readonly account: Account
  /** The next calls that match (default any of the API) are answered 429. */
  throttle(times: number, how?: { readonly match?: string | RegExp; readonly reason?: string }): void
  /** The next calls find their object held by another one: 429 `lock_timeout`. */
  lock(times: number, match?: string | RegExp): void
  /** A merchant connects. */
  connect(options?: AccountOptions): ConnectedAccount
  /** A merchant takes the access back. */
  disconnect(accountId: string): void
  stop(): Promise<void>
}

/** Starts an account on loopback. Nothing is shared between two of them. */
export async function startStripe(options: StripeOptions = {}): Promise<StripeSandbox> {
  const clock = options.clock ?? systemClock
  const random = seededRandom(options.seed ?? 1)
  const ids = createIds(random)
  const account = createAccount(settingsOf(options, ids, options.livemode ?? false), clock, ids)
  const platform: Platform = { own: account, connected: new Map(), codes: new Map() }
  const { deliveries, attach } = createDeliveries({ clock, random, platform: account })
  attach(account)
  const keys = createKeys(ids, account.settings.livemode)
  const limits = options.limits === undefined ? usualLimits(account.settings.livemode) : options.limits
  const faults = new Faults(random)
  const life = createLife(account)
  const idempotency = createIdempotency()
  const server = await startSandboxServer({
    faults,
    handle: httpHandler({
      platform,
      keys,
      idempotency,
      limiter: createRateLimiter(limits),
      life,
      account,
      faults,
      deliveries,
    }),
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  account.baseUrl = server.url
  return sandbox({
    server,
    platform,
    deliveries,
    attach,
    keys,
    idempotency,
    life,
    permissions: options.permissions,
    clock,
  })
}

const settingsOf = (options: AccountOptions, ids: Ids, livemode: boolean): AccountSettings => ({
  id: `acct_1${ids.token(15)}`,
  name: options.name ?? 'Sandbox Store',
  country: options.country ?? 'SE',
  email: options.email ?? 'owner@sandbox-store.example',
  livemode,
  currencies: options.currencies ?? ['eur'],
  settlementDays: options.settlementDays ?? 0,
  reportSeconds: options.reportSeconds ?? 0,
})

interface Parts {
  readonly server: SandboxServer
  readonly platform: Platform
  readonly deliveries: Deliveries
  attach(account: Account): void
  readonly keys: Keys
  readonly idempotency: Idempotency
  readonly life: Life
  readonly permissions: readonly Permission[] | undefined
  readonly clock: Clock
}

function sandbox(parts: Parts): StripeSandbox {
  const { server, platform, deliveries, keys, idempotency, life } = parts
  const stop = async (): Promise<void> => {
    deliveries.stop()
    await server.stop()
  }
  return {
    ...life,
    url: server.url,
    port: server.port,
    accountId: platform.own.settings.id,
    secretKey: keys.secret(),
    restrictedKey: keys.restricted(parts.permissions ?? READER_PERMISSIONS),
    keys,
    idempotency,
    faults: server.faults,
    traffic: server.traffic,
    get requestCount() {
      return server.requestCount
    },
    deliveries,
    account: platform.own,
    throttle: (times, { match = '/v1/', reason = 'global-rate' } = {}) =>
      refuseNext(server.faults, match, rateLimited(reason), times),
    lock: (times, match = '/v1/') => refuseNext(server.faults, match, LOCKED, times),
    connect: (options = {}) => connect(parts, options),
    disconnect: (accountId) => void platform.connected.delete(accountId),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const LOCKED = new ApiError(
  429,
  'This object cannot be accessed right now because another API request or Stripe process is accessing it.',
  {
    code: 'lock_timeout',
    headers: { 'stripe-rate-limited-reason': 'resource-specific', 'stripe-should-retry': 'true' },
  },
)

function refuseNext(faults: Faults, match: string | RegExp, error: ApiError, times: number): void {
  const { status, body, headers } = errorResponse(error, 'req_refused')
  faults.next(
    match,
    { kind: 'status', status, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } },
    times,
  )
}

function connect({ platform, attach, server, clock }: Parts, options: AccountOptions): ConnectedAccount {
  const { ids, settings } = platform.own
  const account = createAccount(settingsOf(options, ids, settings.livemode), clock, ids)
  account.baseUrl = server.url
  platform.connected.set(account.settings.id, account)
  attach(account)
  return {
    ...createLife(account),
    accountId: account.settings.id,
    authorizationCode() {
      const code = `ac_${ids.token(32)}`
      platform.codes.set(code, account.settings.id)
      return code
    },
  }
}
