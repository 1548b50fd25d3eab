import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { accountFrom, accountMap, isSameAccount, theOne } from './account-record.ts'
import { allOrNoneSearched, foundFrom } from './found-document.ts'
import { atPath, plainPath } from './plain-path.ts'
import { priceFrom, writtenFrom } from './price-record.ts'
import { productFrom, productMap, toldFields } from './product-record.ts'
import { toldBy, toldByRow } from './record-map.ts'
import { shipmentFrom } from './shipment-record.ts'

const at = '2026-11-20T10:00:00Z'
const problemsOf = (schema: z.ZodType, value: unknown): string[] => {
  const parsed = schema.safeParse(value)
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
}

describe('a field map', () => {
  test('refuses what is no field of ours, and what is needed and missing, by name', () => {
    const good = { id: 'code', title: 'name', updatedAt: 'changed' }
    expect(problemsOf(productMap.fields, good)).toEqual([])
    expect(problemsOf(productMap.fields, { ...good, barcod: 'ean' })[0]).toContain('barcod')
    expect(problemsOf(productMap.fields, { id: 'code', updatedAt: 'changed' })[0]).toMatch(/^title /)
    expect(problemsOf(accountMap.fields, { id: '$.(' })[0]).toContain('character')
  })

  test('tells nothing of what is not mapped, and that there is none of what selects nothing', async () => {
    const fields = { id: 'code', title: 'name', updatedAt: 'at', barcode: 'ean' }
    const told = await toldBy({ fields, lists: {} }, { code: 7, name: 'Mug', at, cost: '3' }, { where: 'products' })
    expect(productFrom(told, 'products')).toEqual({
      externalId: '7',
      title: 'Mug',
      updatedAt: '2026-11-20T10:00:00.000Z',
      createdAt: null,
      status: 'active',
      options: [],
      variants: [{ externalId: '7', sku: null, barcode: null, optionValues: {} }],
    })
    expect(toldFields({ fields })).toEqual({ product: ['title'], variant: ['barcode'] })
  })

  test('a column that is none of ours is refused by name', () => {
    expect(() => toldByRow({ id: '' }, { id: 1, barCode: 2 }, 'products.all')).toThrow(/bar_code/)
  })
})

test.each([
  ['a cost', () => productFrom({ id: 'A', title: 'A', updatedAt: at, cost: 'plenty' }, 'products'), /A.*cost/],
  ['a stamp', () => productFrom({ id: 'A', title: 'A', updatedAt: '20.11.2026' }, 'products'), /updatedAt/],
  ['an amount', () => priceFrom({ list: 'R', item: 'A', amount: '1,50', currency: 'EUR' }, 'prices'), /A.*amount/],
  ['a currency', () => priceFrom({ list: 'R', item: 'A', amount: '1', currency: 'euro' }, 'prices'), /currency/],
  ['a kind', () => accountFrom({ id: 1, kind: 'firm', name: 'N', updatedAt: at }, 'accounts'), /kind/],
  [
    'half an order',
    () => shipmentFrom({ id: 1, updatedAt: at, lines: [{ id: 1, item: 'A', quantity: 1, orderId: 'O' }] }, 'shipments'),
    /belong together/,
  ],
  ['a date', () => foundFrom('invoice', { id: 1, total: 1, currency: 'EUR', date: 'soon' }, 'search'), /date/],
])('%s that cannot be read stops its record by name', (_what, read, pattern) => {
  expect(read).toThrow(pattern)
})

test('customers are one by a strong key of their kind, never by a name', () => {
  const ann = { kind: 'person', email: 'Ann@Example.com', vatNumber: null, number: null } as const
  expect(isSameAccount(ann, { ...ann, email: 'ann@example.com' })).toBe(true)
  expect(isSameAccount({ ...ann, email: null }, { ...ann, email: null })).toBe(false)
  const firm = { kind: 'company', email: 'ann@example.com', vatNumber: 'SE 556000-0000 01', number: null } as const
  expect(isSameAccount(firm, { ...firm, vatNumber: 'se556000000001' })).toBe(true)
  expect(isSameAccount(firm, { ...firm, vatNumber: null })).toBe(false)
  const account = { ...ann, externalId: 'P1', name: 'Ann', updatedAt: at, createdAt: null, addresses: [] }
  expect(theOne([], account)).toBeUndefined()
  expect(theOne([{ ...account, email: null }], account)).toBeNull()
  expect(() => theOne([account, { ...account, externalId: 'P2' }], account)).toThrow(/P1, P2/)
})

test('outcomes have to be there for each row', () => {
  expect(writtenFrom(['written', 'gone', 'too dear'], ['A', 'B', 'C'], 'prices.write')).toMatchObject([
    { externalId: 'A', outcome: 'written' },
    { externalId: 'B', outcome: 'gone' },
    { externalId: 'C', outcome: 'refused', message: 'too dear' },
  ])
  expect(() => writtenFrom([], ['A'], 'prices.write')).toThrow(/1 rows were sent and 0 outcomes came/)
})

test('a plain path leads by names and places, and to nothing else', () => {
  const body = { data: { lines: [{ sku: 'A' }] } }
  expect(atPath(body, 'data.lines[0].sku')).toBe('A')
  expect(atPath(body, 'data.lines[1].sku')).toBeUndefined()
  expect(atPath(body, 'data.constructor.name')).toBeUndefined()
  expect(plainPath().safeParse('data.lines[0].sku').success).toBe(true)
  expect(plainPath().safeParse('$sum(data)').success).toBe(false)
})

test('documents are searched in every kind, or in none', () => {
  expect(allOrNoneSearched({ invoice: { search: {} }, payment: {} })).toBe(false)
  expect(allOrNoneSearched({ invoice: { search: {} } })).toBe(true)
  expect(allOrNoneSearched(undefined)).toBe(true)
})
