import { isPositive } from '#lib/decimal'
import type { DemoLine, DemoOrder, DemoParts, Item, Random, ShopSandbox } from '#cli/sandboxes'

/** What goes wrong on the way of an order's webhooks. */
export type Trouble = 'none' | 'duplicate' | 'late' | 'never'

/** What becomes of an order some time after it was placed. */
export type Fate = 'none' | 'line refunded' | 'goodwill' | 'one more' | 'one less' | 'cancelled'

export interface DemoStep {
  readonly order: DemoOrder
  readonly trouble: Trouble
  readonly fate: Fate
}

const VAT: Readonly<Record<string, string>> = { '0.25': 'Moms 25%', '0.12': 'Moms 12%', '0.06': 'Moms 6%' }
/** Sold in the shop, and nobody has made the item in the ERP. */
const UNKNOWN_ITEM: DemoLine = { sku: 'LANTERN-NEW', title: 'Lantern', quantity: 1, price: '349.00' }
const FINNISH_TAX = [{ title: 'ALV 25.5%', rate: '0.255' }] as const

const FATES: readonly (readonly [Fate, number])[] = [
  ['line refunded', 0.06],
  ['goodwill', 0.03],
  ['one more', 0.04],
  ['one less', 0.04],
  ['cancelled', 0.04],
]

const SHARES: readonly (readonly [Trouble, number])[] = [
  ['duplicate', 0.12],
  ['late', 0.08],
  ['never', 0.08],
]

/**
 * The orders of a demo: the sandbox's own mixture, all of it taxed as in Sweden, and two that must be held: one sold to Finland,
 * whose tax nobody has mapped, and one of an item that the ERP does not know. Some are refunded, edited or cancelled later.
 */
export function demoSteps(parts: Pick<DemoParts, 'randomOrder'>, random: Random, count: number): DemoStep[] {
  const places = { finnish: Math.floor(count * 0.3), unknown: Math.floor(count * 0.6) }
  const steps = Array.from({ length: count }, (_, index): Omit<DemoStep, 'fate'> => {
    const order = swedish(parts.randomOrder(random, { currency: 'SEK' }))
    const trouble = drawTrouble(random)
    if (index === places.finnish) return { order: finnishOrder(), trouble: 'none' }
    if (index === places.unknown) return { order: unknownOrder(order), trouble: 'none' }
    return { order, trouble }
  })
  const isHeld = (index: number): boolean => index === places.finnish || index === places.unknown
  return steps.map((step, index) => {
    const drawn = draw(FATES, random) ?? 'none'
    return { ...step, fate: isHeld(index) ? 'none' : drawn }
  })
}

/** Lets what was drawn happen to an order. */
export function meetFate(
  shop: Pick<ShopSandbox, 'refund' | 'edit' | 'cancel' | 'totals'>,
  name: string,
  { order, fate }: DemoStep,
): void {
  const line = Math.max(
    0,
    order.lines.findIndex((each) => each.quantity > 1),
  )
  const quantity = order.lines[line]?.quantity ?? 1
  if (fate === 'line refunded') shop.refund(name, { lines: [{ line, quantity: 1, restockType: 'NO_RESTOCK' }] })
  // Nothing can be given back of what was not paid.
  if (fate === 'goodwill' && isPositive(shop.totals(name).net)) shop.refund(name, { goodwill: '1.00' })
  if (fate === 'one more') shop.edit(name, { quantities: [{ line, quantity: quantity + 1 }] })
  // Whoever takes off the last piece cancels.
  if (fate === 'one less' && quantity > 1) shop.edit(name, { quantities: [{ line, quantity: quantity - 1 }] })
  if (fate === 'cancelled') shop.cancel(name)
}

/** The items of all orders, to be made in the ERP beforehand. */
export function itemsOf(steps: readonly DemoStep[]): Item[] {
  const items = new Map<string, Item>()
  for (const { sku, title } of steps.flatMap(({ order }) => order.lines)) {
    if (sku !== undefined && sku !== UNKNOWN_ITEM.sku) items.set(sku, { code: sku, name: title ?? sku })
  }
  return [...items.values(), { code: 'MADE-TO-MEASURE', name: 'Made to measure' }]
}

/** What one buys at a time; the sandbox also makes orders of a hundred pieces, for tests. */
const MOST_PIECES = 6

function swedish(order: DemoOrder): DemoOrder {
  const lines = order.lines.map((sold): DemoLine => {
    const line = { ...sold, quantity: Math.min(sold.quantity, MOST_PIECES) }
    const { taxRates } = line
    if (taxRates === undefined || taxRates.every(({ rate }) => VAT[rate] !== undefined)) return line
    return { ...line, taxRates: [{ title: 'Moms 25%', rate: '0.25' }] }
  })
  return { ...order, lines }
}

// What is held was paid by invoice: a payout with payments of held orders would wait for a person as well.
const HELD_GATEWAY = 'Klarna'

const unknownOrder = (order: DemoOrder): DemoOrder => ({
  ...order,
  lines: [...order.lines, UNKNOWN_ITEM],
  payments: undefined,
  giftCardPayment: undefined,
  financial: undefined,
  gateway: HELD_GATEWAY,
})

const finnishOrder = (): DemoOrder => ({
  lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '249.00', taxRates: FINNISH_TAX }],
  shipping: { title: 'Posti', price: '99.00', taxRates: FINNISH_TAX },
  taxesIncluded: true,
  customer: { email: 'aino@example.com', firstName: 'Aino', lastName: 'Virtanen' },
  shippingAddress: {
    firstName: 'Aino',
    lastName: 'Virtanen',
    address1: 'Mannerheimintie 1',
    zip: '00100',
    city: 'Helsinki',
    country: 'Finland',
    countryCode: 'FI',
  },
  gateway: HELD_GATEWAY,
})

const drawTrouble = (random: Random): Trouble => draw(SHARES, random) ?? 'none'

function draw<Choice>(shares: readonly (readonly [Choice, number])[], random: Random): Choice | null {
  let left = random()
  for (const [choice, share] of shares) {
    if (left < share) return choice
    left -= share
  }
  return null
}
