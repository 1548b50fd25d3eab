import { describe, expect, test } from 'vitest'
import { collate } from './collate.ts'
import { toFloat, toInt } from './fields.ts'
import { titleOf } from './labels.ts'
import { flt } from './numbers.ts'
import { pythonJson, repr } from './python.ts'
import { expandSeries } from './series.ts'

describe('how the server reads and writes values', () => {
  test.each([
    ['19,99', 1999],
    ['1,234.5', 1234.5],
    ['12 pcs', 0],
    [' 2 ', 2],
    [null, 0],
    [true, 1],
  ])('reads %j as %d', (given, expected) => {
    expect(toFloat(given)).toBe(expected)
  })

  test('a limit that is no number is 0', () => {
    expect(toInt('abc')).toBe(0)
    expect(toInt('2.9')).toBe(2)
  })

  test.each([
    [0.125, 2, 0.12],
    [0.135, 2, 0.14],
    [2.5, 0, 2],
    [3.5, 0, 4],
    [-0.125, 2, -0.12],
    [1.005, 2, 1],
  ])('rounds %d to %d digits: %d', (value, digits, expected) => {
    expect(flt(value, digits)).toBe(expected)
  })

  test('a series expands dates, fields and the number', () => {
    const doc = { doctype: 'X', name: '', docstatus: 0, abbr: 'AC' } as const
    expect(expandSeries('SAL-ORD-.YYYY.-', doc, '2026-11-21', () => 7)).toBe('SAL-ORD-2026-00007')
    expect(expandSeries('{abbr}.-.MM.-.###', doc, '2026-11-21', () => 7)).toBe('AC-11-007')
  })

  test('labels come from field names', () => {
    expect(titleOf('address_line1')).toBe('Address Line 1')
    expect(titleOf('stock_uom')).toBe('Stock UOM')
  })

  test('texts are quoted as Python does', () => {
    expect(repr("A/S O'Neil")).toBe('"A/S O\'Neil"')
    expect(repr({ a: [1, null] })).toBe("{'a': [1, None]}")
    expect(pythonJson({ a: [1, 'x'], b: undefined })).toBe('{"a": [1, "x"]}')
  })

  test('names compare as the database does', () => {
    expect(collate('Ärger ')).toBe('arger')
  })
})
