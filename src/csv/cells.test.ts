import { describe, expect, test } from 'vitest'
import { readCell, writeCell } from './cells.ts'
import type { FileMapping } from './mapping.ts'

type Spelling = Pick<FileMapping, 'decimal' | 'dates' | 'timeZone'>
const plain: Spelling = { decimal: '.', dates: 'YYYY-MM-DD', timeZone: 'UTC' }
const german: Spelling = { decimal: ',', dates: 'DD.MM.YYYY', timeZone: 'Europe/Berlin' }
const american: Spelling = { decimal: '.', dates: 'MM/DD/YYYY', timeZone: 'America/New_York' }

const value = (type: Parameters<typeof readCell>[0], text: string, spelling: Spelling): string | null => {
  const read = readCell(type, text, spelling)
  return read.ok ? read.value : null
}

describe('numbers', () => {
  test.each([
    ['1234.50', plain, '1234.5'],
    ['1,234.50', plain, '1234.5'],
    ['-0.05', plain, '-0.05'],
    ['1.234,50', german, '1234.5'],
    ["1'234,5", german, '1234.5'],
    ['1 234', german, '1234'],
    ['12,5', plain, null],
    ['1.5', german, null],
    ['1,2,3', plain, null],
    ['1.2.3', plain, null],
    ['12 kr', plain, null],
    ['1e5', plain, null],
    ['', plain, null],
  ])('%s', (text, spelling, expected) => {
    expect(value('number', text, spelling)).toBe(expected)
  })
})

describe('points in time', () => {
  test.each([
    ['2026-11-20T10:00:00Z', plain, '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:00:00+01:00', american, '2026-11-20T09:00:00.000Z'],
    ['2026-11-20 10:00:00 +0100', plain, '2026-11-20T09:00:00.000Z'],
    ['20.11.2026 10:00', german, '2026-11-20T09:00:00.000Z'],
    ['2026-11-20', german, '2026-11-19T23:00:00.000Z'],
    ['11/20/2026 23:59:30', american, '2026-11-21T04:59:30.000Z'],
    // The night in which the clocks are set back, and the one in which they are set forward.
    ['25.10.2026 12:00', german, '2026-10-25T11:00:00.000Z'],
    ['29.03.2026 12:00', german, '2026-03-29T10:00:00.000Z'],
    ['31.02.2026', german, null],
    ['20.11.2026 25:00', german, null],
    ['yesterday', plain, null],
    ['0001-01-01', german, null],
    ['0001-01-01T00:00:00Z', plain, null],
    ['0000-00-00', plain, null],
  ])('%s', (text, spelling, expected) => {
    expect(value('instant', text, spelling)).toBe(expected)
  })
})

test('flags, codes and dates are read in the ways people write them', () => {
  expect(['yes', 'JA', '1', 'true'].map((text) => value('flag', text, plain))).toEqual(['true', 'true', 'true', 'true'])
  expect(['no', 'nein', '0'].map((text) => value('flag', text, plain))).toEqual(['false', 'false', 'false'])
  expect(value('text', 'a\0b', plain)).toBe(null)
  expect(value('flag', 'perhaps', plain)).toBe(null)
  expect(value('currency', 'sek', plain)).toBe('SEK')
  expect(value('country', 'Sweden', plain)).toBe(null)
  expect(value('date', '20.11.2026', german)).toBe('2026-11-20')
  expect(value('date', '20.11.2026 10:00', german)).toBe(null)
})

test('what is written is read as the same', () => {
  for (const spelling of [plain, german, american]) {
    expect(value('number', writeCell('number', '-1234.05', spelling), spelling)).toBe('-1234.05')
    expect(value('date', writeCell('date', '2026-11-20', spelling), spelling)).toBe('2026-11-20')
    const instant = '2026-11-20T10:00:00.000Z'
    expect(value('instant', writeCell('instant', instant, spelling), spelling)).toBe(instant)
  }
})
