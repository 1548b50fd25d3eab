import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { decimal, multiply, subtract, toNumber } from '#lib/decimal'
import { listConnections } from '#database/connections'
import type { PlacedOrder } from '#sandboxes/shopify/life'
import { type StripeSandbox, startStripe } from '#sandboxes/stripe/start'
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

const POLICIES = { payouts: { testPayouts: 'book' } } as const

let stripe: StripeSandbox
let story: Story
let sold = 0
let webhookSecret = 'whsec_another'

beforeAll(async () => {
  stripe = await startStripe()
  story = await startPayoutStory({ stripe, policies: POLICIES, webhookSecret: () => webhookSecret })
}, PATIENCE_MS)
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  await stripe.stop()
})

const cents = (amount: string): number => toNumber(multiply(decimal(amount), decimal('100')))
const major = (minor: number) => decimal((minor / 100).toFixed(2))

/** An order that the buyer pays with Stripe. `knownBy`: how the store and Stripe name each other. */
function sell(price: string, knownBy: 'intent' | 'order' | 'nothing' = 'intent', fee?: number): PlacedOrder {
  sold += 1
  const pay = (metadata: Record<string, string>) =>
    stripe.charge({ amount: cents(price), metadata, ...(fee === undefined ? {} : { fee }) })
  const place = (paymentId?: string | null) =>
    story.shop.place({
      lines: [line('MUG-1', 1, price)],
      customer: { email: `buyer-${sold}@example.com` },
      payments: [{ gateway: 'stripe', amount: price, ...(paymentId == null ? {} : { paymentId }) }],
    })
  if (knownBy === 'intent') return place(pay({}).paymentIntentId)
  const order = place()
  pay(knownBy === 'order' ? { order_id: order.legacyId } : {})
  return order
}

async function paidOut() {
  await story.settled()
  const payout = stripe.payout()
  await lookForPayouts(story)
  return payout
}

const journalsOf = (payoutId: string) =>
  journals(story).filter((journal) => String(journal['tillbridge_ref']).includes(`journal:payout-${payoutId}`))

test(
  'scenario 49: payments by Stripe are matched by the intent or by the order, with fees, tax and a reserve',
  async () => {
    const [byIntent, byOrder] = [sell('250.00', 'intent', 629), sell('119.90', 'order')]
    stripe.stripeFee(150)
    stripe.taxFee(30)
    stripe.reserveHold(1000)
    const payout = await paidOut()
    expect(await payoutTransfer(story, payout.id)).toMatchObject({ state: 'synced', causeCode: null })
    expect(balanceOf(story, BANK)).toBe(major(payout.amount))
    expect(balanceOf(story, CLEARING)).toBe('0')
    expect(ledgerBalances(story)).toMatchObject({ 'fee-tax': '0.3', reserve: '10' })
    expect(journalsOf(payout.id)).toHaveLength(1)
    for (const order of [byIntent, byOrder]) {
      expect(booksOf(story, order).invoices.map((invoice) => invoice['outstanding_amount'])).toEqual([0])
    }
  },
  PATIENCE_MS,
)

test(
  'a payment that names no order is suggested by amount and date, and booked when a person confirms it',
  async () => {
    const before = ledgerBalances(story)
    const order = sell('77.77', 'nothing')
    const payout = await paidOut()
    const transfer = await payoutTransfer(story, payout.id)
    expect(transfer).toMatchObject({ state: 'attention', causeCode: 'PAYOUT_LINES_UNMATCHED' })
    const found = /transaction: (\S+), payment: "([^"]+)"/.exec(transfer?.causeRemedy ?? '')
    if (found?.[1] === undefined || found[2] === undefined) throw new Error('a pair was suggested')
    expect(ledgerBalances(story)).toMatchObject({ other: '-77.77' })
    const matches = [{ transaction: found[1], payment: found[2] }]
    await story.configure({ policies: { payouts: { ...POLICIES.payouts, matches } } })
    await story.settled()
    expect(await payoutTransfer(story, payout.id)).toMatchObject({ state: 'synced' })
    expect(ledgerBalances(story)['other']).toBeUndefined()
    expect(balanceOf(story, CLEARING)).toBe(before['clearing'] ?? '0')
    expect(booksOf(story, order).invoices.map((invoice) => invoice['outstanding_amount'])).toEqual([0])
  },
  PATIENCE_MS,
)

