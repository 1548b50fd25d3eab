import { describe, expect, test } from 'vitest'
import { type Capabilities, UNLIMITED } from '#model/capabilities'
import { isSalesDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Refund } from '#model/refund'
import { plan, type Plan } from '#books/plan'
import { policiesOf, type PoliciesInput } from '#books/policies'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aShipping, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { LEDGER_PROFILES } from '#testing/ledger-profiles'
import { createLedger } from '#testing/ledger-target'

const INVOICES: PoliciesInput = { documents: 'invoice', invoiceOn: 'created' }

interface Setting {
  readonly policies?: PoliciesInput
  readonly capabilities?: Capabilities
  readonly closedUntil?: string
}

const planned = (order: Order, held: readonly HeldDocument[] = [], setting: Setting = {}): Plan => {
  const { policies = INVOICES, ...others } = setting
  return plan({ order, policies: policiesOf(policies), held, scope: 's', ...others })
}

/** What the target holds after each state in turn was planned and carried out; every plan then has nothing left to do. */
function lived(states: readonly Order[], setting: Setting = {}): HeldDocument[] {
  let held: HeldDocument[] = []
  for (const state of states) {
    const made = planned(state, held, setting)
    expect(made.reason).toBeNull()
    held = carryOut(held, made.writes)
    expect(planned(state, held, setting).writes).toEqual([])
  }
  return held
}

const shown = (held: readonly HeldDocument[]) =>
  held.map(({ document, state, reference }) => {
    const name = reference.slice(2)
    const total = isSalesDocument(document) ? document.total : 'amount' in document ? document.amount : ''
    return [state === 'issued' ? name : `(${name})`, total]
  })

const mugs = aLine({ price: '50', quantity: 2, taxes: [aTax('25', '20')] })
const ordered = anOrder({ lines: [mugs], payments: [] })
const paid = anOrder({ lines: [mugs], payments: [aPayment('100')], financialStatus: 'paid' })
const moneyBack = (amount: string, id: string, status: 'success' | 'pending' | 'failure' = 'success') =>
  aPayment(amount, { externalId: id, kind: 'refund', status, parentExternalId: '8801' })

/** The order with refunds, `left` mugs still on it. */
const refunded = (left: number, refunds: readonly Refund[], totals = {}): Order =>
  anOrder({
    lines: [{ ...mugs, currentQuantity: amountOf(String(left)).shop }],
    payments: paid.payments,
    refunds,
    totals,
  })

const oneMug = (id: string, status: 'success' | 'pending' | 'failure' = 'success') =>
  aRemoval(
    { id: '901', quantity: 1, subtotal: '50', tax: '10' },
    { externalId: id, payments: [moneyBack('50', `9${id}`, status)] },
  )

