import { describe, expect, test } from 'vitest'
import { erpnext } from '#connectors/erpnext/index'
import { odoo } from '#connectors/odoo/index'
import { add, decimal, multiply, sum, ZERO } from '#lib/decimal'
import { type Capabilities, UNLIMITED } from '#model/capabilities'
import type {
  JournalDocument,
  Party,
  PaymentDocument,
  SalesDocument,
  SalesRow,
  StockDocument,
  TargetDocument,
} from '#model/documents'
import { balance, balanceOf } from './ledger-books.ts'
import { LEDGER_PROFILES } from './ledger-profiles.ts'
import { createLedger, type LedgerTarget } from './ledger-target.ts'

const PARTY: Party = {
  kind: 'person',
  keys: ['email:ann@example.com'],
  name: 'Ann',
  customer: null,
  company: null,
  email: 'ann@example.com',
  phone: null,
  billingAddress: null,
  shippingAddress: null,
}
const BASE = { orderName: '#1001', date: '2026-03-02', currency: 'SEK', party: PARTY } as const
const VAT = { country: 'SE', ratePercent: decimal('25'), title: 'VAT', included: true, channelLiable: false }

/** `quantity` pieces at 100.00 net and 25 % tax each. */
function aRow(fields: Partial<SalesRow> = {}, quantity = 2): SalesRow {
  const net = multiply(decimal('100'), decimal(quantity))
  const tax = multiply(decimal('25'), decimal(quantity))
  return {
    id: 'line:1',
    role: 'item',
    sku: 'MUG',
    variantExternalId: null,
    title: 'Mug',
    method: null,
    quantity: decimal(quantity),
    net,
    gross: add(net, tax),
    listAmount: net,
    taxes: [{ key: VAT, amount: tax }],
    requiresShipping: true,
    locationExternalId: null,
    ...fields,
  }
}

function sales(kind: SalesDocument['kind'], fields: Partial<SalesDocument> = {}): SalesDocument {
  const rows = fields.rows ?? [aRow()]
  const netTotal = sum(rows.map((row) => row.net))
  const taxTotal = sum(rows.flatMap((row) => row.taxes).map((tax) => tax.amount))
  return {
    ...BASE,
    kind,
    reference: `nordlys:${kind}:5501`,
    purchaseOrderNumber: null,
    dueOn: null,
    priceMode: 'net',
    rows,
    taxes: taxTotal === ZERO ? [] : [{ key: VAT, amount: taxTotal, base: netTotal }],
    netTotal,
    taxTotal,
    total: add(netTotal, taxTotal),
    basedOn: null,
    remarks: null,
    ...fields,
  }
}

const credit = (quantity: number, fields: Partial<SalesDocument> = {}): SalesDocument =>
  sales('credit-note', { rows: [aRow({}, quantity)], basedOn: 'nordlys:invoice:5501', ...fields })

const money = (kind: PaymentDocument['kind'], amount: string, to: string, fields: Partial<PaymentDocument> = {}) =>
  ({
    ...BASE,
    kind,
    reference: `nordlys:${kind}:77`,
    gateway: 'klarna',
    amount: decimal(amount),
    rounding: ZERO,
    providerReference: null,
    allocations: [{ reference: to, amount: decimal(amount) }],
    ...fields,
  }) satisfies PaymentDocument

const goods = (kind: StockDocument['kind'], quantity: number, fields: Partial<StockDocument> = {}): StockDocument => {
  const { id, sku, variantExternalId, title, net } = aRow()
  return {
    ...BASE,
    kind,
    reference: `nordlys:${kind}:88`,
    rows: [{ id, sku, variantExternalId, title, quantity: decimal(quantity), net, locationExternalId: '9' }],
    basedOn: null,
    ...fields,
  }
}

const journal = (amounts: readonly (readonly [string, string | null])[]): JournalDocument => ({
  ...BASE,
  kind: 'journal',
  reference: 'nordlys:journal:5501:offset',
  purpose: 'offset',
  remarks: null,
  lines: amounts.map(([amount, settles], index) => ({
    id: `line:${index}`,
    ledger: settles === null ? { kind: 'category', category: 'write-off' } : { kind: 'receivable' },
    amount: decimal(amount),
    party: settles === null ? null : PARTY,
    settles,
    memo: null,
  })),
})

