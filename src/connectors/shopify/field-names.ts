/**
 * What Shopify calls the fields that figures are read from, by their path in our order. Both sides of an amount are one `MoneyBag`.
 * Source: the GraphQL Admin API; webhooks call them the same in snake case.
 */
const FIELDS: readonly (readonly [path: RegExp, field: string])[] = [
  [/^order\.lines\[[^\]]*\]\.quantity$/, 'LineItem.quantity'],
  [/^order\.lines\[[^\]]*\]\.currentQuantity$/, 'LineItem.currentQuantity'],
  [/^order\.lines\[[^\]]*\]\.unitPrice\./, 'LineItem.originalUnitPriceSet'],
  [/^order\.lines\[[^\]]*\]\.discounts\[\d+\]\.amount\./, 'LineItem.discountAllocations.allocatedAmountSet'],
  [/^order\.lines\[[^\]]*\]\.taxes\[\d+\]\.amount\./, 'LineItem.taxLines.priceSet'],
  [/^order\.lines\[[^\]]*\]\.duties\[[^\]]*\]\.amount\./, 'LineItem.duties.price'],
  [/^order\.lines\[[^\]]*\]\.duties\[[^\]]*\]\.taxes\[\d+\]\.amount\./, 'LineItem.duties.taxLines.priceSet'],
  [/^order\.shippingLines\[[^\]]*\]\.price\./, 'ShippingLine.originalPriceSet'],
  [
    /^order\.shippingLines\[[^\]]*\]\.discounts\[\d+\]\.amount\./,
    'ShippingLine.discountAllocations.allocatedAmountSet',
  ],
  [/^order\.shippingLines\[[^\]]*\]\.taxes\[\d+\]\.amount\./, 'ShippingLine.taxLines.priceSet'],
  [/^order\.fees\[[^\]]*\]\.price\./, 'AdditionalFee.price'],
  [/^order\.fees\[[^\]]*\]\.taxes\[\d+\]\.amount\./, 'AdditionalFee.taxLines.priceSet'],
  [/^order\.(refunds\[[^\]]*\]\.)?payments\[[^\]]*\]\.amount\./, 'OrderTransaction.amountSet'],
  [/^order\.(refunds\[[^\]]*\]\.)?payments\[[^\]]*\]\.rounding\./, 'OrderTransaction.amountRoundingSet'],
  [/^order\.refunds\[[^\]]*\]\.lines\[[^\]]*\]\.quantity$/, 'RefundLineItem.quantity'],
  [/^order\.refunds\[[^\]]*\]\.lines\[[^\]]*\]\.subtotal\./, 'RefundLineItem.subtotalSet'],
  [/^order\.refunds\[[^\]]*\]\.lines\[[^\]]*\]\.tax\./, 'RefundLineItem.totalTaxSet'],
  [/^order\.refunds\[[^\]]*\]\.shipping\[[^\]]*\]\.subtotal\./, 'RefundShippingLine.subtotalAmountSet'],
  [/^order\.refunds\[[^\]]*\]\.shipping\[[^\]]*\]\.tax\./, 'RefundShippingLine.taxAmountSet'],
  [/^order\.refunds\[[^\]]*\]\.adjustments\[[^\]]*\]\.amount\./, 'OrderAdjustment.amountSet'],
  [/^order\.refunds\[[^\]]*\]\.adjustments\[[^\]]*\]\.tax\./, 'OrderAdjustment.taxAmountSet'],
  [/^order\.refunds\[[^\]]*\]\.duties\[[^\]]*\]\.amount\./, 'RefundDuty.amountSet'],
  [/^order\.fulfillments\[[^\]]*\]\.lines\[[^\]]*\]\.quantity$/, 'FulfillmentLineItem.quantity'],
  [/^order\.totals\.total\./, 'Order.totalPriceSet'],
  [/^order\.totals\.currentTotal\./, 'Order.currentTotalPriceSet'],
  [/^order\.totals\.tax\./, 'Order.totalTaxSet'],
  [/^order\.totals\.currentTaxes\[\d+\]\.amount\./, 'Order.currentTaxLines.priceSet'],
  [/^order\.totals\.currentTax\./, 'Order.currentTotalTaxSet'],
  [/^order\.totals\.outstanding\./, 'Order.totalOutstandingSet'],
]

const SIDES: Readonly<Record<string, string>> = { shop: '.shopMoney', presentment: '.presentmentMoney' }

/** `order.lines[901].unitPrice.shop` as `LineItem.originalUnitPriceSet.shopMoney`; `null` where no one field says it. */
export function fieldName(path: string): string | null {
  const found = FIELDS.find(([pattern]) => pattern.test(path))
  return found === undefined ? null : `${found[1]}${SIDES[path.slice(path.lastIndexOf('.') + 1)] ?? ''}`
}
