import { describe, expect, test } from 'vitest'
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  isZero,
  minimum,
  multiply,
  negate,
  subtract,
} from './decimal.ts'
import { followed, originOf, unfollowed } from './decimal-origin.ts'
import { allocate, round } from './rounding.ts'

const from = (text: string): Decimal => followed(decimal(text), { by: 'source', path: text })
const by = (value: Decimal) => originOf(value)?.by

describe('a decimal that is followed', () => {
  test('counts as the number that it is', () => {
    const [a, b] = [from('10.5'), from('4')]
    expect(`${add(a, b)} ${subtract(a, b)} ${multiply(a, b)} ${divide(a, b)} ${negate(a)} ${absolute(negate(a))}`).toBe(
      '14.5 6.5 42 2.625 -10.5 10.5',
    )
    expect(compare(a, decimal('10.5'))).toBe(0)
    expect([isZero(from('0')), isZero(a)]).toEqual([true, false])
    expect(JSON.stringify({ a })).toBe('{"a":"10.5"}')
    expect(unfollowed(a)).toBe('10.5')
  })

  test('passes on where it came from', () => {
    const [a, b] = [from('10.5'), decimal('4')]
    expect([add(b, a), subtract(a, b), multiply(a, b), divide(b, a), negate(a), absolute(a)].map(by)).toEqual([
      'sum',
      'difference',
      'product',
      'quotient',
      'negative',
      'absolute',
    ])
    expect(originOf(round(a, { places: 0, direction: 'half-up' }))).toMatchObject({ by: 'rounding', places: 0 })
    expect(originOf(allocate(decimal('1'), [a, b], 2)[1] ?? b)).toMatchObject({ by: 'allocation', index: 1, places: 2 })
    expect(minimum(a, decimal('11'))).toBe(a)
  })

  test('leaves plain numbers plain', () => {
    const [a, b] = [decimal('10.5'), decimal('4')]
    expect([add(a, b), round(a, { places: 0, direction: 'down' }), ...allocate(a, [a, b], 2)].map(by)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
