import { describe, expect, test } from 'vitest'
import { type Capabilities, UNLIMITED } from '#model/capabilities'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { plan, type Plan } from '#books/plan'
import { policiesOf, type PoliciesInput } from '#books/policies'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'

const ALL: PoliciesInput = {
  documents: 'order-and-invoice',
  orderOn: 'created',
  invoiceOn: 'created',
  stock: 'deliveries',
}
const ORDER = 's:sales-order:5501'
const CLOSE = { action: 'close', reference: ORDER }

interface Setting {
  readonly policies?: PoliciesInput
  readonly capabilities?: Capabilities
}

const planned = (order: Order, held: readonly HeldDocument[], { policies = ALL, ...others }: Setting = {}): Plan =>
  plan({ order, policies: policiesOf(policies), held, scope: 's', ...others })

/** The writes of the last state, after those before it were planned and carried out; the same state again writes nothing. */
function last(states: readonly Order[], setting: Setting = {}): Plan['writes'] {
  let held: HeldDocument[] = []
  let writes: Plan['writes'] = []
  for (const state of states) {
    const made = planned(state, held, setting)
    expect(made.reason).toBeNull()
    writes = made.writes
    held = carryOut(held, writes)
    expect(planned(state, held, setting)).toMatchObject({ outcome: 'unchanged', writes: [] })
  }
  return writes
}

const closes = (writes: Plan['writes']) => writes.filter((write) => write.action === 'close')

const mugs = aLine({ price: '50', quantity: 2, taxes: [aTax('25', '20')] })
const shipment = (id: string, quantity: string, createdAt = '2026-03-02T12:00:00Z') => ({
  externalId: id,
  status: 'success' as const,
  createdAt,
  locationExternalId: null,
  lines: [{ lineExternalId: '901', quantity: amountOf(quantity).shop }],
  tracking: [],
})
const unpaid = anOrder({ lines: [mugs], payments: [] })
const paid = anOrder({ lines: [mugs], payments: [aPayment('100')], financialStatus: 'paid' })

const left = (order: Order, quantity: number, refunds: Order['refunds'], more: Partial<Order> = {}): Order => ({
  ...anOrder({
    lines: [{ ...mugs, currentQuantity: amountOf(String(quantity)).shop }],
    payments: order.payments,
    fulfillments: order.fulfillments,
    refunds,
  }),
  ...more,
})
const CANCELLED = { cancelledAt: '2026-03-03T09:00:00Z', cancelReason: 'customer' }
const takenOff = (quantity: number, restock: 'cancel' | 'return' = 'cancel', isPaid = true) => {
  const value = String(quantity * 50)
  const removal = aRemoval({ id: '901', quantity, subtotal: value, tax: String(quantity * 10) })
  const back = aPayment(value, { externalId: '96', kind: 'refund', parentExternalId: '8801' })
  return [{ ...removal, lines: removal.lines.map((line) => ({ ...line, restock })), payments: isPaid ? [back] : [] }]
}

describe('an order behind an invoice', () => {
  test.each([
    ['unpaid', unpaid, takenOff(2, 'cancel', false)],
    ['paid', paid, takenOff(2)],
  ])('scenario 29: is closed last of all when it is cancelled, %s', (_what, order, refunds) => {
    const writes = last([order, left(order, 0, refunds, CANCELLED)])
    expect(writes.at(-1)).toEqual(CLOSE)
    expect(closes(writes)).toHaveLength(1)
  })

  test('scenario 29: is closed when the rest is cancelled after a part was sent', () => {
    const sent = { ...paid, fulfillments: [shipment('61', '1')] }
    expect(closes(last([paid, sent]))).toEqual([])
    expect(last([paid, sent, left(sent, 1, takenOff(1))]).at(-1)).toEqual(CLOSE)
  })

  test('is closed once the rest is sent, when a part was taken off before', () => {
    const reduced = left(paid, 1, takenOff(1))
    expect(closes(last([paid, reduced]))).toEqual([])
    const sent = { ...reduced, fulfillments: [shipment('61', '1', '2026-03-04T12:00:00Z')] }
    const writes = last([paid, reduced, sent])
    expect(writes).toMatchObject([{ action: 'create', document: { kind: 'delivery', basedOn: ORDER } }, CLOSE])
  })

  test('stays as it is when everything left and some of it came back: nothing of it is held back', () => {
    const sent = { ...paid, fulfillments: [shipment('61', '2')] }
    expect(closes(last([paid, sent, left(sent, 1, takenOff(1, 'return'))]))).toEqual([])
  })

  test('is closed in the run that writes it, too', () => {
    const late = { ...paid, ...left(paid, 0, takenOff(2), CANCELLED) }
    const writes = last([late])
    const isOrdered = writes.some((write) => write.action === 'create' && write.document.reference === ORDER)
    expect(closes(writes)).toEqual(isOrdered ? [CLOSE] : [])
  })

  test('whatever is delivered by policy, and not where the target closes none', () => {
    const states = [paid, left(paid, 0, takenOff(2), CANCELLED)]
    expect(closes(last(states, { policies: { ...ALL, stock: 'none' } }))).toEqual([CLOSE])
    expect(closes(last(states, { capabilities: { ...UNLIMITED, closesOrders: false } }))).toEqual([])
  })

  test('is closed by the next run when one broke off before', () => {
    const held = carryOut([], planned(paid, []).writes)
    const cancelled = left(paid, 0, takenOff(2), CANCELLED)
    const { writes } = planned(cancelled, held)
    expect(planned(cancelled, carryOut(held, writes.slice(0, -1))).writes).toEqual([CLOSE])
  })

  test('stays closed when something is sold again: the invoice and the delivery stand alone', () => {
    const gone = left(paid, 0, takenOff(2))
    const cap = aLine({ externalId: '902', price: '10', taxes: [aTax('25', '2')] })
    const again = {
      ...anOrder({ lines: [...gone.lines, cap], payments: gone.payments, refunds: gone.refunds, edited: true }),
      fulfillments: [
        { ...shipment('62', '1', '2026-03-05T12:00:00Z'), lines: [{ lineExternalId: '902', quantity: cap.quantity }] },
      ],
    }
    const writes = last([paid, gone, again])
    expect(writes).toMatchObject([
      { document: { kind: 'invoice', basedOn: null } },
      { document: { kind: 'delivery', basedOn: null } },
    ])
  })
})