test(
  'scenario 49: a payout that the bank sends back, and a payout asked for by hand',
  async () => {
    sell('60.00')
    const payout = await paidOut()
    const before = balanceOf(story, BANK)
    stripe.payoutFails(payout.id)
    await lookForPayouts(story)
    expect(subtract(balanceOf(story, BANK), before)).toBe(`-${major(payout.amount)}`)
    const again = await paidOut()
    expect(await payoutTransfer(story, again.id)).toMatchObject({ state: 'synced' })
    expect(subtract(balanceOf(story, BANK), before)).toBe('0')
    expect(ledgerBalances(story)['returned-payout']).toBeUndefined()

    sell('30.00')
    await story.settled()
    const manual = stripe.payout({ automatic: false })
    await lookForPayouts(story)
    expect(await payoutTransfer(story, manual.id)).toMatchObject({
      state: 'attention',
      causeCode: 'PAYOUT_NOT_ITEMISED',
    })
  },
  PATIENCE_MS,
)

test(
  'scenario 49: a refund and a lost dispute find their places',
  async () => {
    const paid = stripe.charge({ amount: cents('80.00') })
    const order = story.shop.place({
      lines: [line('MUG-1', 2, '40.00')],
      customer: { email: 'half@example.com' },
      payments: [{ gateway: 'stripe', amount: '80.00', paymentId: paid.paymentIntentId ?? '' }],
    })
    await story.settled()
    story.shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    stripe.refund(paid.id, { amount: cents('40.00') })
    const disputed = stripe.charge({ amount: cents('20.00') })
    story.shop.place({
      lines: [line('MUG-1', 1, '20.00')],
      customer: { email: 'angry@example.com' },
      payments: [{ gateway: 'stripe', amount: '20.00', paymentId: disputed.paymentIntentId ?? '' }],
    })
    const dispute = stripe.dispute(disputed.id)
    stripe.disputeLost(dispute.id)
    const payout = await paidOut()
    expect(await payoutTransfer(story, payout.id)).toMatchObject({ state: 'synced', causeMessage: null })
    // What the payout asked for by hand left behind is a part of this one, so that nothing is left on the way.
    expect(balanceOf(story, CLEARING)).toBe('0')
    expect(ledgerBalances(story)['dispute']).toBe('20')
    expect(booksOf(story, order).invoices.map((invoice) => invoice['outstanding_amount'])).toContain(0)
  },
  PATIENCE_MS,
)

test(
  'two providers of one shop are booked side by side, and orders stay what they are',
  async () => {
    const order = story.shop.place({
      lines: [line('MUG-1', 1, '33.00')],
      customer: { email: 'both@example.com' },
      payments: [{ gateway: 'shopify_payments', amount: '33.00' }],
    })
    sell('22.00')
    await story.settled()
    const byShop = story.shop.payouts.run({ status: 'PAID' })
    const byStripe = await paidOut()
    expect(await payoutTransfer(story, `Payout ${byShop?.id}`)).toMatchObject({
      state: 'synced',
      recordKey: String(byShop?.id),
    })
    expect(await payoutTransfer(story, byStripe.id)).toMatchObject({
      state: 'synced',
      recordKey: `stripe/${byStripe.id}`,
    })
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', recordKey: order.legacyId })
    expect(booksOf(story, order).payments).toHaveLength(1)
    expect(balanceOf(story, CLEARING)).toBe('0')
  },
  PATIENCE_MS,
)

test(
  'a signed delivery raises its payout at once, and one with another signature is refused',
  async () => {
    const { bridge, url } = story.running
    const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
    const connection = connections.find((one) => one.connector === 'stripe')
    const endpoint = await fetch(`${stripe.url}/v1/webhook_endpoints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stripe.secretKey}` },
      body: new URLSearchParams({
        url: `${url}/webhooks/${connection?.connectionId}`,
        'enabled_events[0]': 'payout.paid',
      }),
    })
    const { secret } = (await endpoint.json()) as { secret: string }
    sell('15.00')
    await story.settled()
    const refused = stripe.payout()
    await stripe.deliveries.settled()
    // The connection knows another secret than the endpoint signs with: refused, and found by looking.
    expect(await payoutTransfer(story, refused.id)).toBeUndefined()

    webhookSecret = secret
    await story.configure({ policies: POLICIES })
    await stripe.deliveries.settled()
    await vi.waitFor(async () => {
      sell('16.00')
      await story.settled()
      const told = stripe.payout()
      await stripe.deliveries.settled()
      expect(await payoutTransfer(story, told.id)).toBeDefined()
      await story.settled()
      expect(await payoutTransfer(story, told.id)).toMatchObject({ state: 'synced', foundBy: 'webhook' })
    }, PATIENCE_MS)
  },
  PATIENCE_MS,
)

test(
  'a key that Stripe refuses pauses Stripe alone; orders go on',
  async () => {
    stripe.keys.revoke(stripe.restrictedKey)
    await expect(lookForPayouts(story)).rejects.toMatchObject({ code: 'STORE_PAUSED' })
    const { bridge } = story.running
    const paused = (await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)).filter(
      (connection) => connection.pausedAt !== null,
    )
    expect(paused.map((connection) => connection.key)).toEqual(['stripe'])
    const order = sell('18.00')
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced' })
  },
  PATIENCE_MS,
)
