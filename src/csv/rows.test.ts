import { expect, test } from 'vitest'
import { fileMappingSchema } from './mapping.ts'
import { orderOf } from './order-rows.ts'
import { productOf } from './product-rows.ts'
import { mappingProblems, type ReadRow, readRow } from './rows.ts'

const mapping = fileMappingSchema.parse({
  decimal: ',',
  columns: { sku: 'Artikel', location: { value: 'Lager 1' }, available: { expression: '$number(Bestand) - 1' } },
})

test('a row is read by heading, by a fixed value and by an expression', async () => {
  const read = await readRow('stock', mapping, { line: 2, cells: { Artikel: ' MUG ', Bestand: '14' } })
  expect(read).toEqual({ ok: true, row: { line: 2, values: { sku: 'MUG', location: 'Lager 1', available: '13' } } })
})

test('everything that is wrong with a row is told at once, with its place', async () => {
  const read = await readRow('stock', mapping, { line: 7, cells: { Artikel: '', Bestand: 'viele' } })
  expect(read).toMatchObject({
    ok: false,
    problems: [
      { line: 7, column: 'Artikel', message: 'is empty' },
      { line: 7, column: 'available', message: expect.stringContaining('number') },
    ],
  })
})

test('a mapping that does not fit the file is refused before the first row', () => {
  const wrong = fileMappingSchema.parse({ columns: { sku: 'SKU', stock: 'B', available: { expression: '$sum(' } } })
  expect(mappingProblems('stock', wrong, ['Sku', 'location'])).toEqual([
    expect.stringContaining('no column "stock" in files of stock'),
    'The file has no column "SKU".',
    expect.stringContaining('The expression of "available" is wrong'),
  ])
  expect(mappingProblems('stock', fileMappingSchema.parse({}), ['sku', 'location', 'available', 'more'])).toEqual([])
  // Which of them is meant nobody knows, and one would be taken without a word.
  expect(mappingProblems('stock', fileMappingSchema.parse({}), ['sku', 'location', 'available', 'sku'])).toEqual([
    'The file has the column "sku" 2 times.',
  ])
  expect(fileMappingSchema.safeParse({ timeZone: 'Nowhere' }).success).toBe(false)
})

test('an apostrophe that guards against formulas is not part of the value', async () => {
  const cells = { sku: "'=MUG", location: '1', available: '2' }
  expect(await readRow('stock', fileMappingSchema.parse({}), { line: 2, cells })).toMatchObject({
    row: { values: { sku: '=MUG' } },
  })
})

const row = (line: number, values: Readonly<Record<string, string>>): ReadRow => ({ line, values })
const head = { order: '#1', 'placed-at': '2026-11-20T10:00:00Z', currency: 'SEK', total: '125' }
const mug = { 'line-sku': 'MUG', 'line-quantity': '1', 'line-price': '125', 'line-tax-rate': '25', 'line-tax': '25' }

test('an order is taken as the file states it', () => {
  const paid = { 'payment-method': 'card', 'payment-amount': '125' }
  const result = orderOf([row(2, { ...head, ...mug }), row(3, { ...head, ...paid })], 'Europe/Stockholm')
  expect(result).toMatchObject({
    ok: true,
    order: {
      externalId: 'file/#1',
      name: '#1',
      financialStatus: 'paid',
      lines: [{ externalId: '1', sku: 'MUG', taxes: [{ ratePercent: '25', amount: { shop: '25' } }] }],
      payments: [{ gateway: 'card', amount: { shop: '125' } }],
    },
  })
})

test('an order whose parts do not come to its total is none', () => {
  const result = orderOf([row(2, { ...head, ...mug, total: '124' })], 'UTC')
  expect(result).toMatchObject({
    ok: false,
    problems: [{ line: 2, column: 'total', value: '124', message: expect.stringContaining('come to 125') }],
  })
})

test('a part without its other half is a mistake, not a gift', () => {
  const result = orderOf([row(2, { ...head, 'line-quantity': '1' })], 'UTC')
  expect(result).toMatchObject({ ok: false, problems: [{ line: 2, column: 'line-price' }] })
})

test('a product has a variant per row, and each SKU once', () => {
  const shirt = { product: 'shirt', title: 'Shirt', status: 'active', 'option-1-name': 'Size' }
  const [s, m] = [
    row(2, { ...shirt, sku: 'S', 'option-1-value': 'S', price: '10' }),
    row(3, { product: 'shirt', sku: 'M', 'option-1-value': 'M' }),
  ]
  expect(productOf([s, m])).toMatchObject({
    ok: true,
    product: {
      key: 'shirt',
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [
        { line: 2, sku: 'S', optionValues: { Size: 'S' }, price: '10' },
        { line: 3, sku: 'M', optionValues: { Size: 'M' } },
      ],
    },
  })
  expect(productOf([s, row(4, { ...s.values, status: 'sold' })])).toMatchObject({
    ok: false,
    problems: [
      { line: 4, column: 'status' },
      { line: 4, column: 'sku', message: 'stands in line 2 already' },
    ],
  })
})
