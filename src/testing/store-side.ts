import type { ShopOrder } from '#sandboxes/proof/shop-facts'

export interface PurchaseLine {
  readonly sku: string
  readonly quantity: number
  /** Of one piece, as the shop shows it. */
  readonly price: string
  /** Tax in percent: 25, 12 or 6. */
  readonly percent?: 25 | 12 | 6
}

/** What a customer buys, said so that any shop can sell it. */
export interface Purchase {
  readonly lines: readonly PurchaseLine[]
  /** Default true. */
  readonly pricesIncludeTax?: boolean
  /** Where the shop can be set so: taxes are rounded on their sum and not by line. */
  readonly taxRoundedOnSum?: boolean
  /** By a code at the checkout. */
  readonly percentOff?: number
  /** Whether it is sent, at the shop's own price. Default false. */
  readonly shipping?: boolean
  /** Default true. */
  readonly paid?: boolean
}

export interface StoreOrder {
  readonly key: string
  readonly name: string
}

/** The store of a story, bought in and looked at in the same way whatever it is. */
export interface StoreSide {
  readonly name: string
  /** As rules of stock name the place that the shop counts. */
  readonly place: string
  /** Every order as the shop itself states it now. */
  facts(): readonly ShopOrder[]
  buy(purchase: Purchase): StoreOrder
  /** The buyer of an order that waits for its money pays. */
  pay(order: StoreOrder): void
  /** Gives back pieces of the first line. */
  refundPieces(order: StoreOrder, pieces: number): void
  /** Gives back everything that is left. */
  refundRest(order: StoreOrder): void
  cancel(order: StoreOrder): void
  /** Sells a product that the shop counts, of which there is nothing yet. */
  carry(sku: string): void
  /** How many pieces the shop offers. */
  offered(sku: string): number
  /** Numbers of the parcels that the shop shows for an order. */
  parcels(order: StoreOrder): readonly string[]
  /** Webhooks as they are: lost, or sent twice and in any order, or neither. */
  telling(manner: 'well' | 'never' | 'twice'): void
}
