import { type Decimal, isNegative, isZero, multiply, ONE, subtract, sum, ZERO } from '#lib/decimal'
import type { DiscountAllocation } from '#model/discount'
import type { RowRole, RowTax } from '#model/documents'
import { lineAmount, shippingAmount } from '#model/invariants'
import type { AdditionalFee, Duty, Order, OrderLine, ShippingLine } from '#model/order'
import { type Reading, taxContext } from './reading.ts'
import { negateTaxes } from './shares.ts'
import type { TakenPart } from './taken-back.ts'
import { mergeTaxes, readTaxes } from './tax-keys.ts'

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
  /** Price of one before discounts, of a line. */
  readonly unitList: Decimal
  /** Before discounts, in the order's price mode. */
  readonly list: Decimal
  /** After discounts, in the order's price mode. */
  readonly amount: Decimal
  readonly taxes: readonly RowTax[]
  readonly discountTitle: string | null
  readonly requiresShipping: boolean
  readonly locationExternalId: string | null
}

const ROLE_OF_LINE = {
  product: 'item',
  custom: 'item',
  tip: 'tip',
  'gift-card': 'gift-card',
} as const satisfies Record<OrderLine['kind'], RowRole>

/** Everything that was ever sold, whatever was taken off since: lines, then duties, shipping and fees. */
export function soldParts(reading: Reading): SaleFact[] {
  const { order } = reading
  return [
    ...order.lines.map((line) => lineSale(line, reading)),
    ...order.lines.flatMap((line) => line.duties.map((duty) => dutySale(duty, reading))),
    ...order.shippingLines.filter((line) => !line.removed).map((line) => shippingSale(line, reading)),
    ...order.fees.map((fee) => feeSale(fee, reading)),
  ]
}

/** `parts` less what was taken off them; parts of which nothing is left are gone. */
export function lessTaken(parts: readonly SaleFact[], taken: readonly TakenPart[]): SaleFact[] {
  const byId = Map.groupBy(taken, (part) => part.id)
  return parts.flatMap((part) => {
    const off = byId.get(part.id)
    return off === undefined ? [part] : lessOff(part, off)
  })
}

function lessOff(part: SaleFact, off: readonly TakenPart[]): SaleFact[] {
  const isLine = part.id.startsWith('line:')
  const gone = sum(off.map((one) => one.quantity))
  const quantity = isLine ? subtract(part.quantity, gone) : part.quantity
  const amount = subtract(part.amount, sum(off.map((one) => one.amount)))
  // Free delivery is still a delivery; one that was taken off entirely is not. Of goods that are gone an amount may be left that was given
  // back before they went.
  if (isZero(amount) && (!isLine || isZero(quantity))) return []
  const taxes = mergeTaxes([...part.taxes, ...off.flatMap((one) => negateTaxes(one.taxes))])
  const list = isLine ? subtract(part.list, multiply(part.unitList, gone)) : amount
  return [{ ...part, quantity, amount, list, taxes }]
}

function lineSale(line: OrderLine, reading: Reading): SaleFact {
  const { order, side } = reading
  const duties = order.dutiesIncluded ? sum(line.duties.map((duty) => duty.amount[side])) : ZERO
  return {
    ...BARE,
    id: `line:${line.externalId}`,
    role: ROLE_OF_LINE[line.kind],
    sku: line.sku,
    variantExternalId: line.variantExternalId,
    title: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
    quantity: line.quantity,
    unitList: line.unitPrice[side],
    list: subtract(multiply(line.unitPrice[side], line.quantity), duties),
    amount: subtract(lineAmount(line, side), duties),
    taxes: readTaxes(line.taxes, taxContext(reading)),
    discountTitle: discountTitle(line.discounts, order),
    requiresShipping: line.requiresShipping,
    locationExternalId: line.locationExternalId ?? order.channel.locationExternalId,
  }
}

function dutySale(duty: Duty, reading: Reading): SaleFact {
  const amount = duty.amount[reading.side]
  const taxes = readTaxes(duty.taxes, taxContext(reading))
  return { ...BARE, id: `duty:${duty.externalId}`, role: 'duty', title: 'Duty', list: amount, amount, taxes }
}

function shippingSale(line: ShippingLine, reading: Reading): SaleFact {
  const { order, side } = reading
  return {
    ...BARE,
    id: `shipping:${line.externalId}`,
    role: 'shipping',
    title: line.title,
    method: line.code ?? line.title,
    list: line.price[side],
    amount: shippingAmount(line, side),
    taxes: readTaxes(line.taxes, taxContext(reading)),
    discountTitle: discountTitle(line.discounts, order),
  }
}

/** A negative fee is how some stores write a discount. */
function feeSale(fee: AdditionalFee, reading: Reading): SaleFact {
  const amount = fee.price[reading.side]
  const role = isNegative(amount) ? 'discount' : 'fee'
  const taxes = readTaxes(fee.taxes, taxContext(reading))
  return { ...BARE, id: `fee:${fee.externalId}`, role, title: fee.title, list: amount, amount, taxes }
}

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
  unitList: ZERO,
  discountTitle: null,
  requiresShipping: false,
  locationExternalId: null,
} as const satisfies Partial<SaleFact>
