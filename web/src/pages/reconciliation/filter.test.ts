import { expect, test } from 'vitest'
import { rangeOf } from './filter.ts'

test('a range begins with the first minute of its first day, on the shop’s calendar', () => {
  const now = new Date('2026-11-21T18:42:31Z')
  expect(rangeOf('7', 'Europe/Berlin', now)).toEqual({
    since: '2026-11-14T23:00:00.000Z',
    until: '2026-11-21T18:42:31.000Z',
  })
  expect(rangeOf('30', 'Europe/Berlin', now).since).toBe('2026-10-22T22:00:00.000Z')
  expect(rangeOf('7', 'UTC', now).since).toBe('2026-11-15T00:00:00.000Z')
})
