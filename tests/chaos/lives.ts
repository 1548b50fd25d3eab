import type { Purchase, PurchaseLine, StoreOrder, StoreSide } from '#testing/store-side'

type Random = () => number

/** What happens to an order after it was placed, one after the other. */
export type Event = 'paid' | 'one more' | 'one less' | 'cancelled' | 'piece refunded' | 'all refunded'

export interface Life {
  readonly purchase: Purchase
  readonly events: readonly Event[]
}

/** What the shop sells, each with the tax that it always has. */
export const ARTICLES = [
  ['MUG-1', 25],
  ['CAP', 12],
  ['SOCKS', 6],
  ['BOOK-7', 6],
] as const
/** Cents that do not divide evenly, and the ones people price with. */
const PRICES = ['0.10', '3.33', '9.99', '19.95', '33.33', '66.67', '99.50', '149.00', '333.33', '1249.00'] as const
const UNPAID_SHARE = 0.25
const BUYERS = 40

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const pick = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[below(random, items.length)] ?? items[0]

/**
 * Lives of orders with several rates, discounts, shipping, tips, prices with and without tax; some are paid in parts, with gift cards
 * and store credit beside the card; some wait for their money, and are changed or cancelled before they get it; some are given back.
 * Two must be held: one with a rate that nobody has mapped, and one of an item that the ERP does not know. The same random numbers give
 * the same lives.
 */
export function drawLives(random: Random, count: number): Life[] {
  const [untaxed, unknown] = [Math.floor(count * 0.3), Math.floor(count * 0.6)]
  return Array.from({ length: count }, (_, index) => {
    const life = drawLife(random)
    const { lines } = life.purchase
    if (index === untaxed) return held(life, [...lines, { sku: 'ABROAD-1', quantity: 1, price: '49.00', percent: 21 }])
    if (index === unknown) return held(life, [...lines, { sku: 'LANTERN-NEW', quantity: 1, price: '349.00' }])
    return life
  })
}

const held = ({ purchase }: Life, lines: readonly PurchaseLine[]): Life => ({
  purchase: { ...purchase, lines, paid: true },
  events: [],
})

function drawLife(random: Random): Life {
  const paid = random() >= UNPAID_SHARE
  const lines = Array.from({ length: 1 + below(random, ARTICLES.length) }, (_, place) => drawLine(random, place))
  const purchase: Purchase = {
    lines,
    pricesIncludeTax: random() < 0.7,
    shipping: random() < 0.7,
    paid,
    customer: `buyer-${below(random, BUYERS)}@example.com`,
    ...(random() < 0.4 ? { percentOff: pick(random, [5, 10, 15, 33]) } : {}),
    ...(paid ? moneyBeside(random, lines) : {}),
  }
  return { purchase, events: paid ? afterwards(random) : beforeItIsPaid(random) }
}

const WORTH_A_CARD = 60

/** A tip, and money that the shop owes the buyer beside what is paid by card. */
function moneyBeside(random: Random, lines: readonly PurchaseLine[]): Partial<Purchase> {
  const worth = lines.reduce((all, { price, quantity }) => all + Number(price) * quantity, 0)
  const [tips, owes] = [random() < 0.2, random() < 0.3 && worth > WORTH_A_CARD]
  const credits = { giftCard: '19.95', ...(random() < 0.5 ? { storeCredit: '4.97' } : {}) }
  return { ...(tips ? { tip: pick(random, ['3.00', '7.77']) } : {}), ...(owes ? { credits } : {}) }
}

/** Each article at most once, as a shop that keeps a cart sells it. */
function drawLine(random: Random, place: number): PurchaseLine {
  const [sku, percent] = ARTICLES[place] ?? ARTICLES[0]
  return { sku, percent, quantity: 2 + below(random, 5), price: pick(random, PRICES) }
}

function afterwards(random: Random): Event[] {
  const draw = random()
  if (draw < 0.12) return ['piece refunded']
  return draw < 0.2 ? ['all refunded'] : []
}

function beforeItIsPaid(random: Random): Event[] {
  const draw = random()
  if (draw < 0.2) return ['cancelled']
  const change = draw < 0.4 ? (['one more'] as const) : draw < 0.6 ? (['one less'] as const) : []
  return [...change, 'paid', ...afterwards(random)]
}

export function happen(shop: StoreSide, order: StoreOrder, { purchase }: Life, event: Event): void {
  const pieces = purchase.lines[0]?.quantity ?? 1
  if (event === 'paid') shop.pay(order)
  if (event === 'one more') shop.alter(order, { pieces: { 0: pieces + 1 } })
  if (event === 'one less') shop.alter(order, { pieces: { 0: pieces - 1 } })
  if (event === 'cancelled') shop.cancel(order)
  if (event === 'piece refunded') shop.refundPieces(order, 1)
  if (event === 'all refunded') shop.refundRest(order)
}
