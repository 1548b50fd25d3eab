import { expect, test } from 'vitest'
import { categoryText, isZero, negated } from './payout-words.ts'

test('amounts are turned as text, and nothing stays nothing', () => {
  expect(['12.50', '-12.50', '0', '0.00'].map(negated)).toEqual(['-12.50', '12.50', '0', '0.00'])
  expect(['0', '-0.00', '0.01', '10'].map(isZero)).toEqual([true, true, false, false])
})

test('a kind that is new to us has a name', () => {
  expect([categoryText('refund'), categoryText('something')]).toEqual([
    'payout.category.refund',
    'payout.category.unknown',
  ])
})
