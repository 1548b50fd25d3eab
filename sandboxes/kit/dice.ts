/** Seeded random choices, as random lives need them. */
export interface PlainDice {
  /** From 0 up to and without 1. */
  readonly next: () => number
  /** `true` in `share` of all cases. */
  readonly chance: (share: number) => boolean
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item
  /** One of the items, or none when there are none. */
  readonly any: <Item>(items: readonly Item[]) => Item | undefined
  /** One of the items, each as likely as its weight says; none when no weight is above 0. */
  readonly weighted: <Item>(items: readonly Item[], weight: (item: Item) => number) => Item | undefined
}

export function plainDice(next: () => number): PlainDice {
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const any = <Item>(items: readonly Item[]): Item | undefined => items[between(0, items.length - 1)]
  return {
    next,
    chance: (share) => next() < share,
    between,
    any,
    pick: <Item>(items: readonly [Item, ...Item[]]): Item => any(items) ?? items[0],
    weighted(items, weight) {
      const weights = items.map(weight)
      let left = next() * weights.reduce((total, one) => total + one, 0)
      return items.find((_, index) => {
        const own = weights[index] ?? 0
        left -= own
        return own > 0 && left < 0
      })
    },
  }
}
