import { add, type Decimal, decimal, HUNDRED, multiply, subtract, sum, ZERO } from '#lib/decimal'

/** One order as the shop itself states it now. */
export interface ShopOrder {
  /** The shop's number of it, which references in the target end with. */
  readonly key: string
  /** `#1001` */
  readonly name: string
  readonly currency: string
  /** What it is worth after edits, returns and amounts without goods (goodwill, fees kept), in shop currency. */
  readonly total: Decimal
  /** By rate in percent, e.g. `{ "25": "19.98" }`. */
  readonly taxes: Readonly<Record<string, Decimal>>
  /** Part of `total` that has no goods and of which the shop states no tax: goodwill is negative, fees that were kept positive. */
  readonly adjusted: Decimal
  /** Money received less money given back, cash rounding included. */
  readonly paid: Decimal
  /** What the buyer still owes; negative when the shop does. */
  readonly outstanding: Decimal
  /** The shop's numbers of its refunds and its movements of money. */
  readonly refunds: readonly string[]
  readonly transactions: readonly string[]
  /** Its shipments, returns and refunds, of which goods are known to have moved. */
  readonly movements: readonly string[]
  /** Goods that left and did not come back into stock, by `SKU @ location`. */
  readonly stock: Readonly<Record<string, Decimal>>
}

/** What is asked of a shop sandbox. */
export interface ShopWithOrders {
  orders(): readonly ShopOrderState[]
  totals(order: string): {
    readonly currency: string
    readonly total: Decimal
    readonly taxByRate: Readonly<Record<string, Decimal>>
    readonly received: Decimal
    readonly refunded: Decimal
    readonly net: Decimal
    readonly outstanding: Decimal
  }
}

interface ShopOrderState {
  readonly id: number
  readonly name: string
  readonly lines: readonly { readonly id: number; readonly sku: string | null }[]
  readonly transactions: readonly {
    readonly id: number
    readonly kind: string
    readonly status: string
    readonly rounding: { readonly shop: Decimal } | null
  }[]
  readonly fulfillments: readonly {
    readonly id: number
    readonly status: string
    readonly locationId: number
    readonly lines: readonly { readonly lineId: number; readonly quantity: number }[]
  }[]
  readonly refunds: readonly {
    readonly id: number
    readonly lines: readonly {
      readonly lineId: number
      /** How many of the units had been sent. */
      readonly sentQuantity: number
      readonly restockType: string
      readonly locationId: number | null
    }[]
  }[]
  readonly returns: readonly { readonly id: number }[]
}

/** Every order of the shop with its own figures. */
export function shopOrders(shop: ShopWithOrders): ShopOrder[] {
  return shop.orders().map((order) => {
    const { currency, total, taxByRate, received, refunded, net, outstanding } = shop.totals(order.name)
    const taxes = Object.entries(taxByRate).map(([rate, amount]) => [multiply(decimal(rate), HUNDRED), amount])
    const worth = add(outstanding, net)
    return {
      key: String(order.id),
      name: order.name,
      currency,
      total: worth,
      taxes: Object.fromEntries(taxes) as Record<string, Decimal>,
      adjusted: subtract(worth, total),
      paid: add(subtract(received, refunded), roundingOf(order)),
      outstanding,
      refunds: idsOf(order.refunds),
      transactions: idsOf(order.transactions),
      movements: idsOf([...order.fulfillments, ...order.returns, ...order.refunds]),
      stock: stockOf(order),
    }
  })
}

const idsOf = (parts: readonly { readonly id: number }[]): string[] => parts.map(({ id }) => String(id))

/** What was paid beyond the exact figure because coins are round. */
const roundingOf = ({ transactions }: ShopOrderState): Decimal =>
  sum(
    transactions
      .filter(({ kind, status }) => status === 'SUCCESS' && (kind === 'SALE' || kind === 'CAPTURE'))
      .map(({ rounding }) => rounding?.shop ?? ZERO),
  )

function stockOf({ lines, fulfillments, refunds }: ShopOrderState): Record<string, Decimal> {
  const left = fulfillments
    .filter(({ status }) => status === 'SUCCESS')
    .flatMap((shipment) => shipment.lines.map((line) => ({ ...line, locationId: shipment.locationId, sign: 1 })))
  const back = refunds
    .flatMap((refund) => refund.lines)
    .filter(({ restockType }) => restockType === 'RETURN' || restockType === 'CANCEL')
    .map((line) => ({ ...line, quantity: line.sentQuantity, sign: -1 }))
  const moved: Record<string, Decimal> = {}
  for (const { lineId, quantity, locationId, sign } of [...left, ...back]) {
    const sku = lines.find((line) => line.id === lineId)?.sku
    if (sku == null || locationId === null) continue
    const key = `${sku} @ ${locationId}`
    moved[key] = add(moved[key] ?? ZERO, decimal(quantity * sign))
  }
  return moved
}
