import { afterAll, beforeAll, expect, test } from 'vitest'
import { listConnections } from '#database/connections'
import { decimal, type Decimal, subtract } from '#lib/decimal'
import { type AdyenSandbox, startAdyen } from '#sandboxes/adyen/start'
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
let adyen: AdyenSandbox
let adyenWebhook = ''
let story: Story
let sold = 0

beforeAll(async () => {
  klarna = await startKlarna()
  adyen = await startAdyen()
  const { username, password } = klarna.credentials
  const { reportUser, reportPassword } = adyen.credentials
  const login = { username: 'tillbridge', password: 'sesame' }
  let keys: object = {}
  story = await startPayoutStory({
    providers: () => ({
      klarna: { connector: 'klarna', settings: { username, password, baseUrl: klarna.url } },
      adyen: {
        connector: 'adyen',
        settings: { merchantAccount: 'ExampleCOM', reportUser, reportPassword, baseUrl: adyen.url, ...keys },
      },
    }),
  })
  const { bridge, url } = story.running
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  adyenWebhook = `${url}/webhooks/${connections.find((one) => one.connector === 'adyen')?.connectionId}`
  const { hmacKey } = adyen.addWebhook(adyenWebhook, login)
  keys = { hmacKey, webhookUser: login.username, webhookPassword: login.password }
  await story.configure({})
}, PATIENCE_MS)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  await klarna.stop()
  await adyen.stop()
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

/** What the ledgers moved by since `before`, those that did not left out. */
function movedSince(before: Record<string, Decimal>): Record<string, Decimal> {
  const now = ledgerBalances(story)
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  const moved = names.map((name) => [name, subtract(now[name] ?? decimal(0), before[name] ?? decimal(0))] as const)
  return Object.fromEntries(moved.filter(([, amount]) => amount !== decimal(0)))
}

test(
  'Adyen: a signed notification brings a batch with payments, a refund, a chargeback and fees, once however often it is sent',
  async () => {
    const before = ledgerBalances(story)
    const card = adyen.pay({ amount: '100.00' })
    const known = order('adyen', 5, card.pspReference)
    const named = order('adyen', 1, undefined)
    adyen.pay({ amount: '20.00', method: 'ideal', reference: named.name })
    const angry = adyen.pay({ amount: '40.00' })
    order('adyen', 2, angry.pspReference)
    await story.settled()
    story.shop.refund(known, { lines: [{ line: 0, quantity: 1 }] })
    adyen.refund(card, '20.00', 'refund-1')
    adyen.chargeback(angry)
    adyen.book({ type: 'Fee', amount: '-1.10', text: 'Transaction Fees November' })
    adyen.book({ type: 'DepositCorrection', amount: '-5.00' })
    await story.settled()
    const batch = adyen.closeBatch()
    await adyen.notices.settled()
    await story.settled()
    expect(new Set(adyen.notices.log.map(({ text }) => text))).toEqual(new Set(['[accepted]']))
    expect(await payoutTransfer(story, 'ExampleCOM-1')).toMatchObject({
      state: 'synced',
      causeMessage: null,
      foundBy: 'webhook',
      recordKey: 'adyen/ExampleCOM-1',
      recordName: 'Batch 1',
    })
    // Interchange++ of the cards (0.96 and 0.39), 3 % of iDEAL, 15.00 for the chargeback, 1.10 of fees.
    expect(movedSince(before)).toEqual({ bank: batch.paid['EUR'], fee: '18.05', reserve: '5', dispute: '40' })
    for (const one of [known, named]) {
      expect(booksOf(story, one).invoices.map((invoice) => invoice['outstanding_amount'])).toContain(0)
    }

    adyen.tellAgain(batch)
    await adyen.notices.settled()
    await lookForPayouts(story)
    expect(journalsOf('ExampleCOM-1')).toHaveLength(1)
  },
  PATIENCE_MS,
)

test('Adyen: what is signed otherwise, or brings another password, is refused', async () => {
  const sent = adyen.notices.log.at(-1)
  if (sent === undefined) throw new Error('something was sent')
  const post = async (body: string, headers: Record<string, string> = sent.headers) => {
    const answer = await fetch(adyenWebhook, { method: 'POST', headers, body })
    return [answer.status, await answer.text()]
  }
  expect(await post(sent.body)).toEqual([200, '[accepted]'])
  const refused = (error: string) => [401, expect.stringContaining(error)]
  expect(await post(sent.body.replaceAll('batch_1.', 'batch_2.'))).toEqual(refused('SIGNATURE_REFUSED'))
  expect(await post('{}')).toEqual(refused('SIGNATURE_REFUSED'))
  expect(await post(sent.body, { ...sent.headers, authorization: 'Basic eDp5' })).toEqual(refused('LOGIN_REFUSED'))
  // Signed, and of the test environment: the mode is no part of what is signed.
  expect(await post(sent.body.replace('"live":"true"', '"live":"false"'))).toEqual(refused('OTHER_ACCOUNT'))
})

test(
  'Adyen: a payment in another currency leaves its difference at exchange, and a kind that nobody knows is held by its name',
  async () => {
    const before = ledgerBalances(story)
    const abroad = story.shop.place({
      presentment: { currency: 'USD', rate: '1.09' },
      lines: [line('MUG-1', 5, '20.00')],
      customer: { email: 'dollars@example.com' },
      payments: [
        {
          gateway: 'adyen',
          amount: '100.00',
          paymentId: adyen.pay({ amount: '109.00', currency: 'USD', rate: '0.9155' }).pspReference,
        },
      ],
    })
    adyen.book({ type: 'MoonCosts', amount: '-7.00' })
    await story.settled()
    const batch = adyen.closeBatch()
    await adyen.notices.settled()
    await story.settled()
    const transfer = await payoutTransfer(story, 'ExampleCOM-2')
    expect(transfer).toMatchObject({
      state: 'attention',
      causeCode: 'PAYOUT_TYPE_UNKNOWN',
      causeSubject: 'payout-type:MoonCosts',
    })
    // 109.00 USD at 0.9155 are 99.79 EUR, of which 0.96 are costs; the order was booked with 100.00.
    expect(movedSince(before)).toEqual({ bank: batch.paid['EUR'], fee: '0.96', exchange: '0.21', other: '7' })
    expect(booksOf(story, abroad).invoices.map((invoice) => invoice['outstanding_amount'])).toEqual([0])

    await story.configure({ policies: { payouts: { types: { MOON_FEE: 'billing', MoonCosts: 'fee' } } } })
    await story.settled()
    expect(await payoutTransfer(story, 'ExampleCOM-2')).toMatchObject({ state: 'synced' })
    expect(movedSince(before)).toEqual({ bank: batch.paid['EUR'], fee: '7.96', exchange: '0.21' })
  },
  PATIENCE_MS,
)
