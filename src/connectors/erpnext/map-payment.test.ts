import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { paymentBody } from './map-payment.ts'
import { samplePayment, sampleWrite } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'

const invoice = { kind: 'invoice' as const, externalId: 'ACC-SINV-1', rowIds: {} }
const write = sampleWrite({ 'shop:invoice:1': invoice })

test('a payment of an invoice', () => {
  const body = paymentBody(
    samplePayment({ allocations: [{ reference: 'shop:invoice:1', amount: decimal('80') }] }),
    write,
    { moneyAccount: 'Stripe Clearing - AC', costCenter: 'Main - AC' },
    sampleSettings({ receivableAccount: 'Debtors - AC' }),
  )
  expect(body).toEqual({
    docstatus: 1,
    payment_type: 'Receive',
    company: 'Acme GmbH',
    posting_date: '2026-11-20',
    mode_of_payment: 'Credit Card',
    party_type: 'Customer',
    party: 'Ann Example',
    paid_from: 'Debtors - AC',
    paid_to: 'Stripe Clearing - AC',
    paid_amount: 80,
    received_amount: 80,
    source_exchange_rate: 1,
    target_exchange_rate: 1,
    reference_no: 'ch_1',
    reference_date: '2026-11-20',
    tillbridge_ref: 'shop:payment:1',
    cost_center: 'Main - AC',
    references: [{ reference_doctype: 'Sales Invoice', reference_name: 'ACC-SINV-1', allocated_amount: 80 }],
    deductions: [],
  })
})

test('without a document it is on account, without a provider’s reference it carries ours', () => {
  const body = paymentBody(
    samplePayment({ providerReference: null }),
    sampleWrite(),
    { moneyAccount: 'Cash - AC', costCenter: 'Main - AC' },
    sampleSettings(),
  )
  expect(body).toMatchObject({ reference_no: 'shop:payment:1', references: [] })
  expect(body).not.toHaveProperty('paid_from')
})

test('cash rounding goes to its account, so that the document closes to zero', () => {
  const settings = sampleSettings({ roundingAccount: 'Round Off - AC' })
  const allocations = [{ reference: 'shop:invoice:1', amount: decimal('99.98') }]
  const paid = samplePayment({ amount: decimal('100'), rounding: decimal('0.02'), allocations })
  expect(paymentBody(paid, write, { moneyAccount: 'Cash - AC', costCenter: 'Main - AC' }, settings)).toMatchObject({
    paid_amount: 100,
    references: [{ allocated_amount: 99.98 }],
    deductions: [{ account: 'Round Off - AC', amount: -0.02, cost_center: 'Main - AC' }],
  })
  const refused = expect.objectContaining({ code: 'ROUNDING_ACCOUNT_MISSING' })
  expect(() =>
    paymentBody(paid, write, { moneyAccount: 'Cash - AC', costCenter: 'Main - AC' }, sampleSettings()),
  ).toThrow(refused)
})

test('a refund goes out to the receivable account, with a negative allocation per credit note', () => {
  const credit = (name: string) => ({ kind: 'credit-note' as const, externalId: name, rowIds: {} })
  const named = sampleWrite({ a: credit('ACC-SINV-2'), b: credit('ACC-SINV-3') })
  const refund = samplePayment({
    kind: 'refund-payment',
    amount: decimal('60.01'),
    rounding: decimal('0.01'),
    allocations: [
      { reference: 'a', amount: decimal('40') },
      { reference: 'b', amount: decimal('15') },
    ],
  })
  const settings = sampleSettings({ receivableAccount: 'Debtors - AC', roundingAccount: 'Round Off - AC' })
  expect(
    paymentBody(refund, named, { moneyAccount: 'Stripe Clearing - AC', costCenter: 'Main - AC' }, settings),
  ).toMatchObject({
    payment_type: 'Pay',
    paid_from: 'Stripe Clearing - AC',
    paid_to: 'Debtors - AC',
    paid_amount: 60.01,
    references: [
      { reference_doctype: 'Sales Invoice', reference_name: 'ACC-SINV-2', allocated_amount: -40 },
      { reference_doctype: 'Sales Invoice', reference_name: 'ACC-SINV-3', allocated_amount: -15 },
    ],
    deductions: [{ account: 'Round Off - AC', amount: 0.01 }],
  })
})

test('a document that was never written is named', () => {
  const refund = samplePayment({ allocations: [{ reference: 'shop:invoice:9', amount: decimal('1') }] })
  const refused = expect.objectContaining({ code: 'DOCUMENT_NOT_WRITTEN', subject: 'document:shop:invoice:9' })
  expect(() =>
    paymentBody(refund, write, { moneyAccount: 'Cash - AC', costCenter: 'Main - AC' }, sampleSettings()),
  ).toThrow(refused)
})
