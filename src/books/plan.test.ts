import { describe, expect, test } from 'vitest'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { plan } from './plan.ts'
import { policiesOf, type PoliciesInput } from './policies.ts'

const planned = (order: Order, input: PoliciesInput = {}, held: readonly HeldDocument[] = []) =>
  plan({ order, policies: policiesOf(input), held, scope: 'nordlys' })

/** What the target holds after the order was planned and written. */
const booked = (order: Order, input: PoliciesInput = {}): HeldDocument[] => carryOut([], planned(order, input).writes)

const short = ({ writes }: ReturnType<typeof planned>) =>
  writes.map((write) => {
    if (write.action === 'create') return `create ${write.document.reference}`
    return `${write.action} ${write.action === 'cancel' ? write.held.reference : write.reference}`
  })

const mug = aLine({ price: '100', taxes: [aTax('25', '20')] })
const unpaid = anOrder({ lines: [mug] })
const paid = anOrder({ lines: [mug], payments: [aPayment('100')], financialStatus: 'paid' })
const twoMugs = { ...mug, quantity: amountOf('2').shop, currentQuantity: amountOf('2').shop, taxes: [aTax('25', '40')] }
const editedUp = anOrder({ lines: [twoMugs], edited: true })
const moneyBack = { payments: [aPayment('100', { externalId: '9', kind: 'refund' as const })] }
const refund = aRemoval({ id: '901', quantity: 1, subtotal: '100', tax: '20' }, moneyBack)
const refunded = anOrder({
  lines: [{ ...mug, currentQuantity: amountOf('0').shop }],
  payments: paid.payments,
  refunds: [refund],
})

describe('which documents', () => {
  test('a sales order when the order is placed, its payments behind it', () => {
    expect(short(planned(paid))).toEqual(['create nordlys:sales-order:5501', 'create nordlys:payment:8801'])
    expect(short(planned(paid, { payments: false }))).toEqual(['create nordlys:sales-order:5501'])
  })

  test('an invoice follows its sales order, and the payments settle the invoice', () => {
    const { writes } = planned(paid, { documents: 'order-and-invoice' })
    expect(writes.map((write) => (write.action === 'create' ? write.document : null))).toMatchObject([
      { reference: 'nordlys:sales-order:5501', basedOn: null },
      { reference: 'nordlys:invoice:5501', basedOn: 'nordlys:sales-order:5501' },
      { reference: 'nordlys:payment:8801', allocations: [{ reference: 'nordlys:invoice:5501', amount: '100' }] },
    ])
  })

  test('an invoice alone waits for its event, and says for which', () => {
    const whenPaid = { documents: 'invoice' } as const
    expect(planned(unpaid, whenPaid)).toMatchObject({ outcome: 'wait', writes: [], reason: { code: 'NOT_PAID_YET' } })
    const reserved = anOrder({ lines: [mug], financialStatus: 'authorized' })
    expect(planned(reserved, whenPaid).reason?.message).toContain('reserved but not collected')
    const whenFulfilled = { documents: 'invoice', invoiceOn: 'fulfilled' } as const
    expect(planned(paid, whenFulfilled).reason?.code).toBe('NOT_FULFILLED_YET')
    expect(short(planned({ ...paid, fulfillmentStatus: 'fulfilled' }, whenFulfilled))).toHaveLength(2)
  })

  test('the invoice bears the day of the event', () => {
    const late = aPayment('60', { externalId: '2', processedAt: '2026-03-09T23:30:00Z' })
    const order = anOrder({ lines: [mug], payments: [late, aPayment('40')] })
    expect(planned(order, { documents: 'invoice' }).targets[0]?.date).toBe('2026-03-10')
    const parcels = ['2026-03-05T10:00:00Z', '2026-03-04T10:00:00Z', '2026-03-06T10:00:00Z'].map(
      (createdAt, index) => ({
        externalId: `${index}`,
        status: index === 2 ? ('cancelled' as const) : ('success' as const),
        createdAt,
        locationExternalId: null,
        lines: [],
        tracking: [],
      }),
    )
    const shipped = { ...order, fulfillments: parcels, fulfillmentStatus: 'fulfilled' as const }
    expect(planned(shipped, { documents: 'invoice', invoiceOn: 'fulfilled' }).targets[0]?.date).toBe('2026-03-05')
  })

  test('a store that says "paid" without stating payments is believed', () => {
    const order = anOrder({ lines: [mug], financialStatus: 'paid', processedAt: '2026-03-04T10:00:00Z' })
    expect(planned(order, { documents: 'invoice' }).targets[0]?.date).toBe('2026-03-04')
  })

  test('an order that costs nothing is paid when it is placed; one without goods is fulfilled', () => {
    const free = anOrder({ lines: [aLine({ price: '0' })] })
    expect(planned(free, { documents: 'invoice' }).outcome).toBe('write')
    const digital = anOrder({ lines: [aLine({ price: '5', requiresShipping: false })] })
    expect(planned(digital, { documents: 'invoice', invoiceOn: 'fulfilled' }).outcome).toBe('write')
  })

  test('a payment that came after the invoice settles it; one booked before is left alone', () => {
    const rules = { documents: 'order-and-invoice', invoiceOn: 'fulfilled' } as const
    const held = booked(paid, rules)
    expect(held.map((one) => one.kind)).toEqual(['sales-order', 'payment'])
    const shipped = { ...paid, fulfillmentStatus: 'fulfilled' as const }
    expect(short(planned(shipped, rules, held))).toEqual(['create nordlys:invoice:5501'])
  })

  test('an invoice that is due brings its sales order along', () => {
    const rules = { documents: 'order-and-invoice', orderOn: 'fulfilled', invoiceOn: 'paid' } as const
    expect(planned(unpaid, rules).outcome).toBe('wait')
    expect(short(planned(paid, rules)).slice(0, 2)).toEqual([
      'create nordlys:sales-order:5501',
      'create nordlys:invoice:5501',
    ])
  })

  test('a sales order that was written stays wanted when the rule asks for invoices only', () => {
    const held = booked(unpaid)
    expect(planned(unpaid, { documents: 'invoice' }, held).outcome).toBe('unchanged')
    const { writes } = planned(paid, { documents: 'invoice' }, held)
    expect(writes[0]).toMatchObject({ document: { kind: 'invoice', basedOn: 'nordlys:sales-order:5501' } })
  })

  test('an invoice that stands alone gets no sales order behind it when the rule changes', () => {
    const held = booked(paid, { documents: 'invoice' })
    expect(planned(paid, { documents: 'order' }, held).outcome).toBe('unchanged')
    expect(planned(paid, { documents: 'order-and-invoice' }, held).outcome).toBe('unchanged')
  })

  test('due dates: the order’s terms, else the merchant’s days, never before the document', () => {
    const due = (order: Order, input: PoliciesInput) => planned(order, input).targets[0]
    expect(due(unpaid, {})).toMatchObject({ dueOn: null })
    expect(due(unpaid, { dueDays: 30 })).toMatchObject({ date: '2026-03-02', dueOn: '2026-04-01' })
    const terms = { name: 'Net 10', dueAt: '2026-03-12' }
    expect(due({ ...unpaid, paymentTerms: terms }, { dueDays: 30 })).toMatchObject({ dueOn: '2026-03-12' })
    expect(due({ ...unpaid, paymentTerms: { ...terms, dueAt: '2026-02-01' } }, {})).toMatchObject({
      dueOn: '2026-03-02',
    })
  })
})

