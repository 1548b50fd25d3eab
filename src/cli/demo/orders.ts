import type { DemoLine, DemoOrder, DemoParts, Item, Random } from '#cli/sandboxes'

/** What goes wrong on the way of an order's webhooks. */
export type Trouble = 'none' | 'duplicate' | 'late' | 'never'

export interface DemoStep {
  readonly order: DemoOrder
  readonly trouble: Trouble
}

const VAT: Readonly<Record<string, string>> = { '0.25': 'Moms 25%', '0.12': 'Moms 12%', '0.06': 'Moms 6%' }
/** Sold in the shop, and nobody has made the item in the ERP. */
const UNKNOWN_ITEM: DemoLine = { sku: 'LANTERN-NEW', title: 'Lantern', quantity: 1, price: '349.00' }
const FINNISH_TAX = [{ title: 'ALV 25.5%', rate: '0.255' }] as const

const SHARES: readonly (readonly [Trouble, number])[] = [
  ['duplicate', 0.12],
  ['late', 0.08],
  ['never', 0.08],
]

/**
 * The orders of a demo: the sandbox's own mixture, all of it taxed as in Sweden, and two that must be held: one sold to Finland,
 * whose tax nobody has mapped, and one of an item that the ERP does not know.
 */
export function demoSteps(parts: Pick<DemoParts, 'randomOrder'>, random: Random, count: number): DemoStep[] {
  const places = { finnish: Math.floor(count * 0.3), unknown: Math.floor(count * 0.6) }
  return Array.from({ length: count }, (_, index): DemoStep => {
    const order = swedish(parts.randomOrder(random, { currency: 'SEK' }))
    const trouble = drawTrouble(random)
    if (index === places.finnish) return { order: finnishOrder(), trouble: 'none' }
    if (index === places.unknown) return { order: { ...order, lines: [...order.lines, UNKNOWN_ITEM] }, trouble: 'none' }
    return { order, trouble }
  })
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
  gateway: 'shopify_payments',
})

function drawTrouble(random: Random): Trouble {
  let draw = random()
  for (const [trouble, share] of SHARES) {
    if (draw < share) return trouble
    draw -= share
  }
  return 'none'
}
