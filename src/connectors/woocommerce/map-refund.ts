import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  equals,
  isNegative,
  isZero,
  negate,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { lineAmount, shippingAmount, taxOf } from '#model/invariants'
import { dual, ZERO_DUAL } from '#model/money'
import type { AdditionalFee, OrderLine, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { Refund, RefundAdjustment, RefundLine, RefundShipping } from '#model/refund'
import { moneyBack, type RefundedSoFar, refundedItem, rowTaxes } from './refund-rows.ts'
import type { TaxLine } from '#model/tax'
import { type Restocking, restockingOf } from './restocked.ts'
import type { WooOrder, WooRefund } from './vendor.ts'

export interface SoldParts {
  readonly lines: readonly OrderLine[]
  readonly shippingLines: readonly ShippingLine[]
  readonly fees: readonly AdditionalFee[]
}

/** Refunds as stated, oldest first; the amount of each wins over its rows, as in the shop. */
export function refundsOf(
  order: WooOrder,
  refunds: readonly WooRefund[],
  sold: SoldParts,
  paid: Payment | null,
): Refund[] {
  const known: Refund[] = []
  const restocking = restockingOf(order)
  // Those of one second come in any order; their ids grow.
  const inOrder = refunds.toSorted(
    (a, b) => a.date_created_gmt.localeCompare(b.date_created_gmt) || Number(a.id) - Number(b.id),
  )
  let given = ZERO
  for (const [index, source] of inOrder.entries()) {
    given = add(given, source.amount)
    const clears = equals(given, decimal(order.total))
    known.push(refundOf(source, { order, sold, known, stated: inOrder.slice(0, index + 1), paid, restocking, clears }))
  }
  return known
}

interface Around extends RefundedSoFar {
  readonly sold: SoldParts
  readonly paid: Payment | null
  readonly restocking: Restocking
  /** Nothing is left of the order's total after it. */
  readonly clears: boolean
}

function refundOf(source: WooRefund, around: Around): Refund {
  const rows = source.line_items.length + source.shipping_lines.length + source.fee_lines.length
  const parts = rows === 0 && around.clears ? remaining(source, around) : statedParts(source, around)
  const off = subtract(source.amount, valueOf(parts, around.order.prices_include_tax))
  const discrepancy: RefundAdjustment[] = isZero(off)
    ? []
    : [
        {
          externalId: `${source.id}-amount`,
          reason: rows === 0 ? 'amount_without_lines' : 'refund_discrepancy',
          amount: dual(negate(off)),
          tax: ZERO_DUAL,
        },
      ]
  return {
    externalId: source.id,
    createdAt: source.date_created_gmt,
    note: source.reason,
    returnExternalId: null,
    ...parts,
    adjustments: [...parts.adjustments, ...discrepancy],
    duties: [],
    payments: paymentsOf(source, around),
  }
}

type Parts = Pick<Refund, 'lines' | 'shipping' | 'adjustments'>

const turned = (tax: TaxLine): TaxLine => ({ ...tax, amount: dual(negate(tax.amount.shop)) })

const turnedAll = ({ taxes }: ReturnType<typeof rowTaxes>) => (taxes === undefined ? {} : { taxes: taxes.map(turned) })

/** What the rows give back, tax counted once. */
const valueOf = ({ lines, shipping, adjustments }: Parts, taxesIncluded: boolean): Decimal =>
  subtract(
    sum(
      [...lines, ...shipping].map(({ subtotal, tax }) =>
        taxesIncluded ? subtotal.shop : add(subtotal.shop, tax.shop),
      ),
    ),
    sum(adjustments.map(({ amount, tax }) => add(amount.shop, tax.shop))),
  )

function statedParts(source: WooRefund, around: Around): Parts {
  const { order, sold, restocking } = around
  const ofLine = new Set(sold.lines.map(({ externalId }) => externalId))
  const named = source.line_items.map((row) => ({ row, line: refundedItem(row.meta_data) }))
  const lines = named.flatMap(({ row, line }): RefundLine[] => {
    if (line === null || !ofLine.has(line)) return []
    const quantity = absolute(row.quantity)
    return [
      {
        externalId: row.id,
        lineExternalId: line,
        quantity,
        ...moneyBack(row, line, around),
        restock: restockOf(source, order, quantity, restocking(line, quantity)),
        locationExternalId: null,
      },
    ]
  })
  const strays = named.filter(({ line }) => line === null || !ofLine.has(line)).map(({ row }) => row)
  return {
    lines,
    shipping: source.shipping_lines.map((row) => {
      const id = refundedItem(row.meta_data)
      return { shippingExternalId: id, ...moneyBack(row, id, around) }
    }),
    adjustments: [...source.fee_lines, ...strays].map((row) => ({
      externalId: `${source.id}-fee-${refundedItem(row.meta_data) ?? row.id}`,
      reason: 'refunded_fee',
      amount: dual(row.total),
      tax: dual(row.total_tax),
      ...turnedAll(rowTaxes(row, order)),
    })),
  }
}

// What was not sent yet is cancelled; what was sent came back, unless the shop counts the pieces and did not put them back.
function restockOf(
  { date_created_gmt: at }: Pick<WooRefund, 'date_created_gmt'>,
  order: WooOrder,
  quantity: Decimal,
  isPutBack: boolean | null = null,
): RefundLine['restock'] {
  if (isZero(quantity)) return 'none'
  if (order.date_completed_gmt == null || at < order.date_completed_gmt) return 'cancel'
  return isPutBack === false ? 'none' : 'return'
}

/**
 * Everything that is left of the order. A refund of the whole rest has no rows when it was made by the status or by its amount; as
 * nothing of the sale remains, neither do its goods nor its taxes.
 */
function remaining(
  source: Pick<WooRefund, 'id' | 'date_created_gmt'>,
  { order, sold, known }: Pick<Around, 'order' | 'sold' | 'known'>,
): Parts {
  const taken = known.flatMap((refund) => refund.lines)
  const lines = sold.lines.map((line): RefundLine => {
    const own = taken.filter(({ lineExternalId }) => lineExternalId === line.externalId)
    const left = (whole: Decimal, part: (row: RefundLine) => Decimal) => subtract(whole, sum(own.map(part)))
    const quantity = left(line.quantity, (row) => row.quantity)
    return {
      externalId: `${source.id}-${line.externalId}`,
      lineExternalId: line.externalId,
      quantity: isNegative(quantity) ? ZERO : quantity,
      subtotal: dual(left(lineAmount(line, 'shop'), (row) => row.subtotal.shop)),
      tax: dual(left(taxOf(line.taxes, 'shop'), (row) => row.tax.shop)),
      restock: restockOf(source, order, quantity) === 'cancel' ? 'cancel' : 'none',
      locationExternalId: null,
    }
  })
  return {
    lines: lines.filter(({ quantity, subtotal, tax }) => ![quantity, subtotal.shop, tax.shop].every(isZero)),
    shipping: sold.shippingLines.flatMap((line) => remainingShipping(line, known)),
    adjustments: sold.fees
      .filter(
        ({ externalId }) =>
          !known.some((refund) => refund.adjustments.some((one) => one.externalId.endsWith(`-fee-${externalId}`))),
      )
      .map(({ externalId, price, taxes }) => {
        const tax = taxOf(taxes, 'shop')
        const net = order.prices_include_tax ? subtract(price.shop, tax) : price.shop
        return {
          externalId: `${source.id}-fee-${externalId}`,
          reason: 'refunded_fee',
          amount: dual(negate(net)),
          tax: dual(negate(tax)),
          taxes: taxes.map(turned),
        }
      }),
  }
}

function remainingShipping(line: ShippingLine, known: readonly Refund[]): RefundShipping[] {
  const own = known.flatMap((refund) => refund.shipping).filter((row) => row.shippingExternalId === line.externalId)
  const subtotal = subtract(shippingAmount(line, 'shop'), sum(own.map((row) => row.subtotal.shop)))
  const tax = subtract(taxOf(line.taxes, 'shop'), sum(own.map((row) => row.tax.shop)))
  return isZero(subtotal) && isZero(tax)
    ? []
    : [{ shippingExternalId: line.externalId, subtotal: dual(subtotal), tax: dual(tax) }]
}

/** Whether the money went back through the gateway or by hand, the shop counts it as given back; of what was never paid nothing is. */
const paymentsOf = (source: WooRefund, { paid }: Around): Payment[] =>
  paid === null || compare(source.amount, ZERO) <= 0
    ? []
    : [
        {
          ...paid,
          externalId: `${source.id}-refund`,
          kind: 'refund',
          assumed: false,
          amount: dual(source.amount),
          processedAt: source.date_created_gmt,
          parentExternalId: paid.externalId,
        },
      ]

/** What a cancelled order takes off by itself: all that is left, without money. */
export function cancellation(order: WooOrder, at: string, sold: SoldParts, known: readonly Refund[]): Refund | null {
  const { lines, shipping } = remaining({ id: `${order.id}-cancelled`, date_created_gmt: at }, { order, sold, known })
  // What was given before without goods was given of what is called off now.
  const given = sum(known.flatMap((refund) => refund.adjustments.map(({ amount, tax }) => add(amount.shop, tax.shop))))
  if (lines.length === 0 && shipping.length === 0 && isZero(given)) return null
  return {
    externalId: `${order.id}-cancelled`,
    createdAt: at,
    note: null,
    returnExternalId: null,
    lines: lines.map((line) => ({ ...line, restock: 'cancel' })),
    shipping,
    // Fees go with the cancellation; they are not named.
    adjustments: isZero(given) ? [] : [amountsBack(order, given)],
    duties: [],
    payments: [],
  }
}

const amountsBack = ({ id }: WooOrder, given: Decimal): RefundAdjustment => ({
  externalId: `${id}-cancelled-amounts`,
  reason: 'cancellation',
  amount: dual(negate(given)),
  tax: ZERO_DUAL,
})

/** What the rows of refunds took off the order, and the tax in it. Adjustments take nothing off: the goods stay sold, at that price. */
export function takenBack(
  refunds: readonly Refund[],
  taxesIncluded: boolean,
): { readonly total: Decimal; readonly tax: Decimal } {
  const rows = refunds.flatMap(({ lines, shipping }) => [...lines, ...shipping])
  const tax = sum(rows.map((row) => row.tax.shop))
  const stated = sum(rows.map((row) => row.subtotal.shop))
  return { total: taxesIncluded ? stated : add(stated, tax), tax }
}
