import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, sum } from '#lib/decimal'
import type { SalesDocument, SalesRow, StockDocument } from '#model/documents'
import { splitSalesRow } from './bundles.ts'
import { mappingsOf, mappingsSchema } from './mappings.ts'
import { resolve } from './resolve.ts'

const KEY = { country: 'SE', ratePercent: decimal('25'), title: 'Moms', included: true, channelLiable: false }

const row = (fields: Partial<SalesRow> = {}): SalesRow => ({
  id: 'line:901',
  role: 'item',
  sku: 'SET',
  variantExternalId: '71',
  title: 'Gift set',
  method: null,
  quantity: decimal('2'),
  net: decimal('79.99'),
  gross: decimal('99.99'),
  listAmount: decimal('110'),
  taxes: [{ key: KEY, amount: decimal('20') }],
  requiresShipping: true,
  locationExternalId: '5',
  ...fields,
})

const PARTY = {
  kind: 'walk-in',
  keys: ['walk-in'],
  name: 'Walk-in customer',
  customer: null,
  company: null,
  email: null,
  phone: null,
  billingAddress: null,
  shippingAddress: null,
} as const

const BASE = { orderName: '#1001', date: '2026-11-21', currency: 'SEK', party: PARTY } as const

const sale = (kind: 'invoice' | 'credit-note', rows: readonly SalesRow[]): SalesDocument => ({
  ...BASE,
  kind,
  reference: `acme:${kind}:5501`,
  purchaseOrderNumber: null,
  dueOn: null,
  priceMode: 'gross',
  rows,
  taxes: [{ key: KEY, amount: sum(rows.map((each) => each.taxes[0]?.amount ?? decimal('0'))), base: decimal('79.99') }],
  netTotal: sum(rows.map((each) => each.net)),
  taxTotal: sum(rows.map((each) => each.taxes[0]?.amount ?? decimal('0'))),
  total: sum(rows.map((each) => each.gross)),
  basedOn: kind === 'credit-note' ? 'acme:invoice:5501' : null,
  remarks: null,
})

const MAPPINGS = mappingsOf({
  taxes: [{ country: '*', rate: 25, account: 'VAT 25' }],
  locations: [{ location: '5', warehouse: 'Shop' }],
  items: [
    {
      sku: 'SET',
      components: [
        { item: 'MUG', quantity: 2, share: 60 },
        { item: 'TEA', share: 40 },
      ],
    },
    {
      sku: 'BREAKFAST',
      components: [
        { item: 'MUG', share: 1 },
        { item: 'JAM', quantity: '0.5', share: 2 },
      ],
    },
  ],
})

function rowsOf(document: SalesDocument) {
  const resolved = resolve(document, MAPPINGS)
  if (!resolved.ok || !('rows' in resolved.document)) throw new Error(JSON.stringify(resolved))
  return resolved.document.rows
}

describe('a bundle', () => {
  test('becomes its components, and the parts sum to the row', () => {
    expect(rowsOf(sale('invoice', [row()]))).toMatchObject([
      {
        id: 'line:901/MUG',
        item: 'MUG',
        account: null,
        warehouse: 'Shop',
        quantity: '4',
        net: '47.99',
        gross: '59.99',
      },
      { id: 'line:901/TEA', item: 'TEA', account: null, warehouse: 'Shop', quantity: '2', net: '32', gross: '40' },
    ])
  })

  test('scenario 41: two bundles that share a component, and that component alone, are five rows of their own', () => {
    const rows = rowsOf(
      sale('invoice', [row(), row({ id: 'line:902', sku: 'BREAKFAST' }), row({ id: 'line:903', sku: 'MUG' })]),
    )
    expect(rows.map(({ id }) => id)).toEqual([
      'line:901/MUG',
      'line:901/TEA',
      'line:902/MUG',
      'line:902/JAM',
      'line:903',
    ])
    const returned = rowsOf(sale('credit-note', [row({ id: 'line:902', sku: 'BREAKFAST', quantity: decimal('1') })]))
    expect(returned).toMatchObject([
      { id: 'line:902/MUG', quantity: '1' },
      { id: 'line:902/JAM', quantity: '0.5' },
    ])
  })

  test('moves the stock of its components', () => {
    const delivery: StockDocument = {
      ...BASE,
      kind: 'delivery',
      reference: 'acme:delivery:77',
      basedOn: null,
      rows: [
        {
          id: 'line:901',
          sku: 'SET',
          variantExternalId: '71',
          title: 'Gift set',
          quantity: decimal('3'),
          net: decimal('120'),
          locationExternalId: '5',
        },
      ],
    }
    expect(resolve(delivery, MAPPINGS)).toMatchObject({
      ok: true,
      document: {
        rows: [
          { id: 'line:901/MUG', item: 'MUG', quantity: '6', net: '72', warehouse: 'Shop' },
          { id: 'line:901/TEA', item: 'TEA', quantity: '3', net: '48', warehouse: 'Shop' },
        ],
      },
    })
    const elsewhere = { ...delivery, rows: delivery.rows.map((each) => ({ ...each, locationExternalId: '6' })) }
    expect(resolve(elsewhere, MAPPINGS)).toMatchObject({ ok: false, missing: [{ subject: 'location:6' }] })
  })

  test('of any amounts and shares loses no cent', () => {
    const cents = fc.integer({ min: -10_000_000, max: 10_000_000 }).map((value) => decimal((value / 100).toFixed(2)))
    const shares = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(cents, cents, shares, (net, tax, weights) => {
        const components = weights.map((share, index) => ({
          item: `ITEM-${index}`,
          quantity: decimal('1'),
          share: decimal(share),
        }))
        const whole = row({ net, gross: sum([net, tax]), taxes: [{ key: KEY, amount: tax }] })
        const parts = splitSalesRow(whole, components, 'SEK').map((part) => part.row)
        expect(sum(parts.map((part) => part.net))).toBe(net)
        expect(sum(parts.map((part) => part.gross))).toBe(whole.gross)
        expect(sum(parts.flatMap((part) => part.taxes.map((each) => each.amount)))).toBe(tax)
        expect(sum(parts.map((part) => part.listAmount))).toBe(whole.listAmount)
      }),
    )
  })
})

test('components without a price, twice the same, or none of them are refused', () => {
  const issues = (components: unknown) => {
    const result = mappingsSchema.safeParse({ items: [{ sku: 'SET', components }] })
    return result.success ? [] : JSON.stringify(result.error.issues)
  }
  expect(issues([{ item: 'MUG', share: 0 }])).toContain('Give at least one component')
  expect(
    issues([
      { item: 'MUG', share: 1 },
      { item: 'MUG', share: 1 },
    ]),
  ).toContain('There is another component MUG')
  expect(issues([{ item: 'MUG', quantity: 0, share: 1 }])).toContain('more than zero')
  expect(issues([])).not.toEqual([])
})
