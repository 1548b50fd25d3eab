import pc from 'picocolors'
import { expect, test } from 'vitest'
import { aPayment, aPayout, aRow, planOf } from '#books/payouts/payouts.test-kit'
import { mappingsOf } from '#mapping/mappings'
import { resolve } from '#mapping/resolve'
import { payoutPreviewText } from './payout-text.ts'

const io = { colors: pc.createColors(false), columns: 100 } as Parameters<typeof payoutPreviewText>[0]

const rows = [
  aRow({ category: 'charge', amount: '100', fee: '1.5', orderPaymentExternalId: '1', orderName: '#1001' }),
  aRow({ category: 'unknown', type: 'MOON_FEE', amount: '-7' }),
]
const payout = aPayout(rows)
const plan = planOf(payout, { payments: [aPayment('1', '100')] })

test('a payout is shown with its rows, its journal, its proof and what is left to say', () => {
  const mappings = mappingsOf({
    payments: [{ gateway: '*', mode: 'Card', account: 'Clearing' }],
    ledgers: ['bank', 'fee', 'other'].map((category) => ({ category, account: `Account of ${category}` })),
  })
  const resolved = plan.writes.map((write) => resolve(write.document, mappings))
  const documents = resolved.flatMap((result) => (result.ok ? [result.document] : []))
  const text = payoutPreviewText(io, { payout, plan, documents, missing: [], held: [] })
  for (const part of ['po_1 by Stripe', '#1001', 'MOON_FEE', 'to the bank 91.50 EUR', 'Account of other', 'Clearing'])
    expect(text).toContain(part)
  expect(text).toContain('of a kind that nobody knows')
  expect(text).toMatch(/✓ +bank +91\.50 +91\.50 +0\.00/)
})

test('ledgers without an account are asked for by name', () => {
  const resolved = plan.writes.map((write) => resolve(write.document, mappingsOf({})))
  const missing = resolved.flatMap((result) => (result.ok ? [] : result.missing))
  const text = payoutPreviewText(io, { payout, plan, documents: [], missing, held: [] })
  for (const category of ['bank', 'fee', 'other']) expect(text).toContain(`category: ${category}`)
})
