import { expect, test } from 'vitest'
import { negate, sum, ZERO } from '#lib/decimal'
import { isSalesDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Refund } from '#model/refund'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { plan } from './plan.ts'
import { policiesOf } from './policies.ts'

/** What the target holds after each state in turn was planned and carried out; every plan then has nothing left to do. */
function lived(states: readonly Order[]): HeldDocument[] {
  const policies = policiesOf({ documents: 'invoice', invoiceOn: 'created' })
  let held: HeldDocument[] = []
  for (const order of states) {
    const made = plan({ order, policies, held, scope: 's' })
    expect(made.reason).toBeNull()
    held = carryOut(held, made.writes)
    expect(plan({ order, policies, held, scope: 's' }).writes).toEqual([])
  }
  return held
}

const figures = (held: readonly HeldDocument[]) =>
  held.flatMap(({ document }) => (isSalesDocument(document) ? [[document.total, document.taxTotal]] : []))

const restRows = ({ document }: HeldDocument) =>
  isSalesDocument(document) ? document.rows.filter(({ id }) => id.endsWith('-rest')) : []

const LINE = { id: '901', quantity: 1, subtotal: '125', tax: '25' }
const LATER = '2026-03-04T10:00:00Z'
const fee = (price: string) => ({ externalId: '6', title: 'Fee', price: amountOf(price), taxes: [] })
const paidBack = (amount: string, externalId: string) =>
  aPayment(amount, { externalId, kind: 'refund', parentExternalId: '8801' })
const given = (externalId: string, amount: string, fields: Partial<Refund> = {}): Refund => ({
  ...aRemoval(LINE, { externalId, payments: [paidBack(amount, `9${externalId}`)] }),
  lines: [],
  adjustments: [
    { externalId: `${externalId}-a`, reason: 'refund', amount: amountOf(`-${amount}`), tax: amountOf('0') },
  ],
  ...fields,
})

test('what rates made of an amount that turns out to be a fee without tax is taken back with the refund that leaves nothing', () => {
  const order = (left: number, refunds: readonly Refund[]): Order =>
    anOrder({
      lines: [aLine({ price: '125', currentQuantity: left, taxes: [aTax('25', '25')] })],
      fees: [fee('5')],
      payments: [aPayment('130')],
      refunds,
    })
  const goods = aRemoval(LINE, { externalId: '2', payments: [paidBack('125', '92')] })
  const held = lived([order(1, []), order(1, [given('1', '5')]), order(0, [given('1', '5'), goods])])
  expect(figures(held)).toEqual([
    ['130', '25'],
    ['5', '0.96'],
    ['125', '24.04'],
  ])
  const last = held.flatMap(({ document }) => (document.kind === 'credit-note' ? [document.rows] : [])).at(-1)
  expect(last?.map(({ id, net, gross }) => [id, net, gross])).toEqual([
    ['line:901', '100', '125'],
    ['adjustment:2-rest', '0.96', '0'],
  ])
})

test('so is what rates made of amounts that turn out to be a fee of another rate; where every refund names its parts nothing is', () => {
  const order = (refunds: readonly Refund[]): Order =>
    anOrder({
      lines: [aLine({ price: '125', currentQuantity: 0, taxes: [aTax('25', '25')] })],
      fees: [{ ...fee('10'), taxes: [aTax('19', '1.6')] }],
      payments: [aPayment('135')],
      refunds,
    })
  const goods = aRemoval(LINE, { externalId: '3', payments: [paidBack('125', '93')] })
  const [first, second] = [given('1', '6.66'), given('2', '3.34')]
  const named = given('1', '10', {
    adjustments: [
      {
        externalId: '1-a',
        reason: 'fee',
        amount: amountOf('-8.4'),
        tax: amountOf('-1.6'),
        taxes: [aTax('19', '-1.6')],
      },
    ],
  })
  const taxesLeft = (refunds: readonly Refund[]): string =>
    sum(
      lived([order(refunds)]).flatMap(({ document }) =>
        isSalesDocument(document)
          ? [document.kind === 'credit-note' ? negate(document.taxTotal) : document.taxTotal]
          : [],
      ),
    )
  expect(lived([order([first, second, goods])]).flatMap(restRows)).not.toEqual([])
  expect(taxesLeft([first, second, goods])).toBe('0')
  expect(lived([order([named, goods])]).flatMap(restRows)).toEqual([])
})

