import { type Clock, systemClock } from '#lib/clock'
import type { Faults } from '#sandboxes/kit/faults'
import { startSandboxServer, type Traffic } from '#sandboxes/kit/server'
import { type Credentials, httpHandler } from './http.ts'
import { createLife, type Life } from './life.ts'
import type { Fees, Merchant, SettlementType } from './state.ts'

export interface KlarnaOptions {
  readonly port?: number
  readonly clock?: Clock
  /** `GROSS`: sales are paid in full, fees are billed apart. Default `NET`. */
  readonly settlementType?: SettlementType
  /** Default 2.99 % and 0.35, with 25 % tax. */
  readonly fees?: Fees
  /** Calls a second before 429; `null` for none. Default 200. */
  readonly perSecond?: number | null
  /** Rows without a minus on deductions. Default false. */
  readonly unsigned?: boolean
}

/** A merchant of our own that answers as Klarna's settlements API does. */
export interface KlarnaSandbox extends AsyncDisposable, Life {
  /** `http://127.0.0.1:PORT`, in place of `https://api.klarna.com`. */
  readonly url: string
  readonly credentials: Credentials
  readonly faults: Faults
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  readonly merchant: Merchant
  stop(): Promise<void>
}

/** Starts a merchant on loopback. Nothing is shared between two of them. */
export async function startKlarna(options: KlarnaOptions = {}): Promise<KlarnaSandbox> {
  const merchant: Merchant = {
    merchantId: 'K123456_abcdef',
    clock: options.clock ?? systemClock,
    settlementType: options.settlementType ?? 'NET',
    fees: options.fees ?? { basisPoints: 299, fixed: 35, vatRate: 2500 },
    captures: [],
    pending: [],
    payouts: [],
    debts: new Map(),
    drawn: 0,
  }
  const credentials: Credentials = { username: 'K123456_abcdef123456', password: 'sandbox-password', settlements: true }
  let origin = ''
  const handle = httpHandler({
    merchant,
    credentials,
    perSecond: options.perSecond === undefined ? 200 : options.perSecond,
    unsigned: options.unsigned ?? false,
    origin: () => origin,
  })
  const server = await startSandboxServer({ handle, ...(options.port === undefined ? {} : { port: options.port }) })
  origin = server.url
  return {
    ...createLife(merchant),
    url: server.url,
    credentials,
    faults: server.faults,
    traffic: server.traffic,
    get requestCount() {
      return server.requestCount
    },
    merchant,
    stop: server.stop,
    [Symbol.asyncDispose]: server.stop,
  }
}
