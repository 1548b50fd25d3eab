import { expect, test } from 'vitest'
import { ambiguousSkus, resolveItem } from './items.ts'
import { mappingsOf, type MappingsInput } from './mappings.ts'

const row = (variantExternalId: string | null, sku: string | null) => ({ variantExternalId, sku, title: 'Mug' })
const tables = (items: MappingsInput['items'] = []) => ({
  ...mappingsOf({ items }),
  bound: new Map([['1', 'MUG-NEW']]),
})

test('a variant that is bound keeps its item whatever its SKU says now', () => {
  expect(resolveItem(row('1', 'MUG-OLD'), tables())).toEqual({ value: { item: 'MUG-NEW' } })
  expect(resolveItem(row('1', null), tables())).toEqual({ value: { item: 'MUG-NEW' } })
  expect(resolveItem(row('2', 'MUG-OLD'), tables())).toEqual({ value: { item: 'MUG-OLD' } })
})

test('what a person wrote goes before what was found', () => {
  expect(resolveItem(row('1', 'MUG-OLD'), tables([{ variant: '1', item: 'CUP' }]))).toMatchObject({
    value: { item: 'CUP' },
  })
  const parts = [{ item: 'CUP', share: 1 }]
  expect(resolveItem(row('1', 'MUG-OLD'), tables([{ sku: 'MUG-OLD', components: parts }]))).toMatchObject({
    value: { components: [{ item: 'CUP' }] },
  })
})

test('one SKU of several variants is no doubt where each is bound', () => {
  expect(ambiguousSkus([row('1', 'MUG'), row('2', 'MUG'), row('3', 'MUG')], tables())).toHaveLength(1)
  expect(ambiguousSkus([row('1', 'MUG'), row('2', 'MUG')], tables())).toEqual([])
})
