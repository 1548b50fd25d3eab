import type { z } from 'zod'
import type { Order } from '#model/order'
import type { Payout } from '#model/payout'
import type { AccountSource, AccountTarget } from './accounts.ts'
import type { Auth } from './auth.ts'
import type { CheckResult, CheckUse, Finding } from './check.ts'
import type { Context } from './context.ts'
import type { Limits } from './limits.ts'
import type { PriceSource, PriceTarget, ProductSource, ProductTarget } from './products.ts'
import type { NoteTarget, ReturnSource } from './returns.ts'
import type { Grant } from './grant.ts'
import type { FulfillmentTarget, ShipmentSource } from './shipments.ts'
import type { Source } from './source.ts'
import type { StockSource, StockTarget } from './stock.ts'
import type { Choice, ChoiceList, DocumentTarget, PartyTarget } from './target.ts'
import type { Webhooks } from './webhooks.ts'

/**
 * The code for one kind of system. It declares what it can do; an absent part means "cannot". The engine asks nothing else and
 * never knows which vendor it talks to.
 */
export interface Connector<S = unknown> {
  /** Lower case, e.g. `erpnext`; the folder's name. */
  readonly id: string
  /** As the vendor writes it. */
  readonly name: string
  readonly kind: 'store' | 'erp' | 'payments'
  /** Validates a connection's settings. Secret fields are marked with `secret()`. */
  readonly settings: z.ZodType<S>
  readonly baseUrl: (settings: S) => string
  readonly auth: Auth<S>
  /** Access that a person gives at the vendor's own page; absent = secrets are entered. */
  readonly grant?: Grant<S>
  readonly limits: Limits<S>
  /**
   * The same connector with the parts that these settings describe, for a system whose abilities are a matter of its settings. What
   * is declared here then says what some settings can bring; absent = all connections can do the same.
   */
  forSettings?(settings: S): Connector<S>
  /** Who am I, what may I do, what is missing for what it is used for? Changes nothing. `use`: absent = nothing but orders. */
  check(context: Context<S>, use?: CheckUse): Promise<CheckResult>
  /** Installs what the connector needs in the vendor's system (own reference fields …); can be repeated. */
  prepare?(context: Context<S>): Promise<readonly Finding[]>
  choices?(context: Context<S>, list: ChoiceList): Promise<readonly Choice[]>
  readonly reads: Reads<S>
  readonly webhooks?: Webhooks<S>
  readonly writes: Writes<S>
  /** Where a person opens a record of the store, e.g. the order in the shop's admin. */
  recordUrl?(settings: S, key: string): string | null
}

/** What a system tells. */
export interface Reads<S> {
  readonly orders?: Source<S, Order, Order | Promise<Order>>
  readonly payouts?: Source<S, Payout>
  readonly stock?: StockSource<S>
  readonly products?: ProductSource<S>
  readonly prices?: PriceSource<S>
  readonly accounts?: AccountSource<S>
  readonly shipments?: ShipmentSource<S>
  readonly returns?: ReturnSource<S>
}

/** What a system can be told. */
export interface Writes<S> {
  readonly parties?: PartyTarget<S>
  readonly documents?: DocumentTarget<S>
  readonly stock?: StockTarget<S>
  readonly products?: ProductTarget<S>
  readonly prices?: PriceTarget<S>
  readonly accounts?: AccountTarget<S>
  readonly fulfillments?: FulfillmentTarget<S>
  readonly notes?: NoteTarget<S>
}

/** Names a connector's settings type once; the engine handles all connectors alike. */
export const defineConnector = <S>(connector: Connector<S>): Connector<S> => connector

/** Connectors by id; an argument of the engine, so that the engine cannot know a vendor. */
export type ConnectorRegistry = ReadonlyMap<string, Connector<never>>
