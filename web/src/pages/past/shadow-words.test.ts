import { createIntl } from 'react-intl'
import { expect, test } from 'vitest'
import type { ShadowEntry } from '#api/job-results/shadow'
import { en } from '#web/languages/en.ts'
import type { Say } from '#web/languages/use-text.ts'
import { shadowCsv } from './shadow-csv.ts'
import { differenceText, valueKind } from './shadow-words.ts'

const intl = createIntl({ locale: 'en-GB', messages: en })
const text: Say = (id, values) => intl.formatMessage({ id }, values)

test.each([
  [{ what: 'total' }, 'Total', 'amount'],
  [{ what: 'tax on VAT 25% - AC' }, 'Tax on VAT 25% - AC', 'amount'],
  [{ what: 'quantity of MUG-1', item: 'MUG-1' }, 'Quantity of MUG-1', 'count'],
  [{ what: 'net amount of MUG-1', item: 'MUG-1' }, 'Net amount of MUG-1', 'amount'],
  [{ what: 'date' }, 'Date', 'day'],
  [{ what: 'state' }, 'State', 'state'],
  [{ what: 'further documents that could be it' }, 'Further documents that could be it', 'text'],
  [{ what: 'something new' }, 'something new', 'text'],
])('%j is called %s', (difference, words, kind) => {
  expect(differenceText(text, difference)).toBe(words)
  expect(valueKind(difference)).toBe(kind)
})

const side = { total: '25', taxTotal: '5', taxes: null, currency: 'EUR', date: '2026-11-20', customer: 'Ann' }
const entry: ShadowEntry = {
  verdict: 'different',
  orderKey: '1',
  orderName: '#1001',
  transferId: null,
  kind: 'invoice',
  reference: 'acme:invoice:1',
  externalId: 'ACC-1',
  planned: side,
  found: { ...side, total: '27.5', customer: '=Ann, "the" first' },
  differences: [{ what: 'total', planned: '25', found: '27.5' }],
  reason: null,
}

test('the file has a line for each document, and nothing that a spreadsheet would compute', () => {
  const held = { ...entry, verdict: 'held' as const, kind: null, externalId: null, planned: null, found: null }
  const lines = shadowCsv([entry, { ...held, differences: [], reason: 'not paid' }], text, (why) => why.toUpperCase())
  expect(lines.split('\r\n')).toEqual([
    'order,document,verdict,in the ERP,what,planned total,found total,planned tax,found tax,currency,planned date,found date,planned customer,found customer',
    `#1001,Invoice,Different,ACC-1,Total: 25 → 27.5,25,27.5,5,5,EUR,2026-11-20,2026-11-20,Ann,"'=Ann, ""the"" first"`,
    '#1001,,Would wait,,NOT PAID,,,,,,,,,',
    '',
  ])
})
