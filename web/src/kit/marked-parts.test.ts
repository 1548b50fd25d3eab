import { expect, test } from 'vitest'
import { markedParts } from './marked-parts.ts'

const marked = (text: string, typed: string): string =>
  markedParts(text, typed)
    .map((part) => (part.isMark ? `[${part.text}]` : part.text))
    .join('')

test.each([
  ['#1001', '1001', '#[1001]'],
  ['#1001', '#10', '#[10]01'],
  ['Åsa Lindström', 'asa LIND', '[Åsa] [Lind]ström'],
  ['Åsa Lindström', 'ström', 'Åsa Lindström'],
  ['a.b*c', '*', 'a.b*c'],
  ['Ann', '', 'Ann'],
  ['', 'ann', ''],
])('in %j, %j marks %j', (text, typed, expected) => {
  expect(marked(text, typed)).toBe(expected)
})
