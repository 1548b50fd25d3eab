import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { PAYOUT_CATEGORIES } from '#model/payout'
import { aLine, anOrder, aPayment as sold } from '#testing/an-order'
import { ANN, aPayment, aPayout, aRow, balances, documentsIn, heldOf, planOf } from './payouts.test-kit.ts'

const charge = (amount: string, more = {}) =>
  aRow({ category: 'charge', amount, providerReferences: ['ch_A', 'pi_A'], ...more })

describe('an ordinary payout', () => {
  const rows = [
    charge('250', { fee: '7.55', feeTax: decimal('1.26'), orderPaymentExternalId: '8801' }),
    aRow({ category: 'refund', amount: '-59.95', orderPaymentExternalId: '8803' }),
    aRow({ category: 'fee', amount: '-1.5' }),
    aRow({ category: 'dispute', amount: '-119.9', fee: '20' }),
  ]
  const payments = [aPayment('8801', '250'), aPayment('8803', '59.95', { kind: 'refund-payment' })]

  test('becomes one journal that closes to zero', () => {
    const plan = planOf(aPayout(rows), { payments })
    expect(plan).toMatchObject({ outcome: 'write', reason: null, proof: { differences: [] } })
    expect(documentsIn(plan)).toHaveLength(1)
    expect(documentsIn(plan)[0]).toMatchObject({
      reference: 'acme:journal:payout-po_1',
      purpose: 'payout',
      date: '2026-11-18',
      remarks: 'Stripe po_1, TRACE1',
    })
    expect(balances(documentsIn(plan))).toEqual({
      bank: '41.1',
      fee: '27.79',
      'fee-tax': '1.26',
      dispute: '119.9',
      shopify_payments: '-190.05',
    })
  })

  test('that was booked is left alone, however often it is planned', () => {
    const held = heldOf(documentsIn(planOf(aPayout(rows), { payments })))
    expect(planOf(aPayout(rows), { payments, held })).toMatchObject({ outcome: 'unchanged', writes: [] })
    expect(planOf(aPayout(rows.toReversed()), { payments, held })).toMatchObject({ outcome: 'unchanged', writes: [] })
  })

  test('that fails afterwards leaves the bank again, and the next one that sends the money closes it', () => {
    const held = heldOf(documentsIn(planOf(aPayout(rows), { payments })))
    const failed = planOf(aPayout(rows, { status: 'failed' }), { payments, held })
    expect(documentsIn(failed)[0]).toMatchObject({ reference: 'acme:journal:payout-po_1#2', date: '2026-11-21' })
    expect(balances(documentsIn(failed))).toEqual({ bank: '-41.1', 'returned-payout': '41.1' })
    const again = aPayout([aRow({ category: 'payout-reversal', amount: '41.1' })], { externalId: 'po_2' })
    expect(balances(documentsIn(planOf(again)))).toEqual({ bank: '41.1', 'returned-payout': '-41.1' })
  })

  test('that is cancelled and of which nothing is left takes everything back', () => {
    const held = heldOf(documentsIn(planOf(aPayout(rows), { payments })))
    const cancelled = aPayout([], { status: 'cancelled', net: decimal('41.1') })
    const plan = planOf(cancelled, { payments, held })
    expect(balances([...held.map((one) => one.document), ...documentsIn(plan)])).toEqual({})
    expect(planOf(cancelled)).toMatchObject({ outcome: 'skip', reason: { code: 'PAYOUT_EMPTY' } })
  })

  test('is dated by the stated policy when its period is closed, and says so', () => {
    const closedPeriods = { until: '2026-11-30', dating: 'next-open-day' } as const
    const [journal] = documentsIn(planOf(aPayout(rows), { payments }, { closedPeriods }))
    expect(journal).toMatchObject({ date: '2026-12-01', happenedOn: '2026-11-18' })
    const held = planOf(aPayout(rows), { payments }, { closedPeriods: { until: '2026-11-30', dating: 'hold' } })
    expect(held).toMatchObject({ outcome: 'hold', reason: { code: 'PAYOUT_PERIOD_CLOSED' } })
  })
})

