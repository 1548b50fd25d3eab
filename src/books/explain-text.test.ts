import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { aLine, anOrder } from '#testing/an-order'
import { formulaOf, labelOf, type Reader, stepsOf } from './explain-text.ts'
import type { Term } from './explain-terms.ts'

const order = anOrder({
  lines: [aLine({ externalId: '901', price: '20', discount: '2' })],
  discounts: [{ index: 0, kind: 'code', title: 'SPRING', target: 'lines', percent: null, amount: decimal('2') }],
})
const reader: Reader = { order, currency: 'SEK', figures: new Map() }
const source = (path: string, value = '1'): Term & { readonly what: 'source' } => ({
  what: 'source',
  path,
  value: decimal(value),
})

describe('a source is called', () => {
  test.each([
    ['order.lines[901].unitPrice.shop', 'unit price'],
    ['order.lines[901].discounts[0].amount.shop', 'discount SPRING'],
    ['order.refunds[77].lines[601].tax.shop', 'tax taken off by refund 77'],
    ['order.refunds[77].payments[8].amount.shop', 'money given back by refund 77 (8)'],
    ['order.fulfillments[61].lines[901].quantity', 'quantity sent by shipment 61'],
    ['orders[5501].payments[8].amount.shop', 'payment 8'],
    ['payout.transactions[txn_1].feeTax', 'tax on the fee of txn_1'],
    ['order.something.new', 'order.something.new'],
  ])('%s: %s', (path, label) => {
    expect(labelOf(source(path), reader)).toBe(label)
  })

  test.each([
    ['held[a:invoice:1].rows[line:901].net', 'net of line:901 in a:invoice:1'],
    ['held[a:invoice:1].rows[line:901].taxes[0].amount', 'tax of line:901 in a:invoice:1'],
    ['held[a:payment:8].allocations[a:invoice:1#2].amount', 'part of a:payment:8 for a:invoice:1#2'],
    ['held[a:invoice:1].total', 'total of a:invoice:1'],
  ])('%s: %s', (path, label) => {
    expect(labelOf({ what: 'held', path, value: decimal('1') }, reader)).toBe(label)
  })
})

test('a calculation is written as people write it, and its steps are said', () => {
  const price = source('order.lines[901].unitPrice.shop', '20')
  const part = source('order.refunds[77].lines[601].subtotal.shop', '-3')
  const share: Term = {
    what: 'share',
    total: source('order.refunds[77].lines[601].tax.shop', '5'),
    weights: [price, source('order.lines[901].quantity', '1')],
    index: 0,
    places: 2,
    value: decimal('4.76'),
  }
  const whole: Term = {
    what: 'rounded',
    places: 1,
    direction: 'half-up',
    value: decimal('18.2'),
    of: {
      what: 'sum',
      value: decimal('18.24'),
      parts: [
        { sign: '+', term: price },
        { sign: '-', term: part },
        { sign: '-', term: share },
      ],
    },
  }
  expect(formulaOf(whole, reader)).toBe(
    '(unit price 20.00 − (amount taken off by refund 77 −3.00) − part 1 of 2 of (tax taken off by refund 77 5.00)) rounded half-up to 1 digit',
  )
  expect(stepsOf(whole, reader)).toEqual([
    '5.00 allocated by largest remainder over 20 : 1, to 2 digits: part 1 is 4.76',
    'less amount taken off by refund 77',
    'rounded half-up to 1 digit',
  ])
})
