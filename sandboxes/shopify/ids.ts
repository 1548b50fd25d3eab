import type { NumericId } from './state.ts'

/** Numbers ids the way the shop does: every kind of object counts on its own, so that an id means nothing without its type. */
export interface Ids {
  next(type: string): NumericId
  /** A version-4-shaped identifier from the sandbox's own random numbers. */
  uuid(): string
  /** Letters and digits, for tokens and confirmation numbers. */
  token(length: number): string
}

// Far apart and typical in size, so that a number of one type never passes for one of another by accident.
const FIRST_ID: Readonly<Record<string, number>> = {
  Order: 5_500_000_000_001,
  LineItem: 14_000_000_000_001,
  ShippingLine: 4_600_000_000_001,
  OrderTransaction: 7_200_000_000_001,
  Refund: 930_000_000_001,
  Customer: 6_900_000_000_001,
  Product: 8_300_000_000_001,
  ProductVariant: 45_000_000_000_001,
  InventoryItem: 47_000_000_000_001,
  Fulfillment: 5_000_000_000_001,
  // Refunds name duties and fees alike.
  AdditionalFee: 720_000_000_001,
}

export function createIds(random: () => number): Ids {
  const used = new Map<string, number>()
  const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return {
    next(type) {
      const id = (used.get(type) ?? (FIRST_ID[type] ?? 700_000_000_001) - 1) + 1
      used.set(type, id)
      return id
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    token: (length) =>
      Array.from({ length }, () => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[Math.floor(random() * 32)] ?? 'A').join(''),
  }
}

/** A small seeded generator (mulberry32): the same seed gives the same shop. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const gid = (type: string, id: NumericId): string => `gid://shopify/${type}/${id}`

/** The number in `gid://shopify/<type>/<number>` (or a bare number); `null` when it is of another type or malformed. */
export function numericId(value: string, type: string): NumericId | null {
  const match = /^(?:gid:\/\/shopify\/([A-Za-z]+)\/)?(\d+)(?:\?.*)?$/.exec(value)
  if (match === null || (match[1] !== undefined && match[1] !== type)) return null
  return Number(match[2])
}
