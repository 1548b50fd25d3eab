import { describe, expect, test } from 'vitest'
import { decimal, ZERO } from '#lib/decimal'
import { type BooksProofInput, proveBooks } from './books-proof.ts'
import { type ErpDocument, erpDocuments } from './erp-facts.ts'
import type { ShopOrder } from './shop-facts.ts'

const order = (key: string, total = '125', tax = '25'): ShopOrder => ({
  key,
  name: `#${key}`,
  currency: 'SEK',
  total: decimal(total),
  taxes: { '25': decimal(tax) },
  adjusted: ZERO,
  paid: decimal(total),
  outstanding: ZERO,
  refunds: [],
  transactions: [`P${key}`],
  movements: [],
  stock: {},
})

interface Written {
  readonly name: string
  readonly key: string
  readonly total?: number
  readonly tax?: number
  readonly docstatus?: number
  readonly reference?: string
}

const sales = ({ name, key, total = 125, tax = 25, docstatus = 1, reference }: Written) => ({
  name,
  docstatus,
  currency: 'SEK',
  grand_total: total,
  tillbridge_ref: reference ?? `shop:invoice:${key}`,
  taxes: [{ account_head: 'VAT', tax_amount_after_discount_amount: tax }],
})
const payment = (name: string, invoice: string, amount = 125) => ({
  name,
  docstatus: 1,
  payment_type: 'Receive',
  paid_amount: amount,
  paid_from_account_currency: 'SEK',
  tillbridge_ref: `shop:payment:${name}`,
  references: [{ reference_name: invoice }],
})

function prove(books: Record<string, readonly Record<string, unknown>[]>, more: Partial<BooksProofInput> = {}) {
  const all: Record<string, readonly Record<string, unknown>[]> = {
    Account: [
      { name: 'VAT', account_type: 'Tax', tax_rate: 25 },
      { name: 'Gift Cards', account_type: '' },
    ],
    ...books,
  }
  const documents = erpDocuments({ documents: (doctype) => all[doctype] ?? [] })
  return proveBooks({ orders: [order('1'), order('2')], documents, excuses: [], payments: true, ...more })
}

const RIGHT = {
  'Sales Invoice': [sales({ name: 'I1', key: '1' }), sales({ name: 'I2', key: '2' })],
  'Payment Entry': [payment('P1', 'I1'), payment('P2', 'I2')],
}

test('books that agree are proven equal', () => {
  const proof = prove(RIGHT)
  expect(proof).toMatchObject({ placed: 2, booked: 2, documents: 4, lost: [], double: [], unbalanced: [], strays: [] })
  expect(proof.sums).toEqual([
    { what: 'total', shop: '250', erp: '250', difference: '0' },
    { what: 'tax 25%', shop: '50', erp: '50', difference: '0' },
    { what: 'payments', shop: '250', erp: '250', difference: '0' },
  ])
})

test('taxes that an ERP works out itself may be off by what it rounds of each and says in place of them, its totals not at all', () => {
  const ordered = (tax: string, { total = '125', inAll = '25' } = {}): ErpDocument => ({
    kind: 'sales-order',
    name: 'S1',
    reference: 'shop:sales-order:1',
    source: '1',
    settles: [],
    state: 'issued',
    currency: 'SEK',
    total: decimal(total),
    taxes: { '25': decimal(tax) },
    reckoned: { slack: { '25': decimal('0.02') }, inAll: decimal(inAll) },
    debt: null,
    stock: {},
  })
  const whatIsOff = (document: ErpDocument): string[] =>
    proveBooks({ orders: [order('1')], documents: [document], excuses: [], payments: false }).unbalanced.map(
      ({ what }) => what,
    )
  expect(['24.98', '25.02'].map((tax) => whatIsOff(ordered(tax)))).toEqual([[], []])
  expect(whatIsOff(ordered('25.03'))).toEqual(['tax 25%'])
  expect(whatIsOff(ordered('25', { inAll: '25.01' }))).toEqual(['tax in all'])
  expect(whatIsOff(ordered('25', { total: '125.01' }))).toEqual(['total'])
})

