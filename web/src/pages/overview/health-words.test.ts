import { expect, test } from 'vitest'
import { lastingText, type Overview, placeOf, verdictOf } from './health-words.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const overview = (more: Partial<Overview> = {}): Overview => ({
  systems: [],
  flows: [],
  alarms: { warning: 0, critical: 0 },
  synced: 100,
  open: 0,
  attention: 0,
  lookedAt: '2026-11-20T11:59:20.000Z',
  ...more,
})

test.each([
  [{}, 'good'],
  [{ open: 3 }, 'busy'],
  [{ open: 3, attention: 1 }, 'attention'],
  [{ alarms: { warning: 1, critical: 0 } }, 'attention'],
  [{ lookedAt: '2026-11-20T11:50:00.000Z', open: 3 }, 'unwatched'],
  [{ lookedAt: null }, 'unwatched'],
  [{ lookedAt: null, alarms: { warning: 0, critical: 1 } }, 'critical'],
] as const)('%o is %s', (more, verdict) => expect(verdictOf(overview(more), NOW)).toBe(verdict))

test('how long something lasts is told in its largest unit', () => {
  expect(lastingText('2026-11-20T11:59:48Z', NOW, 'en')).toBe('12 sec')
  expect(lastingText('2026-11-20T11:15:00Z', NOW, 'en')).toBe('45 min')
  expect(lastingText('2026-11-18T10:00:00Z', NOW, 'en')).toBe('2 days')
})

test('an alarm leads to where it is seen to', () => {
  expect(placeOf({ code: 'PAYOUT_HELD', connection: null })).toBe('payouts')
  expect(placeOf({ code: 'CONNECTION_PAUSED', connection: 'shop' })).toBe('connections')
  expect(placeOf({ code: 'JOB_FAILED', connection: null })).toBeNull()
})
