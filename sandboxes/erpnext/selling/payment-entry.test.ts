import { describe, expect, test } from 'vitest'
import { rows } from '#sandboxes/erpnext/fields'
import { sellingMethods } from './methods.ts'
import { balance, CALLER, invoiceOf, paymentOf, post, put, testSite, type Values } from './test-site.ts'

const pays = (reference_name: string, allocated_amount: number): Values => ({
  reference_doctype: 'Sales Invoice',
  reference_name,
  allocated_amount,
})

describe('a Payment Entry', () => {
  test('settles an invoice, and opens it again when it is cancelled', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const paid = post(site, 'Payment Entry', paymentOf(80, [pays(name, 80)], { docstatus: 1 }))
    expect(paid).toMatchObject({ status: 'Submitted', unallocated_amount: 0, difference_amount: 0 })
    expect(site.read('Sales Invoice', name)).toMatchObject({ status: 'Paid', outstanding_amount: 0 })
    expect(balance(site, 'Stripe Clearing - AC')).toBe(80)
    put(site, 'Payment Entry', paid.name, { docstatus: 2 })
    expect(site.read('Sales Invoice', name)).toMatchObject({ status: 'Unpaid', outstanding_amount: 80 })
  })

  test('books a fee that was held back', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const deductions = [{ account: 'Payment Fees - AC', cost_center: 'Main - AC', amount: 2.4 }]
    expect(
      post(site, 'Payment Entry', paymentOf(77.6, [pays(name, 80)], { deductions, docstatus: 1 }))['difference_amount'],
    ).toBe(0)
    expect([balance(site, 'Payment Fees - AC'), balance(site, 'Debtors - AC')]).toEqual([2.4, 0])
  })

  test('keeps the rest unallocated, and received equal to paid in one currency', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    expect(
      post(site, 'Payment Entry', paymentOf(100, [pays(name, 80)], { received_amount: 90, docstatus: 1 })),
    ).toMatchObject({
      received_amount: 100,
      unallocated_amount: 20,
    })
  })

  test.each([
    [81, 81, {}, 'Row #1: Allocated Amount cannot be greater than outstanding amount.'],
    [70, 80, {}, 'Difference Amount must be zero'],
    [80, 80, { reference_no: '' }, 'Reference No and Reference Date is mandatory for Bank transaction'],
    [0, 80, {}, 'Paid Amount is mandatory'],
    [80, 80, { party: 'Uncle Sam' }, 'is not associated with Customer Uncle Sam'],
    [-10, -10, {}, 'Cannot receive from customer against negative outstanding'],
  ])('of %d with %d allocated and %j is refused', (amount, allocated, values, message) => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    expect(() =>
      post(site, 'Payment Entry', paymentOf(amount, [pays(name, allocated)], { ...values, docstatus: 1 })),
    ).toThrow(message)
  })

  test('of a paid invoice is refused', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    post(site, 'Payment Entry', paymentOf(80, [pays(name, 80)], { docstatus: 1 }))
    expect(() => post(site, 'Payment Entry', paymentOf(1, [pays(name, 1)], { docstatus: 1 }))).toThrow(
      `Sales Invoice ${name} has already been fully paid.`,
    )
  })

  test('pays a credit note back with a negative allocation', () => {
    const site = testSite()
    const invoice = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const { due_date: _, ...rest } = invoiceOf()
    const items = [{ item_code: 'TSHIRT-1', qty: -1, rate: 40, sales_invoice_item: rows(invoice, 'items')[0]?.name }]
    const note = post(site, 'Sales Invoice', {
      ...rest,
      set_posting_time: 0,
      is_return: 1,
      return_against: invoice.name,
      items,
      docstatus: 1,
    })
    const refund = { payment_type: 'Pay', paid_from: 'Stripe Clearing - AC', paid_to: 'Debtors - AC', docstatus: 1 }
    expect(() => post(site, 'Payment Entry', paymentOf(40, [pays(note.name, 40)], refund))).toThrow(
      'greater than outstanding',
    )
    post(site, 'Payment Entry', paymentOf(40, [pays(note.name, -40)], refund))
    expect(site.read('Sales Invoice', note.name)).toMatchObject({ status: 'Return', outstanding_amount: 0 })
    expect(balance(site, 'Stripe Clearing - AC')).toBe(-40)
  })

  test('at another rate than its invoice leaves the gain to a journal', () => {
    const site = testSite()
    const usd = {
      customer: 'Uncle Sam',
      currency: 'USD',
      conversion_rate: 0.9,
      selling_price_list: 'Web USD',
      docstatus: 1,
    }
    const { name } = post(site, 'Sales Invoice', invoiceOf(usd))
    const values = {
      party: 'Uncle Sam',
      paid_from: 'Debtors USD - AC',
      paid_to: 'Bank - AC',
      received_amount: 74.4,
      source_exchange_rate: 0.93,
      docstatus: 1,
    }
    const paid = post(site, 'Payment Entry', paymentOf(80, [pays(name, 80)], values))
    expect([balance(site, 'Exchange Gain/Loss - AC'), balance(site, 'Debtors USD - AC')]).toEqual([-2.4, 0])
    expect(site.value('Sales Invoice', name, 'outstanding_amount')).toBe(0)
    put(site, 'Payment Entry', paid.name, { docstatus: 2 })
    expect([balance(site, 'Exchange Gain/Loss - AC'), balance(site, 'Debtors USD - AC')]).toEqual([0, 72])
  })

  test('loses its link when the invoice is cancelled', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const paid = post(site, 'Payment Entry', paymentOf(80, [pays(name, 80)], { docstatus: 1 }))
    put(site, 'Sales Invoice', name, { docstatus: 2 })
    expect(site.read('Payment Entry', paid.name)).toMatchObject({
      docstatus: 1,
      unallocated_amount: 80,
      total_allocated_amount: 0,
      references: [],
    })
  })

  test('is drafted for what an invoice has open', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const path = 'erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry'
    const draft = site.request(CALLER, () => sellingMethods[path]?.run({ dt: 'Sales Invoice', dn: name }, site))
    expect(draft).toMatchObject({
      payment_type: 'Receive',
      paid_amount: 80,
      paid_to: 'Bank - AC',
      references: [{ allocated_amount: 80 }],
    })
  })
})

