import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemClock } from '#lib/clock'
import { add, compare, type Decimal, isNegative, subtract, sum, ZERO } from '#lib/decimal'
import { figures } from './figures.ts'
import { createIds, seededRandom } from './ids.ts'
import { createLife } from './life.ts'
import type { Side } from './money.ts'
import { type GeneratorConfig, randomOrder } from './order-generator.ts'
import { ShopRefusal } from './payments.ts'
import { createShop } from './shop.ts'
import type { AgreementState, OrderState } from './state.ts'
import { orderBody } from './webhook-body.ts'
import { orderView } from './order-view.ts'

const shopIn = (currency: string, taxesIncluded: boolean) =>
  createShop(
    {
      id: 1,
      name: 'Test',
      domain: 'test.myshopify.com',
      currency,
      ianaTimezone: 'Europe/Stockholm',
      taxesIncluded,
      plan: 'basic',
    },
    systemClock,
    createIds(seededRandom(1)),
  )

const sumOf = (amounts: readonly Decimal[]): Decimal => sum(amounts)

/** The total put together from the parts, by none of the code that computes it. */
function rebuilt(order: OrderState, side: Side): Decimal {
  const lines = order.lines.flatMap((line) => [
    ...Array.from({ length: line.quantity }, () => line.unitPrice[side]),
    ...line.allocations.map((entry) => subtract(ZERO, entry.amount[side])),
  ])
  const shipping = order.shipping.flatMap((line) => [
    line.price[side],
    ...line.allocations.map((entry) => subtract(ZERO, entry.amount[side])),
  ])
  const duties = order.dutiesIncluded ? [] : order.lines.flatMap((line) => line.duties.map((duty) => duty.price[side]))
  const fees = order.fees.map((fee) => fee.price[side])
  const taxed = [...order.lines, ...order.shipping, ...order.lines.flatMap((line) => line.duties), ...order.fees]
  const taxes = order.taxesIncluded ? [] : taxed.flatMap((entry) => entry.taxLines.map((tax) => tax.amount[side]))
  return sumOf([...lines, ...shipping, ...duties, ...fees, ...taxes])
}

function ledger(agreements: readonly AgreementState[]): Decimal {
  return sumOf(
    agreements.flatMap((agreement) =>
      agreement.sales.filter((sale) => sale.lineType !== 'ADJUSTMENT').map((sale) => sale.total.shop),
    ),
  )
}

const configs = fc.constantFrom<readonly [string, GeneratorConfig]>(
  ['SEK', { presentment: { currency: 'EUR', rate: '0.0873' } }],
  ['EUR', { presentment: { currency: 'JPY', rate: '163.27' } }],
  ['JPY', { currency: 'JPY' }],
  ['KWD', { currency: 'KWD', presentment: { currency: 'USD', rate: '3.2615' } }],
)

const orders = fc.tuple(configs, fc.boolean(), fc.integer())

const place = ([[currency, config], taxesIncluded, seed]: readonly [
  readonly [string, GeneratorConfig],
  boolean,
  number,
]) => {
  const life = createLife(shopIn(currency, taxesIncluded))
  const { state } = life.place(randomOrder(seededRandom(seed), { ...config, taxesIncluded }))
  return { life, order: state }
}

