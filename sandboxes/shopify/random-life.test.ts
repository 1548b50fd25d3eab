import { describe, expect, test } from 'vitest'
import { systemClock } from '#lib/clock'
import { add, type Decimal, isNegative, negate, subtract, sum, ZERO } from '#lib/decimal'
import { figures, lineNet, shippingNet, shippingTakenOff, takenOff } from './figures.ts'
import { createIds, seededRandom } from './ids.ts'
import { createLife } from './life.ts'
import type { Bag, Side } from './money.ts'
import { MOVE_NAMES, randomLife, type RandomLifeOptions } from './random-life.ts'
import { createShop } from './shop.ts'
import type { OrderState, TaxLineState } from './state.ts'

const LIVES = 300
const SIDES = ['shop', 'presentment'] as const

function newLife(currency = 'SEK') {
  const config = {
    id: 1,
    name: 'Test',
    domain: 'test.myshopify.com',
    currency,
    ianaTimezone: 'Europe/Stockholm',
    taxesIncluded: true,
    plan: 'basic',
  } as const
  return createLife(createShop(config, systemClock, createIds(seededRandom(1))))
}

/** Calls `look` after every step of many lives; a failure names the seed and what had happened. */
function live(
  lives: number,
  options: Partial<RandomLifeOptions>,
  look: (order: OrderState, what: string) => void,
): number {
  let steps = 0
  const life = newLife(options.currency)
  for (let seed = 1; seed <= lives; seed += 1) {
    const story: string[] = []
    try {
      for (const { orderId, what } of randomLife(life, { ...options, seed })) {
        story.push(what)
        look(life.order(orderId), what)
        steps += 1
      }
    } catch (error) {
      throw new Error(`seed ${seed}: ${story.join(' > ')}`, { cause: error })
    }
  }
  return steps
}

const total = (bags: readonly Bag[], side: Side): Decimal => sum(bags.map((bag) => bag[side]))

/** Tax that is left on each tax line of the order: charged minus what refunds took. */
function taxLeft(order: OrderState, side: Side): Map<Decimal, Decimal> {
  const byRate = new Map<Decimal, Decimal>()
  const count = (lines: readonly TaxLineState[], off: readonly Bag[]): void =>
    lines.forEach((tax, index) => {
      const left = subtract(tax.amount[side], off[index]?.[side] ?? ZERO)
      byRate.set(tax.rate, add(byRate.get(tax.rate) ?? ZERO, left))
    })
  for (const line of order.lines) count(line.taxLines, takenOff(order, line).taxes)
  for (const line of order.shipping) count(line.taxLines, shippingTakenOff(order, line).taxes)
  const taken = order.refunds.flatMap((refund) => [...refund.duties, ...refund.fees])
  for (const extra of [...order.lines.flatMap((line) => line.duties), ...order.fees]) {
    count(extra.taxLines, taken.find((part) => part.subjectId === extra.id)?.taxes ?? [])
  }
  return byRate
}

/** Current total from the parts, not from the shop's own sum. */
function totalLeft(order: OrderState, side: Side): Decimal {
  const lines = order.lines.map((line) => subtract(lineNet(line)[side], takenOff(order, line).subtotal[side]))
  const shipping = order.shipping.map((line) =>
    subtract(shippingNet(line)[side], shippingTakenOff(order, line).subtotal[side]),
  )
  const taken = order.refunds.flatMap((refund) => [...(order.dutiesIncluded ? [] : refund.duties), ...refund.fees])
  const extras = [...(order.dutiesIncluded ? [] : order.lines.flatMap((line) => line.duties)), ...order.fees]
  const tax = order.taxesIncluded ? ZERO : sum(taxLeft(order, side).values())
  return add(
    sum(lines),
    sum(shipping),
    total(
      extras.map((extra) => extra.price),
      side,
    ),
    negate(
      total(
        taken.map((part) => part.amount),
        side,
      ),
    ),
    tax,
  )
}

/** Compares without the cost of `expect`, of which there would be millions. */
function same(stated: unknown, found: unknown, what: string): void {
  if (stated !== found) throw new Error(`${what}: the shop states ${String(stated)}, its parts say ${String(found)}`)
}

