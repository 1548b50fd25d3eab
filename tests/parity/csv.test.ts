import { expect, test } from 'vitest'
import { quoted } from '#csv/quoted'
import { csvText } from '#web/kit/csv-text.ts'

const CELLS = [
  '',
  'Mug',
  '-12.50',
  '-12,50',
  '- 12',
  '-cmd',
  '=1+1',
  '+46 70 123 45 67',
  '@sum',
  '\t=1',
  '\r=1',
  'a,b',
  'say "so"',
  'two\nlines',
  '=HYPERLINK("a,b")',
]

test('a table that the browser writes is guarded and quoted as one that the server writes', () => {
  for (const cell of CELLS) expect([cell, csvText([[cell]])]).toEqual([cell, `${quoted(cell)}\r\n`])
})
