import { type Decimal, equals, isNegative, isZero, minimum, negate, subtract, sum, add, ZERO } from '#lib/decimal'
import { allocate } from '#lib/rounding'
import { lineAmount, shippingAmount, taxOf } from '#model/invariants'
import { type DualAmount, dual } from '#model/money'
import type { OrderLine, ShippingLine } from '#model/order'
import type { Refund } from '#model/refund'
import type { TaxLine } from '#model/tax'
import { placesOf, taxLine } from './map-money.ts'
import type { WooMeta, WooOrder, WooRefund } from './vendor.ts'

/** The id of the part that a refund's row is about. */
export const refundedItem = (meta: WooMeta): string | null => {
  const value = meta.find(({ key }) => key === '_refunded_item_id')?.value
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** What a refund's row gives back, in the order's price mode. */
interface Money {
  readonly subtotal: DualAmount
  readonly tax: DualAmount
  readonly taxes?: readonly TaxLine[]
}

type Row = WooRefund['line_items'][number] | WooRefund['shipping_lines'][number]

export interface RefundedSoFar {
  readonly order: WooOrder
  readonly sold: { readonly lines: readonly OrderLine[]; readonly shippingLines: readonly ShippingLine[] }
  /** Refunds before it, as read. */
  readonly known: readonly Refund[]
  /** Refunds up to it and with it, as stated. */
  readonly stated: readonly WooRefund[]
}

/**
 * What a row gives back: never more than is left of its part as it was sold, and exactly that where the shop states that it gave the
 * part back whole. The two differ by a unit where the order moved tax from one part to another; what is more is an amount without goods.
 */
export function moneyBack(row: Row, id: string | null, around: RefundedSoFar): Money {
  const { prices_include_tax: included } = around.order
  const [net, tax] = [negate(row.total), negate(row.total_tax)]
  const stated = { amount: included ? add(net, tax) : net, tax }
  const left = id === null ? null : leftOf(id, around)
  const taxes = rowTaxes(row, around.order)
  if (id === null || left === null) return { subtotal: dual(stated.amount), tax: dual(stated.tax), ...taxes }
  if (isCleared(id, around)) return { subtotal: dual(left.amount), tax: dual(left.tax) }
  const within = { amount: notBeyond(stated.amount, left.amount), tax: notBeyond(stated.tax, left.tax) }
  const subtotal = dual(within.amount)
  return { subtotal, tax: dual(within.tax), ...(equals(within.tax, stated.tax) ? taxes : {}) }
}

type AnyRow = Pick<Row, 'taxes' | 'total_tax'>

/** The row's tax by rate, in smallest units that sum to what the shop states of the row; nothing where it names no rate. */
export function rowTaxes(row: AnyRow, { tax_lines: lines, ...order }: WooOrder): { readonly taxes?: TaxLine[] } {
  const rates = row.taxes.filter(({ total }) => !isZero(total))
  if (rates.length === 0) return isZero(row.total_tax) ? { taxes: [] } : {}
  const amounts = allocate(
    negate(row.total_tax),
    rates.map(({ total }) => negate(total)),
    placesOf(order),
  )
  const taxes = rates.map(({ id }, index) =>
    taxLine(
      lines.find(({ rate_id: rate }) => rate === id),
      amounts[index] ?? ZERO,
    ),
  )
  return { taxes }
}

const notBeyond = (amount: Decimal, left: Decimal): Decimal =>
  isNegative(amount) || isNegative(left) ? amount : minimum(amount, left)

/** What former refunds left of a part, as it was sold. */
function leftOf(id: string, { sold, known }: RefundedSoFar): { amount: Decimal; tax: Decimal } | null {
  const isIt = ({ externalId }: { readonly externalId: string }): boolean => externalId === id
  const [line, shipping] = [sold.lines.find(isIt), sold.shippingLines.find(isIt)]
  const taken = known.flatMap((refund) => [
    ...refund.lines.filter(({ lineExternalId }) => lineExternalId === id),
    ...refund.shipping.filter(({ shippingExternalId }) => shippingExternalId === id),
  ])
  const part = line ?? shipping
  if (part === undefined) return null
  const whole =
    line !== undefined ? lineAmount(line, 'shop') : shipping === undefined ? ZERO : shippingAmount(shipping, 'shop')
  return {
    amount: subtract(whole, sum(taken.map(({ subtotal }) => subtotal.shop))),
    tax: subtract(taxOf(part.taxes, 'shop'), sum(taken.map(({ tax }) => tax.shop))),
  }
}

/** Whether the shop states of all refunds together what it states of the part. */
function isCleared(id: string, { order, stated }: RefundedSoFar): boolean {
  const part = [...order.line_items, ...order.shipping_lines].find((one) => one.id === id)
  const rows = stated
    .flatMap(({ line_items: lines, shipping_lines: shipping }) => [...lines, ...shipping])
    .filter(({ meta_data: meta }) => refundedItem(meta) === id)
  if (part === undefined) return false
  const back = (pick: (row: Row) => Decimal): Decimal => negate(sum(rows.map(pick)))
  return (
    equals(
      back(({ total }) => total),
      part.total,
    ) &&
    equals(
      back(({ total_tax: tax }) => tax),
      part.total_tax,
    )
  )
}
