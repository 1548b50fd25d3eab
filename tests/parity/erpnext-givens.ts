import type { Doc } from '#sandboxes/erpnext/controller'
import type { SiteCore } from '#sandboxes/erpnext/site'

type Values = Readonly<Record<string, unknown>>

interface Given {
  readonly doctype: 'Sales Order' | 'Sales Invoice'
  /** Submitted unless told; `at-once` = in the request that made it, else in a second one. */
  readonly state?: 'draft' | 'at-once'
  readonly values: Values
  /** Invoices paid before: amount of a payment. */
  readonly paid?: { readonly name: string; readonly amount: number }
}

const TODAY = '2026-11-21'
const VAT_20 = { charge_type: 'On Net Total', account_head: 'VAT 20% - AC', description: 'VAT 20%', rate: 20 }
const VAT_20_INCLUSIVE = { ...VAT_20, included_in_print_rate: 1 }
const actual = (account: string, description: string, tax_amount: number): Values => ({
  charge_type: 'Actual',
  account_head: `${account} - AC`,
  description,
  tax_amount,
})
const line = (item_code: string, qty: number, rate: number, name = ''): Values => ({ item_code, qty, rate, name })

function order(po_no: string, items: readonly Values[], more: Values = {}): Given['values'] {
  return {
    company: 'Acme GmbH',
    customer: 'Ann Example',
    order_type: 'Sales',
    transaction_date: TODAY,
    delivery_date: '2026-11-28',
    po_no,
    currency: 'EUR',
    conversion_rate: 1,
    selling_price_list: 'Web EUR',
    ignore_pricing_rule: 1,
    set_warehouse: 'Stores - AC',
    items,
    taxes: [VAT_20],
    ...more,
  }
}

function invoice(items: readonly Values[], more: Values = {}): Given['values'] {
  return {
    company: 'Acme GmbH',
    customer: 'Ann Example',
    set_posting_time: 1,
    posting_date: TODAY,
    due_date: '2026-12-21',
    currency: 'EUR',
    conversion_rate: 1,
    selling_price_list: 'Web EUR',
    ignore_pricing_rule: 1,
    items,
    ...more,
  }
}

const usual = (first = '', second = ''): Values[] => [line('TSHIRT-1', 2, 40, first), line('MUG-1', 1, 9.9, second)]
const eighty = invoice([line('TSHIRT-1', 2, 40)])
const threeShirts = (first = '', second = ''): Values =>
  invoice([line('TSHIRT-1', 3, 39.99, first), line('SHIPPING', 1, 4.9, second)], {
    due_date: TODAY,
    taxes: [VAT_20_INCLUSIVE],
    set_posting_time: 0,
  })
const dollars = invoice([line('TSHIRT-1', 1, 100)], {
  customer: 'Uncle Sam',
  currency: 'USD',
  conversion_rate: 0.9,
  selling_price_list: 'Web USD',
  debit_to: 'Debtors USD - AC',
})

