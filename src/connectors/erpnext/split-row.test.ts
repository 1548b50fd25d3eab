import { assert, integer, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, divide, isZero, sum } from '#lib/decimal'
import { pieceAmount, rateFields, splitRow } from './split-row.ts'

const precision = { money: 2, quantity: 3 }
const split = (quantity: string, amount: string): string[] =>
  splitRow(decimal(quantity), decimal(amount), precision).map((piece) => `${piece.quantity} × ${piece.rate}`)

test('an amount that divides evenly stays one row', () => {
  expect(split('2', '80')).toEqual(['2 × 40'])
  expect(split('1', '15.99')).toEqual(['1 × 15.99'])
})

test('an amount that does not divide becomes two rows one cent apart', () => {
  expect(split('3', '47.98')).toEqual(['2 × 15.99', '1 × 16'])
  expect(split('3', '0.02')).toEqual(['2 × 0.01', '1 × 0'])
  expect(split('3', '-10')).toEqual(['2 × -3.33', '1 × -3.34'])
})

test('a broken quantity takes one rate when one fits, else the broken part takes the rest', () => {
  expect(split('0.375', '9.3')).toEqual(['0.375 × 24.8'])
  expect(split('2.5', '9.99')).toEqual(['2 × 3.99', '0.5 × 4.02'])
})

test('whatever the quantity and the amount, the rows cost exactly the amount and count exactly the quantity', () => {
  const wholes = integer({ min: 1, max: 2000 }).map(String)
  const broken = integer({ min: 1, max: 50_000 }).map((thousandths) => divide(decimal(thousandths), decimal(1000)))
  const cents = integer({ min: -2_000_000, max: 2_000_000 }).map((value) => divide(decimal(value), decimal(100)))
  assert(
    property(oneof(wholes, broken), cents, (quantityText, amount) => {
      const quantity = decimal(quantityText)
      const pieces = splitRow(quantity, amount, precision)
      expect(sum(pieces.map((piece) => pieceAmount(piece, 2)))).toBe(amount)
      expect(sum(pieces.map((piece) => piece.quantity))).toBe(quantity)
      expect(pieces.length).toBeLessThanOrEqual(3)
      for (const piece of pieces) expect(piece.rate).toMatch(/^-?\d+(\.\d{1,2})?$/)
    }),
    { numRuns: 2000 },
  )
})

test('a free piece says so by a full discount, because a rate of 0 alone takes the list price', () => {
  expect(rateFields({ quantity: decimal('2'), rate: decimal('0') })).toEqual({
    qty: 2,
    rate: 0,
    discount_percentage: 100,
  })
  const [free] = splitRow(decimal('2'), decimal('0'), precision)
  expect(free !== undefined && isZero(free.rate)).toBe(true)
})

test('what the site would round is refused by name', () => {
  expect(() => split('0.3335', '10')).toThrow(expect.objectContaining({ code: 'QUANTITY_TOO_FINE', kind: 'rejected' }))
  expect(() => split('1', '10.005')).toThrow(expect.objectContaining({ code: 'AMOUNT_TOO_FINE' }))
  expect(() => split('0', '10')).toThrow(expect.objectContaining({ code: 'QUANTITY_NOT_POSITIVE' }))
})
