import { Big } from 'big.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absolute, add, compare, decimal, multiply, negate, subtract, sum } from './decimal.ts'

/** Short and long ones, whole and broken, about as many below zero as above, and many alike. */
const anyDecimal = () =>
  fc
    .tuple(
      fc.boolean(),
      fc.oneof(fc.nat({ max: 999 }), fc.nat({ max: 99_999_999 }), fc.bigInt({ min: 0n, max: 10n ** 18n })),
      fc.nat({ max: 9 }),
    )
    .map(([isNegative, digits, places]) => {
      const text = String(digits).padStart(places + 1, '0')
      const point = text.length - places
      return decimal(`${isNegative ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`)
    })

const exact = (value: Big): string => {
  const text = value.toFixed()
  return text === '-0' ? '0' : text
}

describe('short numbers and long ones', () => {
  test('are added, subtracted, multiplied and compared as the exact library does it', () => {
    fc.assert(
      fc.property(anyDecimal(), anyDecimal(), anyDecimal(), (a, b, c) => {
        expect(add(a, b)).toBe(exact(new Big(a).plus(b)))
        expect(sum([a, b, c, a])).toBe(exact(new Big(a).plus(b).plus(c).plus(a)))
        expect(subtract(a, b)).toBe(exact(new Big(a).minus(b)))
        expect(multiply(a, b)).toBe(exact(new Big(a).times(b)))
        expect(compare(a, b)).toBe(new Big(a).cmp(b))
        expect(negate(a)).toBe(exact(new Big(a).times(-1)))
        expect(absolute(a)).toBe(exact(new Big(a).abs()))
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    ['0.1', '0.2', '0.3'],
    ['999999999999999', '1', '1000000000000000'],
    ['9007199254740991', '1', '9007199254740992'],
    ['99999999999.99', '0.000000000001', '99999999999.990000000001'],
    ['-0.05', '0.05', '0'],
    ['1.10', '-0.1', '1'],
  ])('%s + %s = %s', (a, b, expected) => {
    expect(add(decimal(a), decimal(b))).toBe(expected)
  })
})
