import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, decimal, type Decimal, divide, HUNDRED, subtract, ZERO } from '#lib/decimal'
import { openBooks } from './erpnext.test-kit.ts'
import { sampleCredit, sampleJournal, samplePayment, sampleSale, taxKey } from '#testing/sample-documents'

const CUSTOMERS = [
  ['Uncle Sam', 'Debtors USD - AC'],
  ['Ann Example', 'Debtors - AC'],
] as const
const SETTINGS = { conversionRates: { USD: '0.8973' }, priceList: 'Web USD' }
const vat = taxKey('25')
const taxed = (amount: string) => [{ key: vat, amount: decimal(amount), account: 'VAT 25% - AC' }]
const INVOICE = { kind: 'invoice', currency: 'USD', reference: 'shop:invoice:1', basedOn: null } as const

test.each(CUSTOMERS)(
  'what %s paid on a foreign order, invoice by invoice, closes all of them',
  async (name, account) => {
    await using books = await openBooks(SETTINGS)
    const customer = { externalId: name, addresses: {} }
    const rows = [{ quantity: '3', net: '79.98', tax: '20', key: vat }]
    await books.write(sampleSale(rows, taxed('20'), { currency: 'USD' }), customer)
    const paid = { currency: 'USD', amount: decimal('99.98') }
    const allocations = [{ reference: 'shop:order:1', amount: decimal('99.98') }]
    await books.write(samplePayment({ ...paid, allocations }), customer)
    await books.write(sampleSale(rows, taxed('20'), { ...INVOICE, basedOn: 'shop:order:1' }), customer)
    expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ outstanding_amount: 0 })
    expect(books.balance(account)).toBe('0')
    expect(books.balanceInAccount(account)).toBe('0')
  },
)

test.each(CUSTOMERS)('a foreign credit note of %s is set off and refunded without a rest', async (name, account) => {
  await using books = await openBooks(SETTINGS)
  const customer = { externalId: name, addresses: {} }
  await books.write(sampleSale([{ quantity: '3', net: '79.98', tax: '20', key: vat }], taxed('20'), INVOICE), customer)
  const back = [{ quantity: '2', net: '53.32', tax: '13.33', key: vat }]
  const credit = await books.write(sampleCredit(back, taxed('13.33'), { currency: 'USD' }), customer)
  expect(credit).toMatchObject({ total: '66.65', taxTotal: '13.33' })
  const offset = [
    { amount: '33.32', settles: 'shop:credit-note:r1' },
    { amount: '-33.32', settles: 'shop:invoice:1' },
  ]
  await books.write(sampleJournal(offset, { currency: 'USD' }), customer)
  const usd = (amount: string, reference: string) => ({
    currency: 'USD',
    amount: decimal(amount),
    allocations: [{ reference, amount: decimal(amount) }],
  })
  await books.write(samplePayment(usd('66.66', 'shop:invoice:1')), customer)
  const refund = { kind: 'refund-payment', reference: 'shop:refund-payment:1' } as const
  await books.write(samplePayment({ ...usd('33.33', 'shop:credit-note:r1'), ...refund }), customer)
  expect(books.stored('Sales Invoice', 'shop:invoice:1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.stored('Sales Invoice', 'shop:credit-note:r1')).toMatchObject({ outstanding_amount: 0 })
  expect(books.balance(account)).toBe('0')
})

test('however a foreign invoice is paid in parts, the last one closes it in both currencies', async () => {
  await using books = await openBooks(SETTINGS)
  let count = 0
  const parts = fc.array(fc.integer({ min: 100, max: 9999 }), { minLength: 1, maxLength: 4 })
  const bank = fc.constantFrom('Stripe Clearing - AC', 'Bank USD - AC')
  await fc.assert(
    fc.asyncProperty(parts, bank, fc.constantFrom(...CUSTOMERS), async (cents, account, [name]) => {
      count += 1
      const reference = `shop:invoice:${count}`
      const customer = { externalId: name, addresses: {} }
      const amounts = cents.map((value): Decimal => divide(decimal(value), HUNDRED))
      const total = add(ZERO, ...amounts)
      const net = subtract(total, decimal('0.2'))
      const sale = sampleSale([{ net, tax: '0.2', key: vat }], taxed('0.2'), { ...INVOICE, reference })
      await books.write(sale, customer)
      for (const [index, amount] of amounts.entries()) {
        const paid = { currency: 'USD', account, amount, allocations: [{ reference, amount }] }
        await books.write(samplePayment({ ...paid, reference: `shop:payment:${count}:${index}` }), customer)
      }
      expect(books.stored('Sales Invoice', reference)).toMatchObject({ outstanding_amount: 0 })
      expect(books.balanceInAccount('Debtors USD - AC')).toBe('0')
      expect(books.balance('Debtors - AC')).toBe('0')
    }),
    { numRuns: 40 },
  )
})

test.each(['Stripe Clearing - AC', 'Bank USD - AC'])(
  'one refund of several foreign credit notes goes out of %s',
  async (account) => {
    await using books = await openBooks({ ...SETTINGS, conversionRates: { USD: '0.8571' } })
    const uncle = { externalId: 'Uncle Sam', addresses: {} }
    const allocations = ['0.07', '0.13', '33.33'].map((amount, index) => ({
      reference: `shop:credit-note:r${index}`,
      amount: decimal(amount),
    }))
    for (const { reference, amount } of allocations) {
      const changes = { currency: 'USD', reference, basedOn: null }
      await books.write(sampleCredit([{ net: amount }], [], changes), uncle)
    }
    const refund = { kind: 'refund-payment', reference: 'shop:refund-payment:1', currency: 'USD' } as const
    await books.write(samplePayment({ ...refund, account, amount: decimal('33.53'), allocations }), uncle)
    expect(books.balanceInAccount('Debtors USD - AC')).toBe('0')
    expect(books.balance('Debtors USD - AC')).toBe('0')
  },
)

test('money in a currency without a rate that settles nothing is refused by name', async () => {
  await using books = await openBooks()
  const onAccount = books.write(samplePayment({ currency: 'USD' }))
  await expect(onAccount).rejects.toMatchObject({ code: 'EXCHANGE_RATE_MISSING', subject: 'currency:USD' })
})

test('a foreign payment is found without a figure that could be taken for its own', async () => {
  await using books = await openBooks(SETTINGS)
  const booked = await books.write(samplePayment({ currency: 'USD', amount: decimal('10') }))
  expect(booked.total).toBeNull()
  expect(books.stored('Payment Entry', 'shop:payment:1')).toMatchObject({ remarks: 'USD 10, #1001', paid_amount: 8.97 })
})
