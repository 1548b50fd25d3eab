import { expect, test } from 'vitest'
import { matchBySku } from './match.ts'

const facts = (more: Partial<Parameters<typeof matchBySku>[0]> = {}) =>
  matchBySku({ sku: 'MUG', variants: ['1'], items: ['MUG'], boundTo: new Map(), ...more })

test('one variant and one item with one SKU belong together', () => {
  expect(facts()).toEqual({ outcome: 'matched', item: 'MUG' })
})

test('what has no SKU or no counterpart is not matched', () => {
  expect(facts({ sku: null })).toEqual({ outcome: 'no-key' })
  expect(facts({ sku: ' ' })).toEqual({ outcome: 'no-key' })
  expect(facts({ items: [] })).toEqual({ outcome: 'none' })
})

test('duplicates on either side are named, never guessed', () => {
  expect(facts({ variants: ['2', '1'] })).toEqual({ outcome: 'ambiguous', side: 'store', ids: ['1', '2'] })
  expect(facts({ variants: ['2', '1'], items: [] })).toMatchObject({ outcome: 'ambiguous', side: 'store' })
  expect(facts({ items: ['MUG', 'mug-2'] })).toMatchObject({ outcome: 'ambiguous', side: 'target' })
})

test('an item that belongs to another variant is not taken away', () => {
  expect(facts({ boundTo: new Map([['MUG', '9']]) })).toEqual({ outcome: 'taken', item: 'MUG', by: '9' })
})
