import type { DiscountInput, PlaceLine, PlaceOrder, PlacePayment, PlaceShipping, TaxInput } from './place-input.ts'

export interface GeneratorConfig {
  /** Default: either. */
  readonly taxesIncluded?: boolean
  readonly currency?: string
  /** Another currency for some orders, with units per unit of the shop's. */
  readonly presentment?: { readonly currency: string; readonly rate: string }
}

type Random = () => number

const VAT: readonly TaxInput[] = [
  { title: 'VAT 25%', rate: '0.25' },
  { title: 'VAT 12%', rate: '0.12' },
  { title: 'VAT 6%', rate: '0.06' },
]
// Cents that do not divide evenly, and the ones people price with.
const AWKWARD = [
  '0.01',
  '0.10',
  '3.33',
  '9.99',
  '19.95',
  '33.33',
  '66.67',
  '99.50',
  '100.00',
  '149.00',
  '199.90',
  '333.33',
  '1249.00',
  '7999.99',
]
const NAMES = ['Mug', 'Tea', 'Book', 'Lamp', 'Scarf', 'Blanket', 'Poster', 'Candle', 'Soap', 'Honey', 'Chair', 'Vase']
const GATEWAYS = ['shopify_payments', 'Klarna', 'paypal', 'Swish']

const chance = (random: Random, share: number): boolean => random() < share
const below = (random: Random, limit: number): number => Math.floor(random() * limit)
function pick<Item>(random: Random, items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const item = items[below(random, items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

/** Amounts of the currency's own digits: yen have none, dinars three. */
function price(random: Random, currency: string): string {
  if (currency === 'JPY') return String(100 + below(random, 20_000))
  if (currency === 'KWD') return `${below(random, 90)}.${String(below(random, 1000)).padStart(3, '0')}`
  return chance(random, 0.5)
    ? pick(random, AWKWARD)
    : `${below(random, 900)}.${String(below(random, 100)).padStart(2, '0')}`
}

/**
 * An order as shops really get them: mixed rates, every kind of discount, shipping, tips, gift cards, free lines,
 * B2B, the till, several payments. The same random numbers give the same order.
 */
export function randomOrder(random: Random, config: GeneratorConfig = {}): PlaceOrder {
  const currency = config.currency ?? 'SEK'
  const pos = chance(random, 0.1)
  const lines = randomLines(random, currency, pos)
  return {
    lines,
    taxesIncluded: config.taxesIncluded ?? chance(random, 0.5),
    ...(chance(random, 0.04) ? { taxExempt: true } : {}),
    ...(config.presentment !== undefined && chance(random, 0.3) ? { presentment: config.presentment } : {}),
    ...(pos ? { channel: 'pos' } : {}),
    ...(!pos && chance(random, 0.85) ? { shipping: randomShipping(random, currency) } : {}),
    ...(chance(random, 0.45) ? { discounts: randomDiscounts(random, currency, lines.length) } : {}),
    ...(chance(random, 0.15) ? { attributes: [{ key: 'gift_message', value: 'Grattis på födelsedagen!' }] } : {}),
    ...(chance(random, 0.2) ? { tags: ['vip'], note: 'Leave at the door' } : {}),
    ...(pos ? {} : randomBuyer(random)),
    ...randomPayment(random, pos),
  }
}

function randomLines(random: Random, currency: string, pos: boolean): PlaceLine[] {
  const count = chance(random, 0.03) ? 12 + below(random, 20) : 1 + below(random, 5)
  const lines = Array.from({ length: count }, (): PlaceLine => randomLine(random, currency))
  if (chance(random, 0.06))
    lines.push({ title: 'Gift card', quantity: 1, price: price(random, currency), giftCard: true, custom: true })
  if (chance(random, pos ? 0.3 : 0.04))
    lines.push({ title: 'Tip', quantity: 1, price: price(random, currency), tip: true })
  return lines
}

function randomLine(random: Random, currency: string): PlaceLine {
  const name = pick(random, NAMES)
  const custom = chance(random, 0.05)
  const kind = below(random, 10)
  const taxRates =
    kind === 0
      ? [
          { title: 'State tax', rate: '0.0725' },
          { title: 'County tax', rate: '0.0125' },
        ]
      : [pick(random, VAT)]
  return {
    ...(custom
      ? { custom: true, title: `${name} to measure` }
      : { sku: `${name.toUpperCase()}-${1 + below(random, 8)}`, title: name }),
    quantity: chance(random, 0.1) ? 6 + below(random, 120) : 1 + below(random, 4),
    price: chance(random, 0.04) ? '0' : price(random, currency),
    taxRates,
    ...(chance(random, 0.05) ? { taxable: false } : {}),
    ...(chance(random, 0.15) ? { discounts: [randomDiscount(random, currency)] } : {}),
    ...(chance(random, 0.08) ? { attributes: [{ key: 'Engraving', value: 'Åsa & Örjan' }] } : {}),
  }
}

function randomShipping(random: Random, currency: string): PlaceShipping {
  const split: readonly TaxInput[] = [
    { title: 'VAT 25%', rate: '0.25', share: '0.7' },
    { title: 'VAT 12%', rate: '0.12', share: '0.3' },
  ]
  return {
    title: pick(random, ['PostNord MyPack', 'DHL Home', 'Budbee Box', 'Free shipping']),
    price: chance(random, 0.2) ? '0' : chance(random, 0.5) && currency !== 'JPY' ? '49.00' : price(random, currency),
    taxRates: chance(random, 0.15) ? split : [pick(random, VAT)],
  }
}

function randomDiscount(random: Random, currency: string): DiscountInput {
  const kind = pick(random, ['code', 'automatic', 'manual', 'script'] as const)
  const value = chance(random, 0.5)
    ? { percentage: pick(random, ['5', '10', '12.5', '15', '33.33', '100']) }
    : { amount: price(random, currency) }
  return { kind, name: kind === 'code' ? pick(random, ['SAVE10', 'WELCOME', 'VIP']) : 'Campaign', ...value }
}

function randomDiscounts(random: Random, currency: string, lines: number): DiscountInput[] {
  return Array.from({ length: chance(random, 0.25) ? 2 : 1 }, (): DiscountInput => {
    const discount = randomDiscount(random, currency)
    const where = below(random, 10)
    if (where === 0) return { ...discount, target: 'shipping' }
    if (where === 1) return { ...discount, allocation: 'one', lines: [0] }
    if (where === 2) return { ...discount, allocation: 'each' }
    return where === 3 && lines > 1 ? { ...discount, lines: [0, 1] } : discount
  })
}

function randomBuyer(random: Random): Partial<PlaceOrder> {
  if (chance(random, 0.1)) {
    const number = 1 + below(random, 20)
    return {
      company: { name: `Kund ${number} AB`, externalId: `C-${number}` },
      customer: { email: `inkop${number}@kund.example`, firstName: 'Inköp', lastName: `Avdelning ${number}` },
      poNumber: `PO-${1000 + below(random, 9000)}`,
      paymentTerms: { dueInDays: 30 },
      financial: 'pending',
    }
  }
  return chance(random, 0.4) ? { customer: { email: `kund${below(random, 200)}@example.com` } } : {}
}

function randomPayment(random: Random, pos: boolean): Partial<PlaceOrder> {
  if (pos) return { gateway: 'cash' }
  const draw = below(random, 20)
  if (draw === 0) return { financial: 'pending' }
  if (draw === 1) return { financial: 'authorized' }
  if (draw === 2) return { giftCardPayment: '25', gateway: pick(random, GATEWAYS) }
  if (draw === 3) {
    const payments: PlacePayment[] = [{ gateway: 'store_credit', amount: '1' }, { gateway: 'shopify_payments' }]
    return { payments }
  }
  return { gateway: pick(random, GATEWAYS) }
}