/** A ledger with these documents, one after the other. */
function ledgerWith(documents: readonly TargetDocument[], limits: Partial<Capabilities> = {}): LedgerTarget {
  const ledger = createLedger({ ...UNLIMITED, ...limits })
  for (const document of documents) ledger.carryOut({ action: 'create', document })
  return ledger
}

const INVOICE = sales('invoice')
const CREDITS = UNLIMITED.credits

test('the profile of ERPNext is what its connector declares', () => {
  expect(LEDGER_PROFILES.erpnext).toEqual(erpnext.writes.documents?.capabilities)
  expect(LEDGER_PROFILES.odoo).toEqual(odoo.writes.documents?.capabilities)
})

describe('the books', () => {
  test('follow a sale, its payment, a credit and its refund to nothing owed', () => {
    const { books, entries } = ledgerWith([
      INVOICE,
      money('payment', '250', INVOICE.reference),
      credit(1),
      money('refund-payment', '125', 'nordlys:credit-note:5501'),
    ])
    expect(balanceOf(books, 'receivable:')).toBe('0')
    expect(balance(books, 'gateway:klarna')).toBe('125')
    expect(balance(books, 'row:item')).toBe('-100')
    expect(balance(books, 'tax:25|VAT|false')).toBe('-25')
    expect(entries.map(({ open }) => open)).toEqual(['0', '0', '0', '0'])
  })

  test('set a credit off against its invoice by a journal, or by themselves where the target does so', () => {
    const byJournal = ledgerWith([
      INVOICE,
      credit(1),
      journal([
        ['-125', INVOICE.reference],
        ['125', 'nordlys:credit-note:5501'],
      ]),
    ])
    const itself = ledgerWith([INVOICE, credit(1)], { offsets: 'itself' })
    for (const { entries } of [byJournal, itself]) {
      expect(entries.slice(0, 2).map(({ open }) => open)).toEqual(['125', '0'])
    }
  })

  test('move what was set aside for an order to its invoice', () => {
    const order = sales('sales-order')
    const ledger = ledgerWith([
      order,
      money('payment', '250', order.reference),
      sales('invoice', { basedOn: order.reference }),
    ])
    expect(ledger.entries.map(({ open }) => open)).toEqual(['0', '0', '0'])
  })

  test('forget a document that is cancelled', () => {
    const ledger = ledgerWith([INVOICE, money('payment', '250', INVOICE.reference)])
    const held = ledger.held()[1]
    if (held !== undefined) ledger.carryOut({ action: 'cancel', held })
    expect(ledger.entries.map(({ open }) => open)).toEqual(['250', '0'])
    expect(balance(ledger.books, 'gateway:klarna')).toBe('0')
  })

  test('count goods where they leave and where they come back', () => {
    const { books } = ledgerWith([
      goods('delivery', 2),
      goods('delivery-return', 1, { basedOn: 'nordlys:delivery:88' }),
    ])
    expect([...books.stock]).toEqual([['line:1@9', '-1']])
  })
})

const wrongSum = { ...INVOICE, total: decimal('249.99') }
const below = aRow({ id: 'line:2', net: decimal('-10'), gross: decimal('-10'), taxes: [] })

