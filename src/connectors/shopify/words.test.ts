import { describe, expect, test } from 'vitest'
import type { Fulfillment } from '#model/fulfillment'
import {
  channel,
  discountKind,
  financialStatus,
  fulfillmentStatus,
  paymentKind,
  paymentStatus,
  percent,
  restockType,
  returnStatus,
  shipmentStatus,
  sortedTags,
} from './words.ts'

const sent: Fulfillment = {
  externalId: '1',
  status: 'success',
  createdAt: '2026-11-20T10:00:00.000Z',
  locationExternalId: null,
  lines: [],
  tracking: [],
}

test('rates are repaired to what was meant, never rounded to what is usual', () => {
  expect([0.25, 0.0725, 0.06, 0, 0.0888, 0.07250000000000001, 1].map(percent)).toEqual([
    '25',
    '7.25',
    '6',
    '0',
    '8.88',
    '7.25',
    '100',
  ])
  expect(percent(null)).toBeNull()
})

test('both spellings of a word mean the same', () => {
  expect(financialStatus('PARTIALLY_REFUNDED')).toBe(financialStatus('partially_refunded'))
  expect(paymentKind('EMV_AUTHORIZATION')).toBe('authorization')
  expect(paymentKind('SUGGESTED_REFUND')).toBeNull()
  expect(paymentStatus('AWAITING_RESPONSE')).toBe('pending')
  expect(restockType('NO_RESTOCK')).toBe(restockType('no_restock'))
  expect(discountKind('DiscountCodeApplication')).toBe(discountKind('discount_code'))
  expect(returnStatus('CANCELED')).toBe('cancelled')
  expect(shipmentStatus('ERROR')).toBe('failure')
})

test('unknown words, even those every object has, get the careful reading', () => {
  for (const word of ['constructor', 'toString', 'NEW_WORD']) {
    expect([financialStatus(word), paymentKind(word), paymentStatus(word), restockType(word)]).toEqual([
      'pending',
      null,
      'unknown',
      'none',
    ])
    expect([discountKind(word), returnStatus(word), shipmentStatus(word)]).toEqual(['other', 'open', 'pending'])
    expect(channel(word, null, false)).toEqual({ kind: 'other', name: word, locationExternalId: null })
  }
})

describe('how much was sent', () => {
  test.each([
    ['FULFILLED', [], 'fulfilled'],
    ['fulfilled', [sent], 'fulfilled'],
    ['PARTIALLY_FULFILLED', [sent], 'partial'],
    ['partial', [sent], 'partial'],
    [null, [], 'unfulfilled'],
    ['IN_PROGRESS', [sent], 'partial'],
    ['ON_HOLD', [], 'unfulfilled'],
    ['restocked', [{ ...sent, status: 'cancelled' as const }], 'unfulfilled'],
  ] as const)('%s', (word, fulfillments, status) => {
    expect(fulfillmentStatus(word, fulfillments)).toBe(status)
  })
})

test('a marketplace owes the tax itself; a known channel stays what it is', () => {
  expect(channel('1234567', null, true).kind).toBe('marketplace')
  expect(channel('pos', '77', true)).toEqual({ kind: 'pos', name: 'pos', locationExternalId: '77' })
  expect(channel(null, null, false)).toEqual({ kind: 'web', name: 'web', locationExternalId: null })
  expect(channel('shopify_draft_order', null, false).kind).toBe('draft')
})

test('tags are a set', () => {
  expect(sortedTags(['b', ' a', 'b ', ''])).toEqual(['a', 'b'])
})