function checkFigures(order: OrderState): void {
  const sums = figures(order)
  const sides = order.currencies.shop === order.currencies.presentment ? (['shop'] as const) : SIDES
  for (const side of sides) {
    const adjusted = total(
      order.refunds.flatMap((refund) => refund.adjustments.map((entry) => entry.amount)),
      side,
    )
    same(sums.currentTotal[side], totalLeft(order, side), `current total, ${side}`)
    const owed = subtract(add(sums.currentTotal[side], adjusted), subtract(sums.received[side], sums.refunded[side]))
    same(sums.outstanding[side], owed, `outstanding, ${side}`)
    const stated = new Map<Decimal, Decimal>()
    for (const tax of sums.currentTaxLines) stated.set(tax.rate, add(stated.get(tax.rate) ?? ZERO, tax.amount[side]))
    for (const [rate, left] of taxLeft(order, side)) same(stated.get(rate) ?? ZERO, left, `tax at ${rate}, ${side}`)
    for (const what of [
      'currentTotal',
      'currentTax',
      'currentShipping',
      'currentSubtotal',
      'received',
      'refunded',
      'net',
    ] as const) {
      same(isNegative(sums[what][side]), false, `${what} ${sums[what][side]} is negative, ${side}`)
    }
  }
  const ledger = sum(order.agreements.flatMap((agreement) => agreement.sales.map((sale) => sale.total.shop)))
  same(add(sums.currentTotal.shop, sums.discrepancy.shop), ledger, 'ledger')
}

function checkQuantities(order: OrderState): void {
  for (const line of order.lines) {
    const out = line.fulfilledQuantity - line.sentBackQuantity
    same(line.currentQuantity, line.quantity - takenOff(order, line).quantity, 'current quantity')
    same(out >= 0 && out <= line.currentQuantity, true, `${out} of ${line.currentQuantity} are with the customer`)
  }
}

describe('random lives', () => {
  test(`the shop's own equations hold after every step of ${LIVES} lives`, () => {
    const steps = live(LIVES, {}, (order) => {
      checkFigures(order)
      checkQuantities(order)
    })
    expect(steps).toBeGreaterThan(LIVES * 20)
  }, 120_000)

  test.each([
    ['JPY', [{ currency: 'USD', rate: '0.0066' }]],
    [
      'KWD',
      [
        { currency: 'EUR', rate: '3.01' },
        { currency: 'JPY', rate: '490' },
      ],
    ],
  ])('in a shop that sells in %s', (currency, presentments) => {
    expect(live(80, { currency, presentments }, checkFigures)).toBeGreaterThan(80 * 20)
  })

  test('every kind of step happens, and every state of money and goods is seen', () => {
    const seen = new Set<string>()
    live(400, {}, (order, what) => {
      seen.add(what.split(':')[0] ?? what)
      for (const entry of order.returns) seen.add(entry.status)
      for (const entry of order.refunds) for (const part of entry.adjustments) seen.add(part.reason)
      for (const entry of order.transactions) seen.add(`${entry.kind} ${entry.status}`)
    })
    expect([...seen]).toEqual(expect.arrayContaining([...MOVE_NAMES]))
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'placed on terms',
        'placed cash on delivery',
        'placed authorised',
        'placed partly paid',
        'placed with a gift card',
        'placed with store credit',
        'sold for cash',
        'REQUESTED',
        'OPEN',
        'CLOSED',
        'DECLINED',
        'CANCELED',
        'RESTOCK',
        'REFUND_DISCREPANCY',
        'FULL_RETURN_BALANCING_ADJUSTMENT',
        'REFUND PENDING',
        'REFUND FAILURE',
        'VOID SUCCESS',
        'CHANGE SUCCESS',
        'CAPTURE SUCCESS',
      ]),
    )
  })

  test('a seed lives the same life, whatever else the shop has', () => {
    const [alone, crowded] = [newLife(), newLife()]
    for (let seed = 1; seed < 30; seed += 1) expect([...randomLife(crowded, { seed })].length).toBeGreaterThan(1)
    const story = (life: ReturnType<typeof newLife>) =>
      [...randomLife(life, { seed: 77 })].map(({ orderId, what }) => [what, life.totals(orderId)])
    expect(story(crowded)).toEqual(story(alone))
  })
})
