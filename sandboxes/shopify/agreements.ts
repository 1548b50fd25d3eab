import { add, divide, ONE, sum } from '#lib/decimal'
import { lineNet, shippingNet } from './figures.ts'
import { type Bag, bagAdd, bagMap, bagNegate, bagSum, halfUp, ZERO_BAG } from './money.ts'
import type { Shop } from './shop.ts'
import type {
  AgreementState,
  AllocationState,
  LineState,
  NumericId,
  OrderState,
  RefundExtraState,
  RefundState,
  SaleLineType,
  SaleState,
  TaxLineState,
} from './state.ts'

/** One movement before it has an id. Amounts are signed. */
export interface Movement {
  readonly actionType: SaleState['actionType']
  readonly lineType: SaleLineType
  readonly quantity: number | null
  readonly subjectId: NumericId | null
  /** Price after discounts, as the shop shows it (with tax when prices include tax). */
  readonly net: Bag
  readonly discount: Bag
  readonly taxes: readonly { readonly taxLine: TaxLineState; readonly amount: Bag }[]
}

/** Writes one agreement into the order's ledger. */
export function recordAgreement(
  shop: Shop,
  order: OrderState,
  reason: AgreementState['reason'],
  movements: readonly Movement[],
  links: { readonly refundId?: NumericId; readonly returnId?: NumericId | null; readonly at?: Date } = {},
): AgreementState {
  const agreement: AgreementState = {
    id: shop.ids.next('SalesAgreement'),
    reason,
    happenedAt: links.at ?? shop.clock.now(),
    refundId: links.refundId ?? null,
    returnId: links.returnId ?? null,
    sales: movements.map((movement) => saleOf(shop, order, movement)),
  }
  order.agreements.push(agreement)
  return agreement
}

function saleOf(shop: Shop, order: OrderState, movement: Movement): SaleState {
  const tax = bagSum(movement.taxes.map((entry) => entry.amount))
  return {
    id: shop.ids.next('Sale'),
    actionType: movement.actionType,
    lineType: movement.lineType,
    quantity: movement.quantity,
    subjectId: movement.subjectId,
    total: order.taxesIncluded ? movement.net : bagAdd(movement.net, tax),
    ...discountSides(order, movement),
    taxes: movement.taxes.map((entry) => ({ id: shop.ids.next('SaleTax'), ...entry })),
  }
}

/** The discount without and with the tax it saved, at the line's rates. */
function discountSides(
  order: OrderState,
  { discount, taxes }: Movement,
): Pick<SaleState, 'discountBeforeTaxes' | 'discountAfterTaxes'> {
  if (discount === ZERO_BAG || taxes.length === 0)
    return { discountBeforeTaxes: discount, discountAfterTaxes: discount }
  const factor = add(ONE, sum(taxes.map((entry) => entry.taxLine.rate)))
  const inverse = divide(ONE, factor)
  const scaled = (by: typeof factor): Bag =>
    bagMap(discount, order.currencies, (value, places) => halfUp(divide(value, by), places))
  return order.taxesIncluded
    ? { discountBeforeTaxes: scaled(factor), discountAfterTaxes: discount }
    : { discountBeforeTaxes: discount, discountAfterTaxes: scaled(inverse) }
}

const allocated = (allocations: readonly AllocationState[]): Bag => bagSum(allocations.map((entry) => entry.amount))

export const saleType = (line: LineState): SaleLineType => (line.tip ? 'TIP' : line.giftCard ? 'GIFT_CARD' : 'PRODUCT')

export function lineMovement(line: LineState): Movement {
  return {
    actionType: 'ORDER',
    lineType: saleType(line),
    quantity: line.quantity,
    subjectId: line.id,
    net: lineNet(line),
    discount: allocated(line.allocations),
    taxes: line.taxLines.map((taxLine) => ({ taxLine, amount: taxLine.amount })),
  }
}

/** The first agreement: all that was bought. */
export function recordPlaced(shop: Shop, order: OrderState): void {
  const plain = (
    lineType: SaleLineType,
    subjectId: NumericId,
    net: Bag,
    taxLines: readonly TaxLineState[],
    discount = ZERO_BAG,
  ): Movement => ({
    actionType: 'ORDER',
    lineType,
    quantity: lineType === 'SHIPPING' ? null : 1,
    subjectId,
    net,
    discount,
    taxes: taxLines.map((taxLine) => ({ taxLine, amount: taxLine.amount })),
  })
  const duties = order.dutiesIncluded ? [] : order.lines.flatMap((line) => line.duties)
  recordAgreement(
    shop,
    order,
    'ORDER',
    [
      ...order.lines.map(lineMovement),
      ...order.shipping.map((line) =>
        plain('SHIPPING', line.id, shippingNet(line), line.taxLines, allocated(line.allocations)),
      ),
      ...duties.map((duty) => plain('DUTY', duty.id, duty.price, duty.taxLines)),
      ...order.fees.map((fee) => plain('ADDITIONAL_FEE', fee.id, fee.price, fee.taxLines)),
    ],
    { at: order.createdAt },
  )
}

/** What a refund or removal takes back, as negative movements. */
export function refundMovements(order: OrderState, refund: RefundState): Movement[] {
  const negative = (taxLines: readonly TaxLineState[], taxes: readonly Bag[]) =>
    taxLines.map((taxLine, index) => ({ taxLine, amount: bagNegate(taxes[index] ?? ZERO_BAG) }))
  const lines = refund.lines.flatMap((part): Movement[] => {
    const line = order.lines.find((entry) => entry.id === part.lineId)
    if (line === undefined) return []
    const base = { actionType: 'RETURN' as const, lineType: saleType(line), subjectId: line.id, discount: ZERO_BAG }
    return [
      { ...base, quantity: -part.quantity, net: bagNegate(part.subtotal), taxes: negative(line.taxLines, part.taxes) },
    ]
  })
  const shipping = refund.shipping.flatMap((part): Movement[] => {
    const line = order.shipping.find((entry) => entry.id === part.shippingLineId)
    if (line === undefined) return []
    const base = {
      actionType: 'RETURN' as const,
      lineType: 'SHIPPING' as const,
      subjectId: line.id,
      discount: ZERO_BAG,
    }
    return [{ ...base, quantity: null, net: bagNegate(part.subtotal), taxes: negative(line.taxLines, part.taxes) }]
  })
  const rest = { actionType: 'RETURN' as const, quantity: null, discount: ZERO_BAG, taxes: [] }
  const priced = [...order.lines.flatMap((line) => line.duties), ...order.fees]
  const extra = (lineType: SaleLineType, part: RefundExtraState): Movement => {
    const taxLines = priced.find((entry) => entry.id === part.subjectId)?.taxLines ?? []
    return {
      ...rest,
      lineType,
      subjectId: part.subjectId,
      net: bagNegate(part.amount),
      taxes: negative(taxLines, part.taxes),
    }
  }
  return [
    ...lines,
    ...shipping,
    // Included duties are part of the lines' prices, and go back with them.
    ...(order.dutiesIncluded ? [] : refund.duties.map((part) => extra('DUTY', part))),
    ...refund.fees.map((part) => extra('ADDITIONAL_FEE', part)),
    ...refund.adjustments.map((entry): Movement => ({
      ...rest,
      lineType: 'ADJUSTMENT',
      subjectId: null,
      net: entry.amount,
    })),
  ]
}
