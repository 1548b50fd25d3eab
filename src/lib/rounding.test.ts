import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { absolute, compare, decimal, isZero, subtract, sum } from './decimal.ts'
import type { RoundingDirection } from './decimal-origin.ts'
import { allocate, fromFloat, minorUnits, round } from './rounding.ts'

describe('rounding', () => {
  test.each<[RoundingDirection, string[]]>([
    // 2.5, -2.5, 3.5, 2.51, -2.49
    ['half-up', ['3', '-3', '4', '3', '-2']],
    ['half-even', ['2', '-2', '4', '3', '-2']],
    ['half-down', ['2', '-2', '3', '3', '-2']],
    ['down', ['2', '-2', '3', '2', '-2']],
    ['up', ['3', '-3', '4', '3', '-3']],
    ['floor', ['2', '-3', '3', '2', '-3']],
    ['ceiling', ['3', '-2', '4', '3', '-2']],
  ])('%s', (direction, expected) => {
    const values = ['2.5', '-2.5', '3.5', '2.51', '-2.49'].map((text) => decimal(text))
    expect(values.map((value) => round(value, { places: 0, direction }))).toEqual(expected)
  })

  test.each([
    ['SEK', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['EUR', 2],
  ])('%s is paid in %i digits', (currency, digits) => {
    expect(minorUnits(currency)).toBe(digits)
  })

  test('a float loses the noise in its last digits, and nothing else', () => {
    expect([0.1 + 0.2, -1e-9, 1234567.891, 1e21].map((value) => fromFloat(value))).toEqual([
      '0.3',
      '0',
      '1234567.891',
      '1000000000000000000000',
    ])
    expect(fromFloat(0.087_100_000_000_4, 12)).toBe('0.0871')
  })
})

describe('allocating', () => {
  const cents = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => decimal(value / 100))
  const weights = fc.array(
    fc.integer({ min: 0, max: 100_000 }).map((value) => decimal(value / 100)),
    { minLength: 1, maxLength: 12 },
  )

  test('the parts sum to exactly the whole, and none is further off than a unit', () => {
    fc.assert(
      fc.property(cents, weights, (total, shares) => {
        const parts = allocate(total, shares, 2)
        expect(sum(parts)).toBe(total)
        expect(parts).toHaveLength(shares.length)
        const base = sum(shares)
        if (isZero(base)) return
        parts.forEach((part, index) => {
          const exact = (Number(total) * Number(shares[index])) / Number(base)
          expect(Math.abs(Number(part) - exact)).toBeLessThanOrEqual(0.010_001)
        })
      }),
    )
  })

  test('what is left over goes where most was lost, the earlier one first', () => {
    const one = decimal('1')
    expect(allocate(decimal('10'), [one, one, one], 2)).toEqual(['3.34', '3.33', '3.33'])
    expect(allocate(decimal('0.02'), [one, one, one], 2)).toEqual(['0.01', '0.01', '0'])
  })

  test('nothing to share over, or a total that is too fine, is a mistake of the caller', () => {
    expect(() => allocate(decimal('1'), [], 2)).toThrow(RangeError)
    expect(() => allocate(decimal('1.001'), [decimal('1')], 2)).toThrow(RangeError)
    expect(compare(absolute(subtract(decimal('1'), decimal('2'))), decimal('1'))).toBe(0)
  })
})

test('what is no currency code counts two digits, and breaks nothing', () => {
  expect(['SEK', 'JPY', 'KWD', 'XXQ', 'x'.repeat(2_000), ''].map(minorUnits)).toEqual([2, 0, 3, 2, 2, 2])
})