describe('refunds', () => {
  test('scenario 31: several partial refunds are several credit notes, each with its refund payment', () => {
    const held = lived([paid, refunded(1, [oneMug('1')]), refunded(0, [oneMug('1'), oneMug('2')])])
    expect(shown(held)).toEqual([
      ['invoice:5501', '100'],
      ['payment:8801', '100'],
      ['credit-note:r1', '50'],
      ['refund-payment:91', '50'],
      ['credit-note:r2', '50'],
      ['refund-payment:92', '50'],
    ])
    expect(held[3]?.document).toMatchObject({ allocations: [{ reference: 's:credit-note:r1', amount: '50' }] })
    expect(held[2]?.document).toMatchObject({ basedOn: 's:invoice:5501', cause: 'refund 1', taxTotal: '10' })
  })

  test('the documents are the same when everything happened before the first run', () => {
    const order = refunded(0, [oneMug('1'), oneMug('2')])
    const names = (held: readonly HeldDocument[]) => shown(held).map(String).sort()
    expect(names(lived([order]))).toEqual(names(lived([paid, refunded(1, [oneMug('1')]), order])))
  })

  test('scenario 35: a refund on its way or failed gives nothing back, one that succeeds does once', () => {
    const pending = refunded(1, [oneMug('1', 'pending')])
    const failed = refunded(1, [oneMug('1', 'failure')])
    expect(shown(lived([paid, pending, failed])).map(([name]) => name)).toEqual(['invoice:5501', 'payment:8801'])
    expect(shown(lived([paid, pending, refunded(1, [oneMug('1')])])).slice(2)).toEqual([
      ['credit-note:r1', '50'],
      ['refund-payment:91', '50'],
    ])
  })

  test('a refund that failed counts once its money went back another way', () => {
    const again = { ...oneMug('2'), lines: [] }
    const held = lived([paid, refunded(1, [oneMug('1', 'failure')]), refunded(1, [oneMug('1', 'failure'), again])])
    expect(shown(held).slice(2)).toEqual([
      ['credit-note:r1', '50'],
      ['refund-payment:92', '50'],
    ])
  })

  test('pieces of an invoice that gave them away take their money back from the invoices that still hold some', () => {
    const cups = (quantity: number, left: number) =>
      aLine({
        externalId: '902',
        price: '100',
        quantity,
        discount: '400',
        currentQuantity: left,
        taxes: [aTax('25', `${(quantity - 4) * 20}`)],
      })
    const state = (quantity: number, left: number, refunds: readonly Refund[] = []) =>
      anOrder({
        lines: [mugs, cups(quantity, left)],
        payments: [aPayment('100'), ...(quantity > 4 ? [aPayment('200', { externalId: '8802' })] : [])],
        refunds,
        edited: quantity > 4,
      })
    const taken = (id: string, quantity: number, [amount, tax]: [string, string], status: 'success' | 'pending') =>
      aRemoval(
        { id: '902', quantity, subtotal: amount, tax },
        { externalId: id, payments: [moneyBack(amount, `9${id}`, status)] },
      )
    const waiting = taken('1', 2, ['50', '10'], 'pending')
    const ledger = createLedger(LEDGER_PROFILES.erpnext)
    const { capabilities } = ledger
    const last = state(6, 0, [waiting, taken('2', 4, ['150', '30'], 'success')])
    for (const order of [state(4, 4), state(5, 5), state(6, 6), state(6, 4, [waiting]), last]) {
      for (const write of planned(order, ledger.held(), { capabilities }).writes) ledger.carryOut(write)
    }
    expect(shown(ledger.held()).filter(([name]) => name?.startsWith('credit-note'))).toEqual([
      ['credit-note:r2', '0'],
      ['credit-note:r2#2', '100'],
      ['credit-note:r2#3', '50'],
    ])
  })

  test('scenario 32: goodwill is split at the rate that was charged', () => {
    const adjustment = { externalId: '7', reason: 'customer', amount: amountOf('-10'), tax: amountOf('0') }
    const refund = { ...oneMug('1'), lines: [], adjustments: [adjustment], payments: [moneyBack('10', '91')] }
    const held = lived([paid, refunded(2, [refund])])
    expect(held[2]?.document).toMatchObject({
      total: '10',
      netTotal: '8',
      taxes: [{ amount: '2', base: '8' }],
      rows: [{ id: 'adjustment:1', role: 'adjustment' }],
    })
  })

  test('scenario 32: a refund of shipping alone', () => {
    const withShipping = (fields: Partial<Order>) =>
      anOrder({
        lines: [mugs],
        shippingLines: [aShipping({ price: '25', taxes: [aTax('25', '5')] })],
        payments: [aPayment('125')],
        ...fields,
      })
    const refund = {
      ...oneMug('1'),
      lines: [],
      shipping: [{ shippingExternalId: '12', subtotal: amountOf('10'), tax: amountOf('2') }],
      payments: [moneyBack('10', '91')],
    }
    const held = lived([withShipping({}), withShipping({ refunds: [refund] })])
    expect(held[2]?.document).toMatchObject({
      total: '10',
      taxTotal: '2',
      rows: [{ id: 'shipping:12', quantity: '0' }],
    })
  })

  test('a restocking fee that is kept lowers the credit', () => {
    const fee = { externalId: '7', reason: 'restock', amount: amountOf('5'), tax: amountOf('0') }
    const refund = { ...oneMug('1'), adjustments: [fee], payments: [moneyBack('45', '91')] }
    const [, , credit] = lived([paid, refunded(1, [refund])])
    expect(credit?.document).toMatchObject({ total: '45', taxTotal: '9' })
    const strict = { ...UNLIMITED, negativeRows: false }
    expect(shown(lived([paid, refunded(1, [refund])], { capabilities: strict })).slice(2)).toEqual([
      ['credit-note:r1', '50'],
      ['invoice:r1-fee', '5'],
      ['refund-payment:91', '45'],
      ['journal:5501:offset', ''],
    ])
  })

  test('a discount without tax that ends, and as much that is given, come to nothing and take the tax of what was kept along', () => {
    const fees = [{ externalId: '6', title: 'Points', price: amountOf('-5'), taxes: [] }]
    const adjusted = (externalId: string, amount: string) => ({
      externalId,
      reason: 'refund',
      amount: amountOf(amount),
      tax: amountOf('0'),
    })
    const first = { ...oneMug('1'), adjustments: [adjusted('7', '5')], payments: [moneyBack('45', '91')] }
    const adjustments = [{ ...adjusted('8', '5'), taxes: [] }, adjusted('9', '-5')]
    const order = (refunds: Refund[]): Order => {
      const lines = [{ ...mugs, currentQuantity: amountOf(String(2 - refunds.length)).shop }]
      return anOrder({ lines, fees, payments: [aPayment('95')], refunds })
    }
    const held = lived([order([]), order([first]), order([first, { ...oneMug('2'), adjustments }])])
    const figures = held.flatMap(({ document }) =>
      isSalesDocument(document) ? [[document.total, document.taxTotal, document.rows.length]] : [],
    )
    expect(figures).toEqual([
      ['95', '20', 2],
      ['45', '9', 2],
      ['50', '11', 3],
    ])
  })

  test('where only orders are written, the order says what is left', () => {
    const held = lived([paid, refunded(1, [oneMug('1')])], { policies: { documents: 'order' } })
    expect(shown(held)).toEqual([
      ['(sales-order:5501)', '100'],
      ['(payment:8801)', '100'],
      ['sales-order:5501#2', '50'],
      ['payment:8801#2', '100'],
      ['refund-payment:91', '50'],
    ])
  })
})

