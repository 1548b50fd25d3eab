import { createHash } from 'node:crypto'
import { type Clock, systemClock } from '#lib/clock'
import type { Faults } from '#sandboxes/kit/faults'
import { startSandboxServer, type Traffic } from '#sandboxes/kit/server'
import { type Credentials, httpHandler } from './http.ts'
import { createLife, type Life } from './life.ts'
import { createNotices, type Notices } from './notices.ts'
import { COLUMNS } from './report.ts'
import type { Merchant } from './state.ts'

export interface AdyenOptions {
  readonly port?: number
  readonly clock?: Clock
  /** Default `ExampleCOM`. */
  readonly account?: string
  /** Default true. */
  readonly live?: boolean
  /** In which the merchant is paid out. Default EUR. */
  readonly currency?: string
  /** The columns of the report, in their order. Default those of a new account. */
  readonly columns?: readonly string[]
  /** Calls a second before 429; `null` for none. Default 50. */
  readonly perSecond?: number | null
}

/** A merchant account of our own that answers as Adyen's reports do, and sends its webhooks. */
export interface AdyenSandbox extends AsyncDisposable, Life {
  /** `http://127.0.0.1:PORT`, in place of `https://ca-live.adyen.com`. */
  readonly url: string
  readonly credentials: Credentials
  readonly merchant: Merchant
  readonly notices: Notices
  readonly faults: Faults
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  /** Adds a standard webhook, as a person does in the Customer Area; its key is shown once. */
  addWebhook(url: string, login: { readonly username: string; readonly password: string }): { readonly hmacKey: string }
  stop(): Promise<void>
}

/** Starts a merchant account on loopback. Nothing is shared between two of them. */
export async function startAdyen(options: AdyenOptions = {}): Promise<AdyenSandbox> {
  const merchant: Merchant = {
    company: 'Example',
    account: options.account ?? 'ExampleCOM',
    live: options.live ?? true,
    clock: options.clock ?? systemClock,
    timeZone: { name: 'CET', iana: 'Europe/Amsterdam' },
    currency: options.currency ?? 'EUR',
    columns: options.columns ?? COLUMNS,
    payments: [],
    pending: [],
    batches: [],
    drawn: 0,
  }
  const credentials: Credentials = {
    reportUser: 'report_123456@Company.Example',
    reportPassword: 'sandbox-password',
    apiKey: 'AQEsandbox-api-key',
    mayRead: true,
  }
  const perSecond = options.perSecond === undefined ? 50 : options.perSecond
  const handle = httpHandler({ merchant, credentials, perSecond })
  const server = await startSandboxServer({ handle, ...(options.port === undefined ? {} : { port: options.port }) })
  const notices = createNotices(merchant)
  const stop = async (): Promise<void> => {
    notices.stop()
    await server.stop()
  }
  return {
    ...createLife(merchant, notices),
    url: server.url,
    credentials,
    merchant,
    notices,
    faults: server.faults,
    traffic: server.traffic,
    get requestCount() {
      return server.requestCount
    },
    addWebhook(url, login) {
      const hmacKey = createHash('sha256')
        .update(`key ${notices.webhooks.length} of ${url}`)
        .digest('hex')
        .toUpperCase()
      notices.webhooks.push({ url, ...login, hmacKey })
      return { hmacKey }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
