import { expect, test } from 'vitest'
import type { TargetDocument } from '#model/documents'
import { aLine, anOrder, aPayment } from '#testing/an-order'
import { carryOut } from '#testing/carry-out'
import { correct } from './corrections.ts'
import { plan } from './plan.ts'
import { policiesOf } from './policies.ts'

const order = anOrder({ lines: [aLine({ price: '10' })], payments: [aPayment('10')] })
const { targets, writes } = plan({ order, policies: policiesOf(), held: [], scope: 's' })
const held = carryOut([], writes)

const withKind = (kind: TargetDocument['kind']) => targets.filter((one) => one.kind === kind)

test('a sales order that is no longer wanted is taken back only when nothing rests on it', () => {
  expect(correct([], held.slice(0, 1))).toMatchObject({ possible: true, writes: [{ action: 'cancel' }] })
  expect(correct(withKind('payment'), held)).toMatchObject({ possible: false, document: { kind: 'sales-order' } })
})

test('a payment that is no longer wanted is never taken back', () => {
  expect(correct(withKind('sales-order'), held)).toMatchObject({ possible: false, document: { kind: 'payment' } })
})

test('a reference is not used again after a cancellation', () => {
  const cancelled = held.map((one) => ({ ...one, state: 'cancelled' as const }))
  const result = correct(targets, cancelled)
  expect(result).toMatchObject({
    possible: true,
    writes: [
      { document: { reference: 's:sales-order:5501#2' } },
      { document: { reference: 's:payment:8801#2', settles: 's:sales-order:5501#2' } },
    ],
  })
})
