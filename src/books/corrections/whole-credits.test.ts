import { expect, test } from 'vitest'
import { UNLIMITED } from '#model/capabilities'
import { isSalesDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { plan, type Plan } from '#books/plan'
import { policiesOf } from '#books/policies'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aTax } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'

// A target that takes an invoice back whole or not at all, once.
const capabilities = {
  ...UNLIMITED,
  cancels: [],
  negativeInvoices: false,
  credits: { perInvoice: 'one', partial: false, withoutInvoice: false },
} as const

const planned = (order: Order, held: readonly HeldDocument[]): Plan =>
  plan({ order, policies: policiesOf({ documents: 'invoice', invoiceOn: 'created' }), held, scope: 's', capabilities })

/** What the invoices and credit notes say after the states in turn, each planned anew after every single write. */
function crashed(states: readonly Order[]): string[] {
  let held: HeldDocument[] = []
  for (const state of states) {
    for (let made = planned(state, held); made.outcome !== 'unchanged'; made = planned(state, held)) {
      expect(made.reason).toBeNull()
      held = carryOut(held, made.writes.slice(0, 1))
    }
  }
  return held.flatMap(({ document }) =>
    isSalesDocument(document) ? `${document.reference.slice(2)} ${document.total}` : [],
  )
}

const mugs = aLine({ price: '50', quantity: 2, taxes: [aTax('25', '20')] })
const plate = aLine({ externalId: '902', price: '30', taxes: [aTax('25', '6')] })
const back = (amount: string, id: string) => [aPayment(amount, { externalId: id, kind: 'refund' })]
const goodwill = {
  ...aRemoval({ id: '901', quantity: 1, subtotal: '0', tax: '0' }, { externalId: '1', payments: back('10', '91') }),
  lines: [],
  adjustments: [{ externalId: '7', reason: 'customer', amount: amountOf('-10'), tax: amountOf('0') }],
}
const bothMugs = aRemoval(
  { id: '901', quantity: 2, subtotal: '100', tax: '20' },
  { externalId: '2', createdAt: '2026-03-05T10:00:00Z', payments: back('90', '92') },
)

const order = (lines: Order['lines'], refunds: Order['refunds'], edited = false): Order =>
  anOrder({ lines, refunds, edited, payments: [aPayment('100')] })
const none = { ...mugs, currentQuantity: amountOf('0').shop }

test('a run that breaks off between the credit and the new invoice completes with that invoice', () => {
  expect(crashed([order([mugs], []), order([mugs], [goodwill])])).toEqual([
    'invoice:5501 100',
    'credit-note:r1 100',
    'invoice:r1 90',
  ])
})

test('goodwill whose goods are all given back goes with another invoice', () => {
  const documents = crashed([
    order([mugs], []),
    order([mugs], [goodwill]),
    order([mugs, plate], [goodwill], true),
    order([none, plate], [goodwill, bothMugs], true),
  ])
  expect(documents.slice(3)).toEqual([
    'invoice:5501#2 30',
    'credit-note:r2 90',
    'credit-note:5501 30',
    'invoice:5501#3 20',
  ])
})

test('goodwill beyond everything that is sold is for a person', () => {
  const states = [order([mugs], []), order([mugs], [goodwill]), order([none], [goodwill, bothMugs])]
  let held: HeldDocument[] = []
  for (const state of states.slice(0, 2)) held = carryOut(held, planned(state, held).writes)
  expect(planned(states[2] ?? order([], []), held).reason?.code).toBe('CREDIT_NOT_POSSIBLE')
})
