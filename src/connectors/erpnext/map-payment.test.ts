import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { foreignPaymentBody, paymentBody, type Settled } from './map-payment.ts'
import { samplePayment, sampleSettings, sampleWrite } from './sample-documents.ts'

const invoice = { kind: 'invoice' as const, externalId: 'ACC-SINV-1', rowIds: {} }
const settingsWith = sampleSettings

test('a payment of an invoice', () => {
  const body = paymentBody(
    samplePayment(),
    sampleWrite({ predecessor: invoice }),
    'Stripe Clearing - AC',
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
  const body = paymentBody(samplePayment({ providerReference: null }), sampleWrite(), 'Cash - AC', sampleSettings())
  expect(body).toMatchObject({ reference_no: 'shop:payment:1', references: [] })
  expect(body).not.toHaveProperty('paid_from')
})

test('cash rounding goes to its account, so that the document closes to zero', () => {
  const settings = settingsWith({ roundingAccount: 'Round Off - AC' })
  const paid = samplePayment({ amount: decimal('100'), rounding: decimal('0.02') })
  expect(paymentBody(paid, sampleWrite({ predecessor: invoice }), 'Cash - AC', settings)).toMatchObject({
    paid_amount: 100,
    references: [{ allocated_amount: 99.98 }],
    deductions: [{ account: 'Round Off - AC', amount: -0.02, cost_center: 'Main - AC' }],
  })
  const refused = expect.objectContaining({ code: 'ROUNDING_ACCOUNT_MISSING' })
  expect(() => paymentBody(paid, sampleWrite(), 'Cash - AC', sampleSettings())).toThrow(refused)
})

const settled: Settled = {
  conversionRate: decimal('0.9'),
  receivable: { name: 'Debtors USD - AC', currency: 'USD' },
  total: decimal('79.98'),
  open: decimal('79.98'),
}
const usd = samplePayment({ currency: 'USD', amount: decimal('79.98') })
const foreign = (receipt: Settled, currency: string) =>
  foreignPaymentBody(
    usd,
    sampleWrite({ predecessor: invoice }),
    { paidTo: { name: 'Bank - AC', currency }, settled: receipt },
    sampleSettings(),
  )

test('a foreign invoice on a foreign receivable account is paid in that currency', () => {
  expect(foreign(settled, 'EUR')).toMatchObject({
    paid_from: 'Debtors USD - AC',
    paid_from_account_currency: 'USD',
    paid_amount: 79.98,
    source_exchange_rate: 0.9,
    paid_to_account_currency: 'EUR',
    received_amount: 71.98,
    target_exchange_rate: 1,
    references: [{ allocated_amount: 79.98 }],
  })
})

test('a foreign invoice on the company’s receivable account is paid by what is open there', () => {
  const open = { ...settled, receivable: { name: 'Debtors - AC', currency: 'EUR' }, open: decimal('71.99') }
  expect(foreign(open, 'EUR')).toMatchObject({
    paid_amount: 71.99,
    received_amount: 71.99,
    source_exchange_rate: 1,
    target_exchange_rate: 1,
    references: [{ allocated_amount: 71.99 }],
  })
  expect(() => foreign(open, 'GBP')).toThrow(expect.objectContaining({ code: 'PAYMENT_CURRENCY' }))
})