describe('a fault is found', () => {
  test('an order without a document is lost', () => {
    expect(prove({ ...RIGHT, 'Sales Invoice': [sales({ name: 'I1', key: '1' })] }).lost).toEqual(['#2'])
  })

  test('unless the bridge says why', () => {
    const excuse = { orderKey: '2', state: 'attention', code: 'TAX_NOT_MAPPED', message: 'm', remedy: null } as const
    const proof = prove({ 'Sales Invoice': [sales({ name: 'I1', key: '1' })] }, { excuses: [excuse] })
    expect(proof.lost).toEqual([])
    expect(proof.held).toEqual([{ ...excuse, order: '#2' }])
  })

  test('unless it is worth nothing any more, and the target cancelled what it held of it', () => {
    const cancelled = sales({ name: 'I2', key: '2', docstatus: 2 })
    const books = { ...RIGHT, 'Sales Invoice': [sales({ name: 'I1', key: '1' }), cancelled] }
    const ended = { ...order('2', '0', '0'), taxes: {} }
    expect(prove(books, { orders: [order('1'), ended] }).lost).toEqual([])
    expect(prove(books, { orders: [order('1'), order('2')] }).lost).toEqual(['#2'])
    const without = { ...RIGHT, 'Sales Invoice': [sales({ name: 'I1', key: '1' })] }
    expect(prove(without, { orders: [order('1'), ended] }).lost).toEqual(['#2'])
  })

  test('a second invoice of an order', () => {
    const second = sales({ name: 'I3', key: '1', reference: 'shop:invoice:1#2' })
    expect(prove({ ...RIGHT, 'Sales Invoice': [...RIGHT['Sales Invoice'], second] }).double).toEqual([
      { order: '#1', kind: 'invoice', documents: ['I1', 'I3'] },
    ])
  })

  test('but not one that replaces a cancelled one', () => {
    const cancelled = sales({ name: 'I0', key: '1', docstatus: 2 })
    expect(prove({ ...RIGHT, 'Sales Invoice': [cancelled, ...RIGHT['Sales Invoice']] }).double).toEqual([])
  })

  test('a payment that was booked twice', () => {
    const proof = prove({ ...RIGHT, 'Payment Entry': [...RIGHT['Payment Entry'], payment('P1', 'I1')] })
    expect(proof.double).toEqual([{ order: 'shop:payment:P1', kind: 'payment', documents: ['P1', 'P1'] }])
    expect(proof.unbalanced).toMatchObject([{ order: '#1', what: 'payments', shop: '125', erp: '250' }])
  })

  test.each([
    ['a cent in the total', { total: 125.01 }, 'total'],
    ['a cent in the tax', { tax: 24.99 }, 'tax 25%'],
  ])('%s', (_name, wrong, what) => {
    const books = {
      ...RIGHT,
      'Sales Invoice': [sales({ name: 'I1', key: '1' }), sales({ name: 'I2', key: '2', ...wrong })],
    }
    expect(prove(books).unbalanced).toMatchObject([{ document: 'I2', order: '#2', what }])
  })

  test('a document of an order that does not exist', () => {
    const stray = sales({ name: 'I9', key: '9' })
    expect(prove({ ...RIGHT, 'Sales Invoice': [...RIGHT['Sales Invoice'], stray] }).strays).toEqual(['I9'])
  })

  test('a draft that was left behind', () => {
    const draft = sales({ name: 'I9', key: '1', docstatus: 0 })
    expect(prove({ ...RIGHT, 'Sales Invoice': [...RIGHT['Sales Invoice'], draft] }).drafts).toEqual(['I9'])
  })
})

