import { expect, test } from 'vitest'
import { changedTables, changesOf, draftOf, merged, pasted } from './tables.ts'

const MAPPINGS = {
  taxes: [{ country: 'SE', rate: '25', account: 'VAT 25', channelLiable: false, template: null }],
  payments: [],
  shipping: [],
  locations: [],
  items: [
    {
      sku: 'SET',
      components: [
        { item: 'MUG', quantity: '2', share: '60' },
        { item: 'TEA', quantity: '1', share: '40' },
      ],
    },
  ],
  ledgers: [],
  roles: { tip: { item: 'TIP' } },
  fields: [],
}

test('tables become rows of cells and come back as they were', () => {
  const draft = draftOf(MAPPINGS)
  expect(draft.items).toEqual([{ sku: 'SET', components: 'MUG*2=60, TEA=40' }])
  expect(changedTables(draft, draft)).toEqual({})
  const emptied = { ...draft, taxes: [], items: [], roles: [] }
  expect(changedTables(emptied, draft)).toEqual({
    taxes: [{ country: 'SE', rate: '25', account: 'VAT 25' }],
    items: MAPPINGS.items,
    roles: { tip: { item: 'TIP' } },
  })
})

test('what is pasted is checked row by row, and replaces what has the same conditions', () => {
  const text = 'rate\tcountry\taccount\n25\tSE\tVAT A\n\n12\tSE\tVAT B\n12\tSE\tVAT C\n\t\tVAT D\n'
  const { rows, problems } = pasted('taxes', text)
  expect(problems).toEqual([
    { line: 5, problem: 'twice' },
    { line: 6, problem: 'condition' },
  ])
  expect(pasted('payments', 'klarna\tCard\tA\tB').problems).toEqual([{ line: 1, problem: 'columns' }])
  expect(pasted('payments', 'klarna').problems).toEqual([{ line: 1, problem: 'code' }])
  expect(merged([{ gateway: 'Klarna', mode: 'A' }], [{ gateway: 'klarna', mode: 'B' }])).toEqual([
    { gateway: 'klarna', mode: 'B' },
  ])
  const before = draftOf({ ...MAPPINGS, items: [] })
  const after = { ...before, taxes: merged(before.taxes, pasted('taxes', 'SE\t25\tVAT A').rows) }
  expect(changesOf(before, after)).toEqual([{ table: 'taxes', what: 'se · 25', before: 'VAT 25', after: 'VAT A' }])
  expect(rows).toHaveLength(2)
})

test('ten thousand rows stay quick', () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `SKU-${index}\t\t\tITEM-${index}`).join('\n')
  const startedAt = performance.now()
  const { rows } = pasted('items', text)
  const before = draftOf(MAPPINGS)
  const after = { ...before, items: merged(before.items, rows) }
  expect(changesOf(before, after)).toHaveLength(10_000)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})
