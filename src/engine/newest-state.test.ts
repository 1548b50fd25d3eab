import { expect, test } from 'vitest'
import { isOlderThan } from './newest-state.ts'

const EARLY = '2026-11-20T10:00:00Z'
const LATE = '2026-11-20T10:00:05Z'

test.each([
  [EARLY, null, false],
  [EARLY, LATE, true],
  [LATE, EARLY, false],
  [LATE, LATE, false],
  // One side counts whole seconds, the other does not.
  [LATE, '2026-11-20T10:00:05.900Z', false],
  ['2026-11-20T10:00:04.999Z', '2026-11-20T10:00:05.900Z', true],
  [EARLY, '2026-11-20 10:00:05+00', true],
])('whether %s is older than %s: %s', (updatedAt, plannedUpdatedAt, older) => {
  expect(isOlderThan({ updatedAt }, plannedUpdatedAt)).toBe(older)
})
