import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Decimal, subtract, sum } from '#lib/decimal'
import type { Story } from '#testing/story'
import { aMug, amount, booksOf, issued, line, PATIENCE_MS, rows, vat } from './books.ts'
import {
  balanceOf,
  BANK,
  CLEARING,
  journals,
  ledgerBalances,
  lookForPayouts,
  payoutTransfer,
  startPayoutStory,
} from './payout-books.ts'

let story: Story

beforeAll(async () => {
  story = await startPayoutStory()
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

/** Pays everything out that has come in, and lets Tillbridge find it. */
async function paidOut(status: 'PAID' | 'SCHEDULED' = 'PAID') {
  await story.settled()
  const payout = story.shop.payouts.run({ status })
  if (payout === null) throw new Error('there is nothing to pay out')
  await lookForPayouts(story)
  return payout
}

const journalsOf = (payoutId: number | string) =>
  journals(story).filter((journal) => String(journal['tillbridge_ref']).includes(`journal:payout-${payoutId}`))

/** Every journal of the ERP must be worth nothing in sum; judged from its own ledger. */
function expectClosed(): void {
  const entries = story.erp.documents('GL Entry')
  for (const journal of journals(story)) {
    const own = entries.filter((entry) => entry['voucher_no'] === journal['name'])
    const difference = subtract(
      sum(own.map((one) => amount(one, 'debit'))),
      sum(own.map((one) => amount(one, 'credit'))),
    )
    expect(difference).toBe('0')
  }
}

test(
  'scenario 49: a withdrawal takes money from the bank, and a payout that is only scheduled waits',
  async () => {
    story.shop.payouts.add({ type: 'BILLING_DEBIT', amount: '-99.00' })
    const before = balanceOf(story, BANK)
    const scheduled = await paidOut('SCHEDULED')
    expect(await payoutTransfer(story, `Payout ${scheduled.id}`)).toMatchObject({
      state: 'skipped',
      causeCode: 'PAYOUT_NOT_PAID_YET',
    })
    expect(balanceOf(story, BANK)).toBe(before)
    story.shop.payouts.settle(scheduled)
    await lookForPayouts(story)
    expect(await payoutTransfer(story, `Payout ${scheduled.id}`)).toMatchObject({ state: 'synced' })
    expect(subtract(balanceOf(story, BANK), before)).toBe('-99')
  },
  PATIENCE_MS,
)

test(
  'scenario 24: an order in dollars, booked in dollars, closes with an exchange difference and no residual',
  async () => {
    await story.configure({ policies: { currency: 'presentment' }, erpSettings: { conversionRates: { USD: '0.9' } } })
    const before = ledgerBalances(story)
    const order = story.shop.place({
      presentment: { currency: 'USD', rate: '1.09' },
      lines: [line('MUG-1', 3, '19.99')],
      shipping: { price: '4.90', taxRates: vat(25) },
      customer: { email: 'dollars@example.com' },
    })
    await story.settled()
    expect(
      booksOf(story, order).invoices.map((invoice) => [invoice['currency'], invoice['outstanding_amount']]),
    ).toEqual([['USD', 0]])
    const payout = await paidOut()
    expect(await payoutTransfer(story, `Payout ${payout.id}`)).toMatchObject({ state: 'synced', causeCode: null })
    const after = ledgerBalances(story)
    const moved = (name: string): Decimal => subtract(after[name] ?? ('0' as Decimal), before[name] ?? ('0' as Decimal))
    expect(moved('clearing')).toBe('0')
    expect(moved('exchange')).not.toBe('0')
    expect(moved('bank')).toBe(payout.net)
    expectClosed()
    await story.configure({ policies: { currency: 'shop' } })
  },
  PATIENCE_MS,
)

test(
  'payments that the orders do not book come with the payout, once',
  async () => {
    await story.configure({ policies: { payments: false } })
    const order = story.shop.place(aMug({ customer: { email: 'later@example.com' } }))
    await story.settled()
    expect(booksOf(story, order).payments).toEqual([])
    const payout = await paidOut()
    expect(await payoutTransfer(story, `Payout ${payout.id}`)).toMatchObject({ state: 'synced', causeCode: null })
    const { invoices, payments } = booksOf(story, order)
    expect(payments).toHaveLength(1)
    expect(invoices.map((invoice) => invoice['outstanding_amount'])).toEqual([0])
    await story.configure({ policies: { payments: true } })
    story.shop.update(order.id, { note: 'looked at again' })
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    expect(
      issued(story, 'Payment Entry').filter((entry) =>
        rows(entry, 'references').some((row) => row['reference_name'] === invoices[0]?.['name']),
      ),
    ).toHaveLength(1)
    expect(balanceOf(story, CLEARING)).toBe('0')
  },
  PATIENCE_MS,
)

test(
  'a payout that is found while its orders are still on their way waits for them, and is one entry',
  async () => {
    const orders = Array.from({ length: 15 }, (_, index) =>
      story.shop.place(aMug({ customer: { email: `rush-${index}@example.com` } })),
    )
    await story.shop.deliveries.settled()
    const payout = story.shop.payouts.run({ status: 'PAID' })
    await lookForPayouts(story)
    expect(await payoutTransfer(story, `Payout ${payout?.id}`)).toMatchObject({ state: 'synced', causeCode: null })
    expect(journalsOf(payout?.id ?? '')).toHaveLength(1)
    for (const order of orders) expect(booksOf(story, order).payments).toHaveLength(1)
    expect(balanceOf(story, CLEARING)).toBe('0')
  },
  PATIENCE_MS,
)

test(
  'scenario 34: a refund of a dollar order is credited in dollars, closes its invoice, and leaves the bank in euro',
  async () => {
    await story.configure({ policies: { currency: 'presentment' }, erpSettings: { conversionRates: { USD: '0.9' } } })
    const before = ledgerBalances(story)
    const order = story.shop.place({
      presentment: { currency: 'USD', rate: '1.09' },
      lines: [line('MUG-1', 2, '19.99')],
      customer: { email: 'back-in-dollars@example.com' },
    })
    await story.settled()
    story.shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    const payout = await paidOut()
    expect(await payoutTransfer(story, `Payout ${payout.id}`)).toMatchObject({ state: 'synced', causeMessage: null })
    const sales = booksOf(story, order).invoices
    expect([...new Set(sales.map((invoice) => invoice['currency']))]).toEqual(['USD'])
    const after = ledgerBalances(story)
    expect(after['clearing'] ?? '0').toBe(before['clearing'] ?? '0')
    expect(subtract(after['bank'] ?? ('0' as Decimal), before['bank'] ?? ('0' as Decimal))).toBe(payout.net)
    expectClosed()
    await story.configure({ policies: { currency: 'shop' } })
  },
  PATIENCE_MS,
)

test(
  'a preview shows what a payout will become, and writes nothing',
  async () => {
    story.shop.place(aMug({ customer: { email: 'preview@example.com' } }))
    await story.settled()
    const payout = story.shop.payouts.run({ status: 'PAID' })
    const before = journals(story).length
    const { engine, organizationId } = story.running.bridge
    const request = { organizationId, integrationId: story.integrationId, name: `Payout ${payout?.id}` }
    const preview = await engine.previewPayout(request)
    expect(preview).toMatchObject({ missing: [], held: [], plan: { outcome: 'write', proof: { differences: [] } } })
    expect(preview.documents).toEqual([expect.objectContaining({ kind: 'journal' })])
    expect(journals(story)).toHaveLength(before)
    await lookForPayouts(story)
    expect(await engine.previewPayout(request)).toMatchObject({ documents: [], plan: { outcome: 'unchanged' } })
    await expect(engine.previewPayout({ ...request, name: '1' })).rejects.toMatchObject({ code: 'PAYOUT_NOT_FOUND' })
  },
  PATIENCE_MS,
)
