import { assert, integer, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { decimal, divide, sum } from '#lib/decimal'
import { pieceAmount, piecesOf } from './pieces.ts'

const DIGITS = { price: 2, quantity: 2, money: 2 }
const pieces = (quantity: string, amount: string) =>
  piecesOf(decimal(quantity), decimal(amount), DIGITS).map((piece) => [piece.quantity, piece.price])

test.each([
  ['3', '60', [['3', '20']]],
  [
    '3',
    '47.98',
    [
      ['2', '15.99'],
      ['1', '16'],
    ],
  ],
  ['0', '-4.5', [['1', '-4.5']]],
  [
    '3',
    '-10',
    [
      ['2', '-3.33'],
      ['1', '-3.34'],
    ],
  ],
])('%s pieces for %s', (quantity, amount, expected) => {
  expect(pieces(quantity, amount)).toEqual(expected)
})

test('lines always come to the amount, whatever the quantity', () => {
  const cents = integer({ min: -100_000, max: 1_000_000 })
  const hundredths = oneof(
    integer({ min: 1, max: 60 }).map((whole) => whole * 100),
    integer({ min: 1, max: 900 }),
  )
  assert(
    property(hundredths, cents, (quantity, amount) => {
      const wanted = divide(decimal(amount), decimal(100))
      const found = piecesOf(divide(decimal(quantity), decimal(100)), wanted, DIGITS)
      expect(sum(found.map((piece) => pieceAmount(piece, 2)))).toBe(wanted)
    }),
  )
})