describe('a strict target refuses', () => {
  type Refused = readonly [
    what: string,
    document: TargetDocument,
    why: RegExp,
    before?: readonly TargetDocument[],
    limits?: Partial<Capabilities>,
  ]
  const REFUSED: readonly Refused[] = [
    ['a reference twice', INVOICE, /the reference exists/, [INVOICE]],
    ['a kind it does not hold', goods('delivery', 1), /are not held/, [], { kinds: ['invoice'] }],
    ['sums that are not those of the rows', wrongSum, /total says 249.99/],
    [
      'digits that the currency lacks',
      sales('invoice', { rows: [aRow({ net: decimal('200.001'), gross: decimal('250.001') })] }),
      /is no SEK/,
    ],
    ['goods below zero', sales('invoice', { rows: [aRow(), below] }), /line:2 \(item\) is negative/],
    [
      'a row below zero where there may be none',
      sales('invoice', { rows: [aRow(), { ...below, role: 'discount' }] }),
      /is negative/,
      [],
      { negativeRows: false },
    ],
    [
      'an invoice below zero',
      sales('invoice', { rows: [{ ...below, role: 'adjustment' }] }),
      /an invoice of -10/,
      [],
      { negativeInvoices: false },
    ],
    [
      'more rows than it holds',
      sales('invoice', { rows: [aRow(), aRow({ id: 'line:2' })] }),
      /more than 1 rows/,
      [],
      { maximumRows: 1 },
    ],
    ['yesterday', INVOICE, /lies before/, [], { backDating: false }],
    [
      'a second credit of an invoice',
      credit(1, { reference: 'nordlys:credit-note:r2' }),
      /credited before/,
      [INVOICE, credit(1)],
      { credits: { ...CREDITS, perInvoice: 'one' } },
    ],
    [
      'a part of an invoice',
      credit(1),
      /gives back 125 of 250/,
      [INVOICE],
      { credits: { ...CREDITS, partial: false } },
    ],
    [
      'a credit of no invoice',
      credit(1, { basedOn: null }),
      /has to name its invoice/,
      [],
      { credits: { ...CREDITS, withoutInvoice: false } },
    ],
    ['a credit of an invoice that is not there', credit(1), /is no issued invoice/],
    [
      'more pieces back than were sold',
      credit(2, { reference: 'nordlys:credit-note:r2' }),
      /more of line:1 would be credited/,
      [INVOICE, credit(1)],
    ],
    [
      'more money back for a row than it cost',
      credit(2, { rows: [aRow({ quantity: ZERO, net: decimal('201'), gross: decimal('251') })] }),
      /beyond its amount/,
      [INVOICE],
    ],
    ['a row back that was not sold', credit(1, { rows: [aRow({ id: 'line:7' }, 1)] }), /line:7 is not on/, [INVOICE]],
    ['more paid than is open', money('payment', '251', INVOICE.reference), /takes -251/, [INVOICE]],
    [
      'more allocated than paid',
      money('payment', '10', INVOICE.reference, {
        allocations: [{ reference: INVOICE.reference, amount: decimal('11') }],
      }),
      /allocates 11 of 10/,
      [INVOICE],
    ],
    [
      'a refund paid on an invoice',
      money('refund-payment', '10', INVOICE.reference),
      /cannot pay a invoice/,
      [INVOICE],
    ],
    ['a payment of nothing', money('payment', '0', INVOICE.reference), /allocates 0/, [INVOICE]],
    [
      'a journal that does not come to zero',
      journal([
        ['-1', INVOICE.reference],
        ['2', null],
      ]),
      /come to 1/,
      [INVOICE],
    ],
    [
      'a journal that settles more than is open',
      journal([
        ['-300', INVOICE.reference],
        ['300', null],
      ]),
      /takes -300/,
      [INVOICE],
    ],
    [
      'more goods back than were sent',
      goods('delivery-return', 3, { basedOn: 'nordlys:delivery:88' }),
      /3 of line:1 would come back/,
      [goods('delivery', 2)],
    ],
  ]
  test.each(REFUSED.map((refused) => [refused[0], refused] as const))(
    '%s',
    (_, [, document, why, before = [], limits = {}]) => {
      const ledger = ledgerWith(before, limits)
      ledger.setDay('2026-03-03')
      expect(() => ledger.carryOut({ action: 'create', document })).toThrow(why)
      expect(ledger.entries).toHaveLength(before.length)
    },
  )

  test('a closed day', () => {
    const ledger = ledgerWith([])
    ledger.setDay('2026-03-05', '2026-03-02')
    expect(() => ledger.carryOut({ action: 'create', document: INVOICE })).toThrow(/closed period/)
  })

  test('to cancel what others rest on, or what may not be cancelled', () => {
    const ledger = ledgerWith([INVOICE, money('payment', '250', INVOICE.reference)], { cancels: ['invoice'] })
    const [invoice, payment] = ledger.held()
    if (invoice === undefined || payment === undefined) throw new Error('two documents are held')
    expect(() => ledger.carryOut({ action: 'cancel', held: invoice })).toThrow(/rests on it/)
    expect(() => ledger.carryOut({ action: 'cancel', held: payment })).toThrow(/cannot be cancelled/)
  })
})
