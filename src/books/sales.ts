import { type Decimal, isNegative, isPositive, isZero, multiply, ONE, subtract, sum, ZERO } from '#lib/decimal'
import type { RowRole, RowTax } from '#model/documents'
import type { DiscountAllocation } from '#model/discount'
import { lineAmount, shippingAmount } from '#model/invariants'
import type { CurrencySide } from '#model/money'
import type { AdditionalFee, Duty, Order, OrderLine, ShippingLine } from '#model/order'
import type { TaxLine } from '#model/tax'
import type { Policies } from './policies.ts'
import {
  dutyRemoval,
  lineRemoval,
  type Removal,
  type RemovalSource,
  removalSource,
  shippingRemoval,
} from './removals.ts'
import { lessTax } from './shares.ts'
import { readTaxes, taxCountry } from './tax-keys.ts'

/** One part of an order that is sold: what remains of it, as the store states it. */
export interface SaleFact {
  /** Names the source part, e.g. `line:901`, `shipping:12`; the row's id. */
  readonly id: string
  readonly role: RowRole
  readonly sku: string | null
  readonly variantExternalId: string | null
  readonly title: string
  readonly method: string | null
  readonly quantity: Decimal
  /** Before discounts, in the order's price mode. */
  readonly list: Decimal
  /** After discounts, in the order's price mode. */
  readonly amount: Decimal
  readonly taxes: readonly RowTax[]
  readonly discountTitle: string | null
  readonly requiresShipping: boolean
  readonly locationExternalId: string | null
}

export interface Reading {
  readonly order: Order
  readonly policies: Policies
  readonly side: CurrencySide
  /** Digits behind the point of the currency. */
  readonly minorUnits: number
}

const ROLE_OF_LINE = {
  product: 'item',
  custom: 'item',
  tip: 'tip',
  'gift-card': 'gift-card',
} as const satisfies Record<OrderLine['kind'], RowRole>

/** Everything sold that was not taken off again: lines, then duties, shipping and fees. */
export function salesOf(reading: Reading): SaleFact[] {
  const { order, side, minorUnits } = reading
  const source = removalSource(order, side, minorUnits)
  return [
    ...order.lines.flatMap((line) => lineSale(line, reading, source)),
    ...order.lines.flatMap((line) => line.duties.flatMap((duty) => dutySale(duty, reading, source))),
    ...order.shippingLines.flatMap((line) => shippingSale(line, reading, source)),
    ...order.fees.map((fee) => feeSale(fee, reading)),
  ]
}

function lineSale(line: OrderLine, reading: Reading, source: RemovalSource): SaleFact[] {
  const { order, side } = reading
  const removal = lineRemoval(line, source)
  const quantity = subtract(line.quantity, removal.quantity)
  if (isZero(quantity)) return []
  const duties = order.dutiesIncluded ? dutiesLeft(line, source) : ZERO
  return [
    {
      ...BARE,
      id: `line:${line.externalId}`,
      role: ROLE_OF_LINE[line.kind],
      sku: line.sku,
      variantExternalId: line.variantExternalId,
      title: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
      quantity,
      list: subtract(multiply(line.unitPrice[side], quantity), duties),
      amount: subtract(subtract(lineAmount(line, side), removal.amount), duties),
      taxes: taxesLeft(line.taxes, removal, reading),
      discountTitle: discountTitle(line.discounts, order),
      requiresShipping: line.requiresShipping,
      locationExternalId: line.locationExternalId ?? order.channel.locationExternalId,
    },
  ]
}

const dutiesLeft = (line: OrderLine, source: RemovalSource): Decimal =>
  sum(line.duties.map((duty) => subtract(duty.amount[source.side], dutyRemoval(duty, source).amount)))

function dutySale(duty: Duty, reading: Reading, source: RemovalSource): SaleFact[] {
  const removal = dutyRemoval(duty, source)
  const amount = subtract(duty.amount[reading.side], removal.amount)
  if (isZero(amount)) return []
  const taxes = taxesLeft(duty.taxes, removal, reading)
  return [{ ...BARE, id: `duty:${duty.externalId}`, role: 'duty', title: 'Duty', list: amount, amount, taxes }]
}

function shippingSale(line: ShippingLine, reading: Reading, source: RemovalSource): SaleFact[] {
  if (line.removed) return []
  const { order, side } = reading
  const removal = shippingRemoval(line, order, source)
  const amount = subtract(shippingAmount(line, side), removal.amount)
  // Free delivery is still a delivery; one that was taken off entirely is not.
  if (isZero(amount) && isPositive(removal.amount)) return []
  return [
    {
      ...BARE,
      id: `shipping:${line.externalId}`,
      role: 'shipping',
      title: line.title,
      method: line.code ?? line.title,
      list: isZero(removal.amount) ? line.price[side] : amount,
      amount,
      taxes: taxesLeft(line.taxes, removal, reading),
      discountTitle: discountTitle(line.discounts, order),
    },
  ]
}

/** A negative fee is how some stores write a discount. */
function feeSale(fee: AdditionalFee, reading: Reading): SaleFact {
  const amount = fee.price[reading.side]
  const role = isNegative(amount) ? 'discount' : 'fee'
  const taxes = readTaxes(fee.taxes, taxContext(reading))
  return { ...BARE, id: `fee:${fee.externalId}`, role, title: fee.title, list: amount, amount, taxes }
}

const taxesLeft = (taxes: readonly TaxLine[], removal: Removal, reading: Reading): RowTax[] =>
  lessTax(readTaxes(taxes, taxContext(reading)), removal.tax, reading.minorUnits)

export const taxContext = ({ order, policies, side }: Reading) => ({
  country: taxCountry(order, policies),
  included: order.taxesIncluded,
  side,
})

function discountTitle(discounts: readonly DiscountAllocation[], order: Order): string | null {
  const indexes = new Set(discounts.map((discount) => discount.applicationIndex))
  const titles = order.discounts
    .filter((application) => indexes.has(application.index))
    .sort((a, b) => a.index - b.index)
    .flatMap((application) => application.title ?? [])
  return titles.length === 0 ? null : titles.join(', ')
}

const BARE = {
  sku: null,
  variantExternalId: null,
  method: null,
  quantity: ONE,
  discountTitle: null,
  requiresShipping: false,
  locationExternalId: null,
} as const satisfies Partial<SaleFact>