describe('a Journal Entry', () => {
  const payout = (values: Values = {}): Values => ({
    company: 'Acme GmbH',
    voucher_type: 'Bank Entry',
    posting_date: '2026-11-21',
    cheque_no: 'po_1',
    cheque_date: '2026-11-21',
    docstatus: 1,
    accounts: [
      { account: 'Bank - AC', debit_in_account_currency: 970 },
      { account: 'Payment Fees - AC', debit_in_account_currency: 30 },
      { account: 'Stripe Clearing - AC', credit_in_account_currency: 1000 },
    ],
    ...values,
  })

  test('books a payout with its fees', () => {
    const site = testSite()
    expect(post(site, 'Journal Entry', payout())).toMatchObject({
      total_debit: 1000,
      total_credit: 1000,
      remark: 'Reference #po_1 dated 21.11.2026',
    })
    expect(['Bank - AC', 'Payment Fees - AC', 'Stripe Clearing - AC'].map((account) => balance(site, account))).toEqual(
      [970, 30, -1000],
    )
  })

  test.each([
    [{ cheque_no: '' }, 'Reference No & Reference Date is required for Bank Entry'],
    [
      { accounts: [{ account: 'Bank - AC', debit_in_account_currency: 1 }] },
      'Total Debit must be equal to Total Credit. The difference is 1.0',
    ],
    [{ accounts: [{ account: 'Bank USD - AC', debit_in_account_currency: 1 }] }, 'Please check Multi Currency option'],
    [{ accounts: [{ account: 'Debtors - AC', debit_in_account_currency: 1 }] }, 'Party Type and Party is required'],
  ])('is refused: %j', (values, message) => {
    expect(() => post(testSite(), 'Journal Entry', payout(values))).toThrow(message)
  })

  test('settles an invoice, but not beyond what is open', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const party = {
      party_type: 'Customer',
      party: 'Ann Example',
      reference_type: 'Sales Invoice',
      reference_name: name,
    }
    const accounts = [
      { account: 'Gift Cards - AC', debit_in_account_currency: 80 },
      { account: 'Debtors - AC', credit_in_account_currency: 80, ...party },
    ]
    const journal = post(site, 'Journal Entry', payout({ voucher_type: 'Journal Entry', accounts }))
    expect(site.value('Sales Invoice', name, 'status')).toBe('Paid')
    expect(() => post(site, 'Journal Entry', payout({ voucher_type: 'Journal Entry', accounts }))).toThrow(
      'cannot be greater than Outstanding Amount 0.0',
    )
    put(site, 'Journal Entry', journal.name, { docstatus: 2 })
    expect(site.value('Sales Invoice', name, 'outstanding_amount')).toBe(80)
  })
})
