import { expect, test } from 'vitest'
import { applied, differences, readJson, toSend, valueAt } from './rule-values.ts'

const STORED = { documents: 'order', corrections: { decrease: 'difference', increase: 'follow-up' }, dueDays: null }

test('what was changed lies over what is stored, and goes out with the whole value that it is a part of', () => {
  const edits = { 'corrections.decrease': 'replace', 'skip.tags': ['test'] }
  expect(valueAt(applied(STORED, edits), 'corrections.decrease')).toBe('replace')
  expect(toSend(STORED, edits)).toEqual({
    corrections: { decrease: 'replace', increase: 'follow-up' },
    skip: { tags: ['test'] },
  })
  expect(valueAt(STORED, 'skip.tags')).toBeUndefined()
})

test('what somebody else changed is told value by value', () => {
  const now = {
    ...STORED,
    documents: 'invoice',
    corrections: { ...STORED.corrections, increase: 'replace' },
    dueDays: 14,
  }
  expect(differences(STORED, now)).toEqual([
    { path: 'documents', before: 'order', after: 'invoice' },
    { path: 'corrections.increase', before: 'follow-up', after: 'replace' },
    { path: 'dueDays', before: '–', after: '14' },
  ])
})

test('JSON that is wrong is told with its place', () => {
  expect(readJson('[1]')).toEqual({ isRight: true, value: [1] })
  expect(readJson('[\n  {"a": 1,}\n]')).toMatchObject({ isRight: false, line: 2 })
  expect(readJson('{"a"')).toMatchObject({ isRight: false, line: 1 })
})
