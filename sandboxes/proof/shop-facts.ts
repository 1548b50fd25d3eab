import { type Decimal, decimal, HUNDRED, multiply, subtract } from '#lib/decimal'

/** One order as the shop itself states it now. */
export interface ShopOrder {
  /** The shop's number of it, which references in the target end with. */
  readonly key: string
  /** `#1001` */
  readonly name: string
  readonly currency: string
  /** After edits and returns, in shop currency. */
  readonly total: Decimal
  /** By rate in percent, e.g. `{ "25": "19.98" }`. */
  readonly taxes: Readonly<Record<string, Decimal>>
  /** Money received less money given back. */
  readonly paid: Decimal
}

/** What is asked of a shop sandbox. */
export interface ShopWithOrders {
  orders(): readonly { readonly id: number; readonly name: string }[]
  totals(order: string): {
    readonly currency: string
    readonly total: Decimal
    readonly taxByRate: Readonly<Record<string, Decimal>>
    readonly received: Decimal
    readonly refunded: Decimal
  }
}

/** Every order of the shop with its own figures. */
export function shopOrders(shop: ShopWithOrders): ShopOrder[] {
  return shop.orders().map(({ id, name }) => {
    const { currency, total, taxByRate, received, refunded } = shop.totals(name)
    const taxes = Object.entries(taxByRate).map(([rate, amount]) => [multiply(decimal(rate), HUNDRED), amount])
    return {
      key: String(id),
      name,
      currency,
      total,
      taxes: Object.fromEntries(taxes) as Record<string, Decimal>,
      paid: subtract(received, refunded),
    }
  })
}