/** Documents that exchanges refer to and whose making was not recorded, as their `given` and their answers describe them. */
const GIVENS: Readonly<Record<string, Given>> = {
  'SAL-ORD-2026-00090': { doctype: 'Sales Order', values: order('1127', usual('iov61d166l', 'iov6v94r3a')) },
  'SAL-ORD-2026-00091': { doctype: 'Sales Order', values: order('1128', usual('ip12g5p3p5', 'ip12hm58r0')) },
  'SAL-ORD-2026-00092': { doctype: 'Sales Order', state: 'draft', values: order('1129', usual()) },
  'SAL-ORD-2026-00093': { doctype: 'Sales Order', values: order('1130', usual('is9l349914', 'is9ls4if6c')) },
  'SAL-ORD-2026-00094': { doctype: 'Sales Order', state: 'draft', values: order('1131', usual()) },
  'SAL-ORD-2026-00095': {
    doctype: 'Sales Order',
    values: order('1132', [line('TSHIRT-1', 3, 40, 'itgdtsb970'), line('MUG-1', 2, 9.9, 'itgd7tu72b')]),
  },
  'SAL-ORD-2026-00096': { doctype: 'Sales Order', state: 'draft', values: order('1133', usual()) },
  'SAL-ORD-2026-00097': {
    doctype: 'Sales Order',
    values: order('1134', [line('BUNDLE-1', 1, 50, 'itj5n6sa26')], { taxes: [] }),
  },
  'SAL-ORD-2026-00109': {
    doctype: 'Sales Order',
    values: order('1151', [line('TSHIRT-1', 4, 25, 'iv5tctrjmt')], {
      taxes: [VAT_20, actual('Freight Income', 'Shipping', 5)],
      apply_discount_on: 'Net Total',
      discount_amount: 10,
    }),
  },
  'SAL-ORD-2026-00113': {
    doctype: 'Sales Order',
    state: 'at-once',
    values: order('1157', [line('MUG-1', 2, 9.9, 'j183nhbfja')], { taxes: [] }),
  },
  ...Object.fromEntries(
    ['SAL-ORD-2026-00114', 'SAL-ORD-2026-00115', 'SAL-ORD-2026-00116', 'SAL-ORD-2026-00117'].map((name, index) => [
      name,
      {
        doctype: 'Sales Order',
        state: 'draft',
        values: order(String(1158 + index), [line('MUG-1', 1, 9.9)], { taxes: [] }),
      } satisfies Given,
    ]),
  ),
  'ACC-SINV-2026-00014': { doctype: 'Sales Invoice', values: threeShirts() },
  'ACC-SINV-2026-00027': { doctype: 'Sales Invoice', state: 'draft', values: invoice([line('TIP', 1, 5)]) },
  'ACC-SINV-2026-00029': { doctype: 'Sales Invoice', values: threeShirts() },
  'ACC-SINV-2026-00044': { doctype: 'Sales Invoice', values: threeShirts('iruic3kpdn', 'irui9nftek') },
  'ACC-SINV-2026-00048': {
    doctype: 'Sales Invoice',
    values: invoice([line('TIP', 1, 5, 'is2mca2eg0')], { taxes: [VAT_20_INCLUSIVE], set_posting_time: 0 }),
  },
  'ACC-SINV-2026-00052': { doctype: 'Sales Invoice', values: eighty },
  'ACC-SINV-2026-00053': { doctype: 'Sales Invoice', values: eighty },
  'ACC-SINV-2026-00054': { doctype: 'Sales Invoice', state: 'draft', values: invoice([line('TIP', 1, 9)]) },
  'ACC-SINV-2026-00057': { doctype: 'Sales Invoice', values: eighty, paid: { name: 'ACC-PAY-2026-00010', amount: 80 } },
  'ACC-SINV-2026-00058': {
    doctype: 'Sales Invoice',
    values: {
      ...invoice([line('TSHIRT-1', -1, 40)], {
        is_return: 1,
        return_against: 'ACC-SINV-2026-00057',
        set_posting_time: 0,
      }),
      due_date: undefined,
    },
  },
  'ACC-SINV-2026-00060': {
    doctype: 'Sales Invoice',
    values: invoice([line('TSHIRT-1', 2, 40)], { taxes: [VAT_20_INCLUSIVE] }),
    paid: { name: 'ACC-PAY-2026-00013', amount: 80 },
  },
  'ACC-SINV-2026-00061': { doctype: 'Sales Invoice', values: eighty },
  'ACC-SINV-2026-00062': { doctype: 'Sales Invoice', values: dollars },
  'ACC-SINV-2026-00063': { doctype: 'Sales Invoice', values: dollars },
  'ACC-SINV-2026-00064': { doctype: 'Sales Invoice', values: eighty },
  'ACC-SINV-2026-00065': { doctype: 'Sales Invoice', values: eighty },
  'ACC-SINV-2026-00090': {
    doctype: 'Sales Invoice',
    values: invoice([line('TSHIRT-1', 2, 39.99, 'j157p8onu9'), line('MUG-1', 1, 9.9, 'j1577s1koa')], {
      taxes: [VAT_20_INCLUSIVE],
      apply_discount_on: 'Grand Total',
      discount_amount: 10,
      due_date: TODAY,
      set_posting_time: 0,
    }),
  },
  'ACC-SINV-2026-00092': {
    doctype: 'Sales Invoice',
    values: invoice([line('TSHIRT-1', 2, 50, 'j165l5sj1u')], {
      taxes: [actual('VAT 20%', 'VAT 20%', 20), actual('Freight Income', 'Shipping', 6)],
      due_date: TODAY,
      set_posting_time: 0,
    }),
  },
}

/** Makes a given document under its recorded name, if it is one. */
export function makeGiven(site: SiteCore, name: string): boolean {
  const given = GIVENS[name]
  if (given === undefined) return false
  const against = given.values['return_against']
  if (typeof against === 'string' && !site.exists('Sales Invoice', against)) makeGiven(site, against)
  const values = structuredClone(given.values)
  const doc = site.insert(
    { doctype: given.doctype, name: '', docstatus: given.state === 'at-once' ? 1 : 0, ...values },
    { setName: name },
  )
  if (given.state === undefined) site.save({ ...site.get(given.doctype, doc.name), docstatus: 1 })
  if (given.paid !== undefined) pay(site, doc, given.paid)
  site.session.messages.length = 0
  return true
}

function pay(site: SiteCore, doc: Doc, { name, amount }: NonNullable<Given['paid']>): void {
  site.insert(
    {
      doctype: 'Payment Entry',
      name: '',
      docstatus: 1,
      payment_type: 'Receive',
      company: 'Acme GmbH',
      posting_date: TODAY,
      mode_of_payment: 'Credit Card',
      party_type: 'Customer',
      party: 'Ann Example',
      paid_from: 'Debtors - AC',
      paid_to: 'Stripe Clearing - AC',
      paid_amount: amount,
      received_amount: amount,
      source_exchange_rate: 1,
      target_exchange_rate: 1,
      reference_no: 'ch_1',
      reference_date: TODAY,
      references: [{ reference_doctype: 'Sales Invoice', reference_name: doc.name, allocated_amount: amount }],
    },
    { setName: name },
  )
}
