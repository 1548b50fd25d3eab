import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { type LevelTrace, soldPieces, unheardPieces, untoldPieces } from './untold.ts'

const trace = (known: number | null, sold: number | null, untold = 0, sending: number | null = null): LevelTrace => ({
  known,
  sending,
  sold: sold === null ? null : decimal(sold),
  untold,
})
const seen = (available: number, sold: number) => ({ available, sold: decimal(sold) })

describe('pieces that are missing without an order', () => {
  test.each([
    ['nothing moved', trace(10, 3), seen(10, 3), 0],
    ['an order took them', trace(10, 3), seen(8, 5), 0],
    ['nobody told of them', trace(10, 3), seen(8, 3), 2],
    ['an order explains one of them', trace(10, 3), seen(8, 4), 1],
    ['they stay missing', trace(8, 3, 2), seen(8, 3), 2],
    ['an order that came late explains them', trace(8, 3, 2), seen(8, 5), 0],
    ['goods were counted in by hand', trace(8, 3), seen(12, 3), 0],
    ['a figure was never read', trace(null, null), seen(8, 3), 0],
    ['orders were not counted before', trace(10, null), seen(8, 3), 0],
    ['a write of unknown outcome took place', trace(10, 3, 0, 6), seen(6, 3), 0],
    ['an order was cancelled and its goods put back', trace(8, 5), seen(10, 3), 0],
  ])('%s', (_, former, now, missing) => {
    expect(untoldPieces(former, now)).toBe(missing)
  })

  test('no sale that is not told is ever written over, whatever else is sold, told and set', () => {
    const step = fc.record({
      online: fc.nat(2),
      till: fc.nat(2),
      tell: fc.nat(3),
      set: fc.option(fc.integer({ min: 0, max: 30 })),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let [available, told, untold] = [20, 0, 0]
        let former = trace(20, 0)
        for (const { online, till, tell, set } of steps) {
          available -= online + till
          untold += online + till
          // Orders are told of late and in any number at once.
          const now = Math.min(tell, untold)
          untold -= now
          told += now
          const missing = untoldPieces(former, seen(available, told))
          expect(missing).toBe(untold)
          available = set ?? available
          former = trace(available, told, missing)
        }
      }),
    )
  })
})

test('what is promised counts as sold where no order is known for it, at its location', () => {
  const levels = [
    { location: 'A', committed: 3 },
    { location: 'B', committed: 0 },
  ]
  const taken = [
    { location: 'A', pieces: decimal(4), openPieces: decimal(1) },
    { location: null, pieces: decimal(2), openPieces: decimal(0) },
    { location: 'B', pieces: decimal(7), openPieces: decimal(0) },
  ]
  expect([...unheardPieces(levels, decimal(1))]).toEqual([
    ['A', '2'],
    ['B', '0'],
  ])
  expect(unheardPieces(levels, decimal(3)).size).toBe(0)
  expect(soldPieces(taken, levels, 'A')).toBe('8')
  expect(soldPieces(taken, levels, 'B')).toBe('9')
})
