import { expect, test } from 'vitest'
import type { Settlement } from '#database/settle'
import { createProgress, quantile } from './progress.ts'

const settled = (
  recordName: string,
  state: Settlement['state'],
  kinds: readonly string[] = ['sales-order'],
): Settlement =>
  ({ recordName, state, summary: null, cause: null, links: kinds.map((kind) => ({ kind })) }) as unknown as Settlement

test('orders are followed from the shop into the ERP', () => {
  let now = 0
  const progress = createProgress(4, () => now)
  progress.placed('#1', 'none')
  progress.placed('#2', 'duplicate')
  progress.placed('#3', 'late')
  now = 100
  progress.settled(settled('#1', 'synced'))
  progress.settled(settled('#2', 'waiting', []))
  now = 300
  progress.settled(settled('#2', 'attention', []))
  progress.settled(settled('#3', 'synced'))
  expect(progress.snapshot()).toMatchObject({
    planned: 4,
    placed: 3,
    booked: 2,
    held: 1,
    onTheWay: 0,
    interrupted: 1,
    // What came late says nothing about the pace.
    medianMs: 100,
    p99Ms: 100,
    troubles: { none: 1, duplicate: 1, late: 1, never: 0 },
  })
})

test('a run that found everything in step is no news, and orders of others are none of ours', () => {
  const progress = createProgress(1, () => 0)
  progress.placed('#1', 'none')
  progress.settled(settled('#1', 'synced'))
  progress.settled(settled('#1', 'synced', []))
  progress.settled(settled('#9', 'synced'))
  expect(progress.snapshot().latest.map(({ name }) => name)).toEqual(['#1'])
})

test('a quantile is a value that occurs', () => {
  expect([0.5, 0.99, 0].map((share) => quantile([1, 2, 3, 4], share))).toEqual([2, 4, 1])
  expect(quantile([], 0.5)).toBeNull()
})