test('an amount that was given of goods before they were called off leaves nothing of them', () => {
  const order = (fields: Partial<Order>): Order =>
    anOrder({ lines: [aLine({ price: '125', taxes: [aTax('25', '25')] })], payments: [aPayment('125')], ...fields })
  const less = aRemoval(
    { id: '901', quantity: 0, subtotal: '25', tax: '5' },
    { externalId: '1', payments: [paidBack('25', '91')] },
  )
  const rest = aRemoval({ id: '901', quantity: 1, subtotal: '100', tax: '20' }, { externalId: '2' })
  const gone = [aLine({ price: '125', currentQuantity: 0, taxes: [aTax('25', '25')] })]
  const calledOff = order({ lines: gone, refunds: [less, rest], cancelledAt: '2026-03-04T10:00:00Z' })
  expect(figures(lived([order({}), order({ refunds: [less] }), calledOff]))).toEqual([
    ['125', '25'],
    ['25', '5'],
    ['100', '20'],
  ])
})

test('so is what two amounts that come to nothing were taxed apart, one of them booked before the other’s money went back', () => {
  const books = { id: '902', quantity: 1, subtotal: '112', tax: '12' }
  const order = (refunds: readonly Refund[], left = 0): Order =>
    anOrder({
      lines: [
        aLine({ price: '125', currentQuantity: left, taxes: [aTax('25', '25')] }),
        aLine({ externalId: '902', price: '112', currentQuantity: left, taxes: [aTax('12', '12')] }),
      ],
      payments: [aPayment('237')],
      refunds,
    })
  const waiting = aPayment('20', { externalId: '91', kind: 'refund', status: 'pending', parentExternalId: '8801' })
  const early = { createdAt: '2026-03-03T09:00:00Z' }
  const kept = {
    ...aRemoval(LINE, { externalId: '2', payments: [paidBack('105', '92')] }),
    adjustments: [{ externalId: '2-a', reason: 'kept', amount: amountOf('20'), tax: amountOf('0') }],
  }
  const last = aRemoval(books, { externalId: '3', payments: [paidBack('112', '93')] })
  const open = order([given('1', '20', { ...early, payments: [waiting] }), kept, last])
  const held = lived([order([], 1), open, order([given('1', '20', early), kept, last])])
  const rest = held.flatMap(restRows).map(({ gross, taxes }) => [gross, taxes.length])
  expect(rest).toEqual([['0', 2]])
})

test('so is a unit that the order rounded otherwise than the refunds that gave all of it back, and no more than that', () => {
  const restOf = (tax: string) => {
    const order = anOrder({
      lines: [aLine({ price: '125', currentQuantity: 0, taxes: [aTax('25', '25')] })],
      payments: [aPayment('125')],
      refunds: [
        aRemoval(
          { id: '901', quantity: 1, subtotal: '125', tax },
          { externalId: '1', payments: [paidBack('125', '91')] },
        ),
      ],
    })
    const rows = lived([order]).flatMap(restRows)
    return rows.map(({ gross, taxes }) => [gross, ...taxes.map(({ amount }) => amount)])
  }
  expect(restOf('24.99')).toEqual([['0', '0.01']])
  expect(restOf('23')).toEqual([])
  expect(restOf('25')).toEqual([])
})

test('what amounts that came to nothing were taxed apart goes with the goods that are called off', () => {
  const order = (fields: Partial<Order>): Order =>
    anOrder({
      lines: [
        aLine({ price: '65', currentQuantity: 0, taxes: [aTax('25', '13')] }),
        aLine({ externalId: '902', price: '12', taxes: [aTax('6', '1')] }),
      ],
      fees: [{ ...fee('-12'), taxes: [aTax('25', '-2')] }],
      payments: [aPayment('65')],
      ...fields,
    })
  const kept: Refund = {
    ...aRemoval({ id: '901', quantity: 1, subtotal: '65', tax: '13' }, { payments: [paidBack('56', '92')] }),
    externalId: '2',
    adjustments: [{ externalId: '2-a', reason: 'kept', amount: amountOf('9'), tax: amountOf('0') }],
  }
  const refunds = [given('1', '9', { createdAt: '2026-03-03T09:00:00Z' }), kept]
  const rest = aRemoval({ id: '902', quantity: 1, subtotal: '12', tax: '1' }, { externalId: '3', createdAt: LATER })
  const calledOff = order({ refunds: [...refunds, rest], cancelledAt: LATER })
  const held = lived([order({ refunds }), calledOff])
  const taxes = held.map(({ document }) =>
    isSalesDocument(document)
      ? document.kind === 'credit-note'
        ? negate(document.taxTotal)
        : document.taxTotal
      : ZERO,
  )
  expect(sum(taxes)).toBe('0')
  expect(held.flatMap(restRows)).not.toEqual([])
})
