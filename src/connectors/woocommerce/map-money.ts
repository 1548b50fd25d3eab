import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  equals,
  isNegative,
  isZero,
  multiply,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { round } from '#lib/rounding'
import { dual } from '#model/money'
import type { TaxLine } from '#model/tax'
import { type PartTax, type RateTotal, spreadTaxes, type TaxedPart } from './spread-taxes.ts'
import type { WooOrder } from './vendor.ts'

/** What one part of an order comes to, in the order's price mode. */
export interface PartMoney {
  /** After discounts; contains tax when the order's prices do. */
  readonly amount: Decimal
  readonly taxes: readonly TaxLine[]
  readonly tax: Decimal
}

/** Reads the parts of one order: their amounts are stated net, their taxes apart, whatever the shop's prices contain. */
export interface OrderMoney {
  readonly places: number
  of(part: { readonly id: string; readonly total: Decimal }): PartMoney
}

/** How many digits behind the point the shop works with: WooCommerce writes every amount with all of them. */
export const placesOf = ({ total }: Pick<WooOrder, 'total'>): number => total.split('.')[1]?.length ?? 0

export function orderMoney(order: WooOrder): OrderMoney {
  const places = placesOf(order)
  const rates = new Map(order.tax_lines.map((line) => [line.rate_id, line]))
  const taxes = spreadTaxes(taxedParts(order), rateTotals(order), { orderTax: order.total_tax, places })
  const lineOf = ({ rate, amount }: PartTax): TaxLine => taxLine(rate === null ? undefined : rates.get(rate), amount)
  return {
    places,
    of({ id, total }) {
      const own = taxes.get(id) ?? []
      const tax = sum(own.map(({ amount }) => amount))
      return { amount: order.prices_include_tax ? add(total, tax) : total, taxes: own.map(lineOf), tax }
    },
  }
}

/** A tax as the order names its rate. */
export const taxLine = (stated: WooOrder['tax_lines'][number] | undefined, amount: Decimal): TaxLine => ({
  title: stated?.label ?? stated?.rate_code ?? 'Tax',
  ratePercent: stated?.rate_percent ?? null,
  amount: dual(amount),
  channelLiable: false,
})

function taxedParts(order: WooOrder): TaxedPart[] {
  const part =
    (section: TaxedPart['section']) =>
    (
      row: WooOrder['fee_lines'][number] | WooOrder['line_items'][number] | WooOrder['shipping_lines'][number],
    ): TaxedPart => ({
      id: row.id,
      section,
      tax: row.total_tax,
      byRate: row.taxes.filter(({ total }) => !isZero(total)).map(({ id, total }) => ({ rate: id, exact: total })),
    })
  return [...[...order.line_items, ...order.fee_lines].map(part('cart')), ...order.shipping_lines.map(part('shipping'))]
}

const rateTotals = (order: WooOrder): RateTotal[] =>
  order.tax_lines.map(({ rate_id: rate, tax_total: cart, shipping_tax_total: shipping }) => ({ rate, cart, shipping }))

// A price that does not divide is told with this many digits.
const PRICE_DIGITS = 6

/**
 * The price of one piece, so that `quantity` of them less `over` come to exactly `total`: a shop states what the line costs, and a
 * third of it often has no end.
 */
export function unitPrice(total: Decimal, quantity: Decimal): { readonly price: Decimal; readonly over: Decimal } {
  if (isZero(quantity)) return { price: ZERO, over: ZERO }
  const exact = divide(total, quantity)
  if (equals(multiply(exact, quantity), total)) return { price: exact, over: ZERO }
  const price = round(exact, { places: PRICE_DIGITS, direction: isNegative(quantity) ? 'floor' : 'ceiling' })
  return { price, over: subtract(multiply(price, quantity), total) }
}

/** Whether two sums of an order differ by no more than rounding may explain: one unit for each of its parts. */
export const isRounding = (difference: Decimal, unit: Decimal, parts: number): boolean =>
  compare(absolute(difference), multiply(unit, decimal(Math.max(1, parts)))) <= 0