describe('what is left out', () => {
  test('orders that were made to try things out, always', () => {
    expect(planned({ ...paid, test: true })).toMatchObject({
      outcome: 'skip',
      writes: [],
      reason: { code: 'TEST_ORDER' },
    })
  })

  test('orders placed before go-live, by the shop’s own calendar', () => {
    const nearMidnight = { ...unpaid, placedAt: '2026-02-28T23:30:00Z' }
    expect(planned(nearMidnight, { goLiveOn: '2026-03-01' }).outcome).toBe('write')
    expect(planned({ ...nearMidnight, timeZone: 'UTC' }, { goLiveOn: '2026-03-01' })).toMatchObject({
      outcome: 'skip',
      reason: { code: 'BEFORE_GO_LIVE', rule: 'goLiveOn: 2026-03-01' },
    })
  })

  test('orders that a rule names, which is named in turn', () => {
    const order = { ...unpaid, tags: ['Wholesale'] }
    const rule = (skip: PoliciesInput['skip']) => planned(order, { skip }).reason?.rule
    expect(rule({ tags: ['wholesale'] })).toBe('skip.tags: wholesale')
    expect(rule({ channels: ['WEB'] })).toBe('skip.channels: WEB')
    expect(rule({ countries: ['SE'] })).toBe('skip.countries: SE')
    expect(rule({ countries: ['NO'], tags: ['x'] })).toBeUndefined()
  })

  test('a rule does not abandon what is already booked', () => {
    const held = booked(unpaid)
    expect(planned({ ...unpaid, tags: ['no'] }, { skip: { tags: ['no'] } }, held).outcome).toBe('unchanged')
    expect(short(planned(paid, { goLiveOn: '2026-12-01' }, held))).toEqual(['create nordlys:payment:8801'])
  })

  test('orders of which everything was taken off', () => {
    const emptied = anOrder({
      lines: [{ ...mug, currentQuantity: amountOf('0').shop }],
      refunds: [aRemoval({ id: '901', quantity: 1, subtotal: '100', tax: '20' })],
    })
    expect(planned(emptied)).toMatchObject({ outcome: 'skip', reason: { code: 'NOTHING_TO_BOOK' } })
    expect(short(planned(emptied, {}, booked(unpaid)))).toEqual(['cancel nordlys:sales-order:5501'])
  })
})