describe('when a payout is booked', () => {
  const rows = [aRow({ category: 'fee', amount: '-5' })]
  test.each([
    [{ status: 'scheduled' }, {}, 'wait', 'PAYOUT_NOT_PAID_YET'],
    [{ status: 'in-transit' }, {}, 'wait', 'PAYOUT_NOT_PAID_YET'],
    [{ complete: false, incomplete: { when: 'later', reason: 'Sorting.' } }, {}, 'wait', 'PAYOUT_NOT_COMPLETE'],
    [{ complete: false, incomplete: { when: 'never', reason: 'By hand.' } }, {}, 'hold', 'PAYOUT_NOT_ITEMISED'],
    [{ test: true }, {}, 'skip', 'TEST_PAYOUT'],
    [{ date: '2026-10-31' }, { goLiveOn: '2026-11-01' }, 'skip', 'PAYOUT_BEFORE_GO_LIVE'],
    [{ net: decimal('-4.99') }, {}, 'hold', 'PAYOUT_UNBALANCED'],
  ] as const)('%j with %j: %s', (change, policies, outcome, code) => {
    const plan = planOf(aPayout(rows, change), {}, policies)
    expect(plan).toMatchObject({ outcome, writes: [], reason: { code } })
  })

  test('on its way is enough where the policy says so', () => {
    const plan = planOf(aPayout(rows, { status: 'in-transit' }), {}, { payouts: { bookOn: 'in-transit' } })
    expect(plan.outcome).toBe('write')
  })

  test('a negative one is a withdrawal, and one of zero has no bank line', () => {
    expect(balances(documentsIn(planOf(aPayout(rows))))).toEqual({ bank: '-5', fee: '5' })
    const zero = [...rows, aRow({ category: 'credit', amount: '5' })]
    expect(balances(documentsIn(planOf(aPayout(zero))))).toEqual({ fee: '5', credit: '-5' })
  })
})

test.each(PAYOUT_CATEGORIES.filter((category) => category !== 'payout'))(
  'a movement of category %s closes',
  (category) => {
    for (const amount of ['100', '-100']) {
      const plan = planOf(aPayout([aRow({ category, amount, fee: '1.23' })]))
      expect(plan.outcome).toBe('write')
      const { bank, ...others } = balances(documentsIn(plan))
      expect(bank).toBe(amount === '100' ? '98.77' : '-101.23')
      expect(Object.keys(others).length).toBeGreaterThan(0)
    }
  },
)

describe('movements that nobody can explain', () => {
  const moon = aRow({ category: 'unknown', type: 'MOON_FEE', amount: '-7' })
  const rows = [charge('100', { orderPaymentExternalId: '1' }), moon]
  const payments = [aPayment('1', '100')]

  test('are named, stand on a ledger of their own, and block nothing else', () => {
    const plan = planOf(aPayout(rows), { payments })
    expect(plan).toMatchObject({
      outcome: 'write',
      reason: { code: 'PAYOUT_TYPE_UNKNOWN', subject: 'payout-type:MOON_FEE' },
    })
    expect(plan.reason?.message).toContain(moon.externalId)
    expect(plan.reason?.message).toContain('−7.00 EUR')
    expect(balances(documentsIn(plan))).toEqual({ bank: '93', other: '7', shopify_payments: '-100' })
  })

  test('go where a person says, by a further journal', () => {
    const held = heldOf(documentsIn(planOf(aPayout(rows), { payments })))
    const plan = planOf(aPayout(rows), { payments, held }, { payouts: { types: { MOON_FEE: 'fee' } } })
    expect(plan).toMatchObject({ outcome: 'write', reason: null })
    expect(balances(documentsIn(plan))).toEqual({ other: '-7', fee: '7' })
  })

  test('hold the payout where the policy says so', () => {
    const plan = planOf(aPayout(rows), { payments }, { payouts: { unknown: 'hold' } })
    expect(plan).toMatchObject({ outcome: 'hold', writes: [], reason: { code: 'PAYOUT_TYPE_UNKNOWN' } })
  })

  test('a payment without an order is suggested by amount and date, and waits for a person', () => {
    const lost = charge('42', { providerReferences: ['ch_Z'] })
    const candidates = [aPayment('77', '42'), aPayment('78', '43')]
    const plan = planOf(aPayout([lost]), { payments: candidates })
    expect(balances(documentsIn(plan))).toEqual({ bank: '42', other: '-42' })
    expect(plan.reason).toMatchObject({ code: 'PAYOUT_LINES_UNMATCHED' })
    expect(plan.reason?.remedy).toContain(`transaction: ${lost.externalId}, payment: "acme:payment:77"`)
    const confirmed = planOf(
      aPayout([lost]),
      { payments: candidates },
      { payouts: { matches: [{ transaction: lost.externalId, payment: 'acme:payment:77' }] } },
    )
    expect(confirmed).toMatchObject({ outcome: 'write', reason: null })
    expect(balances(documentsIn(confirmed))).toEqual({ bank: '42', shopify_payments: '-42' })
  })

  test('two payments of the same amount are no suggestion', () => {
    const plan = planOf(aPayout([charge('42')]), { payments: [aPayment('77', '42'), aPayment('78', '42')] })
    expect(plan.reason?.remedy).toContain('payment: "…"')
  })

  test('a payment that was booked with another amount in the same currency is not taken for it', () => {
    const plan = planOf(aPayout([charge('90', { orderPaymentExternalId: '1' })]), { payments })
    expect(plan.reason).toMatchObject({ code: 'PAYOUT_LINES_UNMATCHED' })
    expect(plan.reason?.message).toContain('booked with 100 and moved 90')
  })
})

