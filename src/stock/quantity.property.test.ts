import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, compare, type Decimal, decimal, isNegative, subtract, sum, ZERO } from '#lib/decimal'
import type { StockFact } from '#model/stock'
import type { FedLocation } from './places.ts'
import { type Demand, figureOf, quantityToSell, type QuantityInput } from './quantity.ts'
import { inventoryRulesOf, type InventoryRulesInput } from './rules.ts'

const units = fc.integer({ min: 0, max: 500 }).map((value) => decimal(value))
const broken = fc.integer({ min: -5_000, max: 50_000 }).map((value) => decimal(value / 100))

const factOf = (item: string, place: string, onHand: Decimal, reserved: Decimal): StockFact => ({
  item,
  place,
  onHand,
  reserved,
  setAside: ZERO,
  incoming: ZERO,
  projected: null,
  updatedAt: null,
})

const PLACES = ['North', 'South', 'Yard']
const facts = (item: string) =>
  fc.tuple(...PLACES.map((place) => fc.tuple(broken, units).map(([hand, held]) => factOf(item, place, hand, held))))

const feed = (place: string, share: string | null = null, upTo: string | null = null) => ({
  place,
  share: share === null ? null : decimal(share),
  upTo: upTo === null ? null : decimal(upTo),
})

const ONE_LOCATION: readonly FedLocation[] = [{ location: '1', feeds: PLACES.map((place) => feed(place)) }]

const input = (more: Partial<QuantityInput> & { readonly with?: InventoryRulesInput } = {}): QuantityInput => ({
  rules: inventoryRulesOf(more.with),
  sku: 'A',
  location: '1',
  locations: ONE_LOCATION,
  parts: [{ item: 'A', quantity: decimal(1) }],
  facts: [],
  demand: [],
  unheard: ZERO,
  ...more,
})

test('a figure is whole, never below zero, and never more than there is less what is promised', () => {
  fc.assert(
    fc.property(facts('A'), units, units, (own, sold, unheard) => {
      const demand: Demand[] = [{ item: 'A', place: null, units: sold }]
      const { quantity } = quantityToSell(input({ facts: own, demand, unheard }))
      const there = sum(own.map((fact) => figureOf(fact, inventoryRulesOf())))
      const left = subtract(there, add(sold, unheard))
      expect(Number.isInteger(quantity) && quantity >= 0).toBe(true)
      expect(compare(decimal(quantity), isNegative(left) ? ZERO : left)).toBeLessThanOrEqual(0)
      // Nothing more than a broken piece is kept back without a rule.
      expect(Number(left) - quantity).toBeLessThan(1)
    }),
  )
})

test('more stock never lowers a figure, more orders never raise it', () => {
  fc.assert(
    fc.property(facts('A'), units, units, units, (own, sold, extra, kept) => {
      const base = { facts: own, with: { safetyStock: { pieces: kept }, buffer: { percent: '10' } } }
      const demandOf = (amount: Decimal): Demand[] => [{ item: 'A', place: 'North', units: amount }]
      const figure = quantityToSell(input({ ...base, demand: demandOf(sold) })).quantity
      const [first, ...rest] = own
      const richer = first === undefined ? own : [{ ...first, onHand: add(first.onHand, extra) }, ...rest]
      expect(quantityToSell(input({ ...base, facts: richer, demand: demandOf(sold) })).quantity).toBeGreaterThanOrEqual(
        figure,
      )
      expect(quantityToSell(input({ ...base, demand: demandOf(add(sold, extra)) })).quantity).toBeLessThanOrEqual(
        figure,
      )
    }),
  )
})

test('locations that share places never offer more together than lies there', () => {
  const shares = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }), fc.boolean(), units)
  fc.assert(
    fc.property(facts('A'), shares, (own, [one, two, byShare, most]) => {
      const locations: FedLocation[] = byShare
        ? [
            { location: '1', feeds: PLACES.map((place) => feed(place, String(one))) },
            { location: '2', feeds: PLACES.map((place) => feed(place, String(two))) },
          ]
        : [
            { location: '1', feeds: PLACES.map((place) => feed(place, null, most)) },
            { location: '2', feeds: PLACES.map((place) => feed(place)) },
          ]
      const offered = ['1', '2'].map((location) => quantityToSell(input({ facts: own, locations, location })).quantity)
      const positive = own.map((fact) => Math.max(0, Number(figureOf(fact, inventoryRulesOf()))))
      const there = positive.reduce((total, value) => total + value, 0)
      expect(offered.reduce((total, value) => total + value, 0)).toBeLessThanOrEqual(there + 1e-6)
    }),
  )
})

test('a bundle is as many as its scarcest part allows', () => {
  fc.assert(
    fc.property(units, units, fc.integer({ min: 1, max: 6 }), (straps, cases, each) => {
      const own = [factOf('STRAP', 'North', straps, ZERO), factOf('CASE', 'North', cases, ZERO)]
      const parts = [
        { item: 'STRAP', quantity: decimal(each) },
        { item: 'CASE', quantity: decimal(1) },
      ]
      const { quantity } = quantityToSell(input({ facts: own, parts }))
      expect(quantity).toBe(Math.min(Math.floor(Number(straps) / each), Number(cases)))
    }),
  )
})

test.each([
  ['whole pieces of broken stock', { facts: [factOf('A', 'North', decimal('3.999'), ZERO)] }, 3],
  [
    'boxes of twelve from bottles',
    { facts: [factOf('A', 'North', decimal(36), ZERO)], with: { items: [{ sku: 'A', perPiece: '12' }] } },
    3,
  ],
  [
    'a third of a kilo each, three of which are one kilo',
    {
      facts: [factOf('A', 'North', decimal(1), ZERO)],
      parts: [{ item: 'A', quantity: decimal('0.33333333333333333333') }],
    },
    3,
  ],
  ['the most that is ever shown', { facts: [factOf('A', 'North', decimal(90), ZERO)], with: { maximum: 20 } }, 20],
  [
    'a safety stock in percent, and of one product its own',
    {
      facts: [factOf('A', 'North', decimal(40), ZERO)],
      with: { safetyStock: { percent: '50' }, items: [{ sku: 'A', safetyStock: { percent: '25' } }] },
    },
    30,
  ],
  [
    'part of what is on its way',
    { facts: [{ ...factOf('A', 'North', decimal(4), ZERO), incoming: decimal(10) }], with: { incomingPercent: '50' } },
    9,
  ],
  [
    'an order for another place',
    {
      facts: [factOf('A', 'North', decimal(4), ZERO)],
      demand: [{ item: 'A', place: 'Elsewhere', units: decimal(3) }],
    },
    4,
  ],
])('%s', (_name, more: Partial<QuantityInput> & { readonly with?: InventoryRulesInput }, expected) => {
  expect(quantityToSell(input(more)).quantity).toBe(expected)
})
