import { expect, test } from 'vitest'
import { firstInOrder } from './list-select.ts'

test('the first of a list in order are those that sorting all of it gives', () => {
  const numbers = Array.from({ length: 999 }, (_, at) => (at * 7919) % 1009)
  const ascending = (one: number, other: number): number => one - other
  const ordering = {
    keyed: (one: number): number => one,
    compare: ascending,
    isBeyond: (one: number, last: number): boolean => one > last,
  }
  for (const take of [0, 1, 2, 10, 200, 500, 998, 999, 2000])
    expect(firstInOrder(numbers, take, ordering)).toEqual(numbers.toSorted(ascending).slice(0, take))
})
