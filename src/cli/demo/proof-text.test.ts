import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import type { BooksProof } from '#cli/sandboxes'
import { decimal, ZERO } from '#lib/decimal'
import type { PaydayFigures } from './payday.ts'
import { paydayText, proofText } from './proof-text.ts'

const io = { colors: picocolors.createColors(false), columns: 100 } as Parameters<typeof proofText>[0]

const flawless: BooksProof = {
  placed: 3,
  booked: 2,
  documents: 4,
  byKind: [{ kind: 'invoice', count: 2, total: decimal('1234.5') }],
  lost: [],
  takenBack: [],
  double: [],
  unbalanced: [],
  drafts: [],
  strays: [],
  held: [
    {
      order: '#1002',
      orderKey: '2',
      state: 'attention',
      code: 'ITEM_UNKNOWN',
      message: 'CAP is unknown.',
      remedy: 'Map it.',
    },
  ],
  skipped: [],
  sums: [{ what: 'totals', shop: decimal('1234.5'), erp: decimal('1234.5'), difference: ZERO }],
}

test('the end of a demo says what was lost, doubled or wrong, what both sides hold, and what is held and why', () => {
  const text = proofText(io, flawless, { webhook: 2, sweep: 1 })
  expect(text).toContain('The books of both sides')
  expect(text).toMatch(/lost +0/)
  expect(text).toMatch(/booked twice +0/)
  expect(text).toMatch(/2 known by webhook, 1 found by the search/)
  expect(text).toMatch(/totals +1.234\.50 +1.234\.50 +0\.00/)
  expect(text).toMatch(/#1002 ITEM_UNKNOWN[^]*CAP is unknown\.[^]*Map it\./)
})

test('what is wrong is named', () => {
  const text = proofText(io, { ...flawless, lost: ['#1001'], drafts: ['SINV-1'] }, { webhook: 3, sweep: 0 })
  expect(text).toMatch(/lost +1 +#1001/)
  expect(text).toMatch(/drafts left behind +1 +SINV-1/)
})

const closed: PaydayFigures = {
  movements: 31,
  paidOut: { provider: decimal('205447.95'), erp: decimal('205447.95') },
  fees: { provider: decimal('6625.29'), erp: decimal('6625.29') },
  leftToClear: ZERO,
  closed: true,
  held: null,
}

test('the payout stands there as the provider says and as the ERP holds it, with what is left to clear', () => {
  const [text = ''] = paydayText(io, closed)
  expect(text).toContain('one payout of 31 movements, SEK')
  expect(text).toMatch(/paid out to the bank +205.447\.95 +205.447\.95 +0\.00/)
  expect(text).toMatch(/left to clear +0\.00 +0\.00 +0\.00/)
  const [wrong = ''] = paydayText(io, { ...closed, leftToClear: decimal('597'), closed: false })
  expect(wrong).toMatch(/left to clear +0\.00 +597\.00 +-597\.00/)
})

test('a payout that waits for a person says for what', () => {
  const [text = ''] = paydayText(io, { ...closed, closed: false, held: 'Its order #1002 waits.' })
  expect(text).toContain('The payout is held: Its order #1002 waits.')
})

test('where nobody paid by card there is no payout to speak of', () => {
  expect(paydayText(io, null)).toEqual([])
})
