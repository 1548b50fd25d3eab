import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, compare, decimal, type Decimal, divide, HUNDRED, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { pieceAmount, splitRow } from './split-row.ts'
import { type OriginalRow, takeBack, type TakenPiece, takeGoods } from './take-back.ts'

const PRECISION = { money: 2, quantity: 3 }
const cents = (value: number): Decimal => divide(decimal(value), HUNDRED)
const amountOf = (pieces: readonly TakenPiece[]): Decimal => sum(pieces.map((piece) => pieceAmount(piece, 2)))
const quantityOf = (pieces: readonly TakenPiece[]): Decimal => sum(pieces.map((piece) => piece.quantity))

const row = (name: string, rate: string, left: string): OriginalRow => ({
  name,
  rate: decimal(rate),
  left: decimal(left),
})
const ROWS = [row('low', '15.99', '2'), row('high', '16', '1')]
const take = (quantity: string, amount: string, rows: readonly OriginalRow[] = ROWS) =>
  takeBack(decimal(quantity), decimal(amount), rows, PRECISION)

test('the rows are chosen whose prices come to the amount', () => {
  expect(take('1', '15.99')).toEqual([{ quantity: '1', rate: '15.99', original: 'low' }])
  expect(take('1', '16')).toEqual([{ quantity: '1', rate: '16', original: 'high' }])
  expect(take('3', '47.98').map((piece) => piece.original)).toEqual(['low', 'high'])
})

test('less than the price lowers the rate', () => {
  expect(take('1', '10')).toEqual([{ quantity: '1', rate: '10', original: 'low' }])
})

test('more than the rows were sold for points at none', () => {
  expect(take('1', '17')).toEqual([{ quantity: '1', rate: '17', original: null }])
  expect(take('1', '16', [])).toEqual([{ quantity: '1', rate: '16', original: null }])
})

test('more pieces than are left are asked for all the same, for ERPNext to refuse', () => {
  expect(take('4', '60').every((piece) => piece.original !== null)).toBe(true)
})

test('a discount is given back as a whole or points at none', () => {
  const discount = [row('discount', '-5', '1')]
  expect(take('1', '-5', discount)).toEqual([{ quantity: '1', rate: '-5', original: 'discount' }])
  expect(take('1', '-2', discount)).toEqual([{ quantity: '1', rate: '-2', original: null }])
})

test('goods fill the rows in their order, and what is above points at none', () => {
  expect(takeGoods(decimal('2.5'), ROWS)).toEqual([
    { quantity: '2', original: 'low' },
    { quantity: '0.5', original: 'high' },
  ])
  expect(takeGoods(decimal('4'), ROWS).at(-1)).toEqual({ quantity: '1', original: null })
})

test('whatever is given back in whatever steps, each step is exact, linked, and within what is left', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), steps, (total, quantities) => {
      const quantity = sum(quantities.map((value) => decimal(value)))
      let rows = splitRow(quantity, cents(total), PRECISION).map((piece, index): OriginalRow => ({
        name: `row-${index}`,
        rate: piece.rate,
        left: piece.quantity,
      }))
      for (const step of quantities) {
        // What a row of that many pieces was sold for, at the prices of the rows that are left.
        const worth = [...rows]
          .flatMap((one) => Array.from({ length: Number(one.left) }, () => one.rate))
          .slice(0, step)
        const amount = add(ZERO, ...worth)
        const taken = takeBack(decimal(step), amount, rows, PRECISION)
        expect(amountOf(taken)).toBe(amount)
        expect(quantityOf(taken)).toBe(decimal(step))
        expect(taken.every((piece) => piece.original !== null)).toBe(true)
        rows = rows.map((one) => {
          const own = taken.filter((piece) => piece.original === one.name)
          expect(own.every((piece) => compare(piece.rate, one.rate) <= 0)).toBe(true)
          const left = subtract(one.left, quantityOf(own))
          expect(compare(left, ZERO)).toBeGreaterThanOrEqual(0)
          return { ...one, left }
        })
      }
      expect(sum(rows.map((one) => multiply(one.left, one.rate)))).toBe('0')
    }),
  )
})
