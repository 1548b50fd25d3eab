import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { dayFigures } from './days.ts'
import { type ComparedDocument, documentDifferences, type KnownOrder } from './documents.ts'

const figures = (total: string, tax: string) => ({
  total: decimal(total),
  taxTotal: decimal(tax),
  taxes: { 'VAT 25%': decimal(tax) },
  currency: 'SEK',
  date: '2026-11-20',
})

const invoice = (more: Partial<ComparedDocument>): ComparedDocument => ({
  verdict: 'different',
  orderKey: '5501',
  orderName: '#1001',
  kind: 'invoice',
  reference: 'acme:invoice:5501',
  externalId: 'INV-1',
  planned: figures('125', '25'),
  found: figures('100', '20'),
  differences: [{ what: 'total', planned: '125', found: '100' }],
  reason: null,
  ...more,
})

const known = (more: Partial<KnownOrder>): KnownOrder => ({
  state: 'synced',
  causeMessage: null,
  causeRemedy: null,
  written: new Map(),
  ...more,
})

const wrote = (total: string, tax: string): KnownOrder =>
  known({
    written: new Map([
      ['acme:invoice:5501', { externalId: 'INV-1', state: 'issued', total: decimal(total), taxTotal: decimal(tax) }],
    ]),
  })

test.each<[string, Partial<ComparedDocument>, KnownOrder | null, string, string]>([
  ['an order that never arrived', { verdict: 'missing', found: null }, null, 'drifted', 'never arrived'],
  ['an order on its way', { verdict: 'missing', found: null }, known({ state: 'waiting' }), 'under-way', 'on its way'],
  [
    'an order that waits for a person',
    { verdict: 'missing', found: null },
    known({ state: 'attention', causeMessage: 'No tax account for FI 25.5%.' }),
    'held',
    'No tax account',
  ],
  ['an order of a flow that is not live', { verdict: 'missing' }, known({ state: 'held' }), 'held', 'not live'],
  ['an order that a rule skips', { verdict: 'missing' }, known({ state: 'skipped' }), 'held', 'rule'],
  ['a document that was deleted', { verdict: 'missing', found: null }, wrote('125', '25'), 'drifted', 'cancelled'],
  ['an order that changed unheard', { verdict: 'missing', found: null }, known({}), 'drifted', 'changed in the store'],
  ['a document that a person changed', {}, wrote('125', '25'), 'drifted', 'changed INV-1'],
  ['a document of an older state', {}, wrote('100', '20'), 'drifted', 'changed in the store'],
  ['a document booked by hand', {}, known({}), 'drifted', 'by hand'],
  ['a plan that is held', { verdict: 'held', reason: 'Its totals differ.' }, null, 'held', 'totals differ'],
])('%s says why it differs', (_, compared, order, state, because) => {
  const [difference, ...others] = documentDifferences(invoice(compared), order)
  expect(others).toEqual([])
  expect(difference).toMatchObject({ subject: '#1001', wrong: 'target', state, area: 'orders', currency: 'SEK' })
  expect(difference?.because).toContain(because)
  expect(difference?.remedy).not.toBe('')
})

test('tax is an area of its own, by account', () => {
  const differences = [{ what: 'tax on VAT 25%', planned: '25', found: null }]
  expect(documentDifferences(invoice({ differences }), null)).toMatchObject([
    { area: 'taxes', account: 'VAT 25%', store: '25', target: null },
  ])
})

test('a document without an order is nobody’s to judge, unless we wrote it', () => {
  const extra = { verdict: 'extra', orderKey: null, orderName: null, planned: null, differences: [] } as const
  expect(documentDifferences(invoice({ ...extra, reference: null }), null)).toMatchObject([
    { subject: 'INV-1', wrong: 'unknown', store: null, target: '100' },
  ])
  expect(documentDifferences(invoice(extra), null)).toMatchObject([{ wrong: 'target' }])
})

test('what is equal differs in nothing', () => {
  expect(documentDifferences(invoice({ verdict: 'equal' }), null)).toEqual([])
  const leftOut = {
    verdict: 'held',
    kind: null,
    planned: null,
    found: null,
    reason: 'Cancelled.',
    leftOut: true,
  } as const
  expect(documentDifferences(invoice(leftOut), known({ state: 'skipped' }))).toEqual([])
})

test('days are summed by currency, kind and tax account, each side by its own dates', () => {
  const late = { ...figures('100', '20'), date: '2026-11-21' }
  const summed = dayFigures([invoice({}), invoice({ found: late })])
  expect(summed).toEqual([
    {
      day: '2026-11-20',
      currency: 'SEK',
      figures: [
        { what: 'invoice', area: 'orders', storeCount: 2, targetCount: 1, store: '250', target: '100' },
        { what: 'invoice: tax on VAT 25%', area: 'taxes', storeCount: 2, targetCount: 1, store: '50', target: '20' },
      ],
    },
    {
      day: '2026-11-21',
      currency: 'SEK',
      figures: [
        { what: 'invoice', area: 'orders', storeCount: 0, targetCount: 1, store: '0', target: '100' },
        { what: 'invoice: tax on VAT 25%', area: 'taxes', storeCount: 0, targetCount: 1, store: '0', target: '20' },
      ],
    },
  ])
})
