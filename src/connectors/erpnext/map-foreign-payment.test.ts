import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { Settled } from './foreign.ts'
import { foreignPaymentBody } from './map-foreign-payment.ts'
import { samplePayment, sampleWrite } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'

const named = (kind: 'invoice' | 'credit-note', externalId: string) => ({ kind, externalId, rowIds: {} })
const write = sampleWrite({ a: named('invoice', 'ACC-SINV-1'), b: named('invoice', 'ACC-SINV-2') })
const usd = (open: string): Settled => ({
  conversionRate: decimal('0.9'),
  receivable: { name: 'Debtors USD - AC', currency: 'USD' },
  open: decimal(open),
})
const eur = (open: string): Settled => ({ ...usd(open), receivable: { name: 'Debtors - AC', currency: 'EUR' } })

function foreign(settled: Settled, currency: string, changes: Parameters<typeof samplePayment>[0] = {}) {
  const paid = samplePayment({
    currency: 'USD',
    amount: decimal('79.98'),
    allocations: [{ reference: 'a', amount: decimal('79.98') }],
    ...changes,
  })
  const accounts = {
    money: { name: 'Bank - AC', currency },
    receivable: settled.receivable,
    rate: settled.conversionRate,
    exchange: null,
    settled: { a: settled, b: settled },
  }
  return foreignPaymentBody(paid, write, accounts, sampleSettings())
}

test('a foreign invoice on a foreign receivable account is paid in that currency', () => {
  expect(foreign(usd('79.98'), 'EUR')).toMatchObject({
    paid_from: 'Debtors USD - AC',
    paid_from_account_currency: 'USD',
    paid_amount: 79.98,
    source_exchange_rate: 0.9,
    paid_to_account_currency: 'EUR',
    received_amount: 71.98,
    target_exchange_rate: 1,
    references: [{ allocated_amount: 79.98 }],
    remarks: 'USD 79.98, #1001',
  })
})

test('a foreign invoice on the company’s receivable account is paid by what is open there', () => {
  expect(foreign(eur('71.99'), 'EUR')).toMatchObject({
    paid_amount: 71.99,
    received_amount: 71.99,
    source_exchange_rate: 1,
    target_exchange_rate: 1,
    references: [{ allocated_amount: 71.99 }],
  })
  expect(() => foreign(eur('71.99'), 'GBP')).toThrow(expect.objectContaining({ code: 'PAYMENT_CURRENCY' }))
})

test('money on a foreign account comes to what is open, by its rate', () => {
  const body = foreign(eur('71.99'), 'USD')
  expect(body).toMatchObject({ paid_amount: 71.99, received_amount: 79.98, source_exchange_rate: 1 })
  expect(Math.round(79.98 * Number(body['target_exchange_rate']) * 100)).toBe(7199)
})

test('parts close what they close, and the rest is on account', () => {
  const allocations = [
    { reference: 'a', amount: decimal('33.34') },
    { reference: 'b', amount: decimal('20') },
  ]
  const body = foreign(eur('30'), 'EUR', { amount: decimal('60'), allocations })
  // 33.34 x 0.9 is 30.01, a cent above what is open; 20 x 0.9 is far from it; the rest is 6.66 x 0.9.
  expect(body).toMatchObject({
    paid_amount: 53.99,
    references: [{ allocated_amount: 30 }, { allocated_amount: 18 }],
  })
})

test('a refund in another currency goes the other way', () => {
  const credit = sampleWrite({ a: named('credit-note', 'ACC-SINV-3') })
  const refund = samplePayment({
    kind: 'refund-payment',
    currency: 'USD',
    amount: decimal('10'),
    allocations: [{ reference: 'a', amount: decimal('10') }],
  })
  const accounts = {
    money: { name: 'Bank - AC', currency: 'EUR' },
    receivable: usd('10').receivable,
    rate: decimal('0.9'),
    exchange: null,
    settled: { a: usd('10') },
  }
  expect(foreignPaymentBody(refund, credit, accounts, sampleSettings())).toMatchObject({
    payment_type: 'Pay',
    paid_from: 'Bank - AC',
    paid_amount: 9,
    source_exchange_rate: 1,
    paid_to: 'Debtors USD - AC',
    received_amount: 10,
    target_exchange_rate: 0.9,
    references: [{ allocated_amount: -10 }],
  })
})
