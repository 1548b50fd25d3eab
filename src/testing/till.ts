import type { Decimal } from '#lib/decimal'
import type { StoreOrder } from './store-side.ts'

/** Mugs at a price that holds 25 % tax. */
export interface Sale {
  readonly pieces: number
  /** Of one. */
  readonly price: string
  /** Instant at which they were bought and paid. Default: now. */
  readonly at?: string
}

export interface PaidOut {
  /** The provider's. */
  readonly id: string
  /** What arrives at the bank; negative where it is taken from there. */
  readonly amount: Decimal
}

/** A provider that takes the money of a store's buyers and pays it out, worked with in the same way whatever it is. */
export interface Till {
  /** Connections beside the store's, by key; none where the store takes the money itself. */
  readonly connections: Readonly<Record<string, object>>
  /** An order that is paid with the provider. */
  sell(sale: Sale): StoreOrder
  /** One piece of an order goes back, and its money with it. */
  giveBackPiece(order: StoreOrder): void
  /** One movement of each kind that the provider documents and that no order makes, negative ones among them. */
  bookEveryKind(): void
  /** A movement of a kind that is in no document. Absent where the provider has no other words than those of its API's version. */
  readonly bookUnknown?: (kind: string, amount: string) => void
  /** Pays out all that has come in until then. Default: now, and it is in the bank at once. */
  payOut(manner?: { readonly at?: string; readonly arrives?: 'now' | 'later' }): PaidOut
  /** What was still to arrive is in the bank. */
  arrive(paidOut: PaidOut): void
  /** The bank sends it back. */
  fail(paidOut: PaidOut): void
}

/** What a store does when its buyers pay with a provider beside it. */
export interface TillShop {
  /** Sells what the provider was paid for, under the provider's number of the payment. */
  sell(sale: Sale, paymentId: string): StoreOrder
  giveBackPiece(order: StoreOrder): void
}

/** Providers that tell of payouts in ways of their own: by an API of settlements, by a report of each batch. */
export type Settler = 'klarna' | 'adyen'

/** A till of which no more is asked than that it pays out. */
export interface SettlingTill extends Pick<Till, 'connections' | 'sell' | 'giveBackPiece' | 'payOut'> {
  /** A buyer takes the money of an order back from the provider, which takes a fee; and the provider keeps something in reserve. */
  dispute(order: StoreOrder): void
}

/** A store of which tills can be opened. */
export interface StoreTills {
  /** The provider that comes with the store, or the one that its shops use most; the same each time. */
  openTill(): Promise<Till>
  /** A provider beside the store; may be the same. */
  openTillBeside(): Promise<Till>
  /** Another one beside it; the same each time. */
  openTillOf(settler: Settler): Promise<SettlingTill>
}
