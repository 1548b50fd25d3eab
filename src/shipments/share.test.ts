import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { type ShareRow, sharesOf, unitsOfShare } from './share.ts'

const BUNDLES = new Map([
  [
    '901',
    [
      { item: 'STRAP', quantity: decimal(2) },
      { item: 'CASE', quantity: decimal(1) },
    ],
  ],
])
const row = (rowId: string, quantity: number, place: string | null = null, externalId = 'any') => ({
  rowId,
  externalId,
  quantity: decimal(quantity),
  place,
})
const units = (rows: readonly ShareRow[], others: readonly (readonly ShareRow[])[] = [], told = 0) =>
  unitsOfShare(rows, {
    bundles: BUNDLES,
    others,
    toldForOthers: told === 0 ? [] : [{ lineExternalId: '901', quantity: decimal(told) }],
  }).map(({ lineExternalId, quantity }) => [lineExternalId, quantity])

test('rows of a delivery lead to the orders that they were sold in; others are nobody’s', () => {
  const line = (externalId: string, document: string | null, rowExternalId: string) => ({
    externalId,
    item: 'X',
    quantity: decimal(1),
    place: 'Stores',
    orderedBy: document === null ? null : { externalId: document, rowExternalId },
  })
  const shares = sharesOf(
    [
      line('1', 'SO-1', 'r1'),
      line('2', 'SO-2', 'r9'),
      line('3', 'SO-1', 'ship'),
      line('4', null, ''),
      line('5', 'SO-9', 'r1'),
    ],
    [
      { externalId: 'SO-1', kind: 'sales-order', orderKey: '5501', rowIds: { 'line:901': 'r1', 'shipping:1': 'ship' } },
      { externalId: 'SO-2', kind: 'sales-order', orderKey: '5502', rowIds: { 'line:902/2': 'r9' } },
    ],
  )
  expect(shares).toEqual([
    { orderKey: '5501', rows: [row('line:901', 1, 'Stores', '1')] },
    { orderKey: '5502', rows: [row('line:902/2', 1, 'Stores', '2')] },
  ])
})

test('where orders and invoices are counted apart, a row leads to the order of that number and not to the invoice', () => {
  const orderedBy = { externalId: '17', rowExternalId: '34', kind: 'sales-order' } as const
  const shares = sharesOf(
    [{ externalId: '33', item: 'X', quantity: decimal(1), place: null, orderedBy }],
    [
      { externalId: '17', kind: 'invoice', orderKey: '5501', rowIds: { 'line:1': '34' } },
      { externalId: '17', kind: 'sales-order', orderKey: '5509', rowIds: { 'line:9': '34' } },
    ],
  )
  expect(shares).toEqual([{ orderKey: '5509', rows: [row('line:9', 1, null, '33')] }])
})

test('pieces of one row are one line, per place', () => {
  expect(units([row('line:7/1', 2), row('line:7/2', 1), row('line:7', 1, 'Paris')])).toEqual([
    ['7', '3'],
    ['7', '1'],
  ])
})

test('a bundle counts in complete sets, also when its parts left in several deliveries', () => {
  const straps = [row('line:901/STRAP', 4)]
  const cases = [row('line:901/CASE/1', 1), row('line:901/CASE/2', 1)]
  expect(units([...straps, ...cases])).toEqual([['901', '2']])
  expect(units(straps)).toEqual([])
  expect(units(cases, [straps])).toEqual([['901', '2']])
  // What the second delivery told is not told again for the first.
  expect(units(straps, [cases], 2)).toEqual([])
  expect(units([row('line:901/CASE', 3)], [straps])).toEqual([['901', '2']])
})