describe('the shop prices orders', () => {
  test('the parts sum to the total on both sides, in both tax modes', () => {
    fc.assert(
      fc.property(orders, (input) => {
        const { order } = place(input)
        expect(rebuilt(order, 'shop')).toBe(figures(order).total.shop)
        expect(rebuilt(order, 'presentment')).toBe(figures(order).total.presentment)
      }),
      { numRuns: 1200 },
    )
  })

  test('tax lines of the order are the tax lines of its parts, and allocations sum to the discounts', () => {
    fc.assert(
      fc.property(orders, (input) => {
        const { order } = place(input)
        const { tax, taxLines, discounts } = figures(order)
        expect(sumOf(taxLines.map((line) => line.amount.shop))).toBe(tax.shop)
        const byRate = (rate: Decimal): Decimal =>
          sumOf(
            [...order.lines, ...order.shipping].flatMap((entry) =>
              entry.taxLines.filter((line) => line.rate === rate).map((line) => line.amount.shop),
            ),
          )
        for (const rate of new Set(taxLines.map((line) => line.rate))) {
          expect(sumOf(taxLines.filter((line) => line.rate === rate).map((line) => line.amount.shop))).toBe(
            byRate(rate),
          )
        }
        const allocated = [...order.lines, ...order.shipping].flatMap((entry) =>
          entry.allocations.map((part) => part.amount.shop),
        )
        expect(sumOf(allocated)).toBe(discounts.shop)
        for (const line of order.lines) {
          expect(
            isNegative(
              subtract(
                sumOf(Array.from({ length: line.quantity }, () => line.unitPrice.shop)),
                sumOf(line.allocations.map((part) => part.amount.shop)),
              ),
            ),
          ).toBe(false)
        }
      }),
      { numRuns: 800 },
    )
  })

  test('the ledger of agreements sums to what the order is worth', () => {
    fc.assert(
      fc.property(orders, (input) => {
        const { order } = place(input)
        expect(ledger(order.agreements)).toBe(figures(order).total.shop)
      }),
      { numRuns: 400 },
    )
  })

  test('webhook body and GraphQL state the same figures', () => {
    fc.assert(
      fc.property(orders, (input) => {
        const { order } = place(input)
        const shop = shopIn(order.currencies.shop, order.taxesIncluded)
        const body = orderBody(shop, order)
        const view = orderView(shop, order)
        for (const [rest, graphql] of [
          ['total_price_set', 'totalPriceSet'],
          ['current_total_price_set', 'currentTotalPriceSet'],
          ['subtotal_price_set', 'subtotalPriceSet'],
          ['total_tax_set', 'totalTaxSet'],
          ['total_discounts_set', 'totalDiscountsSet'],
        ] as const) {
          const money = body[rest] as { shop_money: { amount: string }; presentment_money: { amount: string } }
          const bag = (view[graphql] as () => { shopMoney: { amount: string }; presentmentMoney: { amount: string } })()
          expect(Number(money.shop_money.amount)).toBe(Number(bag.shopMoney.amount))
          expect(Number(money.presentment_money.amount)).toBe(Number(bag.presentmentMoney.amount))
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the life of an order keeps its figures together', () => {
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom('refund', 'edit-down', 'edit-up', 'discount', 'add', 'shipping', 'goodwill', 'fulfill', 'pay'),
      fc.nat(1000),
    ),
    {
      maxLength: 8,
    },
  )

  test('any mix of edits, refunds and payments leaves current total, ledger and tax in agreement', () => {
    fc.assert(
      fc.property(orders, steps, fc.boolean(), (input, actions, cancelled) => {
        const { life, order } = place(input)
        for (const [action, pick] of actions) act(life, order, action, pick)
        if (cancelled) life.cancel(order.name, { refund: true })
        const { currentTotal, currentTax, currentTaxLines, outstanding, net } = figures(order)
        expect(ledger(order.agreements)).toBe(currentTotal.shop)
        expect(sumOf(currentTaxLines.map((line) => line.amount.shop))).toBe(currentTax.shop)
        expect(isNegative(currentTotal.shop)).toBe(false)
        expect(isNegative(net.shop)).toBe(false)
        for (const line of order.lines) expect(line.currentQuantity).toBeGreaterThanOrEqual(0)
        const left = cancelled ? [currentTotal, currentTax, outstanding, net].map((bag) => bag.shop) : []
        expect(left.every((amount) => amount === '0')).toBe(true)
      }),
      { numRuns: 800 },
    )
  })
})

function act(life: ReturnType<typeof createLife>, order: OrderState, action: string, pick: number): void {
  const index = pick % order.lines.length
  const line = order.lines[index]
  if (line === undefined) return
  const some = line.currentQuantity === 0 ? 0 : 1 + (pick % line.currentQuantity)
  if (action === 'refund' && some > 0) life.refund(order.name, { lines: [{ line: index, quantity: some }] })
  if (action === 'edit-down' && some > 0)
    life.edit(order.name, { quantities: [{ line: index, quantity: line.currentQuantity - some }] })
  if (action === 'edit-up' && !line.tip)
    life.edit(order.name, { quantities: [{ line: index, quantity: line.currentQuantity + 1 + (pick % 3) }] })
  if (action === 'discount' && some > 0) life.edit(order.name, { discounts: [{ line: index, percentage: '10' }] })
  if (action === 'add')
    life.edit(order.name, {
      addLines: [
        { sku: 'ADDED', quantity: 1 + (pick % 3), price: String(1 + (pick % 90)), taxRates: [{ rate: '0.25' }] },
      ],
    })
  if (action === 'shipping') refundShipping(life, order, pick % 2 === 0 ? true : '7')
  if (action === 'goodwill' && compare(figures(order).net.shop, add('5' as Decimal, ZERO)) > 0)
    life.refund(order.name, { goodwill: '5' })
  if (
    action === 'fulfill' &&
    order.lines.some((entry) => !entry.tip && entry.currentQuantity > entry.fulfilledQuantity)
  )
    life.fulfill(order.name)
  if (action === 'pay' && compare(figures(order).outstanding.shop, ZERO) > 0) life.pay(order.name)
}

/** Refunds shipping, unless nothing of it is left. */
function refundShipping(life: ReturnType<typeof createLife>, order: OrderState, shipping: true | string): void {
  try {
    life.refund(order.name, { shipping })
  } catch (error) {
    if (!(error instanceof ShopRefusal)) throw error
  }
}
