import { createColors } from 'picocolors'
import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { JournalDocument, JournalLine, PaymentDocument, StockDocument } from '#model/documents'
import { documentText } from './document-text.ts'

const io = { colors: createColors(false), columns: 120 }

const PARTY = {
  kind: 'person',
  keys: ['email:ann@example.com'],
  name: 'Ann Berg',
  customer: null,
  company: null,
  email: 'ann@example.com',
  phone: null,
  billingAddress: null,
  shippingAddress: null,
} as const

const BASE = { orderName: '#1001', date: '2026-04-01', currency: 'SEK', party: PARTY } as const

test('a payment says what it pays, part by part', () => {
  const payment: PaymentDocument = {
    ...BASE,
    kind: 'refund-payment',
    reference: 'acme:refund-payment:7',
    gateway: 'card',
    amount: decimal('30'),
    rounding: decimal('0'),
    providerReference: null,
    allocations: [
      { reference: 'acme:credit-note:r900', amount: decimal('20') },
      { reference: 'acme:credit-note:r901', amount: decimal('10') },
    ],
  }
  expect(documentText(io, payment).split('\n')).toEqual([
    'Refund payment  acme:refund-payment:7  2026-04-01  Ann Berg',
    '  card  30.00 SEK',
    '    20.00 SEK  for acme:credit-note:r900',
    '    10.00 SEK  for acme:credit-note:r901',
  ])
  expect(documentText(io, { ...payment, allocations: [] })).toContain('on account')
})

test('goods that came back say from where, and when it happened if they are dated otherwise', () => {
  const back: StockDocument = {
    ...BASE,
    kind: 'delivery-return',
    reference: 'acme:delivery-return:900',
    happenedOn: '2026-03-31',
    basedOn: 'acme:delivery:77',
    rows: [
      {
        id: 'line:901',
        sku: 'MUG',
        variantExternalId: null,
        title: 'Mug',
        quantity: decimal('2'),
        net: decimal('20'),
        locationExternalId: null,
      },
    ],
  }
  const text = documentText(io, back)
  expect(text).toContain('(happened on 2026-03-31)')
  expect(text).toContain('for acme:delivery:77')
  expect(text).toMatch(/2\s+Mug \(MUG\)/)
})

test('a journal shows both sides', () => {
  const line = (fields: Pick<JournalLine, 'ledger' | 'amount'> & Partial<JournalLine>): JournalLine => ({
    id: 'a',
    party: null,
    settles: null,
    memo: null,
    ...fields,
  })
  const { party: _party, ...base } = BASE
  const journal: JournalDocument = {
    ...base,
    kind: 'journal',
    purpose: 'offset',
    reference: 'acme:journal:5501:offset#1',
    remarks: null,
    lines: [
      line({ ledger: { kind: 'receivable' }, amount: decimal('25'), party: PARTY, settles: 'acme:credit-note:r900' }),
      line({ ledger: { kind: 'category', category: 'write-off' }, amount: decimal('-25') }),
    ],
  }
  const lines = documentText(io, journal).split('\n')
  expect(lines.find((each) => each.includes('receivable'))).toMatch(/Ann Berg, acme:credit-note:r900\s+25\.00$/)
  expect(lines.find((each) => each.includes('write-off'))).toMatch(/\s25\.00$/)
})
