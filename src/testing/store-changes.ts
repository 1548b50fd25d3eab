import type { PurchaseLine, StoreOrder } from './store-side.ts'

/** Pieces by the place of their line in the order; 0 is the first one. */
export type Pieces = Readonly<Record<number, number>>

/** What somebody in the shop changes of an order. */
export interface Alteration {
  /** How many pieces a line has from now on; 0 takes it off. */
  readonly pieces?: Pieces
  readonly more?: readonly PurchaseLine[]
}

/** What goes back to the buyer. */
export interface GivenBack {
  readonly pieces?: Pieces
  /** All of it that is left. */
  readonly shipping?: true
  /** An amount without goods. */
  readonly goodwill?: string
  /** What becomes of pieces that had been sent: counted again where they left, or elsewhere, or no more. Default: nothing came back. */
  readonly goods?: 'restocked' | 'elsewhere' | 'lost'
}

/** What happens to an order after it was placed. */
export interface StoreChanges {
  /** Paid or not. */
  alter(order: StoreOrder, alteration: Alteration): void
  /** Answers the shop's number of the refund. */
  giveBack(order: StoreOrder, given: GivenBack): string
  /** A refund of which the buyer's bank has yet to say whether it goes through; after `failure` it is tried again. */
  beginGivingBack(order: StoreOrder, given: GivenBack): (outcome: 'success' | 'failure') => void
  /** A second place from which the shop sells, as mappings name it; absent where there is none. */
  readonly elsewhere?: string
  /** Deletes a refund that was made by mistake; absent where no shop can. */
  readonly dropRefund?: (order: StoreOrder, refund: string) => void
  /** The shop calls a paid order off: the buyer gets everything back, and what was not sent never is. */
  callOff(order: StoreOrder): void
  /** The shop sends all that is left to send. */
  dispatch(order: StoreOrder): void
  /** One piece of the first line, which had been sent, for something else that is sent at once. All orders that have a part in it. */
  exchange(order: StoreOrder, instead: PurchaseLine): readonly StoreOrder[]
  /** Somebody opens the order and saves it as it was. */
  save(order: StoreOrder): void
}
