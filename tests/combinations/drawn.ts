import { seededRandom } from '#sandboxes/shopify/ids'
import type { Purchase, PurchaseLine } from '#testing/store-side'

/** Cents that do not divide evenly, and the ones people price with. */
const PRICES = [
  '0.01',
  '0.10',
  '3.33',
  '9.99',
  '19.95',
  '33.33',
  '66.67',
  '99.50',
  '149.00',
  '333.33',
  '1249.00',
] as const
const ARTICLES = [
  ['LAMP', 25],
  ['TEA', 12],
  ['BOOK', 6],
  ['SCARF', 25],
  ['HONEY', 12],
  ['POSTER', 6],
  ['CHAIR', 25],
] as const
const QUANTITIES = [1, 1, 2, 3, 4, 7, 12, 40] as const
const PERCENTS = [5, 10, 12.5, 33.33] as const

export interface Manner {
  readonly seed: number
  readonly count: number
  readonly pricesIncludeTax: boolean
  readonly taxRoundedOnSum?: boolean
}

/** Orders as shops get them, drawn by chance; the same seed draws the same ones. */
export function drawnPurchases({ seed, count, pricesIncludeTax, taxRoundedOnSum = false }: Manner): Purchase[] {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[below(items.length)] ?? items[0]
  const line = ([sku, percent]: (typeof ARTICLES)[number]): PurchaseLine => ({
    sku,
    percent,
    quantity: pick(QUANTITIES),
    price: random() < 0.5 ? pick(PRICES) : `${below(900)}.${String(below(100)).padStart(2, '0')}`,
  })
  return Array.from({ length: count }, (): Purchase => {
    const first = below(ARTICLES.length)
    const lines = Array.from(
      { length: 1 + below(5) },
      (_, index) => ARTICLES[(first + index) % ARTICLES.length] ?? ARTICLES[0],
    )
    return {
      lines: lines.map(line),
      pricesIncludeTax,
      taxRoundedOnSum,
      ...(random() < 0.35 ? { percentOff: pick(PERCENTS) } : {}),
      ...(random() < 0.2 ? { amountOff: pick(['1.11', '7.77', '50.00']) } : {}),
      shipping: random() < 0.6,
      paid: random() < 0.9,
    }
  })
}
