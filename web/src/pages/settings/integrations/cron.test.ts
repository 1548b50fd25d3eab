import { expect, test } from 'vitest'
import { nextRuns, scheduleWords } from './cron.ts'

const next = (expression: string, zone: string, now: string, count = 2) =>
  nextRuns(expression, zone, new Date(now), count).map((run) => run.toISOString().slice(0, 16))

test('the next runs are those of the zone', () => {
  expect(next('*/15 * * * *', 'UTC', '2026-03-01T10:07:30Z')).toEqual(['2026-03-01T10:15', '2026-03-01T10:30'])
  expect(next('30 3 * * *', 'Europe/Stockholm', '2026-01-31T12:00:00Z')).toEqual([
    '2026-02-01T02:30',
    '2026-02-02T02:30',
  ])
  expect(next('0 9 * * 1-5', 'Asia/Kolkata', '2026-11-20T12:00:00Z', 1)).toEqual(['2026-11-23T03:30'])
  expect(next('0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2028-02-29T00:00'])
  // The first of a month and every Sunday.
  expect(next('0 0 1 * 7', 'UTC', '2026-11-21T00:00:00Z', 3)).toEqual([
    '2026-11-22T00:00',
    '2026-11-29T00:00',
    '2026-12-01T00:00',
  ])
})

test('an hour that a clock skips is skipped', () => {
  expect(next('30 2 * * *', 'Europe/Stockholm', '2026-03-28T12:00:00Z', 1)).toEqual(['2026-03-30T00:30'])
  expect(next('61 * * * *', 'UTC', '2026-01-01T00:00:00Z')).toEqual([])
})

test('usual schedules are said in words', () => {
  expect(scheduleWords('* * * * *')).toEqual({ kind: 'minutes', count: 1 })
  expect(scheduleWords('*/5 * * * *')).toEqual({ kind: 'minutes', count: 5 })
  expect(scheduleWords('37 * * * *')).toEqual({ kind: 'hourly', minute: 37 })
  expect(scheduleWords('0 */6 * * *')).toEqual({ kind: 'hours', count: 6, minute: 0 })
  expect(scheduleWords('5 3 * * *')).toEqual({ kind: 'daily', time: '03:05' })
  expect(scheduleWords('0 9 * * 1-5')).toEqual({ kind: 'other', expression: '0 9 * * 1-5' })
  expect(scheduleWords('every day')).toEqual({ kind: 'wrong' })
})
