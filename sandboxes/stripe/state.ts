import type { Clock } from '#lib/clock'
import type { Decimal } from '#lib/decimal'
import type { Minor } from './currencies.ts'
import type { Ids } from './ids.ts'
import { createTable, type Stored, type Table } from './table.ts'

export type Metadata = Readonly<Record<string, string>>
export type Json = Readonly<Record<string, unknown>>

export type FeeType = 'stripe_fee' | 'application_fee' | 'tax' | 'payment_method_passthrough_fee' | 'withheld_tax'

export interface FeeDetail {
  readonly type: FeeType
  readonly amount: Minor
  readonly description: string | null
}

/** A balance transaction. */
export interface Row extends Stored {
  readonly type: string
  readonly category: string
  readonly amount: Minor
  readonly fees: readonly FeeDetail[]
  readonly currency: string
  readonly description: string | null
  readonly source: string | null
  readonly exchangeRate: Decimal | null
  /** Unix seconds from which it can be paid out. */
  readonly availableOn: number
  readonly balanceType: string
  /** The automatic payout that took it; its own row for a payout. */
  payoutId: string | null
}

export interface Charge extends Stored {
  readonly amount: Minor
  readonly currency: string
  readonly paymentIntentId: string | null
  readonly method: string
  readonly metadata: Metadata
  readonly description: string | null
  readonly customer: string | null
  readonly email: string | null
  readonly transferGroup: string | null
  readonly refundIds: string[]
  readonly disputeIds: string[]
  readonly presentment: { readonly amount: Minor; readonly currency: string } | null
  readonly settlementCurrency: string
  readonly rate: Decimal | null
  readonly fees: readonly FeeDetail[]
  status: 'pending' | 'succeeded' | 'failed'
  capturedAmount: Minor
  captured: boolean
  rowId: string | null
  failureRowId: string | null
  failure: { readonly code: string; readonly message: string } | null
}

export interface PaymentIntent extends Stored {
  /** Attempts, oldest first. */
  readonly chargeIds: string[]
  readonly amount: Minor
  readonly currency: string
  readonly metadata: Metadata
  readonly description: string | null
  readonly customer: string | null
}

export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'

export interface Refund extends Stored {
  readonly chargeId: string
  readonly amount: Minor
  readonly currency: string
  readonly reason: string | null
  readonly metadata: Metadata
  readonly rate: Decimal | null
  readonly fees: readonly FeeDetail[]
  status: RefundStatus
  pendingReason: string | null
  rowId: string | null
  failureRowId: string | null
  failureReason: string | null
  arn: string | null
}

export interface Dispute extends Stored {
  readonly chargeId: string
  readonly amount: Minor
  readonly currency: string
  readonly reason: string
  readonly rate: Decimal | null
  readonly dueBy: number
  readonly rowIds: string[]
  status: string
  submissions: number
}

export type PayoutStatus = 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled'

export interface Payout extends Stored {
  readonly amount: Minor
  readonly currency: string
  readonly automatic: boolean
  readonly method: 'standard' | 'instant'
  readonly arrivalDate: number
  readonly description: string | null
  readonly statementDescriptor: string | null
  readonly metadata: Metadata
  readonly rowId: string
  /** What an automatic payout is made of, its own row last; empty for others. */
  readonly rows: readonly Row[]
  readonly originalPayout: string | null
  status: PayoutStatus
  reconciliation: 'completed' | 'in_progress' | 'not_applicable'
  failureRowId: string | null
  failure: { readonly code: string; readonly message: string } | null
  reversedBy: string | null
  traceId: string | null
}

/** An object behind a balance transaction that has no life of its own here: a top-up, a transfer, a reserve. */
export interface OtherSource extends Stored {
  readonly view: Json
}

export interface EventRecord extends Stored {
  readonly type: string
  /** The object as it was when the event took place. */
  readonly object: Json
  readonly previous: Json | null
  readonly request: { readonly id: string; readonly idempotencyKey: string | null } | null
  /** Deliveries that have not been answered with 2xx. */
  pendingWebhooks: number
  /** Deliveries that were given up. */
  failedWebhooks: number
}

export interface Endpoint extends Stored {
  readonly secret: string
  readonly apiVersion: string | null
  readonly connect: boolean
  url: string
  enabledEvents: readonly string[]
  description: string | null
  metadata: Metadata
  status: 'enabled' | 'disabled'
}

export interface ReportRun extends Stored {
  readonly reportType: string
  readonly parameters: Json
  readonly finishesAt: number
  status: 'pending' | 'succeeded' | 'failed'
  succeededAt: number | null
  fileId: string | null
  error: string | null
}

export interface FileRecord extends Stored {
  readonly filename: string
  readonly content: string
}

export interface AccountSettings {
  readonly id: string
  readonly name: string
  readonly country: string
  readonly email: string
  readonly livemode: boolean
  /** Currencies with a bank account, lower case; others are exchanged into the first. */
  readonly currencies: readonly [string, ...string[]]
  /** Days until a charge can be paid out. */
  readonly settlementDays: number
  readonly reportSeconds: number
}

/** One Stripe account and all that it holds. */
export interface Account {
  readonly settings: AccountSettings
  readonly clock: Clock
  readonly ids: Ids
  /** `http://127.0.0.1:PORT`, for addresses inside of answers. */
  baseUrl: string
  /** When what is happening takes place, for histories made later; `null` for now. */
  at: Date | null
  /** The API call under way, for the events it causes. */
  request: EventRecord['request']
  readonly rows: Table<Row>
  readonly charges: Table<Charge>
  readonly paymentIntents: Table<PaymentIntent>
  readonly refunds: Table<Refund>
  readonly disputes: Table<Dispute>
  readonly payouts: Table<Payout>
  readonly others: Table<OtherSource>
  readonly events: Table<EventRecord>
  readonly endpoints: Table<Endpoint>
  readonly reportRuns: Table<ReportRun>
  readonly files: Table<FileRecord>
  /** `id`, `created` and `sequence` for a new object. */
  stamp(prefix: string): Stored
  /** Sends an event to whoever has registered for it. */
  deliver(event: EventRecord): void
}

export const secondsOf = (at: Date): number => Math.floor(at.getTime() / 1000)
export const nowOf = (account: Account): number => secondsOf(account.clock.now())

/** Does something as if at another time; `undefined` for now. */
export function atTime<R>(account: Account, at: Date | undefined, act: () => R): R {
  const before = account.at
  account.at = at ?? before
  try {
    return act()
  } finally {
    account.at = before
  }
}

export function createAccount(settings: AccountSettings, clock: Clock, ids: Ids): Account {
  let sequence = 0
  const account: Account = {
    settings,
    clock,
    ids,
    baseUrl: '',
    at: null,
    request: null,
    rows: createTable(),
    charges: createTable(),
    paymentIntents: createTable(),
    refunds: createTable(),
    disputes: createTable(),
    payouts: createTable(),
    others: createTable(),
    events: createTable(),
    endpoints: createTable(),
    reportRuns: createTable(),
    files: createTable(),
    stamp(prefix) {
      sequence += 1
      return { id: ids.make(prefix), created: secondsOf(account.at ?? clock.now()), sequence }
    },
    deliver: () => undefined,
  }
  return account
}

/** The object with this id in a table. @throws {RangeError} when there is none. */
export function need<T extends Stored>(table: Table<T>, id: string): T {
  const found = table.get(id)
  if (found === undefined) throw new RangeError(`There is no ${id} in this account`)
  return found
}