describe('other currencies', () => {
  test('a payment booked in the shop currency and paid out at another rate leaves an exchange difference', () => {
    const row = charge('91.7', {
      orderPaymentExternalId: '1',
      presentment: { amount: decimal('100'), currency: 'USD', rate: decimal('0.917') },
    })
    const plan = planOf(aPayout([row]), { payments: [aPayment('1', '92.1')] })
    expect(plan.reason).toBeNull()
    expect(balances(documentsIn(plan))).toEqual({ bank: '91.7', shopify_payments: '-92.1', exchange: '0.4' })
  })

  test('a payment booked in the buyer’s currency counts with what it moved on its account', () => {
    const row = charge('91.7', { orderPaymentExternalId: '1' })
    const payment = {
      ...aPayment('1', '100', { currency: 'USD' }),
      cleared: { amount: decimal('92'), currency: 'EUR' },
    }
    const plan = planOf(aPayout([row]), { payments: [payment] })
    expect(balances(documentsIn(plan))).toEqual({ bank: '91.7', shopify_payments: '-92', exchange: '0.3' })
    const refund = aRow({ category: 'refund', amount: '-91.7', orderPaymentExternalId: '1' })
    const back = { ...aPayment('1', '100', { kind: 'refund-payment', currency: 'USD' }), cleared: payment.cleared }
    expect(balances(documentsIn(planOf(aPayout([refund]), { payments: [back] })))).toEqual({
      bank: '-91.7',
      shopify_payments: '92',
      exchange: '-0.3',
    })
  })

  test('a clearing account in another currency than the payout is named, and nothing is booked', () => {
    const row = charge('100', { orderPaymentExternalId: '1' })
    const payment = { ...aPayment('1', '100'), cleared: { amount: decimal('1090'), currency: 'SEK' } }
    expect(planOf(aPayout([row]), { payments: [payment] })).toMatchObject({
      outcome: 'hold',
      writes: [],
      reason: { code: 'PAYOUT_CLEARING_CURRENCY', subject: 'clearing:shopify_payments:EUR' },
    })
  })

  test('what it moved is never guessed', () => {
    const row = charge('91.7', { orderPaymentExternalId: '1' })
    const plan = planOf(aPayout([row]), { payments: [aPayment('1', '100', { currency: 'USD' })] })
    expect(plan.reason?.message).toContain('it is not known how much that is in EUR')
  })
})

describe('payments that the flow of orders has not booked', () => {
  const order = anOrder({ lines: [aLine({ price: '125' })], payments: [sold('125', { externalId: '8801' })] })
  const [sale] = order.payments
  const total = order.totals.total.shop
  const row = charge(total, { orderExternalId: order.externalId, orderPaymentExternalId: sale?.externalId ?? null })
  const invoice = {
    kind: 'invoice',
    reference: `acme:invoice:${order.externalId}`,
    orderName: order.name,
    date: '2026-11-16',
    currency: order.currencies.shop,
    party: ANN,
    purchaseOrderNumber: null,
    dueOn: null,
    priceMode: 'gross',
    rows: [],
    taxes: [],
    netTotal: total,
    taxTotal: decimal('0'),
    total,
    basedOn: null,
    remarks: null,
  } as const
  const payout = aPayout([{ ...row, currency: order.currencies.shop }], { currency: order.currencies.shop })

  test('are booked against the invoice, under the reference that the flow of orders would use', () => {
    const plan = planOf(payout, { orders: [{ order, held: heldOf([invoice]) }] })
    expect(plan).toMatchObject({ outcome: 'write', reason: null, again: false })
    const [payment, journal] = documentsIn(plan)
    expect(payment).toMatchObject({
      kind: 'payment',
      reference: `acme:payment:${sale?.externalId}`,
      amount: total,
      gateway: sale?.gateway,
      party: ANN,
      allocations: [{ reference: invoice.reference, amount: total }],
    })
    expect(plan.owners).toEqual({ [payment?.reference ?? '']: order.externalId })
    expect(journal?.kind).toBe('journal')
  })

  test('wait by name while there is no invoice', () => {
    const plan = planOf(payout, { orders: [{ order, held: [] }] })
    expect(plan.reason).toMatchObject({ code: 'PAYOUT_LINES_UNMATCHED' })
    expect(plan.reason?.message).toContain(`${order.name} is not booked yet`)
    const clearing = planOf(payout, { orders: [{ order, held: [] }] }, { payouts: { unmatched: 'clearing' } })
    expect(clearing).toMatchObject({ outcome: 'write', reason: null })
    expect(balances(documentsIn(clearing))).toEqual({ bank: total, stripe: `-${total}` })
  })

  test('are the same as those that were booked meanwhile', () => {
    const plan = planOf(payout, { orders: [{ order, held: heldOf([invoice]) }] })
    const [payment, journal] = documentsIn(plan)
    if (payment?.kind !== 'payment' || journal === undefined) throw new Error('a payment and a journal were expected')
    const booked = { reference: payment.reference, externalId: 'PAY-1', document: payment, cleared: null }
    const after = planOf(payout, {
      payments: [booked],
      orders: [{ order, held: heldOf([invoice, payment]) }],
      held: heldOf([journal]),
    })
    expect(after).toMatchObject({ outcome: 'unchanged', writes: [], reason: null })
  })
})