describe('edits after the invoice', () => {
  const edit = (fields: Parameters<typeof anOrder>[0]) => anOrder({ edited: true, ...fields })
  const removal = aRemoval({ id: '901', quantity: 1, subtotal: '50', tax: '10' }, { externalId: '4' })
  const fewer = edit({ lines: [{ ...mugs, currentQuantity: amountOf('1').shop }], refunds: [removal] })
  const more = edit({
    lines: [
      { ...mugs, quantity: amountOf('3').shop, currentQuantity: amountOf('3').shop, taxes: [aTax('25', '30')] },
      aLine({ externalId: '902', title: 'Lid', price: '10', taxes: [aTax('25', '2')] }),
    ],
  })

  test('scenario 28: downwards is a credit note of the difference, set off against the invoice', () => {
    const held = lived([ordered, fewer])
    expect(shown(held)).toEqual([
      ['invoice:5501', '100'],
      ['credit-note:r4', '50'],
      ['journal:5501:offset', ''],
    ])
  })

  test('scenario 28: upwards is a follow-up invoice of what was added', () => {
    const held = lived([paid, { ...more, payments: paid.payments }])
    expect(held[2]?.document).toMatchObject({
      reference: 's:invoice:5501#2',
      total: '60',
      rows: [
        { id: 'line:901', quantity: '1', gross: '50' },
        { id: 'line:902', quantity: '1', gross: '10' },
      ],
    })
  })

  test('or a full credit and a new invoice, as the policy says', () => {
    const replace: Setting = { policies: { ...INVOICES, corrections: { decrease: 'replace', increase: 'replace' } } }
    expect(shown(lived([ordered, more], replace))).toEqual([
      ['invoice:5501', '100'],
      ['credit-note:5501', '100'],
      ['invoice:5501#2', '160'],
      ['journal:5501:offset', ''],
    ])
  })

  test('a price that fell is given back without goods', () => {
    const cheaper = edit({
      lines: [{ ...mugs, discounts: [{ applicationIndex: 0, amount: amountOf('20') }], taxes: [aTax('25', '16')] }],
    })
    const [, credit] = lived([ordered, cheaper])
    expect(credit?.document).toMatchObject({ total: '20', taxTotal: '4', rows: [{ id: 'line:901', quantity: '0' }] })
  })

  test('the same amount under another tax is given back and sold anew', () => {
    const taxed = anOrder({ lines: [{ ...mugs, taxes: [aTax('12', '20')] }] })
    expect(shown(lived([ordered, taxed]))).toEqual([
      ['invoice:5501', '100'],
      ['credit-note:5501', '100'],
      ['invoice:5501#2', '100'],
      ['journal:5501:offset', ''],
    ])
  })

  test('scenario 33: a dearer exchange leaves what is to be paid', () => {
    const returned = aRemoval({ id: '901', quantity: 2, subtotal: '100', tax: '20' }, { externalId: '5' })
    const dearer = (payments: Order['payments']) =>
      edit({
        lines: [
          { ...mugs, currentQuantity: amountOf('0').shop },
          aLine({ externalId: '902', price: '130', taxes: [aTax('25', '26')] }),
        ],
        refunds: [returned],
        payments,
      })
    const held = lived([paid, dearer(paid.payments), dearer([...paid.payments, aPayment('30', { externalId: '2' })])])
    expect(shown(held).slice(2)).toEqual([
      ['credit-note:r5', '100'],
      ['invoice:5501#2', '130'],
      ['journal:5501:offset', ''],
      ['payment:2', '30'],
    ])
    expect(held.at(-1)?.document).toMatchObject({ allocations: [{ reference: 's:invoice:5501#2', amount: '30' }] })
  })

  test('scenario 29: cancelled after the invoice, unpaid and paid', () => {
    const cancelled = { cancelledAt: '2026-03-03T09:00:00Z', cancelReason: 'customer' }
    const all = aRemoval({ id: '901', quantity: 2, subtotal: '100', tax: '20' }, { externalId: '6' })
    const unpaid = {
      ...anOrder({ lines: [{ ...mugs, currentQuantity: amountOf('0').shop }], refunds: [all] }),
      ...cancelled,
    }
    expect(shown(lived([ordered, unpaid])).slice(1)).toEqual([
      ['credit-note:r6', '100'],
      ['journal:5501:offset', ''],
    ])
    const repaid = { ...all, payments: [moneyBack('100', '96')] }
    const given = { ...refunded(0, [repaid]), ...cancelled }
    expect(shown(lived([paid, given])).slice(2)).toEqual([
      ['credit-note:r6', '100'],
      ['refund-payment:96', '100'],
    ])
  })
})

