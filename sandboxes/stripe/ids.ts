/** Makes ids as Stripe does: a prefix that tells the kind, then letters and digits without meaning. */
export interface Ids {
  /** `make('ch')` → `ch_3Qk…` with 24 characters behind the prefix. */
  make(prefix: string): string
  /** Letters and digits, for keys and secrets. */
  token(length: number): string
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createIds(random: () => number): Ids {
  const token = (length: number): string =>
    Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)] ?? 'A').join('')
  return { token, make: (prefix) => `${prefix}_${token(24)}` }
}

/** A small seeded generator (mulberry32): the same seed gives the same account. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
