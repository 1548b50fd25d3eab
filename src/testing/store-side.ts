import type { Decimal } from '#lib/decimal'
import type { ShopOrder } from '#sandboxes/proof/shop-facts'
import type { StoreChanges } from './store-changes.ts'
import type { StoreGate } from './store-gate.ts'
import type { StoreTills } from './till.ts'
import type { StoreShelf } from './store-shelf.ts'

export interface PurchaseLine {
  readonly sku: string
  /** One of `twins`, where the SKU does not tell which. */
  readonly variant?: string
  readonly quantity: number
  /** Of one piece, as the shop shows it. */
  readonly price: string
  /** Tax in percent, several where one is charged beside another, `[]` for none. Default 25; 25, 12 and 6 are mapped. */
  readonly percent?: number | readonly number[]
  /** Taken off this line alone, of all its pieces; only where prices hold no tax. */
  readonly off?: string
}

/** Where an order goes, if not to where the shop's own orders go. */
export interface Destination {
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** A company, which is sold to without tax. */
  readonly company?: { readonly name: string; readonly vatNumber: string }
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
  /** By a voucher, of all goods together. */
  readonly amountOff?: string
  /** Whether it is sent, at the shop's own price. Default false. */
  readonly shipping?: boolean
  /** How much of the shipping's price is taken off; only where prices hold no tax. */
  readonly shippingPercentOff?: number
  /** Taxes of the shipping with the part of its price that each is on. Default: all of it at 25. */
  readonly shippingShares?: readonly { readonly percent: number; readonly share: string }[]
  /** What the buyer adds for those who packed, without tax. */
  readonly tip?: string
  /** A gift card of this worth beside the goods, where the shop sells such. */
  readonly giftCardSold?: string
  /** What is paid with money that the shop owes the buyer; the rest is paid by card. */
  readonly credits?: { readonly giftCard?: string; readonly storeCredit?: string }
  /** Default true. */
  readonly paid?: boolean
  /** Who buys, by e-mail address; `null` = somebody who leaves none. Default: whoever the shop's own orders are by. */
  readonly customer?: string | null
  /** What else the buyer says of themselves. */
  readonly buyer?: { readonly firstName: string; readonly lastName: string; readonly phone?: string }
  readonly to?: Destination
  /** The buyer's currency, and how much of it one unit of the shop's buys. Default: the shop's own. */
  readonly currency?: { readonly code: string; readonly rate: string }
  /** Instant at which it was placed, and paid if it was. Default: now. */
  readonly at?: string
}

export interface StoreOrder {
  readonly key: string
  readonly name: string
}

/** The store of a story, bought in and looked at in the same way whatever it is. */
export interface StoreSide extends StoreChanges, StoreGate, StoreShelf, StoreTills {
  readonly name: string
  /** As rules of stock name the place that the shop counts. */
  readonly place: string
  /** Every order as the shop itself states it now. */
  facts(): readonly ShopOrder[]
  buy(purchase: Purchase): StoreOrder
  /** What the buyer is asked for, in the buyer's currency. */
  charged(order: StoreOrder): Decimal
  /** What each article of an order came to without tax, by SKU, and `SHIPPING`. */
  nets(order: StoreOrder): Readonly<Record<string, Decimal>>
  /** Two variants that share a SKU, by the keys that the mapping of items knows them by. */
  twins(sku: string): readonly [string, string]
  /** Deletes an article that was sold. */
  deleteProduct(sku: string): void
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
  /** What left in the parcel of a number, by SKU, and from which of the shop's places. */
  parcel(
    order: StoreOrder,
    number: string,
  ): { readonly place: string; readonly pieces: Readonly<Record<string, number>> }
  /** Webhooks as they are: lost, or sent twice and in any order, or all of that to some of them, or neither. */
  telling(manner: 'well' | 'never' | 'twice' | 'badly'): void
}
