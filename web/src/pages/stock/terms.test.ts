import { expect, test } from 'vitest'
import type { ExplainedStock } from '#api/stock'
import { termsOf } from './terms.ts'

const item: ExplainedStock = {
  stockItem: 'v1',
  variant: null,
  location: '1',
  level: null,
  orders: [{ item: 'MUG', recordKey: '7', recordName: '#1007', state: 'attention', units: '2' }],
  terms: {
    parts: [
      {
        item: 'MUG',
        perPiece: '1',
        places: [
          {
            place: 'Stores',
            onHand: '12',
            reserved: '3',
            setAside: '0',
            incoming: '0',
            figure: '9',
            offered: '9',
            readAt: null,
          },
        ],
        available: '9',
        demand: '2',
        pieces: '7',
      },
    ],
    possible: '7',
    unheard: '0',
    safetyStock: '1',
    buffer: '0',
    maximum: null,
    quantity: 6,
  },
}

test('a figure is told term by term, and what is zero is left out', () => {
  expect(termsOf(item).map(({ kind, sign, amount, order }) => [kind, sign, amount, order])).toEqual([
    ['on-hand', 'note', '12', null],
    ['reserved', 'note', '3', null],
    ['offered', 'plus', '9', null],
    ['order', 'minus', '2', '#1007'],
    ['safety', 'minus', '1', null],
    ['quantity', 'plus', '6', null],
  ])
  expect(termsOf({ ...item, terms: null })).toEqual([])
})