describe('what needs a person', () => {
  test('figures that do not add up, with both sides', () => {
    const order = anOrder({ lines: [mug], totals: { currentTotal: amountOf('100.5') } })
    const { outcome, proof, reason, writes } = planned(order)
    expect({ outcome, writes }).toEqual({ outcome: 'hold', writes: [] })
    expect(reason?.code).toBe('ORDER_UNBALANCED')
    expect(proof.differences.map((one) => one.what)).toEqual(['total', 'net'])
    expect(proof.figures[0]).toEqual({ what: 'total', store: '100.5', documents: '100' })
  })

  test('an order without any part that still has a total', () => {
    const { outcome, reason } = planned(anOrder({ totals: { currentTotal: amountOf('100') } }))
    expect({ outcome, code: reason?.code }).toEqual({ outcome: 'hold', code: 'ORDER_UNBALANCED' })
  })

  test('taxes that do not add up are never rounded away', () => {
    const order = anOrder({ lines: [mug], totals: { currentTax: amountOf('20.01') } })
    const { proof } = planned(order, { rounding: { maximum: '1' } })
    expect(proof.differences.map((one) => one.what)).toEqual(['net', 'tax'])
  })

  test('the proof shows the store beside the documents, tax by tax', () => {
    expect(planned(paid).proof).toEqual({
      currency: 'SEK',
      differences: [],
      figures: [
        { what: 'total', store: '100', documents: '100' },
        { what: 'net', store: '80', documents: '80' },
        { what: 'tax', store: '20', documents: '20' },
        { what: 'tax SE 25% included', store: '20', documents: '20' },
        { what: 'payments', store: '100', documents: '100' },
      ],
    })
  })

  test('more paid than the order comes to', () => {
    const order = anOrder({ lines: [mug], payments: [aPayment('100'), aPayment('20', { externalId: '2' })] })
    expect(planned(order).reason).toMatchObject({ code: 'OVERPAID' })
    expect(planned(order).reason?.message).toContain('paid 120.00 SEK')
    expect(planned(order, { payments: false }).outcome).toBe('write')
  })

  test('taxes that the store has only estimated', () => {
    const order = { ...paid, taxesEstimated: true }
    expect(planned(order)).toMatchObject({ outcome: 'wait', reason: { code: 'TAXES_ESTIMATED' } })
    expect(planned(order, { estimatedTaxes: 'hold' }).outcome).toBe('hold')
  })
})

