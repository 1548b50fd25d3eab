import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { dayFigures } from './days.ts'
import { type ComparedDocument, documentDifferences, type KnownOrder } from './documents.ts'

const [before, since, after] = ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:30.000Z', '2026-11-20T10:00:31.000Z']
const times = { since, searchedUntil: before }

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
  settledAt: before,
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
  ['an order placed just now', { verdict: 'missing', found: null, placedAt: since }, null, 'under-way', 'just now'],
  ['a lost order', { verdict: 'missing', found: null, placedAt: '2026-11-20T09:59:59.999Z' }, null, 'drifted', 'never'],
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
  [
    'an order that was booked meanwhile',
    { verdict: 'missing', found: null },
    { ...wrote('125', '25'), settledAt: after },
    'under-way',
    'in step while',
  ],
  ['an edit that was booked meanwhile', {}, { ...wrote('125', '25'), settledAt: since }, 'under-way', 'in step while'],
  ['a document booked by hand', {}, known({}), 'drifted', 'by hand'],
  ['a plan that is held', { verdict: 'held', reason: 'Its totals differ.' }, null, 'held', 'totals differ'],
])('%s says why it differs', (_, compared, order, state, because) => {
  const [difference, ...others] = documentDifferences(invoice(compared), order, times)
  expect(others).toEqual([])
  expect(difference).toMatchObject({ subject: '#1001', wrong: 'target', state, area: 'orders', currency: 'SEK' })
  expect(difference?.because).toContain(because)
  expect(difference?.remedy).not.toBe('')
})

test('tax is an area of its own, by account', () => {
  const differences = [{ what: 'tax on VAT 25%', planned: '25', found: null }]
  expect(documentDifferences(invoice({ differences }), null, times)).toMatchObject([
    { area: 'taxes', account: 'VAT 25%', store: '25', target: null },
  ])
})

test('a document without an order is nobody’s to judge, unless we wrote it', () => {
  const extra = { verdict: 'extra', orderKey: null, orderName: null, planned: null, differences: [] } as const
  expect(documentDifferences(invoice({ ...extra, reference: null }), null, times)).toMatchObject([
    { subject: 'INV-1', wrong: 'unknown', store: null, target: '100' },
  ])
  expect(documentDifferences(invoice(extra), null, times)).toMatchObject([{ wrong: 'target', state: 'drifted' }])
  // Its order was cancelled, and the document is about to be.
  expect(documentDifferences(invoice(extra), known({ state: 'running' }), times)).toMatchObject([
    { wrong: 'target', state: 'under-way' },
  ])
  expect(documentDifferences(invoice(extra), known({}), times)).toMatchObject([{ state: 'drifted' }])
})

test('what is equal differs in nothing', () => {
  expect(documentDifferences(invoice({ verdict: 'equal' }), null, times)).toEqual([])
  const leftOut = {
    verdict: 'held',
    kind: null,
    planned: null,
    found: null,
    reason: 'Cancelled.',
    leftOut: true,
  } as const
  expect(documentDifferences(invoice(leftOut), known({ state: 'skipped' }), times)).toEqual([])
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
