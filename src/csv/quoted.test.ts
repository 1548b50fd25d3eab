import { expect, test } from 'vitest'
import { quoted } from './quoted.ts'

test('cells are guarded against formulas, and in quotes where they have to be', () => {
  expect(quoted('plain')).toBe('plain')
  expect(quoted('a "b", c')).toBe('"a ""b"", c"')
  expect(quoted('a;b', ';')).toBe('"a;b"')
  expect(quoted('=SUM(A1)')).toBe("'=SUM(A1)")
  expect(['-12.50', '-12,5'].map((cell) => quoted(cell, ';'))).toEqual(['-12.50', '-12,5'])
  expect(quoted('-x')).toBe("'-x")
})
