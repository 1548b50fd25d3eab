import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { JournalDocument, JournalLine, Ledger } from '#model/documents'
import { mappingsOf, mappingsSchema } from './mappings.ts'
import { resolve } from './resolve.ts'

const line = (id: string, ledger: Ledger, amount: string): JournalLine => ({
  id,
  ledger,
  amount: decimal(amount),
  party: null,
  settles: null,
  memo: null,
})

const payout: JournalDocument = {
  kind: 'journal',
  purpose: 'payout',
  reference: 'acme:journal:payout-1',
  orderName: 'Payout 1',
  date: '2026-11-21',
  currency: 'EUR',
  remarks: null,
  lines: [
    line('bank', { kind: 'category', category: 'bank' }, '97'),
    line('fee', { kind: 'category', category: 'fee' }, '3'),
    line('debt', { kind: 'receivable' }, '0'),
    line('clearing', { kind: 'clearing', gateway: 'shopify_payments' }, '-100'),
  ],
}

const payments = [{ gateway: 'shopify_payments', mode: 'Card', account: 'Clearing' }]
const ledgers = [
  { category: 'Bank', account: 'Giro' },
  { category: 'fee', account: 'Charges' },
]

test('each line gets its account; a receivable keeps that of its party', () => {
  const resolved = resolve(payout, mappingsOf({ payments, ledgers }))
  expect(resolved).toMatchObject({
    ok: true,
    document: { lines: [{ account: 'Giro' }, { account: 'Charges' }, { account: null }, { account: 'Clearing' }] },
  })
})

test('a category that nobody mapped is a task, never a guess', () => {
  expect(resolve(payout, mappingsOf({ payments: [{ gateway: '*', mode: 'Card' }] }))).toMatchObject({
    ok: false,
    missing: [
      { code: 'LEDGER_NOT_MAPPED', subject: 'ledger:bank' },
      { code: 'LEDGER_NOT_MAPPED', subject: 'ledger:fee' },
      { code: 'PAYMENT_NOT_MAPPED', subject: 'payment:shopify_payments:account' },
    ],
  })
  expect(mappingsSchema.safeParse({ ledgers: [{ category: '*', account: 'A' }] }).success).toBe(false)
  expect(mappingsSchema.safeParse({ ledgers: [...ledgers, { category: 'FEE', account: 'A' }] }).success).toBe(false)
})
