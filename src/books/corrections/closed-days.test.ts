import { describe, expect, test } from 'vitest'
import { UNLIMITED } from '#model/capabilities'
import type { Fulfillment } from '#model/fulfillment'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { type Plan, plan, type PlanInput } from '#books/plan'
import { policiesOf } from '#books/policies'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'

const mugs = aLine({ price: '50', quantity: 4, taxes: [aTax('25', '40')] })

const shipment = (id: string, day: string, status: Fulfillment['status'] = 'success'): Fulfillment => ({
  externalId: id,
  status,
  createdAt: `${day}T12:00:00Z`,
  locationExternalId: null,
  lines: [{ lineExternalId: '901', quantity: amountOf('2').shop }],
  tracking: [],
})

const cameBack = (quantity: number) =>
  aRemoval(
    { id: '901', quantity, subtotal: String(quantity * 50), tax: String(quantity * 10) },
    { createdAt: '2026-03-04T10:00:00Z' },
  )
const returned = (quantity: number) => {
  const refund = cameBack(quantity)
  return { ...refund, lines: refund.lines.map((line) => ({ ...line, restock: 'return' as const })) }
}

const sent = (fulfillments: readonly Fulfillment[], refunds: Order['refunds'] = []): Order =>
  anOrder({
    lines: [{ ...mugs, currentQuantity: amountOf(refunds.length === 0 ? '4' : '3').shop }],
    payments: [aPayment('200')],
    fulfillments,
    refunds,
    updatedAt: '2026-03-20T10:00:00Z',
  })

const input = (order: Order, held: readonly HeldDocument[], more: Partial<PlanInput> = {}): PlanInput => ({
  order,
  policies: policiesOf({ documents: 'invoice', invoiceOn: 'created', stock: 'deliveries' }),
  held,
  scope: 's',
  ...more,
})

/** What the target holds after the order was planned, and what the next plan writes. */
function next(before: Order, after: Order, more: Partial<PlanInput> = {}): string[] {
  const held = carryOut([], plan(input(before, [])).writes)
  const made = plan(input(after, held, more))
  expect(made.reason).toBeNull()
  expect(plan(input(after, carryOut(held, made.writes), more)).writes).toEqual([])
  return writtenBy(made)
}

const writtenBy = ({ writes }: Plan): string[] =>
  writes.map((write) => {
    if (write.action === 'close') return write.action
    const { reference, document } =
      write.action === 'cancel' ? write.held : { ...write.document, document: write.document }
    const rows = document.kind.startsWith('delivery') && 'rows' in document ? document.rows : []
    return [write.action, reference.slice(2), document.date, ...rows.map((row) => row.quantity)].join(' ')
  })

const first = shipment('41', '2026-03-03')
const second = shipment('42', '2026-03-05')
const cancelled = shipment('41', '2026-03-03', 'cancelled')

/** A target in which goods that moved only come back. */
const fixed = {
  capabilities: { ...UNLIMITED, cancels: UNLIMITED.cancels.filter((kind) => !kind.startsWith('delivery')) },
}

describe('a shipment that is cancelled after goods came back', () => {
  test('takes its returns along, which go to the shipment that took place', () => {
    expect(next(sent([first, second], [returned(1)]), sent([cancelled, second], [returned(1)]))).toEqual([
      'cancel delivery-return:r501 2026-03-04 1',
      'cancel delivery:41 2026-03-03 2',
      // Goods do not come back before they left.
      'create delivery-return:r501#2 2026-03-05 1',
    ])
  })

  test('stays with its returns where a closed day keeps one of them, and the rest comes back', () => {
    const writes = next(sent([first, second], [returned(1)]), sent([cancelled, second], [returned(1)]), {
      closedUntil: '2026-03-03',
    })
    expect(writes).toEqual(['create delivery-return:f41 2026-03-20 1'])
  })

  test('stays where nothing is cancelled, and as much of the shipment that took place comes back where it had left', () => {
    const [here, there] = [
      { ...first, locationExternalId: 'here' },
      { ...second, locationExternalId: 'there' },
    ]
    const gone: Fulfillment = { ...here, status: 'cancelled', cancelledAt: '2026-03-20T10:00:00Z' }
    const undone = (back: number): unknown[] => {
      const refunds = [returned(back)]
      const held = carryOut([], plan(input(sent([here, there], refunds), [], fixed)).writes)
      const { writes } = plan(input(sent([gone, there], refunds), held, fixed))
      expect(plan(input(sent([gone, there], refunds), carryOut(held, writes), fixed)).writes).toEqual([])
      return writes.map((write) => write.action === 'create' && 'basedOn' in write.document && write.document)
    }
    const comesBack = (quantity: string, basedOn: string) => ({
      basedOn: `s:delivery:${basedOn}`,
      rows: [{ quantity, locationExternalId: 'here' }],
    })
    expect(undone(2)).toMatchObject([comesBack('2', '42')])
    expect(undone(1)).toMatchObject([comesBack('1', '41'), comesBack('1', '42')])
  })
})

