import { decimal, divide, HUNDRED, minimum, multiply } from '#lib/decimal'
import { lineMovement, type Movement, recordAgreement, refundMovements, saleType } from './agreements.ts'
import { bagTimes, lineNet, takenOff } from './figures.ts'
import { type Bag, bagAdd, bagMap, bagNegate, bagOf, bagSubtract, halfUp, ZERO_BAG } from './money.ts'
import { findLine, type LineRef } from './order-lines.ts'
import { ShopRefusal } from './payments.ts'
import { lineState, shippingState } from './place.ts'
import { type Draft, draftOf, priceDraft } from './place-draft.ts'
import type { PlaceLine, PlaceShipping } from './place-input.ts'
import { type Shop, touch } from './shop.ts'
import type { AllocationState, LineState, OrderState, RefundState } from './state.ts'
import { NOTHING_BACK, takeBackLine } from './take-back.ts'
import { taxAmounts, type TaxRate } from './taxes.ts'

export interface EditInput {
  /** New quantity of what is left of a line; 0 removes it. */
  readonly quantities?: readonly { readonly line: LineRef; readonly quantity: number; readonly restock?: boolean }[]
  readonly addLines?: readonly PlaceLine[]
  readonly addShipping?: PlaceShipping
  /** A manual discount on what is left of a line: percent, or an amount per unit. */
  readonly discounts?: readonly {
    readonly line: LineRef
    readonly percentage?: string
    readonly amount?: string
    readonly name?: string
  }[]
  readonly note?: string
  readonly at?: string | Date
}

/** Edits an order as one commit: one agreement in the ledger, `orders/edited`, and a refund without money for what was removed. */
export function editOrder(shop: Shop, order: OrderState, input: EditInput): void {
  if (order.cancelledAt !== null) throw new ShopRefusal('The order cannot be edited.')
  const at = input.at === undefined ? shop.clock.now() : new Date(input.at)
  const movements: Movement[] = []
  const additions: { id: number; delta: number }[] = []
  const removals: { id: number; delta: number }[] = []
  for (const { line: ref, quantity, restock } of input.quantities ?? []) {
    const line = findLine(order, ref)
    const delta = quantity - line.currentQuantity
    if (quantity < 0) throw new ShopRefusal('must be greater than or equal to 0')
    if (delta > 0) movements.push(raise(order, line, delta))
    if (delta > 0) additions.push({ id: line.id, delta })
    if (delta < 0) {
      const refund = removal(shop, order, line, -delta, restock !== false, at)
      movements.push(...refundMovements(order, refund))
      removals.push({ id: line.id, delta: -delta })
    }
  }
  for (const discount of input.discounts ?? []) movements.push(addDiscount(order, discount))
  for (const line of addLines(shop, order, input)) {
    movements.push(lineMovement(line))
    additions.push({ id: line.id, delta: line.quantity })
  }
  movements.push(...addShipping(shop, order, input.addShipping))
  order.edited = true
  if (input.note !== undefined) order.note = input.note
  order.revision += 1
  const agreement = recordAgreement(shop, order, 'ORDER_EDIT', movements, { at })
  announceEdit(shop, order, agreement.id, additions, removals)
}

/** Added units are sold at the line's price; discounts given before do not reach them. */
function raise(order: OrderState, line: LineState, delta: number): Movement {
  const net = bagTimes(line.unitPrice, delta)
  const taxes = taxesOn(order, line, net)
  line.quantity += delta
  line.currentQuantity += delta
  line.taxLines.forEach((tax, index) => {
    tax.amount = bagAdd(tax.amount, taxes[index] ?? ZERO_BAG)
  })
  return {
    actionType: 'ORDER',
    lineType: saleType(line),
    quantity: delta,
    subjectId: line.id,
    net,
    discount: ZERO_BAG,
    taxes: line.taxLines.map((taxLine, index) => ({ taxLine, amount: taxes[index] ?? ZERO_BAG })),
  }
}

function taxesOn(order: OrderState, line: LineState, amount: Bag): Bag[] {
  const rates: TaxRate[] = line.taxLines.map(({ title, rate, share, channelLiable, source }) => ({
    title,
    rate,
    channelLiable,
    source,
    ...(share === null ? {} : { share }),
  }))
  return rates.map((_, index) =>
    bagMap(
      amount,
      order.currencies,
      (value, places) => taxAmounts(value, rates, order.taxesIncluded, places)[index] ?? value,
    ),
  )
}

function removal(
  shop: Shop,
  order: OrderState,
  line: LineState,
  quantity: number,
  restock: boolean,
  at: Date,
): RefundState {
  const part = takeBackLine(shop, order, line, quantity, restock ? 'CANCEL' : 'NO_RESTOCK', null)
  const refund: RefundState = {
    ...NOTHING_BACK,
    id: shop.ids.next('Refund'),
    createdAt: at,
    note: null,
    lines: [part],
    adjustments: [],
    transactionIds: [],
    returnId: null,
  }
  order.refunds.push(refund)
  order.revision += 1
  return refund
}

