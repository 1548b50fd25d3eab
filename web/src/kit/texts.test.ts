import { describe, expect, test } from 'vitest'
import { jsonParts } from './json-parts.ts'
import { moneyText } from './money-text.ts'
import { exactText, relativeText, shortText } from './relative-time.ts'
import { sparklinePath } from './sparkline-path.ts'

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('money', () => {
  test.each([
    ['1234.5', 'EUR', 'en-GB', '€1,234.50'],
    ['-0.05', 'SEK', 'sv-SE', '−0,05 kr'],
    ['1000', 'JPY', 'en-GB', 'JP¥1,000'],
    // More digits than the currency has are not hidden: they are what does not balance.
    ['0.125', 'EUR', 'en-GB', '€0.125'],
    // A float knows 9007199254740992.99 only as …992 or …994.
    ['9007199254740992.99', 'EUR', 'en-GB', '€9,007,199,254,740,992.99'],
  ])('%s %s in %s is %s', (amount, currency, locale, text) => {
    expect(plain(moneyText(amount, currency, locale))).toBe(text)
  })
})

describe('time', () => {
  const now = new Date('2026-11-21T18:00:00Z')
  test.each([
    ['2026-11-21T17:59:30Z', 'now'],
    ['2026-11-21T17:55:00Z', '5 minutes ago'],
    ['2026-11-21T20:00:00Z', 'in 2 hours'],
    ['2026-11-20T17:00:00Z', 'yesterday'],
    ['2025-11-01T00:00:00Z', 'last year'],
  ])('%s is %s', (at, words) => expect(relativeText(new Date(at), now, 'en-GB')).toBe(words))

  test('names the zone, and the day when it is not today in that zone', () => {
    const at = new Date('2026-11-21T23:30:00Z')
    expect(exactText(at, 'Europe/Stockholm', 'en-GB')).toBe('22 Nov 2026, 00:30:00 CET')
    expect(shortText(at, now, 'UTC', 'en-GB')).toBe('23:30')
    expect(shortText(at, now, 'Europe/Stockholm', 'en-GB')).toBe('22 Nov, 00:30')
  })
})

test('JSON in parts is the same text again', () => {
  const text = JSON.stringify({ name: 'a "quoted": value', count: -1.5e3, none: null, list: [true, '12'] }, null, 2)
  const parts = jsonParts(text)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  expect(parts.filter(({ kind }) => kind === 'name').map((part) => part.text)).toEqual([
    '"name"',
    '"count"',
    '"none"',
    '"list"',
  ])
})

test('a sparkline touches the top with its highest value and the bottom with none', () => {
  expect(sparklinePath([0, 5, 10])).toBe('M0 26L50 14L100 2')
  expect(sparklinePath([])).toBe('')
})