describe('what the target cannot do', () => {
  const again = [paid, refunded(1, [oneMug('1')]), refunded(0, [oneMug('1'), oneMug('2')])]
  const with_ = (credits: Partial<Capabilities['credits']>, others: Partial<Capabilities> = {}): Setting => ({
    capabilities: { ...UNLIMITED, ...others, credits: { ...UNLIMITED.credits, ...credits } },
  })

  test('one credit note per invoice: the next stands alone, or is an invoice below zero, or a person is asked', () => {
    expect(lived(again, with_({ perInvoice: 'one' }))[4]?.document).toMatchObject({ basedOn: null, total: '50' })
    const negative = lived(again, with_({ perInvoice: 'one', withoutInvoice: false }))
    expect(negative[4]?.document).toMatchObject({ kind: 'invoice', reference: 's:invoice:r2', total: '-50' })
    const strict = with_({ perInvoice: 'one', withoutInvoice: false }, { negativeInvoices: false })
    const held = lived(again.slice(0, 2), strict)
    expect(planned(again[2] ?? paid, held, strict).reason?.code).toBe('CREDIT_NOT_POSSIBLE')
  })

  test('only whole credit notes: everything is given back and the rest invoiced anew', () => {
    expect(shown(lived(again.slice(0, 2), with_({ partial: false }))).slice(2)).toEqual([
      ['credit-note:r1', '100'],
      ['invoice:r1', '50'],
      ['refund-payment:91', '50'],
      ['journal:5501:offset', ''],
    ])
  })

  test('too many rows, or a kind that it does not know', () => {
    expect(planned(paid, [], with_({}, { maximumRows: 0 })).reason?.code).toBe('TOO_MANY_ROWS')
    expect(planned(paid, [], with_({}, { kinds: ['invoice'] })).reason).toMatchObject({ code: 'KIND_NOT_SUPPORTED' })
  })

  test('a payment that is no longer counted is never taken back', () => {
    expect(planned(ordered, lived([paid])).reason?.message).toContain('payment T-2')
  })
})

describe('closed periods', () => {
  test('scenario 50: a document of a closed month is dated on the first open day, and says so', () => {
    const made = planned(paid, [], { closedUntil: '2026-03-31' })
    expect(made.targets[0]).toMatchObject({ date: '2026-04-01', happenedOn: '2026-03-02' })
    const hold: PoliciesInput = { ...INVOICES, closedPeriods: { until: '2026-03-31', dating: 'hold' } }
    expect(planned(paid, [], { policies: hold }).reason?.code).toBe('PERIOD_CLOSED')
  })
})

describe('exchange', () => {
  const foreign = { currencies: { shop: 'SEK', presentment: 'EUR' }, lines: [aLine({ price: ['113.7', '10'] })] }

  test('scenario 24: what the rate made differ of a settled order is a gain or a loss', () => {
    const held = lived([anOrder({ ...foreign, payments: [aPayment(['113.5', '10'])] })])
    expect(held[2]?.document).toMatchObject({
      purpose: 'exchange',
      lines: [
        { ledger: { kind: 'receivable' }, settles: 's:invoice:5501', amount: '-0.2' },
        { ledger: { category: 'exchange' }, amount: '0.2' },
      ],
    })
    expect(shown(lived([anOrder({ ...foreign, payments: [aPayment(['56', '5'])] })]))).toHaveLength(2)
  })
})
