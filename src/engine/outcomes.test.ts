import { describe, expect, test } from 'vitest'
import { type ErrorKind, TillbridgeError } from '#lib/errors'
import { decide, OUTCOMES } from './outcomes.ts'

const error = (kind: ErrorKind, retryAfterSeconds?: number): TillbridgeError =>
  new TillbridgeError({
    kind,
    code: 'X',
    message: 'x',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
const never = () => 0
const almost = () => 0.999_999

describe('what happens next', () => {
  // The promise of each kind, written down a second time on purpose.
  test.each([
    [
      'transient',
      { state: 'waiting', failures: 1, lookUp: false, holdConnectionSeconds: null, pauseConnection: false },
    ],
    ['throttled', { state: 'waiting', failures: 0, lookUp: false, holdConnectionSeconds: 5, pauseConnection: false }],
    [
      'outcome-unknown',
      { state: 'waiting', failures: 1, lookUp: true, holdConnectionSeconds: null, pauseConnection: false },
    ],
    ['conflict', { state: 'waiting', failures: 1, lookUp: true, holdConnectionSeconds: null, pauseConnection: false }],
    [
      'unauthorized',
      { state: 'waiting', failures: 0, lookUp: false, holdConnectionSeconds: null, pauseConnection: true },
    ],
    [
      'rejected',
      { state: 'attention', failures: 1, lookUp: false, holdConnectionSeconds: null, pauseConnection: false },
    ],
    [
      'unbalanced',
      { state: 'attention', failures: 1, lookUp: true, holdConnectionSeconds: null, pauseConnection: false },
    ],
    ['bug', { state: 'attention', failures: 1, lookUp: true, holdConnectionSeconds: null, pauseConnection: false }],
  ] as const)('after %s', (kind, expected) => {
    expect(decide(error(kind), 0, never)).toMatchObject(expected)
  })

  test('is decided for every kind', () => {
    const kinds = Object.keys(OUTCOMES) as ErrorKind[]
    for (const kind of kinds) expect(['waiting', 'attention']).toContain(decide(error(kind), 3, never).state)
  })

  test('a transient failure waits longer each time, never more than a quarter of an hour, and never all at once', () => {
    const pauses = [0, 1, 2, 3, 8, 50, 5_000].map((before) => decide(error('transient'), before, almost).runInSeconds)
    expect(pauses.map(Math.round)).toEqual([1, 2, 4, 8, 256, 900, 900])
    expect(decide(error('transient'), 50, never).runInSeconds).toBe(450)
  })

  test('what waits for work of our own looks again when it should be over, however often, and counts as no failure', () => {
    const known = error('transient', 4)
    expect(decide(known, 7, almost)).toMatchObject({ state: 'waiting', failures: 7, holdConnectionSeconds: null })
    expect(decide(known, 7, almost).runInSeconds).toBeCloseTo(4)
    expect(decide(known, 0, never).runInSeconds).toBe(2)
  })

  test('a conflict is tried again at once, and one that stays is treated like any other trouble', () => {
    for (const before of [0, 4]) expect(decide(error('conflict'), before, almost).runInSeconds).toBeLessThan(0.2)
    expect(decide(error('conflict'), 5, almost).runInSeconds).toBeGreaterThan(10)
  })

  test('a throttled one runs when the vendor allows it', () => {
    expect(decide(error('throttled', 42), 7, never)).toMatchObject({
      runInSeconds: 42,
      holdConnectionSeconds: 42,
      failures: 7,
    })
  })
})
