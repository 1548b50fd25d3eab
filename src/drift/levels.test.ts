import { expect, test } from 'vitest'
import { levelDifference } from './levels.ts'
import { priceDifference } from './prices.ts'

const mug = { sku: 'MUG', location: '77', offered: 14, wanted: 12 }
const settled = { state: 'in-step', cause: null }

test('a level that is as it should be differs in nothing', () => {
  expect(levelDifference({ ...mug, offered: 12 }, settled)).toBe(null)
  expect(levelDifference({ ...mug, offered: null, wanted: 0 }, null)).toBe(null)
})

test('of a level that differs the store is wrong, and whether anybody knew is told', () => {
  const cause = { message: 'Two variants have this SKU.', remedy: 'Give each its own.' }
  expect(levelDifference(mug, settled)).toMatchObject({ store: '14', target: '12', wrong: 'store', state: 'drifted' })
  expect(levelDifference(mug, { state: 'pending', cause: null })).toMatchObject({ state: 'under-way' })
  expect(levelDifference(mug, { state: 'attention', cause })).toMatchObject({
    state: 'held',
    because: cause.message,
    remedy: cause.remedy,
  })
  expect(levelDifference({ ...mug, offered: null }, null)).toMatchObject({ store: null, state: 'drifted' })
})

test('of a price the side that would be set is wrong', () => {
  const price = {
    sku: 'MUG',
    targetItem: 'MUG',
    list: '',
    from: { amount: '41', compareAt: null },
    to: { amount: '40', compareAt: '50' },
  }
  expect(priceDifference({ ...price, side: 'store' })).toMatchObject({
    what: 'price',
    store: '41',
    target: '40 (before: 50)',
    wrong: 'store',
  })
  expect(priceDifference({ ...price, list: 'US', side: 'target', to: null })).toMatchObject({
    what: 'price on US',
    store: null,
    target: '41',
    wrong: 'target',
  })
})
