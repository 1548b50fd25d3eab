import { expect, test } from 'vitest'
import { differences } from './differences.ts'
import { queryOf } from './filter.ts'

test('what a change touched is told field by field, and nothing else', () => {
  expect(differences({ role: 'viewer', name: 'Kim' }, { role: 'admin', name: 'Kim' })).toEqual([
    { field: 'role', before: 'viewer', after: 'admin' },
  ])
  expect(differences(null, { role: 'admin', expiresAt: null })).toEqual([
    { field: 'role', before: null, after: 'admin' },
  ])
  expect(differences({ role: 'admin' }, null)).toEqual([{ field: 'role', before: 'admin', after: null }])
  expect(differences({ rules: { a: 1, b: [1] } }, { rules: { a: 1, b: [1, 2] } })).toEqual([
    { field: 'rules.b', before: [1], after: [1, 2] },
  ])
  expect(differences('old', 'new')).toEqual([{ field: '', before: 'old', after: 'new' }])
  expect(differences({ deep: { gone: true } }, {})).toEqual([{ field: 'deep.gone', before: true, after: null }])
  expect(differences(null, null)).toEqual([])
})

test('a filter asks the same for an hour', () => {
  const filter = { actor: undefined, group: 'member', subject: undefined, period: 'day' } as const
  const asked = { event: 'member.', since: '2026-03-01T10:00:00.000Z' }
  expect(queryOf(filter, new Date('2026-03-02T10:05:00Z'))).toEqual(asked)
  expect(queryOf(filter, new Date('2026-03-02T10:55:00Z'))).toEqual(asked)
})