/** Lowers what is left of a line; its taxes are computed anew on the lower amount. */
function addDiscount(order: OrderState, input: NonNullable<EditInput['discounts']>[number]): Movement {
  const line = findLine(order, input.line)
  const off = takenOff(order, line)
  const left = bagSubtract(lineNet(line), off.subtotal)
  const perUnit = input.amount === undefined ? null : decimal(input.amount)
  const taken = bagOf(order.currencies, (side, places) => {
    if (perUnit === null) return halfUp(divide(multiply(left[side], decimal(input.percentage ?? '0')), HUNDRED), places)
    const unit = side === 'shop' ? perUnit : halfUp(multiply(perUnit, order.exchangeRate), places)
    return minimum(left[side], multiply(unit, decimal(line.currentQuantity)))
  })
  const discount = order.discounts.length
  order.discounts.push({
    kind: 'manual',
    name: input.name ?? 'Discount',
    target: 'line',
    allocation: 'each',
    selection: 'explicit',
    value: perUnit === null ? { percentage: decimal(input.percentage ?? '0') } : { amount: perUnit },
  })
  line.allocations.push({ discount, amount: taken })
  const fresh = taxesOn(order, line, bagSubtract(left, taken))
  const taxes = line.taxLines.map((taxLine, index) => {
    const before = bagSubtract(taxLine.amount, off.taxes[index] ?? ZERO_BAG)
    const amount = bagSubtract(fresh[index] ?? ZERO_BAG, before)
    taxLine.amount = bagAdd(taxLine.amount, amount)
    return { taxLine, amount }
  })
  order.revision += 1
  return {
    actionType: 'UPDATE',
    lineType: saleType(line),
    quantity: 0,
    subjectId: line.id,
    net: bagNegate(taken),
    discount: taken,
    taxes,
  }
}

function extraDraft(shop: Shop, order: OrderState, lines: readonly PlaceLine[], shipping?: PlaceShipping): Draft {
  const presentment = order.currencies.presentment
  return draftOf(shop, {
    lines,
    ...(shipping === undefined ? {} : { shipping }),
    taxesIncluded: order.taxesIncluded,
    taxExempt: order.taxExempt,
    ...(presentment === order.currencies.shop
      ? {}
      : { presentment: { currency: presentment, rate: order.exchangeRate } }),
  })
}

/** Discounts of added lines join the order's list; their allocations point to the new places. */
function joinDiscounts(order: OrderState, draft: Draft, entries: readonly { allocations: AllocationState[] }[]): void {
  const offset = order.discounts.length
  order.discounts.push(...draft.discounts.map((entry) => entry.state))
  for (const entry of entries)
    entry.allocations = entry.allocations.map((part) => ({ ...part, discount: part.discount + offset }))
}

export function addLines(shop: Shop, order: OrderState, { addLines: added }: EditInput): LineState[] {
  if (added === undefined || added.length === 0) return []
  const draft = extraDraft(shop, order, added)
  const sides = priceDraft(draft)
  const lines = added.map((_, index) => lineState(shop, draft, sides, index, new Map()))
  joinDiscounts(order, draft, lines)
  order.lines.push(...lines)
  return lines
}

function addShipping(shop: Shop, order: OrderState, added: PlaceShipping | undefined): Movement[] {
  if (added === undefined) return []
  const draft = extraDraft(shop, order, [], added)
  const line = shippingState(shop, draft, priceDraft(draft), 0)
  joinDiscounts(order, draft, [line])
  order.shipping.push(line)
  const taxes = line.taxLines.map((taxLine) => ({ taxLine, amount: taxLine.amount }))
  return [
    {
      actionType: 'ORDER',
      lineType: 'SHIPPING',
      quantity: null,
      subjectId: line.id,
      net: line.price,
      discount: ZERO_BAG,
      taxes,
    },
  ]
}

type Change = { readonly id: number; readonly delta: number }

function announceEdit(
  shop: Shop,
  order: OrderState,
  id: number,
  additions: readonly Change[],
  removals: readonly Change[],
): void {
  const refund = removals.length === 0 ? undefined : order.refunds.at(-1)
  touch(shop, order, refund === undefined ? [] : [['refunds/create', refund.id]])
  const body = {
    order_edit: {
      id,
      app_id: null,
      created_at: order.updatedAt.toISOString(),
      notify_customer: false,
      order_id: order.id,
      staff_note: '',
      user_id: null,
      line_items: { additions, removals },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  }
  shop.emit({ topic: 'orders/edited', order, subjectId: null, body })
  shop.emit({ topic: 'orders/updated', order, subjectId: null, body: null })
}
