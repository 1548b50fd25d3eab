import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { MappedPaymentDocument } from '#model/documents'
import { openBooks } from './erpnext.test-kit.ts'
import { sampleCredit, sampleJournal, samplePayment, sampleSale } from '#testing/sample-documents'
import { documents } from './write.ts'

const INVOICE = { kind: 'invoice', reference: 'shop:invoice:1' } as const

/** A payment or refund of parts of documents. */
const paying = (
  parts: Readonly<Record<string, string>>,
  amount: string,
  changes: Partial<MappedPaymentDocument> = {},
): MappedPaymentDocument =>
  samplePayment({
    amount: decimal(amount),
    allocations: Object.entries(parts).map(([reference, part]) => ({ reference, amount: decimal(part) })),
    ...changes,
  })

const refunding = (parts: Readonly<Record<string, string>>, amount: string, reference = 'shop:refund-payment:1') =>
  paying(parts, amount, { kind: 'refund-payment', reference })

test('invoice, payment, credit note, offset and refund leave nothing open', async () => {
  await using books = await openBooks()
  await books.write(sampleSale([{ quantity: '2', net: '80' }], [], INVOICE))
  await books.write(paying({ 'shop:invoice:1': '60' }, '60'))
  await books.write(sampleCredit([{ quantity: '1', net: '40' }]))
  const offset = await books.write(
    sampleJournal([
      { amount: '20', settles: 'shop:credit-note:r1' },
      { amount: '-20', settles: 'shop:invoice:1' },
    ]),
  )
  expect(offset).toMatchObject({ state: 'issued', total: '20' })
  const refund = await books.write(refunding({ 'shop:credit-note:r1': '20' }, '20'))
  expect(refund).toMatchObject({ state: 'issued', total: '20' })
  expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.stored('Sales Invoice', 'shop:credit-note:r1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.balance('Debtors - AC')).toBe('0')
  expect(books.balance('Stripe Clearing - AC')).toBe('40')
})

test('one payment pays several invoices and leaves the rest on account; one refund several credit notes', async () => {
  await using books = await openBooks()
  for (const number of [1, 2]) {
    const reference = `shop:invoice:${number}`
    await books.write(sampleSale([{ net: '40' }], [], { ...INVOICE, reference }))
    const changes = { reference: `shop:credit-note:r${number}`, basedOn: reference }
    await books.write(sampleCredit([{ net: '40' }], [], changes))
  }
  const paid = await books.write(paying({ 'shop:invoice:1': '40', 'shop:invoice:2': '40' }, '90'))
  expect(paid.total).toBe('90')
  expect(books.stored('Payment Entry', 'shop:payment:1')).toMatchObject({ unallocated_amount: 10 })
  const back = await books.write(refunding({ 'shop:credit-note:r1': '40', 'shop:credit-note:r2': '30' }, '75'))
  expect(back.total).toBe('75')
  expect(books.stored('Payment Entry', 'shop:refund-payment:1')).toMatchObject({ unallocated_amount: 5 })
  expect(books.stored('Sales Invoice', 'shop:credit-note:r2')).toMatchObject({ outstanding_amount: -10 })
  expect(books.balance('Debtors - AC')).toBe('-15')
})

test('a refund above the credit note is refused by name, and money without one is on account', async () => {
  await using books = await openBooks()
  await books.write(sampleCredit([{ net: '40' }], [], { basedOn: null }))
  const tooMuch = books.write(refunding({ 'shop:credit-note:r1': '50' }, '50'))
  await expect(tooMuch).rejects.toMatchObject({ kind: 'rejected', code: 'PAYMENT_EXCEEDS_OPEN' })
  expect((await books.write(refunding({}, '5'))).total).toBe('5')
  const again = books.write(refunding({}, '5'))
  await expect(again).rejects.toMatchObject({ kind: 'conflict', code: 'REFERENCE_EXISTS' })
})

test('cash rounding of a refund goes to its account', async () => {
  await using books = await openBooks({ roundingAccount: 'Round Off - AC' })
  await books.write(sampleCredit([{ net: '39.98' }], [], { basedOn: null }))
  const cash = { mode: 'Cash', account: 'Cash - AC', rounding: decimal('0.02') }
  await books.write({ ...refunding({ 'shop:credit-note:r1': '39.98' }, '40'), ...cash })
  expect(books.stored('Sales Invoice', 'shop:credit-note:r1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.balance('Round Off - AC')).toBe('0.02')
  expect(books.balance('Cash - AC')).toBe('-40')
})

test('a gift card is a debt when it is sold, and pays when it is redeemed', async () => {
  await using books = await openBooks()
  const card = [{ role: 'gift-card', account: 'Gift Cards - AC', title: 'Gift card', net: '50' }] as const
  await books.write(sampleSale(card, [], INVOICE))
  await books.write(paying({ 'shop:invoice:1': '50' }, '50'))
  expect(books.balance('Gift Cards - AC')).toBe('-50')
  await books.write(sampleSale([{ net: '80' }], [], { ...INVOICE, reference: 'shop:invoice:2' }))
  const redeemed = { reference: 'shop:payment:2', account: 'Gift Cards - AC', gateway: 'gift_card' }
  await books.write(paying({ 'shop:invoice:2': '50' }, '50', redeemed))
  await books.write(paying({ 'shop:invoice:2': '30' }, '30', { reference: 'shop:payment:3' }))
  expect(books.balance('Gift Cards - AC')).toBe('0')
  expect(books.balance('Debtors - AC')).toBe('0')
})

test('a payout moves the money to the bank and names what was kept', async () => {
  await using books = await openBooks()
  const lines = [
    { account: 'Bank - AC', amount: '970' },
    { account: 'Payment Fees - AC', amount: '30', memo: 'Fees' },
    { account: 'Payment Fees - AC', amount: '0', memo: 'Nothing' },
    { account: 'Stripe Clearing - AC', amount: '-1000' },
  ]
  const payout = sampleJournal(lines, { purpose: 'payout', reference: 'shop:journal:payout-1', orderName: 'po_1' })
  const booked = await books.write(payout)
  expect(booked).toMatchObject({ state: 'issued', total: '1000' })
  expect(booked.url).toBe(`${books.site.url}/app/journal-entry/${booked.externalId}`)
  expect(books.stored('Journal Entry', payout.reference)).toMatchObject({
    voucher_type: 'Bank Entry',
    cheque_no: 'po_1',
  })
  expect(await documents.find(books.context, 'journal', payout.reference)).toEqual({ ...booked, messages: [] })
  await expect(books.write(payout)).rejects.toMatchObject({ kind: 'conflict', code: 'REFERENCE_EXISTS' })
  await books.cancel(payout.reference)
  expect(books.balance('Bank - AC')).toBe('0')
})

test('a write-off closes what is left, and not more', async () => {
  await using books = await openBooks()
  await books.write(sampleSale([{ net: '40' }], [], INVOICE))
  const lines = (amount: string) => [
    { account: 'Write Off - AC', amount },
    { amount: `-${amount}`, settles: 'shop:invoice:1' },
  ]
  const off = { purpose: 'write-off', reference: 'shop:journal:1:write-off' } as const
  const tooMuch = books.write(sampleJournal(lines('40.01'), off))
  await expect(tooMuch).rejects.toMatchObject({ kind: 'rejected', code: 'PAYMENT_EXCEEDS_OPEN' })
  await books.write(sampleJournal(lines('40'), off))
  expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.balance('Debtors - AC')).toBe('0')
})

test('money on account is set off against an invoice, and a refund on account against a payment', async () => {
  await using books = await openBooks({ receivableAccount: 'Debtors - AC' })
  await books.write(paying({}, '60'))
  await books.write(refunding({}, '20'))
  await books.write(sampleSale([{ net: '40' }], [], INVOICE))
  const lines = [
    { amount: '60', settles: 'shop:payment:1' },
    { amount: '-20', settles: 'shop:refund-payment:1' },
    { amount: '-40', settles: 'shop:invoice:1' },
  ]
  const before = books.context.calls.length
  await books.write(sampleJournal(lines))
  expect(books.context.calls.length - before).toBe(2)
  expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.balance('Debtors - AC')).toBe('0')
})

test('a debt without a document goes to the customer’s own account', async () => {
  await using books = await openBooks()
  const lines = [{ amount: '5' }, { account: 'Bank - AC', amount: '-5' }]
  await books.write(sampleJournal(lines))
  expect(books.balance('Debtors - AC')).toBe('5')
  const uncle = { externalId: 'Uncle Sam', addresses: {} }
  const foreign = books.write(sampleJournal(lines, { reference: 'shop:journal:2' }), uncle)
  await expect(foreign).rejects.toMatchObject({ kind: 'rejected', code: 'JOURNAL_CURRENCY' })
})
