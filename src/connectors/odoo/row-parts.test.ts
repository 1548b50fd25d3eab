import { expect, test } from 'vitest'
import { add, decimal } from '#lib/decimal'
import type { MappedRow, RowTax } from '#model/documents'
import { taxKey } from '#testing/sample-documents'
import { partsOf } from './row-parts.ts'

const tax = (rate: string, amount: string): RowTax => ({ key: taxKey(rate), amount: decimal(amount) })

function row(role: MappedRow['role'], net: string, taxes: readonly RowTax[]): MappedRow {
  const gross = add(decimal(net), ...taxes.map(({ amount }) => amount))
  return {
    id: 'shipping:12',
    role,
    title: 'Parcel',
    sku: null,
    variantExternalId: null,
    method: null,
    quantity: decimal(1),
    net: decimal(net),
    gross,
    taxes,
    item: 'SHIPPING',
    account: null,
    warehouse: null,
    listAmount: gross,
    requiresShipping: false,
    locationExternalId: null,
  }
}

const amounts = (of: MappedRow) => partsOf(of, 2).map(({ net, taxes }) => [net, taxes.map(({ amount }) => amount)])

test('a delivery is a part for each rate that is on a part of its price', () => {
  expect(amounts(row('shipping', '49.9', [tax('25', '8.73'), tax('12', '1.8')]))).toEqual([
    ['34.91', ['8.73']],
    ['14.99', ['1.8']],
  ])
})

test('taxes that are charged beside each other are on the whole, as are those of goods', () => {
  const beside = [tax('7.25', '3.62'), tax('1.25', '0.62')]
  expect(amounts(row('shipping', '49.9', beside))).toEqual([['49.9', ['3.62', '0.62']]])
  const parts = [tax('25', '8.73'), tax('12', '1.8')]
  expect(amounts(row('item', '49.9', parts))).toEqual([['49.9', ['8.73', '1.8']]])
})