describe('cancellations and edits', () => {
  const cancelled = { cancelledAt: '2026-03-03T09:00:00Z', cancelReason: 'customer' }

  test('scenario 29: cancelled before anything was booked', () => {
    expect(planned({ ...unpaid, ...cancelled }).reason?.code).toBe('CANCELLED_BEFORE_POSTING')
    expect(planned({ ...refunded, ...cancelled }).reason?.code).toBe('CANCELLED_BEFORE_POSTING')
    expect(planned({ ...paid, ...cancelled })).toMatchObject({
      outcome: 'hold',
      reason: { code: 'CANCELLED_BUT_PAID' },
    })
  })

  test('scenario 29: cancelled with only a sales order in the books takes it back', () => {
    const held = booked(unpaid)
    const made = planned({ ...unpaid, ...cancelled }, {}, held)
    expect(short(made)).toEqual(['cancel nordlys:sales-order:5501'])
    expect(planned({ ...unpaid, ...cancelled }, {}, carryOut(held, made.writes))).toMatchObject({
      outcome: 'unchanged',
      targets: [],
    })
  })

  test('edited with only a sales order in the books: cancelled and written anew under the next reference', () => {
    const first = booked(unpaid)
    const made = planned(editedUp, {}, first)
    expect(short(made)).toEqual(['cancel nordlys:sales-order:5501', 'create nordlys:sales-order:5501#2'])
    const second = carryOut(first, made.writes)
    expect(planned(editedUp, {}, second).outcome).toBe('unchanged')
    expect(short(planned(unpaid, {}, second))).toEqual([
      'cancel nordlys:sales-order:5501#2',
      'create nordlys:sales-order:5501#3',
    ])
    const crashed = carryOut(first, made.writes.slice(0, 1))
    expect(short(planned(editedUp, {}, crashed))).toEqual(['create nordlys:sales-order:5501#2'])
  })

  test('what follows points at the sales order that replaced the first', () => {
    const paidUp = { ...editedUp, payments: [aPayment('200')] }
    const { writes } = planned(paidUp, { documents: 'order-and-invoice' }, booked(unpaid))
    expect(writes.slice(2)).toMatchObject([
      { document: { kind: 'invoice', basedOn: 'nordlys:sales-order:5501#2' } },
      { document: { kind: 'payment', allocations: [{ reference: 'nordlys:invoice:5501', amount: '200' }] } },
    ])
  })

  test('a sales order is replaced together with the payments on it', () => {
    expect(short(planned({ ...editedUp, payments: paid.payments }, {}, booked(paid)))).toEqual([
      'cancel nordlys:payment:8801',
      'cancel nordlys:sales-order:5501',
      'create nordlys:sales-order:5501#2',
      'create nordlys:payment:8801#2',
    ])
  })

  test('a sales order that is not due any more is written again where a run broke off after it was taken back', () => {
    const policies = { orderOn: 'fulfilled', documents: 'order' } as const
    const back = { ...refunded, fulfillmentStatus: 'fulfilled' } as const
    const sent = { ...paid, fulfillmentStatus: 'fulfilled' } as const
    let held = carryOut(booked(sent, policies), planned(back, policies, booked(sent, policies)).writes)
    const fresh = aLine({ externalId: '902', price: '10', taxes: [aTax('25', '2')] })
    const more = anOrder({
      ...back,
      lines: [...back.lines, fresh],
      edited: true,
      fulfillmentStatus: 'partial',
      totals: {},
    })
    expect(short(planned(more, policies, held))).toEqual(['create nordlys:sales-order:5501#2'])
    held = carryOut(held, planned(more, policies, held).writes)
    expect(planned(more, policies, held)).toMatchObject({ outcome: 'unchanged' })
  })

  test('a payment settles the sales order that replaced the first', () => {
    const { writes } = planned({ ...editedUp, payments: [aPayment('200')] }, {}, booked(unpaid))
    expect(writes[2]).toMatchObject({
      document: { kind: 'payment', allocations: [{ reference: 'nordlys:sales-order:5501#2', amount: '200' }] },
    })
  })

  test('a booked payment that says something else now asks a person', () => {
    const message = (payment: ReturnType<typeof aPayment>) =>
      planned(anOrder({ lines: [mug], payments: [payment] }), {}, booked(paid)).reason?.message
    expect(message(aPayment('99'))).toContain('amount: 100 → 99')
    expect(message(aPayment('100', { gateway: 'klarna' }))).toContain('payment method: shopify_payments → klarna')
    const rounded = aPayment('100', { rounding: amountOf('0.5') })
    expect(message(rounded)).toContain('cash rounding: 0 → 0.5')
  })

  test('a booked payment that the store no longer counts asks a person', () => {
    const { reason } = planned(unpaid, {}, booked(paid))
    expect(reason?.message).toContain('payment T-2')
  })

  test('names, notes, addresses and other rules change nothing that is booked', () => {
    const discounted = anOrder({
      lines: [aLine({ price: '100', discount: '20', taxes: [aTax('25', '16')] })],
      payments: [aPayment('80')],
    })
    const held = booked(discounted, { documents: 'order-and-invoice' })
    const renamed = {
      ...discounted,
      note: 'Ring twice',
      email: 'other@example.com',
      lines: discounted.lines.map((line) => ({ ...line, title: 'Cup', sku: 'CUP' })),
    }
    const otherRules = {
      documents: 'order',
      discounts: 'line',
      priceMode: 'net',
      payments: false,
      customer: 'walk-in',
    } as const
    expect(planned(renamed, otherRules, held).outcome).toBe('unchanged')
  })

  test('documents of one order stay with the customer and the currency of the first', () => {
    const foreign = anOrder({
      currencies: { shop: 'SEK', presentment: 'EUR' },
      lines: [aLine({ price: ['113.7', '10'] })],
      payments: [aPayment(['113.7', '10'])],
    })
    const held = booked({ ...foreign, payments: [] })
    const { writes } = planned({ ...foreign, email: null, customer: null }, { currency: 'presentment' }, held)
    expect(writes).toMatchObject([
      {
        document: {
          kind: 'payment',
          currency: 'SEK',
          amount: '113.7',
          party: { keys: ['email:ann@example.com', 'customer:88'] },
        },
      },
    ])
  })
})
