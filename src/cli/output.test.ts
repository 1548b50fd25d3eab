import picocolors from 'picocolors'
import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { amount, bar, count, duration, hanging, plural, table, when, widthOf } from './output.ts'

const plain = picocolors.createColors(false)
const colored = picocolors.createColors(true)

describe('a table', () => {
  const columns = [{ title: 'order' }, { title: 'total', align: 'right' as const }, { title: 'cause', flexible: true }]

  test('aligns its columns, numbers to the right', () => {
    const rows = [
      ['#1001', '9.50', ''],
      ['#2', '1,249.00', 'why'],
    ]
    expect(table(columns, rows, { colors: plain, width: 80 })).toBe(
      ['  order     total  cause', '  #1001      9.50', '  #2     1,249.00  why'].join('\n'),
    )
  })

  test('does not count colours', () => {
    const rows = [[colored.red('#1'), colored.bold('1.00'), 'x']]
    const [head = '', row = ''] = table(columns, rows, { colors: colored, width: 80 }).split('\n')
    expect(widthOf(head)).toBe('  order  total  cause'.length)
    expect(widthOf(row)).toBe('  #1      1.00  x'.length)
  })

  test('shortens one column to fit the terminal', () => {
    const rows = [['#1001', '9.50', 'a long cause that does not fit into the line']]
    for (const line of table(columns, rows, { colors: plain, width: 40 }).split('\n')) {
      expect(widthOf(line)).toBeLessThanOrEqual(40)
    }
  })
})

test.each([
  ['1249.5', 'SEK', '1,249.50'],
  ['-1234567', 'EUR', '-1,234,567.00'],
  ['1500', 'JPY', '1,500'],
  ['1.5', 'KWD', '1.500'],
  ['0.125', 'SEK', '0.125'],
])('%s %s is written %s', (value, currency, text) => {
  expect(amount(decimal(value), currency)).toBe(text)
})

test('numbers, spans and instants are written for people', () => {
  expect([count(1234567), plural(1, 'order'), plural(2, 'entry', 'entries')]).toEqual([
    '1,234,567',
    '1 order',
    '2 entries',
  ])
  expect([12, 840.4, 1234, 61_000].map(duration)).toEqual(['12 ms', '840 ms', '1.2 s', '1 min 1 s'])
  expect(when('2026-11-21T23:30:00Z', 'Europe/Stockholm')).toBe('2026-11-22 00:30:00')
})

test('long texts hang under their beginning', () => {
  expect(hanging('  → ', 'one two three four five six seven eight', 34)).toBe(
    '  → one two three four five six\n    seven eight',
  )
})

test('a bar is as long as asked for, whatever its share', () => {
  for (const share of [-1, 0, 0.5, 1, 2]) expect(bar(share, 10, plain)).toHaveLength(10)
})
