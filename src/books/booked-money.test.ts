import { describe, expect, test } from 'vitest'
import type { Order } from '#model/order'
import { aLine, anOrder, aPayment, aRemoval, aTax, amountOf } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { plan, type PlanInput } from './plan.ts'
import { policiesOf } from './policies.ts'

const mugs = (quantity: number, left = quantity) =>
  aLine({ price: '50', quantity, currentQuantity: left, taxes: [aTax('25', String(quantity * 10))] })
const ORDERED = { documents: 'order-and-invoice', invoiceOn: 'created' } as const

const planned = (order: Order, held: PlanInput['held'], more: Partial<PlanInput> = {}) =>
  plan({ order, policies: policiesOf(ORDERED), held, scope: 's', ...more })

const shown = (writes: ReturnType<typeof plan>['writes']): string[] =>
  writes.map((write) => {
    if (write.action === 'close') return `close ${write.reference.slice(2)}`
    const document = write.action === 'create' ? write.document : write.held.document
    const amount = 'amount' in document ? document.amount : 'total' in document ? document.total : ''
    return `${write.action} ${document.reference.slice(2)} ${amount}`.trim()
  })

/** What the second state makes the target write, after the first one was carried out; then nothing more. */
function next(before: Order, after: Order, more: Partial<PlanInput> = {}): string[] {
  const held = carryOut([], planned(before, []).writes)
  const made = planned(after, held, more)
  expect(made.reason).toBeNull()
  expect(planned(after, carryOut(held, made.writes), more).writes).toEqual([])
  return shown(made.writes)
}

describe('of a store that says that an order was paid and not how much', () => {
  const state = (quantity: number): Order =>
    anOrder({ lines: [mugs(quantity)], payments: [aPayment(String(quantity * 50), { assumed: true })] })

  test('what is booked as paid stays when the order is edited downwards', () => {
    expect(next(state(2), state(1))).toEqual(['create credit-note:5501 50'])
  })

  test('and when it is edited upwards, so that what was added stays due', () => {
    expect(next(state(2), state(3))).toEqual(['create invoice:5501#2 50'])
  })

  test('an amount that the store does state and that changes is for a person', () => {
    const stated = (amount: string): Order => anOrder({ lines: [mugs(2)], payments: [aPayment(amount)] })
    const held = carryOut([], planned(stated('100'), []).writes)
    expect(planned(stated('90'), held).reason).toMatchObject({ code: 'CHANGED_AFTER_POSTING' })
  })
})

describe('a refund that the store no longer counts', () => {
  const back = aRemoval(
    { id: '901', quantity: 1, subtotal: '50', tax: '10' },
    { payments: [aPayment('50', { externalId: '96', kind: 'refund', parentExternalId: '8801' })] },
  )
  const sold = anOrder({ lines: [mugs(2)], payments: [aPayment('100')] })
  const refunded = anOrder({ lines: [mugs(2, 1)], payments: [aPayment('100')], refunds: [back] })

  test('is taken back, and what it gave back is sold again', () => {
    expect(next(refunded, sold).toSorted()).toEqual([
      'cancel refund-payment:96 50',
      'create invoice:5501#2 50',
      'create journal:5501:offset',
    ])
  })

  test('is for a person where its day is closed', () => {
    const held = carryOut([], planned(refunded, []).writes)
    expect(planned(sold, held, { closedUntil: '2026-12-31' }).reason).toMatchObject({ code: 'CHANGED_AFTER_POSTING' })
  })
})

test('an order is closed behind its invoice when a line is forgotten that was never sent', () => {
  const cap = aLine({ externalId: '902', price: '10', taxes: [aTax('25', '2')] })
  const payments = [aPayment('110', { assumed: true })]
  const before = anOrder({ lines: [mugs(2), cap], payments })
  const fulfillments = [
    {
      externalId: '61',
      status: 'success' as const,
      createdAt: '2026-03-02T12:00:00Z',
      locationExternalId: null,
      lines: [{ lineExternalId: '901', quantity: amountOf('2').shop }],
      tracking: [],
    },
  ]
  const after = anOrder({ lines: [mugs(2)], payments: [aPayment('100', { assumed: true })], fulfillments })
  expect(next(before, after)).toEqual(['create credit-note:5501 10', 'close sales-order:5501'])
})
