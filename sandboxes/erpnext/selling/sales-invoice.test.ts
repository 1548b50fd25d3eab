import { describe, expect, test } from 'vitest'
import { rows } from '#sandboxes/erpnext/fields'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { sellingMethods } from './methods.ts'
import { balance, CALLER, invoiceOf, orderOf, paymentOf, post, put, testSite, VAT_20 } from './test-site.ts'

describe('a Sales Invoice', () => {
  test('is booked to receivable, income and tax, and taken back when it is cancelled', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    expect(['Debtors - AC', 'Sales - AC', 'VAT 20% - AC'].map((account) => balance(site, account))).toEqual([
      80, -66.67, -13.33,
    ])
    expect(site.read('Sales Invoice', name)).toMatchObject({ status: 'Unpaid', outstanding_amount: 80 })
    put(site, 'Sales Invoice', name, { docstatus: 2 })
    expect(balance(site, 'Debtors - AC')).toBe(0)
  })

  test('takes the open amount in the currency of its receivable account', () => {
    const site = testSite()
    const usd = { currency: 'USD', conversion_rate: 0.9, selling_price_list: 'Web USD', docstatus: 1 }
    const onEuros = post(site, 'Sales Invoice', invoiceOf(usd))
    const onDollars = post(site, 'Sales Invoice', invoiceOf({ ...usd, customer: 'Uncle Sam' }))
    expect([onEuros['outstanding_amount'], onDollars['outstanding_amount']]).toEqual([72, 80])
  })

  test('is booked today unless it says that its date was chosen', () => {
    const site = testSite()
    expect(
      post(site, 'Sales Invoice', invoiceOf({ set_posting_time: 0, posting_date: '2026-11-10' }))['posting_date'],
    ).toBe('2026-11-21')
    expect(post(site, 'Sales Invoice', invoiceOf({ posting_date: '2026-11-10' }))['posting_date']).toBe('2026-11-10')
  })

  test.each([
    [{ due_date: '2026-11-01' }, 'Due Date cannot be before Posting / Supplier Invoice Date'],
    [{ posting_date: '2024-05-05', due_date: '2024-05-06' }, 'Date 05.05.2024 is not in any active Fiscal Year'],
    [{ is_pos: 1 }, 'At least one mode of payment is required for POS invoice.'],
    [
      { items: [{ item_code: 'MUG-1', qty: 1, rate: 1, income_account: 'Sales - BL' }] },
      'Income Account <strong>Sales - BL</strong> does not belong',
    ],
    [
      { items: [{ item_code: 'MUG-1', qty: 99, rate: 1, warehouse: 'Stores - AC' }], update_stock: 1 },
      '<strong>49.0</strong> units of',
    ],
  ])('is refused: %j', (values, message) => {
    expect(() => post(testSite(), 'Sales Invoice', invoiceOf({ ...values, docstatus: 1 }))).toThrow(message)
  })

  test('on a frozen or closed day is only kept as a draft', () => {
    const site = testSite()
    const old = { posting_date: '2026-10-15', due_date: '2026-10-30' }
    site.request('Administrator', () => site.setSingle('Accounts Settings', { acc_frozen_upto: '2026-10-31' }))
    expect(() => post(site, 'Sales Invoice', invoiceOf({ ...old, docstatus: 1 }))).toThrow(
      'You are not authorized to add or update entries before 31.10.2026',
    )
    expect(post(site, 'Sales Invoice', invoiceOf(old)).docstatus).toBe(0)
  })

  test('paid by POS needs the account in one call, and finds it when it is saved first', () => {
    const site = testSite()
    const pos = { is_pos: 1, payments: [{ mode_of_payment: 'Credit Card', amount: 80 }] }
    expect(() => post(site, 'Sales Invoice', invoiceOf({ ...pos, docstatus: 1 }))).toThrow('Account is required')
    const draft = post(site, 'Sales Invoice', invoiceOf(pos))
    expect(put(site, 'Sales Invoice', draft.name, { docstatus: 1 })).toMatchObject({
      status: 'Paid',
      outstanding_amount: 0,
    })
    expect(balance(site, 'Stripe Clearing - AC')).toBe(80)
  })

  test('takes prepayments of its order when it asks for them', () => {
    const site = testSite()
    const order = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    post(
      site,
      'Payment Entry',
      paymentOf(50, [{ reference_doctype: 'Sales Order', reference_name: order.name, allocated_amount: 50 }], {
        docstatus: 1,
      }),
    )
    const items = [
      { item_code: 'TSHIRT-1', qty: 2, rate: 40, sales_order: order.name, so_detail: rows(order, 'items')[0]?.name },
    ]
    const flags = { allocate_advances_automatically: 1, only_include_allocated_payments: 1 }
    const answered = post(site, 'Sales Invoice', invoiceOf({ items, taxes: [VAT_20], ...flags, docstatus: 1 }))
    expect(answered['outstanding_amount']).toBe(96)
    expect(site.read('Sales Invoice', answered.name)).toMatchObject({ status: 'Partly Paid', outstanding_amount: 46 })
    expect(site.value('Sales Order', order.name, 'advance_paid')).toBe(0)
  })
})

