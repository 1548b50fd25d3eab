import type { Stripe } from 'stripe'
import { describe, expect, test } from 'vitest'
import { startStripe } from './start.ts'
import { clientOf, manualClock, refusal } from './test-client.ts'

const NO_LIMITS = { limits: null }

describe("Stripe's own client reads", () => {
  test('a payout with its rows, the charges and refunds behind them, and the sum', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    const paid = stripe.charge({ amount: 25_000, fee: 755, metadata: { order_id: '1001' } })
    const other = stripe.charge({ amount: 11_990, fee: 373 })
    const back = stripe.refund(other.id, { amount: 5995 })
    const made = stripe.payout()
    const payout = await client.payouts.retrieve(made.id)
    expect(payout).toMatchObject({
      amount: 25_000 + 11_990 - 5995 - 755 - 373,
      automatic: true,
      status: 'paid',
      reconciliation_status: 'completed',
    })
    const rows = await client.balanceTransactions
      .list({ payout: made.id, limit: 100, expand: ['data.source', 'data.source.payment_intent'] })
      .autoPagingToArray({ limit: 1000 })
    const own = rows.filter((row) => row.type === 'payout')
    const net = (some: Stripe.BalanceTransaction[]): number => some.reduce((sum, row) => sum + row.net, 0)
    expect(net(rows)).toBe(0)
    expect(net(rows) - net(own)).toBe(payout.amount)
    expect(rows.map((row) => row.reporting_category)).toEqual(['payout', 'refund', 'charge', 'charge'])
    const [, refund, , charge] = rows.map((row) => row.source)
    expect(charge).toMatchObject({
      id: paid.id,
      metadata: { order_id: '1001' },
      payment_intent: {
        id: paid.paymentIntentId,
        latest_charge: paid.id,
        status: 'succeeded',
        amount_received: 25_000,
      },
    })
    expect(refund).toMatchObject({ id: back.id, charge: other.id, payment_intent: { id: other.paymentIntentId } })
  })

  test('every page of a list, forwards and backwards', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    const ids = Array.from({ length: 23 }, (_, index) => stripe.charge({ amount: 1000 + index }).id).toReversed()
    const seen: string[] = []
    for await (const charge of client.charges.list({ limit: 5 })) seen.push(charge.id)
    expect(seen).toEqual(ids)
    const middle = ids[10] ?? ''
    const before = await client.charges.list({ limit: 3, ending_before: middle })
    expect(before.data.map((charge) => charge.id)).toEqual(ids.slice(7, 10))
    expect(before.has_more).toBe(true)
    const after = await client.charges.list({ limit: 100, starting_after: middle })
    expect([after.data.length, after.has_more]).toEqual([12, false])
    expect((await client.charges.list()).data).toHaveLength(10)
    expect(await refusal(client.charges.list({ limit: 101 }))).toMatchObject({ statusCode: 400, param: 'limit' })
    expect(await refusal(client.charges.list({ starting_after: 'ch_none' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    })
  })

  test('what the filters let through, and nothing else', async () => {
    const { clock, advance } = manualClock()
    await using stripe = await startStripe({ clock, limits: null, currencies: ['eur', 'sek'] })
    const client = clientOf(stripe)
    const first = stripe.charge({ amount: 5000, fee: 100, customer: 'cus_1' })
    advance(60_000)
    const second = stripe.charge({ amount: 90_000, currency: 'sek', fee: 1000 })
    const back = stripe.refund(first.id, { amount: 100 })
    const early = stripe.payout({ status: 'in_transit', date: new Date('2026-11-25T00:00:00Z') })
    const late = stripe.payout({ currency: 'sek', date: new Date('2026-12-01T00:00:00Z') })
    const ids = async (list: Promise<{ data: { id: string }[] }>): Promise<string[]> =>
      (await list).data.map((row) => row.id)
    expect(await ids(client.charges.list({ created: { lt: second.created } }))).toEqual([first.id])
    expect(await ids(client.charges.list({ customer: 'cus_1' }))).toEqual([first.id])
    expect(await ids(client.charges.list({ payment_intent: second.paymentIntentId ?? '' }))).toEqual([second.id])
    expect(await ids(client.refunds.list({ payment_intent: first.paymentIntentId ?? '' }))).toEqual([back.id])
    expect(await ids(client.refunds.list({ charge: second.id }))).toEqual([])
    expect(await ids(client.payouts.list({ status: 'in_transit' }))).toEqual([early.id])
    expect(await ids(client.payouts.list({ arrival_date: { gte: late.arrivalDate } }))).toEqual([late.id])
    expect(await ids(client.balanceTransactions.list({ currency: 'sek', type: 'charge' }))).toEqual([second.rowId])
    expect(await ids(client.balanceTransactions.list({ source: back.id }))).toEqual([back.rowId])
    expect(await ids(client.paymentIntents.list({ customer: 'cus_1' }))).toEqual([first.paymentIntentId])
    expect(await ids(client.events.list({ type: 'payout.*', created: { gte: first.created } }))).toHaveLength(6)
    expect(await ids(client.events.list({ types: ['payout.paid'] }))).toHaveLength(1)
    expect(await refusal(client.payouts.list({ status: 'gone' }))).toMatchObject({ param: 'status' })
  })

  test('the balance, which is the sum of the rows, and the account', async () => {
    const { clock, advance } = manualClock()
    await using stripe = await startStripe({ clock, limits: null, settlementDays: 2 })
    const client = clientOf(stripe)
    stripe.charge({ amount: 10_000, fee: 200 })
    stripe.stripeFee(150)
    expect(await client.balance.retrieve()).toMatchObject({
      available: [{ amount: -150, currency: 'eur' }],
      pending: [{ amount: 9800, currency: 'eur' }],
    })
    advance(2 * 86_400_000)
    expect(await client.balance.retrieve()).toMatchObject({ available: [{ amount: 9650 }], pending: [{ amount: 0 }] })
    expect(await client.accounts.retrieveCurrent()).toMatchObject({ id: stripe.accountId, default_currency: 'eur' })
  })

  test('charges by what the shop wrote on them', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    const wanted = stripe.charge({ amount: 100, metadata: { order_id: '1001' } })
    stripe.charge({ amount: 100, metadata: { order_id: '1002' } })
    const found = await client.charges.search({ query: "metadata['order_id']:'1001' AND status:'succeeded'" })
    expect(found.data.map((charge) => charge.id)).toEqual([wanted.id])
    expect(await refusal(client.charges.search({ query: 'colour:"red"' }))).toMatchObject({ statusCode: 400 })
  })

  test('payment intents with their attempts, and objects four levels deep', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    const failed = stripe.charge({ amount: 5000, status: 'failed' })
    const intent = failed.paymentIntentId ?? ''
    expect(await client.paymentIntents.retrieve(intent)).toMatchObject({
      status: 'requires_payment_method',
      amount_received: 0,
      last_payment_error: { code: 'card_declined' },
    })
    const paid = stripe.charge({ amount: 5000, fee: 0, paymentIntent: intent })
    expect(await client.paymentIntents.retrieve(intent)).toMatchObject({ status: 'succeeded', latest_charge: paid.id })
    expect((await client.charges.list({ payment_intent: intent })).data).toHaveLength(2)
    const back = stripe.refund(paid.id, { amount: 700 })
    const deep = await client.balanceTransactions.list({
      source: back.id,
      expand: ['data.source.charge.refunds', 'data.source.payment_intent.latest_charge'],
    })
    expect(deep.data[0]?.source).toMatchObject({
      charge: { id: paid.id, refunds: { object: 'list', data: [{ id: back.id }] } },
      payment_intent: { latest_charge: { id: paid.id, amount_refunded: 700 } },
    })
  })

  test('disputes with the rows they caused', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    const charge = stripe.charge({ amount: 11_990, fee: 0 })
    const made = stripe.dispute(charge.id)
    const open = await client.disputes.retrieve(made.id, { expand: ['charge'] })
    expect(open).toMatchObject({ status: 'needs_response', charge: { id: charge.id, disputed: true } })
    expect(open.balance_transactions).toMatchObject([
      { type: 'adjustment', reporting_category: 'dispute', amount: -11_990, fee: 2000, net: -13_990, source: made.id },
    ])
    stripe.disputeSubmitted(made.id)
    stripe.disputeWon(made.id, { feeReturned: 2000 })
    const [won] = (await client.disputes.list({ payment_intent: charge.paymentIntentId ?? '' })).data
    expect(won?.status).toBe('won')
    expect(won?.balance_transactions.map((row) => row.net)).toEqual([-13_990, 13_990])
    const inquiry = stripe.dispute(stripe.charge({ amount: 500, fee: 0 }).id, { inquiry: true })
    expect(await client.disputes.retrieve(inquiry.id)).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
    })
  })
})

