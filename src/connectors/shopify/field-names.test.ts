import { expect, test } from 'vitest'
import { fieldName } from './field-names.ts'

test.each([
  ['order.lines[901].unitPrice.shop', 'LineItem.originalUnitPriceSet.shopMoney'],
  ['order.lines[901].quantity', 'LineItem.quantity'],
  ['order.lines[901].taxes[0].amount.presentment', 'LineItem.taxLines.priceSet.presentmentMoney'],
  ['order.refunds[77].lines[601].subtotal.shop', 'RefundLineItem.subtotalSet.shopMoney'],
  ['order.refunds[77].payments[8].amount.shop', 'OrderTransaction.amountSet.shopMoney'],
  ['order.totals.currentTotal.shop', 'Order.currentTotalPriceSet.shopMoney'],
  ['payout.transactions[1].fee', null],
  ['held[acme:invoice:1].total', null],
])('Shopify calls %s %s', (path, name) => {
  expect(fieldName(path)).toBe(name)
})
