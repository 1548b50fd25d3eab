import { expect, test } from 'vitest'
import { safeNext, tokenOf } from './next.ts'

test.each([
  ['/o/acme/transfers?state=attention', '/o/acme/transfers?state=attention'],
  ['https://elsewhere.example', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  [undefined, '/'],
])('after signing in, %s leads to %s', (next, to) => expect(safeNext(next)).toBe(to))

test('a token is read from behind the number sign', () => {
  expect(tokenOf('#token=abc-123')).toBe('abc-123')
  expect(tokenOf('')).toBe('')
})
