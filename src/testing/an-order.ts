import { add, type Decimal, decimal, subtract, sum } from '#lib/decimal'
import { allocated, orderPartsTotal, taxOf } from '#model/invariants'
import { type CurrencySide, type DualAmount, dual } from '#model/money'
import type { Order, OrderLine, OrderTotals, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { Refund, RefundLine } from '#model/refund'
import type { TaxLine } from '#model/tax'
import { bareLine, bareOrder, barePayment, bareShipping } from './arbitraries/bare-order.ts'

/** `'25'` or `['25', '27.50']` (shop, presentment). */
export type Amount = string | readonly [shop: string, presentment: string]

export const amountOf = (amount: Amount): DualAmount =>
  typeof amount === 'string' ? dual(decimal(amount)) : dual(decimal(amount[0]), decimal(amount[1]))

/** A tax as the store states it: `aTax('25', '19.90')`. */
export const aTax = (ratePercent: string | null, amount: Amount, fields: Partial<TaxLine> = {}): TaxLine => ({
  title: 'Moms',
  ratePercent: ratePercent === null ? null : decimal(ratePercent),
  amount: amountOf(amount),
  channelLiable: false,
  ...fields,
})

export interface LineFields extends Partial<
  Omit<OrderLine, 'quantity' | 'currentQuantity' | 'unitPrice' | 'discounts'>
> {
  readonly quantity?: number
  readonly currentQuantity?: number
  readonly price: Amount
  readonly discount?: Amount
}

export function aLine({ quantity = 1, currentQuantity = quantity, price, discount, ...fields }: LineFields): OrderLine {
  return {
    ...bareLine,
    quantity: decimal(quantity),
    currentQuantity: decimal(currentQuantity),
    unitPrice: amountOf(price),
    discounts: discount === undefined ? [] : [{ applicationIndex: 0, amount: amountOf(discount) }],
    ...fields,
  }
}

export interface ShippingFields extends Partial<Omit<ShippingLine, 'price' | 'discounts'>> {
  readonly price: Amount
  readonly discount?: Amount
}

export const aShipping = ({ price, discount, ...fields }: ShippingFields): ShippingLine => ({
  ...bareShipping,
  price: amountOf(price),
  discounts: discount === undefined ? [] : [{ applicationIndex: 0, amount: amountOf(discount) }],
  ...fields,
})

export const aPayment = (amount: Amount, fields: Partial<Payment> = {}): Payment => ({
  ...barePayment,
  amount: amountOf(amount),
  ...fields,
})

/** `quantity` of a line taken off at the amounts that the store states; with `payments` it is a refund of money. */
export const aRemoval = (
  line: { readonly id: string; readonly quantity: number; readonly subtotal: Amount; readonly tax: Amount },
  fields: Partial<Refund> = {},
): Refund => ({
  externalId: '501',
  createdAt: '2026-03-03T10:00:00Z',
  note: null,
  returnExternalId: null,
  lines: [
    {
      externalId: '601',
      lineExternalId: line.id,
      quantity: decimal(line.quantity),
      subtotal: amountOf(line.subtotal),
      tax: amountOf(line.tax),
      restock: 'cancel',
      locationExternalId: null,
    },
  ],
  shipping: [],
  adjustments: [],
  duties: [],
  payments: [],
  ...fields,
})

/** An order with the totals that a sound store would state for its parts; `totals` overrules them. */
export function anOrder({
  totals,
  ...fields
}: Partial<Omit<Order, 'totals'>> & { totals?: Partial<OrderTotals> }): Order {
  const order = { ...bareOrder, ...fields }
  return { ...order, totals: { ...soundTotals(order), ...totals } }
}

function soundTotals(order: Order): OrderTotals {
  const both = (of: (side: CurrencySide) => Decimal): DualAmount => ({
    shop: of('shop'),
    presentment: of('presentment'),
  })
  const gone = order.refunds.flatMap((refund): (RefundLine | Refund['shipping'][number])[] => [
    ...refund.lines,
    ...refund.shipping,
  ])
  const goneTax = (side: CurrencySide) => sum(gone.map((one) => one.tax[side]))
  const goneAmount = (side: CurrencySide) =>
    add(...gone.map((one) => one.subtotal[side]), ...(order.taxesIncluded ? [] : [goneTax(side)]))
  const taxes = [
    ...order.lines.flatMap((line) => [...line.taxes, ...line.duties.flatMap((duty) => duty.taxes)]),
    ...order.shippingLines.filter((line) => !line.removed).flatMap((line) => line.taxes),
    ...order.fees.flatMap((fee) => fee.taxes),
  ]
  const total = both((side) => orderPartsTotal(order, side))
  const tax = both((side) => taxOf(taxes, side))
  return {
    total,
    currentTotal: both((side) => subtract(total[side], goneAmount(side))),
    tax,
    currentTax: both((side) => subtract(tax[side], goneTax(side))),
    discounts: both((side) =>
      sum([...order.lines, ...order.shippingLines].map((line) => allocated(line.discounts, side))),
    ),
    outstanding: null,
  }
}
