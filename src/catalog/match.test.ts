import { expect, test } from 'vitest'
import { MATCH_KEYS, matchByKey } from './match.ts'

const facts = (more: Partial<Parameters<typeof matchByKey>[0]> = {}) =>
  matchByKey({ key: 'MUG', variants: ['1'], items: ['MUG'], boundTo: new Map(), ...more })

test('one variant and one item with one SKU belong together', () => {
  expect(facts()).toEqual({ outcome: 'matched', item: 'MUG' })
})

test('what has no SKU or no counterpart is not matched', () => {
  expect(facts({ key: null })).toEqual({ outcome: 'no-key' })
  expect(facts({ key: ' ' })).toEqual({ outcome: 'no-key' })
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

test('the barcode counts by choice, or where the SKU finds nothing', () => {
  expect([MATCH_KEYS.sku, MATCH_KEYS.barcode]).toEqual([['sku'], ['barcode']])
  expect(MATCH_KEYS['sku-then-barcode']).toEqual(['sku', 'barcode'])
})

test('an item found by its barcode stays for the variant that has its SKU', () => {
  expect(facts({ key: '4006381333931', variants: ['1', '7'], items: ['CUP'] })).toEqual({
    outcome: 'ambiguous',
    side: 'store',
    ids: ['1', '7'],
  })
})