describe('a shipment that turns out to hold less than left with it', () => {
  const fewer = (quantity: string, day = '2026-03-12'): Fulfillment => ({
    ...shipment('41', day),
    lines: [{ lineExternalId: '901', quantity: amountOf(quantity).shop }],
  })

  test('is taken back, and left once more with what it holds', () => {
    expect(next(sent([first]), sent([fewer('1')]))).toEqual([
      'cancel delivery:41 2026-03-03 2',
      'create delivery:41#2 2026-03-12 1',
    ])
    expect(next(sent([first]), sent([fewer('1')]), { closedUntil: '2026-03-03' })).toEqual([
      'create delivery-return:f41 2026-03-20 2',
      'create delivery:41#2 2026-03-12 1',
    ])
  })

  test('stays where the rest came back already', () => {
    expect(next(sent([first], [returned(1)]), sent([fewer('1')], [cameBack(1)]))).toEqual([])
  })
})

describe('a shipment of which the store tells otherwise by now', () => {
  test('leaves once more without what came back of it, where its undoing and those returns stay', () => {
    const one = returned(1)
    const undone = carryOut([], plan(input(sent([first], [one]), [], fixed)).writes)
    const held = carryOut(undone, plan(input(sent([cancelled], [one]), undone, fixed)).writes)
    const made = plan(input(sent([first], [one]), held, fixed))
    expect(writtenBy(made)).toEqual(['create delivery:41#2 2026-03-03 1'])
  })

  test('is taken back when others sent its pieces and it is told of no more', () => {
    const all = { ...second, externalId: '43', lines: [{ lineExternalId: '901', quantity: amountOf('4').shop }] }
    expect(next(sent([first, second]), sent([all]))).toEqual([
      'cancel delivery:41 2026-03-03 2',
      'cancel delivery:42 2026-03-05 2',
      'create delivery:43 2026-03-05 4',
    ])
    expect(next(sent([first]), sent([second]))).toEqual(['create delivery:42 2026-03-05 2'])
  })

  test('brings back what left after it, also when goods came back under the same name before', () => {
    const again = { ...returned(2), createdAt: '2026-03-10T10:00:00Z' }
    const before = { ...cancelled, cancelledAt: '2026-03-04T12:00:00Z' }
    expect(next(sent([first], [returned(2)]), sent([before, second], [again]), fixed)).toEqual([
      'create delivery:42 2026-03-05 2',
      'create delivery-return:r501#2 2026-03-10 2',
    ])
  })
})

describe('a target that takes no earlier days', () => {
  const strict = { capabilities: { ...UNLIMITED, backDating: false }, today: '2026-03-25' }

  test.each([
    ['an earlier one', '2026-03-10', '2026-03-25'],
    ['today', '2026-03-25', '2026-03-26'],
  ])('and has closed %s dates on the first day that it takes', (_, closedUntil, date) => {
    const [invoice] = plan(input(sent([]), [], { ...strict, closedUntil })).targets
    expect(invoice).toMatchObject({ date, happenedOn: '2026-03-02' })
  })
})
