import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { applyDiscounts, type DiscountRule, spread } from './discounts.ts'
import { taxAmounts, type TaxRate } from './taxes.ts'

const amounts = (...values: string[]) => values.map((value) => decimal(value))

describe('spread', () => {
  test.each([
    // Shopify's reference order: 10.00 over three lines of 199.00.
    { total: '10', weights: ['199', '199', '199'], places: 2, parts: ['3.34', '3.33', '3.33'] },
    { total: '0.05', weights: ['1', '0', '1', '1'], places: 2, parts: ['0.02', '0', '0.02', '0.01'] },
    { total: '7', weights: ['3', '3', '3'], places: 0, parts: ['3', '2', '2'] },
    { total: '2', weights: ['1', '0', '1'], places: 0, parts: ['1', '0', '1'] },
    { total: '5', weights: ['0', '0'], places: 2, parts: ['0', '0'] },
  ])('$total over $weights', ({ total, weights, places, parts }) => {
    expect(spread(decimal(total), amounts(...weights), places)).toEqual(amounts(...parts).slice(0, parts.length))
  })
})

describe('discounts', () => {
  const entries = [
    { amount: decimal('100'), quantity: 2 },
    { amount: decimal('50'), quantity: 5 },
  ]
  const rule = (
    value: DiscountRule['value'],
    allocation: DiscountRule['allocation'],
    on: number[] = [0, 1],
  ): DiscountRule => ({ value, allocation, entries: on })

  test('stack: the second sees what the first left', () => {
    const half = { percentage: decimal('50') }
    expect(applyDiscounts([rule(half, 'across'), rule(half, 'across')], entries, 2)).toEqual([
      amounts('50', '25'),
      amounts('25', '12.5'),
    ])
  })

  test('each takes its amount per unit, one takes it once, and nothing goes below zero', () => {
    const fifteen = { amount: decimal('15') }
    expect(applyDiscounts([rule(fifteen, 'each')], entries, 2)).toEqual([amounts('30', '50')])
    expect(applyDiscounts([rule(fifteen, 'one', [1])], entries, 2)).toEqual([amounts('0', '15')])
    expect(applyDiscounts([rule({ amount: decimal('900') }, 'across')], entries, 2)).toEqual([amounts('100', '50')])
  })
})

describe('taxes', () => {
  const rate = (value: string, share?: string): TaxRate => ({
    title: 'Tax',
    rate: decimal(value),
    channelLiable: null,
    source: null,
    ...(share === undefined ? {} : { share: decimal(share) }),
  })

  test.each([
    { included: true, amount: '99.99', rates: [rate('0.25')], taxes: ['20'] },
    { included: false, amount: '99.98', rates: [rate('0.25')], taxes: ['25'] },
    { included: true, amount: '108.5', rates: [rate('0.0725'), rate('0.0125')], taxes: ['7.25', '1.25'] },
    { included: true, amount: '49', rates: [rate('0.25', '0.7'), rate('0.12', '0.3')], taxes: ['6.86', '1.58'] },
    { included: false, amount: '0', rates: [rate('0.25')], taxes: ['0'] },
  ])('$amount, included: $included', ({ included, amount, rates, taxes }) => {
    expect(taxAmounts(decimal(amount), rates, included, 2)).toEqual(amounts(...taxes))
  })
})