describe('a credit note', () => {
  const back = (
    against: string,
    row: string | undefined,
    qty: number,
    values: object = {},
  ): Record<string, unknown> => {
    const { due_date: _, ...rest } = invoiceOf()
    return {
      ...rest,
      is_return: 1,
      return_against: against,
      set_posting_time: 0,
      docstatus: 1,
      items: [{ item_code: 'TSHIRT-1', qty, rate: 40, sales_invoice_item: row }],
      ...values,
    }
  }

  test('has its own open amount, or lowers the invoice', () => {
    const site = testSite()
    const invoice = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const row = rows(invoice, 'items')[0]?.name
    const own = post(site, 'Sales Invoice', back(invoice.name, row, -1))
    expect(site.read('Sales Invoice', own.name)).toMatchObject({ status: 'Return', outstanding_amount: -40 })
    post(site, 'Sales Invoice', back(invoice.name, row, -1, { update_outstanding_for_self: 0 }))
    expect(site.read('Sales Invoice', invoice.name)).toMatchObject({ status: 'Partly Paid', outstanding_amount: 40 })
  })

  test('returns no more than there is, but only where it names the row', () => {
    const site = testSite()
    const invoice = post(site, 'Sales Invoice', invoiceOf({ docstatus: 1 }))
    const row = rows(invoice, 'items')[0]?.name
    expect(() => post(site, 'Sales Invoice', back(invoice.name, row, -3))).toThrow(
      'Row # 1: Cannot return more than 2.0 for Item TSHIRT-1',
    )
    expect(post(site, 'Sales Invoice', back(invoice.name, undefined, -3))['grand_total']).toBe(-120)
    expect(() => post(site, 'Sales Invoice', back(invoice.name, row, 1))).toThrow('quantity must be negative number')
    expect(() => post(site, 'Sales Invoice', back(invoice.name, row, -1, { customer: 'Uncle Sam' }))).toThrow(
      'does not match with the Customer',
    )
  })
})

describe('selling settings', () => {
  const settings = (values: object): SiteCore => {
    const site = testSite()
    site.request('Administrator', () => site.setSingle('Selling Settings', { ...values }))
    return site
  }

  test('may demand an order behind every stock line', () => {
    expect(() => post(settings({ so_required: 'Yes' }), 'Sales Invoice', invoiceOf())).toThrow(
      'Sales Order is mandatory for Item TSHIRT-1',
    )
  })

  test('may demand the rate of the order', () => {
    const site = settings({ maintain_same_sales_rate: 1 })
    const order = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const items = [
      { item_code: 'TSHIRT-1', qty: 1, rate: 39, sales_order: order.name, so_detail: rows(order, 'items')[0]?.name },
    ]
    expect(() => post(site, 'Sales Invoice', invoiceOf({ items }))).toThrow(
      `Rate must be same as Sales Order: ${order.name} (39.0 / 40.0)`,
    )
  })
})

test('a discount on payment lowers the total and leaves the tax', () => {
  const site = testSite()
  const cash = {
    apply_discount_on: 'Grand Total',
    discount_amount: 10,
    is_cash_or_non_trade_discount: 1,
    additional_discount_account: 'Payment Fees - AC',
  }
  const invoice = post(site, 'Sales Invoice', invoiceOf({ ...cash, docstatus: 1 }))
  expect(invoice).toMatchObject({ grand_total: 70, net_total: 66.67, outstanding_amount: 70 })
  expect([balance(site, 'Debtors - AC'), balance(site, 'Payment Fees - AC'), balance(site, 'VAT 20% - AC')]).toEqual([
    70, 10, -13.33,
  ])
})

test('an invoice that is mapped, returned and paid back leaves nothing open', () => {
  const site = testSite()
  const call = (path: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    site.request(CALLER, () => sellingMethods[path]?.run(args, site)) as Record<string, unknown>
  const order = post(
    site,
    'Sales Order',
    orderOf({ docstatus: 1, apply_discount_on: 'Grand Total', discount_amount: 10 }),
  )
  const draft = call('erpnext.selling.doctype.sales_order.sales_order.make_sales_invoice', { source_name: order.name })
  const invoice = post(site, 'Sales Invoice', { ...draft, docstatus: 1 })
  const mirrored = call('erpnext.accounts.doctype.sales_invoice.sales_invoice.make_sales_return', {
    source_name: invoice.name,
  })
  const note = post(site, 'Sales Invoice', { ...mirrored, docstatus: 1 })
  expect([invoice['grand_total'], note['grand_total']]).toEqual([86, -86])
  for (const { name } of [invoice, note]) {
    const payment = call('erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry', {
      dt: 'Sales Invoice',
      dn: name,
    })
    post(site, 'Payment Entry', { ...payment, reference_no: name, docstatus: 1 })
  }
  expect([
    site.value('Sales Invoice', invoice.name, 'status'),
    site.value('Sales Invoice', note.name, 'outstanding_amount'),
  ]).toEqual(['Credit Note Issued', 0])
  expect(['Debtors - AC', 'Bank - AC', 'Sales - AC', 'VAT 20% - AC'].map((account) => balance(site, account))).toEqual([
    0, 0, 0, 0,
  ])
})
