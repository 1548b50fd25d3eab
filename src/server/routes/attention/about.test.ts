import { expect, test } from 'vitest'
import { remedyOf } from './about.ts'

test('a value that no table knows is mapped by an entry for exactly it', () => {
  expect(remedyOf({ code: 'TAX_NOT_MAPPED', subject: 'tax:FI:25.5' })).toEqual({
    kind: 'map',
    entry: { table: 'taxes', values: { country: 'FI', rate: '25.5' } },
  })
  expect(remedyOf({ code: 'ITEM_NOT_MAPPED', subject: 'sku:MUG' }).entry).toEqual({
    table: 'items',
    values: { sku: 'MUG' },
  })
})

test('an item that the ERP lacks is made there, or its SKU gets another one', () => {
  expect(remedyOf({ code: 'ITEM_UNKNOWN', subject: 'item:MUG' })).toEqual({
    kind: 'item',
    entry: { table: 'items', values: { sku: 'MUG' } },
  })
})

test('where the code is that of a template, another item is chosen for the SKU', () => {
  expect(remedyOf({ code: 'ITEM_IS_TEMPLATE', subject: 'item:MUG' })).toEqual({
    kind: 'map',
    entry: { table: 'items', values: { sku: 'MUG' } },
  })
})

test('what has no remedy of its own is looked at', () => {
  expect(remedyOf({ code: 'SOMETHING_ELSE', subject: null })).toEqual({ kind: 'look', entry: null })
  expect(remedyOf({ code: 'PERIOD_CLOSED', subject: null }).kind).toBe('period')
})
