import { afterAll, beforeAll, expect, test } from 'vitest'
import { decimal, type Decimal } from '#lib/decimal'
import { type KlarnaSandbox, startKlarna } from '#sandboxes/klarna/start'
import type { Story } from '#testing/story'
import { booksOf, line, PATIENCE_MS } from './books.ts'
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

let klarna: KlarnaSandbox
let story: Story
let sold = 0

beforeAll(async () => {
  klarna = await startKlarna()
  const { username, password } = klarna.credentials
  story = await startPayoutStory({
    providers: { klarna: { connector: 'klarna', settings: { username, password, baseUrl: klarna.url } } },
  })
}, PATIENCE_MS)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  await klarna.stop()
})

const major = (minor: number): Decimal => decimal((minor / 100).toFixed(2))

/** An order of mugs for 20.00 each that the buyer pays with a provider, known there by `paymentId` if by anything. */
function order(gateway: string, mugs: number, paymentId: string | undefined) {
  sold += 1
  return story.shop.place({
    lines: [line('MUG-1', mugs, '20.00')],
    customer: { email: `buyer-${sold}@example.com` },
    payments: [{ gateway, amount: `${mugs * 20}.00`, ...(paymentId === undefined ? {} : { paymentId }) }],
  })
}

const journalsOf = (key: string) =>
  journals(story).filter((journal) => String(journal['tillbridge_ref']).includes(`journal:payout-${key}`))

async function paidByKlarna() {
  await story.settled()
  const payout = klarna.payout()
  if (payout === null) throw new Error('there was something to pay out')
  await lookForPayouts(story)
  return { key: payout.payment_reference, settled: payout.totals['settlement_amount'] ?? 0 }
}

test(
  'Klarna: sales known by the order id or by the order number, a return, fees with tax, a reserve and a dispute close to zero',
  async () => {
    const sale = klarna.sale({ amount: 8000 })
    const known = order('klarna', 4, sale.orderId)
    const named = order('klarna', 1, undefined)
    klarna.sale({ amount: 2000, reference1: named.name })
    await story.settled()
    story.shop.refund(known, { lines: [{ line: 0, quantity: 1 }] })
    klarna.refund(sale, 2000)
    const angry = klarna.sale({ amount: 4000 })
    order('klarna', 2, angry.orderId)
    klarna.dispute(angry)
    klarna.hold(500)
    const { key, settled } = await paidByKlarna()
    expect(await payoutTransfer(story, key)).toMatchObject({
      state: 'synced',
      causeMessage: null,
      recordKey: `klarna/${key}`,
    })
    expect(balanceOf(story, BANK)).toBe(major(settled))
    expect(balanceOf(story, CLEARING)).toBe('0')
    // 2.99 % and 0.35 of each sale, 15.00 for the dispute; 25 % tax on the former.
    expect(ledgerBalances(story)).toMatchObject({ fee: '20.24', 'fee-tax': '1.32', reserve: '5', dispute: '40' })
    expect(journalsOf(key)).toHaveLength(1)
    for (const one of [known, named]) {
      expect(booksOf(story, one).invoices.map((invoice) => invoice['outstanding_amount'])).toContain(0)
    }
    await lookForPayouts(story)
    expect(journalsOf(key)).toHaveLength(1)
  },
  PATIENCE_MS,
)

test(
  'Klarna: a kind that nobody knows is held by its name and everything else booked; a debt is carried on',
  async () => {
    const before = ledgerBalances(story)
    klarna.book({ type: 'MOON_FEE', amount: -700 })
    const { key } = await paidByKlarna()
    expect(await payoutTransfer(story, key)).toMatchObject({
      state: 'attention',
      causeCode: 'PAYOUT_TYPE_UNKNOWN',
      causeSubject: 'payout-type:MOON_FEE',
    })
    expect(ledgerBalances(story)).toMatchObject({ ...before, other: '7', advance: '-7' })
    await story.configure({ policies: { payouts: { types: { MOON_FEE: 'billing' } } } })
    klarna.release(500)
    klarna.book({ type: 'CREDIT', detailedType: 'FRAUD_POLICY_CREDIT_NET', amount: 4000 })
    const { key: next, settled } = await paidByKlarna()
    expect(settled).toBe(3800)
    for (const one of [key, next]) expect(await payoutTransfer(story, one)).toMatchObject({ state: 'synced' })
    const { other, advance, reserve, dispute, billing } = ledgerBalances(story)
    expect({ other, advance, reserve, dispute, billing }).toEqual({ billing: '7' })
  },
  PATIENCE_MS,
)
