import { compare, decimal, type Decimal, isPositive, subtract } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { Life, PlacedOrder } from './life.ts'
import { halfUp } from './money.ts'
import { randomOrder } from './order-generator.ts'
import type { PlaceLine, PlaceOrder } from './place-input.ts'
import type { Dice } from './random-life-dice.ts'

const GATEWAYS: readonly [string, ...string[]] = ['shopify_payments', 'shopify_payments', 'Klarna', 'paypal', 'Swish']
const CASH_ON_DELIVERY = 'Cash on Delivery (COD)'

export interface PlaceOptions {
  readonly currency: string
  readonly presentments: readonly { readonly currency: string; readonly rate: string }[]
  readonly taxesIncluded?: boolean
}

/** Places an order and pays it as its buyer would; says how. */
export function placeRandom(life: Life, dice: Dice, options: PlaceOptions): { order: PlacedOrder; what: string } {
  const input = randomInput(dice, options)
  if (input.channel === 'pos') return placeAtTill(life, dice, input)
  if (input.company !== undefined && input.paymentTerms !== undefined) {
    return { order: life.place({ ...input, financial: 'pending' }), what: 'placed on terms' }
  }
  const [what, payment] = paymentOf(dice)
  const order = life.place({ ...input, ...payment })
  if (what === 'placed partly paid') payPart(life, dice, order, options.currency)
  if (what === 'placed with store credit') payMixed(life, dice, order, options.currency)
  return { order, what }
}

/** What is bought; how it is paid is decided later. */
function randomInput(dice: Dice, options: PlaceOptions): PlaceOrder {
  const presentment = dice.any(options.presentments)
  const drawn = randomOrder(dice.next, {
    currency: options.currency,
    ...(presentment === undefined ? {} : { presentment }),
    ...(options.taxesIncluded === undefined ? {} : { taxesIncluded: options.taxesIncluded }),
  })
  const { gateway: _gateway, payments: _payments, giftCardPayment: _card, financial: _financial, ...goods } = drawn
  const places = minorUnits(options.currency)
  const abroad = goods.channel !== 'pos' && dice.chance(0.06)
  return {
    ...goods,
    lines: goods.lines.map((line, index) => dressed(dice, line, index, abroad, places)),
    ...(goods.channel !== 'pos' && dice.chance(0.05)
      ? { fees: [{ name: 'Packaging', price: dice.price(places), taxRates: [{ title: 'VAT 25%', rate: '0.25' }] }] }
      : {}),
    ...(goods.channel === undefined && dice.chance(0.05) ? { channel: dice.pick(['draft', 'marketplace']) } : {}),
  }
}

/** Bundles, duties on top of the price and subscriptions: a price that contains its duty may be discounted below it. */
function dressed(dice: Dice, line: PlaceLine, index: number, abroad: boolean, places: number): PlaceLine {
  if (line.tip === true || line.giftCard === true) return line
  const bundled = index < 3 && line.custom !== true && dice.chance(0.08)
  return {
    ...line,
    ...(bundled ? { group: { key: 'bundle', title: 'Gift set', quantity: 1, sku: 'GIFT-SET' } } : {}),
    ...(abroad && dice.chance(0.6)
      ? { duties: [{ price: dice.price(places), harmonizedSystemCode: '691110', countryCodeOfOrigin: 'CN' }] }
      : {}),
    ...(dice.chance(0.02) ? { sellingPlan: 'Every month' } : {}),
  }
}

function paymentOf(dice: Dice): [string, Partial<PlaceOrder>] {
  const draw = dice.between(1, 100)
  const gateway = dice.pick(GATEWAYS)
  if (draw <= 52) return ['placed paid', { gateway }]
  if (draw <= 66) return ['placed authorised', { financial: 'authorized', gateway }]
  if (draw <= 71) return ['placed unpaid', { financial: 'pending' }]
  if (draw <= 76) return ['placed pending', { financial: 'pending', gateway: dice.pick(['Bank Deposit', gateway]) }]
  if (draw <= 82) return ['placed cash on delivery', { financial: 'pending', gateway: CASH_ON_DELIVERY }]
  if (draw <= 90) return ['placed with a gift card', { giftCardPayment: dice.pick(['5', '25', '500']), gateway }]
  return [draw <= 95 ? 'placed partly paid' : 'placed with store credit', { financial: 'pending' }]
}

function payPart(life: Life, dice: Dice, order: PlacedOrder, currency: string): void {
  const part = dice.partOf(life.totals(order).outstanding, minorUnits(currency))
  if (isPositive(part)) life.pay(order, { amount: part, gateway: dice.pick(GATEWAYS) })
}

/** Part store credit, the rest by card. */
function payMixed(life: Life, dice: Dice, order: PlacedOrder, currency: string): void {
  const credit = dice.partOf(life.totals(order).outstanding, minorUnits(currency))
  if (isPositive(credit)) life.pay(order, { amount: credit, gateway: 'store_credit' })
  if (isPositive(life.totals(order).outstanding)) life.pay(order, { gateway: dice.pick(GATEWAYS) })
}

/** At the till: by card, or in cash rounded to a whole unit, with change now and then. */
function placeAtTill(life: Life, dice: Dice, input: PlaceOrder): { order: PlacedOrder; what: string } {
  if (dice.chance(0.4))
    return { order: life.place({ ...input, gateway: 'shopify_payments' }), what: 'sold at the till' }
  const order = life.place({ ...input, payments: [] })
  payCash(life, dice, order)
  return { order, what: 'sold for cash' }
}

function payCash(life: Life, dice: Dice, order: PlacedOrder): void {
  const { outstanding, presentment, currency } = life.totals(order)
  if (!isPositive(outstanding)) return
  const due = presentment.currency === currency ? halfUp(outstanding, 0) : outstanding
  if (!isPositive(due)) return life.pay(order, { gateway: 'shopify_payments' }) && undefined
  const rounding = subtract(due, outstanding)
  const given = dice.chance(0.3) ? nextNote(due) : due
  life.pay(order, {
    gateway: 'cash',
    amount: given,
    ...(compare(rounding, decimal('0')) === 0 ? {} : { rounding }),
    ...(given === due ? {} : { change: subtract(given, due) }),
  })
}

/** The smallest round sum above an amount. */
function nextNote(due: Decimal): Decimal {
  const notes = ['20', '50', '100', '200', '500', '1000', '5000', '20000'].map((note) => decimal(note))
  return notes.find((note) => compare(note, due) > 0) ?? due
}
