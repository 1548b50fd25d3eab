import { add, type Decimal, decimal, isZero, negate, subtract, sum, ZERO } from '#lib/decimal'
import type { ShopOrder } from './shop-facts.ts'

interface TaxShown {
  readonly rate_id: number
  readonly rate_percent: number
  readonly tax_total: string
  readonly shipping_tax_total: string
}

interface RowShown {
  readonly total: string
  readonly total_tax: string
}

/** An order as the shop shows it. */
export interface WooOrderShown {
  readonly id: number
  readonly number: string
  readonly status: string
  readonly currency: string
  readonly total: string
  readonly date_paid_gmt: string | null
  /** What it came to when it was paid, where that is known: the shop does not show it. */
  readonly paid_total?: string
  readonly tax_lines: readonly TaxShown[]
  readonly fee_lines: readonly (RowShown & { readonly id: number; readonly name: string })[]
}

/** A refund as the shop shows it; rows and taxes are negative. */
export interface WooRefundShown {
  readonly id: number
  readonly amount: string
  readonly line_items: readonly RowShown[]
  readonly shipping_lines: readonly RowShown[]
  readonly fee_lines: readonly RowShown[]
  readonly tax_lines: readonly TaxShown[]
}

const ENDED: ReadonlySet<string> = new Set(['cancelled', 'trash'])

/** Names of fees that are money which the shop owed the buyer: they lower what is left to pay, not what the order is worth. */
const CREDITS: ReadonlySet<string> = new Set(['Gift card', 'Store credit'])

/** An order of WooCommerce with the shop's own figures, told as that of any shop. */
export function wooOrder(order: WooOrderShown, refunds: readonly WooRefundShown[]): ShopOrder {
  const credits = order.fee_lines.filter(({ name }) => CREDITS.has(name))
  const credited = negate(sum(credits.map(({ total }) => decimal(total))))
  const given = sum(refunds.map(({ amount }) => decimal(amount)))
  const rest = subtract(decimal(order.total), given)
  // Of an order that was cancelled or given back whole nothing was sold, whatever the rows of its refunds say.
  const isOver = ENDED.has(order.status) || isZero(rest)
  const received = order.date_paid_gmt === null ? null : decimal(order.paid_total ?? order.total)
  const paid = received === null ? ZERO : add(subtract(received, given), isOver ? ZERO : credited)
  const worth = isOver ? ZERO : add(rest, credited)
  const id = String(order.id)
  const ids = refunds.map((refund) => String(refund.id))
  return {
    key: id,
    name: order.number,
    currency: order.currency,
    total: worth,
    taxes: isOver ? {} : taxesOf([...order.tax_lines, ...refunds.flatMap((refund) => refund.tax_lines)]),
    adjusted: isOver ? ZERO : sum(refunds.map(withoutRows)),
    paid,
    outstanding: subtract(worth, paid),
    refunds: [...ids, `${id}-cancelled`],
    transactions: [
      `${id}-sale`,
      ...ids.map((refund) => `${refund}-refund`),
      ...credits.flatMap((fee) => [id, ...ids].map((source) => `${source}-credit-${fee.id}`)),
    ],
    movements: [`${id}-completed`, ...ids],
    stock: {},
  }
}

function taxesOf(lines: readonly TaxShown[]): Record<string, Decimal> {
  const percents = new Map(lines.map((line) => [line.rate_id, String(line.rate_percent)]))
  const taxes: Record<string, Decimal> = {}
  for (const line of lines) {
    const rate = percents.get(line.rate_id) ?? ''
    taxes[rate] = add(taxes[rate] ?? ZERO, decimal(line.tax_total), decimal(line.shipping_tax_total))
  }
  return taxes
}

/** What a refund gives back beyond its rows; negative, as it is worth less than nothing. */
function withoutRows({ amount, line_items, shipping_lines, fee_lines }: WooRefundShown): Decimal {
  const rows = [...line_items, ...shipping_lines, ...fee_lines]
  const stated = sum(rows.flatMap(({ total, total_tax: tax }) => [decimal(total), decimal(tax)]))
  return subtract(ZERO, add(decimal(amount), stated))
}
