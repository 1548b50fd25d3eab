import { describe, expect, test } from 'vitest'
import { aboutOf, textsOf } from './summary.ts'

describe('what tells a record apart from its neighbours', () => {
  test.each([
    ['an order: its buyer', '5501', '#1001', { customer: 'Ada Berg', total: '12.00' }, 'Ada Berg'],
    ['an order of nobody', '5501', '#1001', { customer: null }, ''],
    [
      'a delivery: its orders and its parcels',
      'target/DN-1',
      'DN-1',
      { orders: ['#1001', '#1002'], parcels: ['1Z9'] },
      '#1001, #1002 · 1Z9',
    ],
    ['a delivery of which nothing is known yet', 'target/DN-1', 'DN-1', { orders: [], parcels: [] }, ''],
    ['a product: its key', 'target/MUG-1', 'Mug', null, 'MUG-1'],
  ])('%s', (_name, recordKey, recordName, summary, about) => {
    expect(aboutOf({ recordKey, recordName, summary })).toBe(about)
  })
})

test('a list that holds something else than texts is taken for what it tells', () => {
  expect(textsOf({ summary: { parcels: ['1Z9', null, 7, ''] } }, 'parcels')).toEqual(['1Z9'])
  expect(textsOf({ summary: { parcels: '1Z9' } }, 'parcels')).toEqual([])
})
