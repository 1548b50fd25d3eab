import type { PlaceLine, PlaceOrder } from '#sandboxes/shopify/place-input'
import type { ShopifySandbox } from '#sandboxes/shopify/start'

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** 0 to `below` − 1. */
  integer(below: number): number
  chance(share: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  price(): string
}

export function seeded(seed: number): Random {
  let state = seed >>> 0 || 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
  const integer = (below: number): number => Math.floor(next() * below)
  return {
    integer,
    chance: (share) => next() < share,
    pick: (items) => items[integer(items.length)] ?? items[0],
    price: () => `${integer(900)}.${String(integer(100)).padStart(2, '0')}`,
  }
}

const RATES = ['0.25', '0.12', '0.06', '0.0725', '0'] as const

function randomLine(random: Random, index: number): PlaceLine {
  const taxRates = [{ rate: random.pick(RATES), title: 'Moms' }]
  const discounts = random.chance(0.3)
    ? [{ kind: 'manual' as const, name: 'Deal', percentage: String(1 + random.integer(60)) }]
    : []
  const base = { quantity: 1 + random.integer(5), price: random.price(), discounts }
  const kind = random.integer(10)
  if (kind === 0) return { ...base, title: 'Gift card', sku: `GIFT-${index}`, giftCard: true, discounts: [] }
  if (kind === 1) return { ...base, title: 'Engraving', custom: true, taxRates, requiresShipping: random.chance(0.5) }
  if (kind === 2) return { ...base, sku: `PART-${index}`, taxRates, group: { key: 'set', title: 'Set' } }
  if (kind === 3)
    return { ...base, sku: `FAR-${index}`, taxRates, duties: [{ price: '7.50', taxRates: [{ rate: '0.25' }] }] }
  return {
    ...base,
    sku: `SKU-${index}`,
    taxRates: random.chance(0.2)
      ? [...taxRates, { rate: '0.02', title: 'City', channelLiable: random.chance(0.5) }]
      : taxRates,
    variantTitle: random.chance(0.5) ? 'Blue' : '',
    attributes: random.chance(0.2) ? [{ key: 'Engraving', value: 'Ann' }] : [],
  }
}

/** An order such as shops have, with a bit of everything now and then. */
export function randomOrder(random: Random): PlaceOrder {
  const lines = Array.from({ length: 1 + random.integer(4) }, (_, index) => randomLine(random, index))
  if (random.chance(0.15)) lines.push({ tip: true, title: 'Tip', quantity: 1, price: random.price() })
  return {
    lines,
    taxesIncluded: random.chance(0.5),
    ...(random.chance(0.2) ? { presentment: { currency: 'EUR', rate: '0.0893' } } : {}),
    ...(random.chance(0.8) ? { shipping: { price: random.price(), taxRates: [{ rate: '0.25', title: 'Moms' }] } } : {}),
    ...(random.chance(0.3) ? { discounts: [{ kind: 'code', name: 'SUMMER', percentage: '10' }] } : {}),
    ...(random.chance(0.1)
      ? { discounts: [{ kind: 'automatic', name: 'Free shipping', percentage: '100', target: 'shipping' }] }
      : {}),
    ...(random.chance(0.1) ? { fees: [{ name: 'Deposit', price: '3.00', taxRates: [{ rate: '0.25' }] }] } : {}),
    ...(random.chance(0.1) ? { customer: null, channel: 'pos' } : {}),
    ...(random.chance(0.1) ? { poNumber: 'PO-7', paymentTerms: { dueInDays: 30 } } : {}),
    ...(random.chance(0.1) ? { giftCardPayment: '5.00' } : {}),
    ...(random.chance(0.1) ? { payments: [{ gateway: 'cash', rounding: '0.02', change: '5.00' }] } : {}),
    financial: random.pick(['paid', 'paid', 'paid', 'pending', 'authorized', 'partially_paid']),
    note: random.chance(0.2) ? 'Please ring' : '',
    tags: random.chance(0.3) ? ['b-tag', 'A tag'] : [],
    attributes: random.chance(0.2) ? [{ key: 'gift', value: 'yes' }] : [],
  }
}

/** Lets something happen to an order; what the shop refuses does not happen. */
export function live(shop: ShopifySandbox, id: string, random: Random): void {
  const steps: readonly [() => void, ...(() => void)[]] = [
    () => shop.pay(id),
    () => shop.capture(id),
    () => shop.void(id),
    () => shop.refund(id, { lines: [{ line: 0, quantity: 1 }] }),
    () => shop.refund(id, { shipping: true }),
    () => shop.refund(id, { goodwill: '1.00' }),
    () => shop.refund(id, { lines: [{ line: 0, quantity: 1, restockType: 'RETURN' }], status: 'pending' }),
    () => shop.settle(id, random.pick(['success', 'failure'])),
    () => shop.edit(id, { quantities: [{ line: 0, quantity: 0 }] }),
    () => shop.edit(id, { addLines: [{ sku: 'LATE', quantity: 2, price: '12.50', taxRates: [{ rate: '0.25' }] }] }),
    () => shop.edit(id, { discounts: [{ line: 0, percentage: '15' }] }),
    () => shop.fulfill(id, { tracking: { company: 'PostNord', number: '0034', url: 'https://tracking.example/0034' } }),
    () => shop.fulfill(id, { lines: [{ line: 0, quantity: 1 }] }),
    () => shop.return(id, { lines: [{ line: 0, quantity: 1 }] }),
    () => shop.cancel(id),
    () => shop.cancel(id, { refund: false, reason: 'CUSTOMER' }),
    () => shop.close(id),
    () => shop.update(id, { note: 'Changed', tags: ['z', 'a'] }),
  ]
  try {
    random.pick(steps)()
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

const isRefusal = (error: unknown): boolean => error instanceof Error && error.constructor.name === 'ShopRefusal'
