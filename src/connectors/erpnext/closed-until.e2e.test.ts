import { expect, test } from 'vitest'
import { plainContext } from '#testing/plain-context'
import { openBooks } from './erpnext.test-kit.ts'
import { erpnext } from './index.ts'
import { sampleCredit, sampleGoods, sampleJournal, samplePayment, sampleSale } from '#testing/sample-documents'
import { sampleSettings } from './sample-settings.ts'
import { documents } from './write.ts'

const OLD = { date: '2026-09-15' }
const LINES = [
  { account: 'Bank - AC', amount: '1' },
  { account: 'Stripe Clearing - AC', amount: '-1' },
]
const DOCUMENTS = [
  sampleSale([{ net: '1' }], [], { kind: 'invoice', reference: 'shop:invoice:1', ...OLD }),
  sampleCredit([{ net: '1' }], [], { ...OLD, basedOn: null }),
  samplePayment(OLD),
  samplePayment({ ...OLD, kind: 'refund-payment', reference: 'shop:refund-payment:1' }),
  sampleJournal(LINES, OLD),
]

const closedFor = (...doctypes: string[]) => ({
  doctype: 'Accounting Period',
  period_name: '2026-09',
  start_date: '2026-09-01',
  end_date: '2026-09-30',
  company: 'Acme GmbH',
  closed_documents: doctypes.map((document_type) => ({ document_type, closed: 1 })),
})

test.each(DOCUMENTS.map((document) => [document.kind, document] as const))(
  'a %s of a frozen day is refused by name',
  async (_kind, document) => {
    await using books = await openBooks()
    expect(await documents.closedUntil?.(books.context)).toBeNull()
    books.site.site.setSingle('Accounts Settings', { acc_frozen_upto: '2026-10-31' })
    await expect(books.write(document)).rejects.toMatchObject({
      kind: 'rejected',
      code: 'PERIOD_CLOSED',
      subject: 'period:2026-09',
      remedy: expect.any(String) as string,
    })
    expect(await documents.closedUntil?.(books.context)).toBe('2026-10-31')
    expect((await books.write({ ...document, date: '2026-11-01' })).state).toBe('issued')
  },
)

test('goods of a frozen day, an accounting period and a closed year are told apart from open days', async () => {
  await using books = await openBooks()
  books.site.site.setSingle('Stock Settings', { stock_frozen_upto: '2026-08-31' })
  const frozen = books.write(sampleGoods([{}], { date: '2026-08-01' }))
  await expect(frozen).rejects.toMatchObject({ code: 'PERIOD_CLOSED', subject: 'period:2026-08' })
  expect(await documents.closedUntil?.(books.context)).toBe('2026-08-31')

  books.site.insert(closedFor('Sales Invoice', 'Journal Entry'))
  const sale = sampleSale([{ net: '1' }], [], { kind: 'invoice', reference: 'shop:invoice:1', ...OLD })
  await expect(books.write(sale)).rejects.toMatchObject({ code: 'PERIOD_CLOSED' })
  await expect(books.write(sampleJournal(LINES, OLD))).rejects.toMatchObject({ code: 'PERIOD_CLOSED' })
  expect((await books.write(samplePayment(OLD))).state).toBe('issued')
  expect(await documents.closedUntil?.(books.context)).toBe('2026-09-30')
})

test('a closed year, and periods that close nothing of ours', async () => {
  await using books = await openBooks()
  books.site.insert(closedFor('Purchase Invoice'))
  expect(await documents.closedUntil?.(books.context)).toBeNull()
  books.site.insert({
    doctype: 'Period Closing Voucher',
    docstatus: 1,
    company: 'Acme GmbH',
    fiscal_year: '2025',
    transaction_date: '2026-01-10',
    period_start_date: '2025-01-01',
    period_end_date: '2025-12-31',
    closing_account_head: 'Retained Earnings - AC',
    remarks: 'Year end',
  })
  await expect(books.write(samplePayment({ date: '2025-06-15' }))).rejects.toMatchObject({ code: 'PERIOD_CLOSED' })
  expect(await documents.closedUntil?.(books.context)).toBe('2025-12-31')
})

test('what the API user may not read is left out', async () => {
  await using books = await openBooks()
  books.site.site.setSingle('Accounts Settings', { acc_frozen_upto: '2026-10-31' })
  const sales = sampleSettings({ baseUrl: books.site.url, apiKey: 'norole-key', apiSecret: 'norole-secret' })
  expect(await documents.closedUntil?.(plainContext(erpnext, sales))).toBeNull()
})