describe('refusals', () => {
  test('a key that is wrong, ended, missing or not allowed', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    expect(await refusal(clientOf(stripe, { key: 'sk_test_wrong' }).payouts.list())).toMatchObject({
      statusCode: 401,
      type: 'StripeAuthenticationError',
    })
    const narrow = stripe.keys.restricted(['payout_read'])
    const client = clientOf(stripe, { key: narrow })
    expect((await client.payouts.list()).data).toEqual([])
    const denied = await refusal(client.charges.list())
    expect(denied).toMatchObject({ statusCode: 403, type: 'StripePermissionError' })
    expect(denied.message).toContain('rak_charge_read')
    stripe.keys.setPermissions(narrow, ['charge_write'])
    expect((await client.charges.list()).data).toEqual([])
    stripe.keys.revoke(narrow)
    expect(await refusal(client.payouts.list())).toMatchObject({ statusCode: 401, code: 'api_key_expired' })
    const bare = await fetch(`${stripe.url}/v1/payouts`)
    expect(bare.status).toBe(401)
    const basic = await fetch(`${stripe.url}/v1/payouts`, {
      headers: { authorization: `Basic ${Buffer.from(`${stripe.restrictedKey}:`).toString('base64')}` },
    })
    expect(basic.status).toBe(200)
  })

  test('what is not there, is misspelt or cannot be expanded', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    stripe.charge({ amount: 100 })
    expect(await refusal(client.payouts.retrieve('po_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    })
    expect(await refusal(client.rawRequest('GET', '/v1/payouts?colour=red'))).toMatchObject({
      code: 'parameter_unknown',
      param: 'colour',
    })
    expect(await refusal(client.rawRequest('GET', '/v1/nothing'))).toMatchObject({ statusCode: 404 })
    const wrong = await refusal(client.charges.list({ expand: ['payment_intent'] }))
    expect(wrong.message).toContain("'data.payment_intent'")
    expect(await refusal(client.charges.list({ expand: ['data.a.b.c.d'] }))).toMatchObject({ statusCode: 400 })
    expect(await refusal(client.charges.list({ expand: ['data.amount'] }))).toMatchObject({ statusCode: 400 })
    const version = await fetch(`${stripe.url}/v1/payouts`, {
      headers: { authorization: `Bearer ${stripe.secretKey}`, 'stripe-version': 'newest' },
    })
    expect(version.status).toBe(400)
  })

  test('rows of a manual payout cannot be listed, nor of one that is being reconciled', async () => {
    await using stripe = await startStripe(NO_LIMITS)
    const client = clientOf(stripe)
    stripe.charge({ amount: 10_000, fee: 0 })
    const manual = stripe.payout({ automatic: false, amount: 4000 })
    const instant = stripe.payout({ method: 'instant', amount: 1000, fee: 10 })
    for (const { id } of [manual, instant]) {
      expect(await client.payouts.retrieve(id)).toMatchObject({
        automatic: false,
        reconciliation_status: 'not_applicable',
      })
      expect(await refusal(client.balanceTransactions.list({ payout: id }))).toMatchObject({ statusCode: 400 })
    }
    const slow = stripe.payout({ reconciliation: 'in_progress' })
    expect(slow.amount).toBe(10_000 - 4000 - 1010)
    expect(await refusal(client.balanceTransactions.list({ payout: slow.id }))).toMatchObject({
      code: 'payout_reconciliation_not_ready',
    })
    stripe.payoutReconciled(slow.id)
    expect((await client.balanceTransactions.list({ payout: slow.id })).data).toHaveLength(4)
  })

  test('too many calls are told when to come back, and a client that obeys gets through', async () => {
    const { clock, advance } = manualClock()
    await using stripe = await startStripe({ clock })
    const client = clientOf(stripe)
    for (let count = 0; count < 25; count += 1) await client.balance.retrieve()
    const told = await refusal(client.balance.retrieve())
    expect(told).toMatchObject({ statusCode: 429, code: 'rate_limit', type: 'StripeRateLimitError' })
    expect(told.headers).toMatchObject({ 'stripe-rate-limited-reason': 'global-rate', 'stripe-should-retry': 'true' })
    advance(1001)
    await client.balance.retrieve()
    stripe.throttle(1)
    stripe.lock(1)
    expect(await clientOf(stripe, { retries: 2 }).balance.retrieve()).toMatchObject({ object: 'balance' })
  })
})
