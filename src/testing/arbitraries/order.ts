import * as fc from 'fast-check'
import type { GeneratorValue } from 'fast-check'
import { decimal } from '#lib/decimal'
import type { DiscountAllocation } from '#model/discount'
import type { Order, OrderLine, OrderTotals, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { Refund } from '#model/refund'
import type { TaxLine } from '#model/tax'
import { bareLine, bareOrder, barePayment, bareShipping } from './bare-order.ts'
import {
  dualAmount,
  minus,
  NOTHING,
  type Pair,
  pair,
  plus,
  portion,
  quotient,
  spread,
  type StoreMoney,
  taxOn,
  times,
} from './store-money.ts'

/** Successive states of one order as its store states them, the last one being how it ended. */
export type OrderLife = readonly [Order, ...Order[]]

/** What a store computed for one part of the order. */
interface Part {
  readonly amount: Pair
  readonly discount: Pair
  readonly taxes: readonly { readonly rate: number; readonly amount: Pair }[]
}

interface SoldLine extends Part {
  readonly line: OrderLine
  readonly quantity: number
}

interface Removed {
  readonly refund: Refund
  readonly lineIndex: number
  readonly quantity: number
  readonly amount: Pair
  readonly tax: Pair
}

type Draw = <T>(options: readonly [T, ...T[]]) => T

// A rate that is no whole number, two rates on one line, zero-rated, and nothing stated (gift cards, exports).
type Rates = readonly number[]
const RATE_SETS: readonly [Rates, ...Rates[]] = [[25_000], [12_000], [6_000], [20_980], [8_000, 4_500], [0], []]
const CURRENCY_BY_PLACES = ['JPY', 'SEK', 'EUR', 'KWD', 'USD'] as const

/** Random lives of an order: bought, edited down, paid in parts, shipped, in any sequence; never refunded. */
export const orderLife = (): fc.Arbitrary<OrderLife> =>
  fc.gen().map((gen) => {
    const { events, stateAfter } = drawStory(gen)
    return [stateAfter(0), ...events.map((_, index) => stateAfter(index + 1))]
  })

/** The last state of a random life. */
export const order = (): fc.Arbitrary<Order> =>
  fc.gen().map((gen) => {
    const { events, stateAfter } = drawStory(gen)
    return stateAfter(events.length)
  })

interface Story {
  readonly events: readonly Event[]
  /** The order after the first `count` events. */
  stateAfter(count: number): Order
}

function drawStory(gen: GeneratorValue): Story {
  const upTo = (max: number) => gen(fc.nat, max)
  const draw: Draw = (options) => options[upTo(options.length - 1)] ?? options[0]
  const money = drawMoney(draw)
  const foreign = money.places.shop !== money.places.presentment || draw([false, false, true])
  // An exchange rate of 11.37 to 10 between the sides, or none; each side is then calculated on its own.
  const price = (max: number): Pair => {
    const shop = BigInt(upTo(max))
    return { shop, presentment: foreign ? quotient(shop * 1137n, 1000n, 'half-up') : shop }
  }
  const lines = drawLines(upTo, draw, price, money)
  const shipping = Array.from({ length: upTo(2) }, (_, index) => drawShipping(index, draw, price, money))
  const removals = lines.flatMap((line, index) => drawRemoval(line, index, upTo, money))
  const fee = draw([false, false, true]) ? part(price(5_000), NOTHING, draw(RATE_SETS), money) : null
  const base: Order = {
    ...bareOrder,
    taxesIncluded: money.taxesIncluded,
    currencies: {
      shop: CURRENCY_BY_PLACES[money.places.shop] ?? 'SEK',
      presentment: foreign ? `${draw(['NOK', 'DKK'])}` : (CURRENCY_BY_PLACES[money.places.shop] ?? 'SEK'),
    },
    shippingLines: shipping.map((one) => one.line),
    fees:
      fee === null
        ? []
        : [{ externalId: '31', title: 'Fee', price: dualAmount(fee.amount, money), taxes: taxLines(fee, money) }],
  }
  const parts = [...lines, ...shipping, ...(fee === null ? [] : [fee])]
  const due = minus(totalOf(parts, money), removedTotal(removals, money))
  const payments = drawPayments(due, upTo, draw, money)
  const events = shuffled<Event>([...removals, ...payments, 'shipped'], upTo)
  return { events, stateAfter: (count) => stateOf(base, lines, parts, events.slice(0, count), money) }
}

/** One thing that happens; cash and its change happen together. */
type Event = Removed | readonly Payment[] | 'shipped'

function stateOf(
  base: Order,
  lines: readonly SoldLine[],
  parts: readonly Part[],
  events: readonly Event[],
  money: StoreMoney,
): Order {
  const removals = events.filter((event): event is Removed => typeof event === 'object' && 'refund' in event)
  const payments = events.flatMap((event) => (typeof event === 'object' && 'length' in event ? event : []))
  const shipped = events.includes('shipped')
  const gone = (index: number) =>
    removals.filter((one) => one.lineIndex === index).reduce((total, one) => total + one.quantity, 0)
  return {
    ...base,
    edited: removals.length > 0,
    lines: lines.map(({ line, quantity }, index) => ({
      ...line,
      currentQuantity: decimal(quantity - gone(index)),
    })),
    refunds: removals.map((one) => one.refund),
    payments,
    fulfillmentStatus: shipped ? 'fulfilled' : 'unfulfilled',
    fulfillments: shipped
      ? [
          {
            externalId: '61',
            status: 'success',
            createdAt: '2026-03-05T10:00:00Z',
            locationExternalId: null,
            lines: [],
            tracking: [],
          },
        ]
      : [],
    totals: totalsOf(parts, removals, money),
  }
}

function drawMoney(draw: Draw): StoreMoney {
  const shop = draw([2, 0, 1, 3, 4])
  return {
    places: { shop, presentment: draw([shop, 2]) },
    direction: draw(['half-up', 'half-even', 'down']),
    taxesIncluded: draw([true, false]),
  }
}

type UpTo = (max: number) => number

function drawLines(upTo: UpTo, draw: Draw, price: (max: number) => Pair, money: StoreMoney): SoldLine[] {
  const drafts = Array.from({ length: 1 + upTo(draw([2, 5, 12])) }, () => ({
    kind: draw(['product', 'product', 'product', 'custom', 'tip', 'gift-card'] as const),
    quantity: 1 + upTo(draw([0, 3, 9])),
    unitPrice: draw([true, true, true, false]) ? price(200_000) : NOTHING,
    percent: draw([0, 0, 10, 33, 100]),
  }))
  const own = drafts.map(({ kind, quantity, unitPrice, percent }) => {
    const goods = kind === 'product' || kind === 'custom'
    const full = times(unitPrice, quantity)
    return { goods, full, discount: goods ? portion(full, percent, 100, money) : NOTHING }
  })
  const left = own.map(({ goods, full, discount }) => (goods ? minus(full, discount) : NOTHING))
  const orderDiscount = portion(plus(...left), draw([0, 0, 15, 20]), 100, money)
  const shares = spread(orderDiscount, left)
  return drafts.map((draft, index) => {
    const { goods, full, discount } = own[index] ?? { goods: false, full: NOTHING, discount: NOTHING }
    const discounts = [discount, shares[index] ?? NOTHING]
    const sold = part(minus(full, plus(...discounts)), plus(...discounts), goods ? draw(RATE_SETS) : [], money)
    const line: OrderLine = {
      ...bareLine,
      externalId: `${901 + index}`,
      kind: draft.kind,
      sku: goods ? `SKU-${index}` : null,
      variantExternalId: `${71 + index}`,
      title: `Thing ${index}`,
      quantity: decimal(draft.quantity),
      currentQuantity: decimal(draft.quantity),
      unitPrice: dualAmount(draft.unitPrice, money),
      discounts: allocations(discounts, money),
      taxes: taxLines(sold, money),
      requiresShipping: draft.kind === 'product',
    }
    return { ...sold, line, quantity: draft.quantity }
  })
}

function drawShipping(
  index: number,
  draw: Draw,
  price: (max: number) => Pair,
  money: StoreMoney,
): Part & { line: ShippingLine } {
  const full = price(9_900)
  const discount = portion(full, draw([0, 0, 50, 100]), 100, money)
  const sold = part(minus(full, discount), discount, draw(RATE_SETS), money)
  const line: ShippingLine = {
    ...bareShipping,
    externalId: `${12 + index}`,
    price: dualAmount(full, money),
    discounts: allocations([discount], money),
    taxes: taxLines(sold, money),
  }
  return { ...sold, line }
}

/** Takes some or all of a line off again, at its share of price and tax. */
function drawRemoval(sold: SoldLine, lineIndex: number, upTo: UpTo, money: StoreMoney): Removed[] {
  if (upTo(4) > 0) return []
  const quantity = 1 + upTo(sold.quantity - 1)
  const amount = portion(sold.amount, quantity, sold.quantity, money)
  const tax = portion(plus(NOTHING, ...sold.taxes.map((one) => one.amount)), quantity, sold.quantity, money)
  const refund: Refund = {
    externalId: `${501 + lineIndex}`,
    createdAt: '2026-03-03T10:00:00Z',
    note: null,
    returnExternalId: null,
    lines: [
      {
        externalId: `${601 + lineIndex}`,
        lineExternalId: sold.line.externalId,
        quantity: decimal(quantity),
        subtotal: dualAmount(amount, money),
        tax: dualAmount(tax, money),
        restock: 'cancel',
        locationExternalId: null,
      },
    ],
    shipping: [],
    adjustments: [],
    duties: [],
    payments: [],
  }
  return [{ refund, lineIndex, quantity, amount, tax }]
}

/** Up to three payments of what is due, all of it or a part, among attempts that moved nothing, and cash with change. */
function drawPayments(due: Pair, upTo: UpTo, draw: Draw, money: StoreMoney): (readonly Payment[])[] {
  const payment = (id: number, amount: Pair, fields: Partial<Payment> = {}): Payment => ({
    ...barePayment,
    externalId: `${8_801 + id}`,
    processedAt: `2026-03-02T1${id}:00:00Z`,
    amount: dualAmount(amount, money),
    ...fields,
  })
  const first = portion(due, 1 + upTo(2), 3, money)
  const rest = minus(due, first)
  const coins = pair((side) => (due[side] > 0n ? BigInt(upTo(50)) : 0n))
  const cash = [
    payment(1, plus(rest, coins), { gateway: 'cash', kind: 'capture' }),
    payment(3, coins, { kind: 'change', gateway: 'cash', parentExternalId: draw(['8802', null]) }),
  ]
  return [
    [payment(0, first, { gateway: draw(['gift_card', 'shopify_payments']) })],
    [payment(4, due, { kind: 'authorization' })],
    [payment(5, due, { status: draw(['failure', 'pending', 'error']) })],
    ...(draw([true, true, false]) ? [cash] : []),
  ].map((together) => together.filter(({ amount }) => amount.shop !== '0' || amount.presentment !== '0'))
}

function part(amount: Pair, discount: Pair, rates: readonly number[], money: StoreMoney): Part {
  return { amount, discount, taxes: rates.map((rate) => ({ rate, amount: taxOn(amount, rate, rates, money) })) }
}

const taxLines = (sold: Part, money: StoreMoney): TaxLine[] =>
  sold.taxes.map(({ rate, amount }) => ({
    title: 'VAT',
    ratePercent: decimal(rate / 1_000),
    amount: dualAmount(amount, money),
    channelLiable: false,
  }))

const allocations = (discounts: readonly Pair[], money: StoreMoney): DiscountAllocation[] =>
  discounts.map((discount, applicationIndex) => ({ applicationIndex, amount: dualAmount(discount, money) }))

const taxTotal = (parts: readonly Part[]): Pair =>
  plus(NOTHING, ...parts.flatMap((one) => one.taxes.map((tax) => tax.amount)))

const totalOf = (parts: readonly Part[], money: StoreMoney): Pair =>
  plus(...parts.map((one) => one.amount), money.taxesIncluded ? NOTHING : taxTotal(parts))

const removedTotal = (removals: readonly Removed[], money: StoreMoney): Pair =>
  plus(NOTHING, ...removals.flatMap((one) => (money.taxesIncluded ? [one.amount] : [one.amount, one.tax])))

function totalsOf(parts: readonly Part[], removals: readonly Removed[], money: StoreMoney): OrderTotals {
  const total = totalOf(parts, money)
  const tax = taxTotal(parts)
  const removedTax = plus(NOTHING, ...removals.map((one) => one.tax))
  return {
    total: dualAmount(total, money),
    currentTotal: dualAmount(minus(total, removedTotal(removals, money)), money),
    tax: dualAmount(tax, money),
    currentTax: dualAmount(minus(tax, removedTax), money),
    discounts: dualAmount(plus(NOTHING, ...parts.map((one) => one.discount)), money),
    outstanding: null,
  }
}

function shuffled<T>(list: readonly T[], upTo: UpTo): T[] {
  const result = [...list]
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = upTo(index)
    const [a, b] = [result[index], result[other]]
    if (a === undefined || b === undefined) continue
    result[index] = b
    result[other] = a
  }
  return result
}
