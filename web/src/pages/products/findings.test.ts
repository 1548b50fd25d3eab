import { describe, expect, test } from 'vitest'
import type { ApiCatalogFinding, CompareResult } from '#api/job-results/catalog'
import { changesOf } from './changes-of.ts'
import { held } from './held.ts'

const finding = (more: Partial<ApiCatalogFinding>): ApiCatalogFinding => ({
  kind: 'write',
  sku: 'MUG',
  storeProduct: '8',
  storeVariant: '44',
  targetItem: 'MUG-1',
  title: 'Mug',
  ...more,
})

describe('what both sides hold', () => {
  test.each([
    ['of a write to the store', { field: 'barcode', side: 'store', from: '1', to: '2' }, ['1', '2']],
    ['of a write to the ERP', { field: 'title', side: 'target', from: 'Cup', to: 'Mug' }, ['Mug', 'Cup']],
    [
      'of a conflict',
      { kind: 'conflict', field: 'title', from: 'of the ERP', to: 'of the store' },
      ['of the store', 'of the ERP'],
    ],
    ['of what can be joined', { kind: 'bind' }, ['44', 'MUG-1']],
    ['of what is gone in the store', { kind: 'gone-in-store' }, [null, 'MUG-1']],
    ['of what is gone in the ERP', { kind: 'gone-in-target' }, ['44', null]],
  ] as const)('%s', (_, more, sides) => {
    expect([held(finding(more), 'store'), held(finding(more), 'target')]).toEqual(sides)
  })
})

test('what is written and joined counts as a change; what a person decides does not', () => {
  const kinds = { write: 3, conflict: 1, bind: 2, duplicate: 4, 'gone-in-target': 1, 'only-in-store': 5 }
  const all = { 'gone-in-store': 0, 'only-in-target': 0, ...kinds }
  const result = { what: 'products', kinds: all, findings: [] } as unknown as CompareResult
  expect(changesOf(result)).toEqual({ written: 3, joined: 2, mayMake: true, left: 6 })
})
