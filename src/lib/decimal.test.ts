import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  absolute,
  add,
  compare,
  decimal,
  divide,
  isInteger,
  isNegative,
  isPositive,
  multiply,
  negate,
  parseDecimal,
  subtract,
  ZERO,
} from './decimal.ts'

/** Any amount with up to six digits behind the point, as text that need not be canonical. */
const amount = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 6 }))
  .map(([negative, digits, places]) => {
    const text = digits.toString().padStart(places + 1, '0')
    const whole = text.slice(0, text.length - places)
    return `${negative ? '-' : ''}${whole}${places === 0 ? '' : `.${text.slice(-places)}`}`
  })
  .map((text) => decimal(text))

describe('reading', () => {
  test.each([
    ['19.90', '19.9'],
    ['-0.00', '0'],
    ['007.50', '7.5'],
    [' 12 ', '12'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
  ])('%s is %s', (given, canonical) => {
    expect(decimal(given)).toBe(canonical)
  })

  test.each([
    '',
    ' ',
    '1e5',
    '12,50',
    'NaN',
    '0x10',
    '1 000',
    '--1',
    '.',
    '1.2.3',
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%s is no number', (given) => {
    expect(() => decimal(given)).toThrow(RangeError)
    expect(parseDecimal(given)).toBeNull()
  })
})

describe('calculating', () => {
  test('is exact: what is added can be taken away again', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(subtract(add(a, b), b)).toBe(a)
        expect(add(a, negate(a))).toBe(ZERO)
        expect(add(a, b)).toBe(add(b, a))
      }),
    )
  })

  test('keeps equal amounts equal texts', () => {
    const eight = decimal('8')
    fc.assert(
      fc.property(amount, (a) => {
        expect(multiply(divide(a, eight), eight)).toBe(a)
      }),
    )
    expect(add(decimal('0.1'), decimal('0.2'))).toBe('0.3')
  })

  test('never divides by nothing', () => {
    expect(() => divide(decimal('1'), ZERO)).toThrow(RangeError)
    expect(divide(decimal('1'), decimal('3'))).toBe('0.33333333333333333333')
  })

  test('knows signs and sizes', () => {
    fc.assert(
      fc.property(amount, (a) => {
        expect([isNegative(a), a === ZERO, isPositive(a)].filter(Boolean)).toHaveLength(1)
        expect(isNegative(absolute(a))).toBe(false)
        expect(compare(a, ZERO)).toBe(isNegative(a) ? -1 : a === ZERO ? 0 : 1)
      }),
    )
    expect([isInteger(decimal('3.0')), isInteger(decimal('3.1'))]).toEqual([true, false])
  })
})
