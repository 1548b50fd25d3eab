import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { Price } from '#model/product'
import { inTargetTerms, priceDifference, priceOutlook } from './prices.ts'
import { type PriceFeed, priceListRulesOf, type PriceListRulesInput } from './rules.ts'

const feed = (input: Partial<NonNullable<PriceListRulesInput['feeds']>[number]> = {}): PriceFeed => {
  const [made] = priceListRulesOf({ feeds: [{ list: 'Web', ...input }] }).feeds
  if (made === undefined) throw new Error('a feed was given')
  return made
}
const price = (amount: string, more: Partial<Price> = {}): Price => ({
  list: 'Web',
  item: 'MUG-1',
  amount: decimal(amount),
  currency: 'EUR',
  compareAt: null,
  validFrom: null,
  validUntil: null,
  minimumQuantity: decimal('1'),
  unit: null,
  customer: null,
  updatedAt: null,
  ...more,
})
const on = (date: string, itemUnit: string | null = 'Nos') => ({ date, currency: 'EUR', itemUnit })

describe('priceOutlook', () => {
  const prices = [
    price('10', { validFrom: '2026-01-01' }),
    price('8', { validFrom: '2026-11-27', validUntil: '2026-11-30' }),
    price('11', { validFrom: '2027-01-01' }),
  ]

  test.each([
    ['2025-12-31', null, '2026-01-01'],
    ['2026-01-01', '10', '2026-11-27'],
    ['2026-11-26', '10', '2026-11-27'],
    ['2026-11-27', '8', '2026-12-01'],
    ['2026-11-30', '8', '2026-12-01'],
    ['2026-12-01', '10', '2027-01-01'],
    ['2027-01-01', '11', null],
  ])('on %s it is %s, until %s', (date, amount, next) => {
    const made = priceOutlook(feed(), prices, on(date))
    expect([made.price?.amount ?? null, made.nextChangeOn]).toEqual([amount, next])
  })

  test('volume, customer, unit and other currencies are not the ordinary price', () => {
    const special = [
      price('7', { minimumQuantity: decimal('10') }),
      price('6', { customer: 'Ann' }),
      price('100', { unit: 'Box' }),
      price('9', { currency: 'USD' }),
      price('5', { list: 'Wholesale' }),
    ]
    expect(priceOutlook(feed(), special, on('2026-06-01'))).toEqual({ price: null, nextChangeOn: null })
    expect(priceOutlook(feed(), [...special, price('10', { unit: 'Nos' })], on('2026-06-01')).price?.amount).toBe('10')
    expect(priceOutlook(feed({ unit: 'Box' }), special, on('2026-06-01')).price?.amount).toBe('100')
  })

  test('the regular price is struck out while one with an end holds, and never otherwise', () => {
    const rule = feed({ compareAt: 'regular' })
    expect(priceOutlook(rule, prices, on('2026-11-28')).price).toEqual({ amount: '8', compareAt: '10' })
    expect(priceOutlook(rule, prices, on('2026-11-01')).price).toEqual({ amount: '10', compareAt: null })
  })

  test('a second list is struck out where it is higher, never as 0', () => {
    const rule = feed({ compareAt: { list: 'RRP' } })
    const of = (rrp: string) => priceOutlook(rule, [price('10'), price(rrp, { list: 'RRP' })], on('2026-06-01')).price
    expect(of('12')).toEqual({ amount: '10', compareAt: '12' })
    expect(of('10')).toEqual({ amount: '10', compareAt: null })
    expect(of('0')).toEqual({ amount: '10', compareAt: null })
  })

  test('net becomes gross by the rate that the rule names, and comes back', () => {
    const rule = feed({ tax: { target: 'added', store: 'included', ratePercent: '19' } })
    expect(priceOutlook(rule, [price('8.40')], on('2026-06-01')).price?.amount).toBe('10')
    expect(inTargetTerms(rule, decimal('10'), 'EUR')).toBe('8.4')
  })
})

test('a price of a past day is not sent again, nor is a struck-out price that is left alone', () => {
  const shown = { amount: decimal('10'), compareAt: decimal('12') }
  expect(priceDifference({ amount: decimal('10.00') }, shown)).toBeNull()
  expect(priceDifference({ amount: decimal('10'), compareAt: null }, shown)).not.toBeNull()
  expect(priceDifference({ amount: decimal('10'), compareAt: null }, { ...shown, compareAt: decimal('0') })).toBeNull()
})

test('two feeds for one price of the store are refused', () => {
  expect(() => priceListRulesOf({ feeds: [{ list: 'A' }, { list: 'B' }] })).toThrow(/another entry/)
})