describe('what happens after the invoice', () => {
  const credit = (name: string, reference: string, total: number, tax: number) => ({
    ...sales({ name, key: '1', total, tax, reference }),
    is_return: 1,
  })
  const back = (name: string, amount: number) => ({
    ...payment(name, 'C1', 0),
    payment_type: 'Pay',
    received_amount: amount,
  })

  test('a credit note is taken off its invoice, and what was paid back off the payments', () => {
    const books = {
      'Sales Invoice': [sales({ name: 'I1', key: '1' }), credit('C1', 'shop:credit-note:r900', -25, -5)],
      'Payment Entry': [payment('P1', 'I1'), back('P7', 25)],
    }
    const refunded = {
      ...order('1', '100', '20'),
      paid: decimal('100'),
      refunds: ['900'],
      transactions: ['P1', 'P7'],
    }
    expect(prove(books, { orders: [refunded] })).toMatchObject({ unbalanced: [], lost: [], strays: [], double: [] })
    const twice = {
      ...books,
      'Sales Invoice': [...books['Sales Invoice'], credit('C2', 'shop:credit-note:r900/2', -25, -5)],
    }
    expect(prove(twice, { orders: [refunded] }).unbalanced).toMatchObject([{ what: 'total' }, { what: 'tax 25%' }])
  })

  test('a further invoice for what was added is not a double one', () => {
    const more = sales({ name: 'I2', key: '1', total: 50, tax: 10, reference: 'shop:invoice:1#2' })
    const books = {
      'Sales Invoice': [sales({ name: 'I1', key: '1' }), more],
      'Payment Entry': [payment('P1', 'I1', 175)],
    }
    expect(prove(books, { orders: [{ ...order('1', '175', '35') }] })).toMatchObject({ unbalanced: [], double: [] })
  })

  test.each([
    ['split at the rate that was charged', -2, 0],
    ['without tax', 0, 0],
    ['with more tax than it can contain', -4, 1],
    ['with tax that grows', 1, 1],
  ])('goodwill %s', (_name, tax, faults) => {
    const books = {
      'Sales Invoice': [sales({ name: 'I1', key: '1' }), credit('C1', 'shop:credit-note:r900', -10, tax)],
      'Payment Entry': [payment('P1', 'I1'), back('P7', 10)],
    }
    const kind = {
      ...order('1', '115', '25'),
      adjusted: decimal('-10'),
      paid: decimal('115'),
      refunds: ['900'],
      transactions: ['P1', 'P7'],
    }
    expect(prove(books, { orders: [kind] }).unbalanced).toHaveLength(faults)
  })

  test('what the ledger says that the buyer owes', () => {
    const books = {
      Account: [
        { name: 'VAT', account_type: 'Tax', tax_rate: 25 },
        { name: 'Debtors', account_type: 'Receivable' },
      ],
      'Sales Invoice': [sales({ name: 'I1', key: '1' })],
      'GL Entry': [{ account: 'Debtors', voucher_no: 'I1', debit_in_account_currency: 125 }],
    }
    const unpaid = { ...order('1'), paid: decimal('0') }
    expect(prove(books, { orders: [{ ...unpaid, outstanding: decimal('125') }] }).unbalanced).toEqual([])
    expect(prove(books, { orders: [unpaid] }).unbalanced).toMatchObject([{ what: 'owed', shop: '0', erp: '125' }])
  })

  test('goods in each warehouse', () => {
    const note = { name: 'D1', docstatus: 1, tillbridge_ref: 'shop:delivery:77' }
    const books = {
      ...RIGHT,
      'Delivery Note': [note],
      'Stock Ledger Entry': [{ voucher_no: 'D1', item_code: 'MUG', warehouse: 'Stores', actual_qty: -2 }],
    }
    const sent = { ...order('1'), movements: ['77'], stock: { 'MUG @ 5': decimal('2') } }
    const inStores = (orders: ShopOrder[]) => prove(books, { orders, warehouses: { '5': 'Stores' } }).unbalanced
    expect(inStores([sent, order('2')])).toEqual([])
    expect(inStores([{ ...sent, stock: { 'MUG @ 5': decimal('1') } }, order('2')])).toMatchObject([
      { what: 'stock of MUG @ Stores', shop: '1', erp: '2' },
    ])
  })
})

test('what is no tax is not taken for one', () => {
  const invoice = sales({ name: 'I1', key: '1' })
  const gift = { account_head: 'Gift Cards', tax_amount_after_discount_amount: 50 }
  const books = {
    'Sales Invoice': [{ ...invoice, taxes: [...invoice.taxes, gift] }],
    'Payment Entry': [payment('P1', 'I1')],
  }
  expect(prove(books, { orders: [order('1')] }).unbalanced).toEqual([])
})
