import { decimal, divide } from '#lib/decimal'
import type { View } from './connections.ts'
import { productView, variantView } from './catalog-view.ts'
import { lineNet, lineOriginal, shippingNet, shippingTakenOff, takenOff } from './figures.ts'
import { gid } from './ids.ts'
import { type Bag, bagMap, bagSubtract, bagSum, halfUp, ZERO_BAG } from './money.ts'
import { money, moneyBag, taxLine } from './money-view.ts'
import { unitsFulfillable, unitsToSend } from './sent-units.ts'
import type { Shop } from './shop.ts'
import type {
  AllocationState,
  DiscountState,
  DutyState,
  FeeState,
  LineState,
  OrderState,
  ShippingLineState,
} from './state.ts'

const CLASS: Readonly<Record<DiscountState['kind'], string>> = {
  code: 'DiscountCodeApplication',
  automatic: 'AutomaticDiscountApplication',
  manual: 'ManualDiscountApplication',
  script: 'ScriptDiscountApplication',
}

export function discountView(order: OrderState, discount: DiscountState, index: number): View {
  const value =
    'percentage' in discount.value
      ? { __typename: 'PricingPercentageValue', percentage: Number(discount.value.percentage) }
      : { __typename: 'MoneyV2', ...money(discount.value.amount, order.currencies.shop) }
  return {
    __typename: CLASS[discount.kind],
    index,
    allocationMethod: discount.allocation.toUpperCase(),
    targetSelection: discount.selection.toUpperCase(),
    targetType: discount.target === 'line' ? 'LINE_ITEM' : 'SHIPPING_LINE',
    value,
    code: discount.name,
    title: discount.name,
    description: discount.kind === 'manual' ? discount.name : null,
  }
}

function allocationsView(order: OrderState, allocations: readonly AllocationState[]): View[] {
  return allocations.map((entry) => {
    const discount = order.discounts[entry.discount]
    return {
      allocatedAmountSet: moneyBag(entry.amount, order.currencies),
      discountApplication: () => (discount === undefined ? null : discountView(order, discount, entry.discount)),
    }
  })
}

const duties = (order: OrderState, all: readonly DutyState[]): View[] =>
  all.map((duty) => ({
    __typename: 'Duty',
    id: gid('Duty', duty.id),
    harmonizedSystemCode: duty.harmonizedSystemCode,
    countryCodeOfOrigin: duty.countryCodeOfOrigin,
    price: moneyBag(duty.price, order.currencies),
    taxLines: duty.taxLines.map((tax) => taxLine(tax, order.currencies)),
  }))

export const feeView = (order: OrderState, fee: FeeState): View => ({
  __typename: 'AdditionalFee',
  id: gid('AdditionalFee', fee.id),
  name: fee.name,
  price: moneyBag(fee.price, order.currencies),
  taxLines: fee.taxLines.map((tax) => taxLine(tax, order.currencies)),
})

export function lineView(shop: Shop, order: OrderState, line: LineState): View {
  const bag = (value: Bag): View => moneyBag(value, order.currencies)
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    sku: line.sku,
    title: line.title,
    name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
    variantTitle: line.variantTitle,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: line.currentQuantity,
    refundableQuantity: line.currentQuantity,
    unfulfilledQuantity: unitsToSend(line),
    fulfillableQuantity: unitsFulfillable(order, line),
    nonFulfillableQuantity: line.tip ? line.quantity : line.quantity - line.currentQuantity,
    isGiftCard: line.giftCard,
    requiresShipping: line.requiresShipping,
    taxable: line.taxable,
    restockable: line.variantId !== null,
    merchantEditable: order.cancelledAt === null,
    customAttributes: line.attributes,
    sellingPlan: line.sellingPlan === null ? null : { name: line.sellingPlan, sellingPlanId: null },
    image: null,
    contract: null,
    staffMember: null,
    weight: null,
    lineItemGroup: line.group === null ? null : groupView(line.group),
    ...productLinks(shop, line),
    duties: () => duties(order, line.duties),
    taxLines: ({ first }: { first?: number | null }) =>
      line.taxLines.slice(0, first ?? undefined).map((tax) => taxLine(tax, order.currencies)),
    discountAllocations: () => allocationsView(order, line.allocations),
    originalUnitPriceSet: bag(line.unitPrice),
    originalTotalSet: () => bag(lineOriginal(line)),
    discountedTotalSet: ({ withCodeDiscounts }: { withCodeDiscounts?: boolean | null }) =>
      bag(discounted(order, line, withCodeDiscounts === true)),
    discountedUnitPriceSet: () => bag(perUnit(order, line, discounted(order, line, false))),
    discountedUnitPriceAfterAllDiscountsSet: () => bag(perUnit(order, line, lineNet(line))),
    priceAfterAllDiscountsBeforeTaxesSet: () => bag(beforeTaxes(order, line)),
    totalDiscountSet: () => bag(bagSubtract(lineOriginal(line), discounted(order, line, true))),
  }
}

const groupView = (group: NonNullable<LineState['group']>): View => ({
  id: gid('LineItemGroup', group.id),
  title: group.title,
  quantity: group.quantity,
  variantSku: group.sku,
  variantId: null,
  productId: null,
  customAttributes: [],
})

/** Links to the catalogue; `null` once the product is deleted. */
function productLinks(shop: Shop, line: LineState): View {
  const variant = line.variantId === null ? undefined : shop.catalog.variants.get(line.variantId)
  if (variant === undefined) return { product: null, variant: null }
  return { product: () => productView(shop, variant.product), variant: () => variantView(shop, variant) }
}

/** Line-level discounts only, codes on request; discounts on the whole order are never in it. */
function discounted(order: OrderState, line: LineState, withCodes: boolean): Bag {
  const own = line.allocations.filter(({ discount }) => {
    const application = order.discounts[discount]
    return (
      application !== undefined && application.allocation !== 'across' && (withCodes || application.kind !== 'code')
    )
  })
  return bagSubtract(lineOriginal(line), bagSum(own.map((entry) => entry.amount)))
}

const perUnit = (order: OrderState, line: LineState, total: Bag): Bag =>
  line.quantity === 0
    ? ZERO_BAG
    : bagMap(total, order.currencies, (value, places) => halfUp(divide(value, decimal(line.quantity)), places))

function beforeTaxes(order: OrderState, line: LineState): Bag {
  const off = takenOff(order, line)
  const left = bagSubtract(lineNet(line), off.subtotal)
  if (!order.taxesIncluded) return left
  return bagSubtract(left, bagSubtract(bagSum(line.taxLines.map((tax) => tax.amount)), bagSum(off.taxes)))
}

export function shippingView(order: OrderState, line: ShippingLineState): View {
  const bag = (value: Bag): View => moneyBag(value, order.currencies)
  return {
    __typename: 'ShippingLine',
    id: gid('ShippingLine', line.id),
    title: line.title,
    code: line.code,
    source: line.source,
    carrierIdentifier: line.carrierIdentifier,
    custom: line.custom,
    isRemoved: line.isRemoved,
    phone: null,
    deliveryCategory: null,
    shippingRateHandle: null,
    originalPriceSet: bag(line.price),
    discountedPriceSet: () => bag(shippingNet(line)),
    currentDiscountedPriceSet: () =>
      bag(line.isRemoved ? ZERO_BAG : bagSubtract(shippingNet(line), shippingTakenOff(order, line).subtotal)),
    discountAllocations: () => allocationsView(order, line.allocations),
    taxLines: line.taxLines.map((tax) => taxLine(tax, order.currencies)),
  }
}
