import { describe, expect, test } from 'vitest'
import { startStripe } from './start.ts'
import { clientOf, manualClock, refusal } from './test-client.ts'

describe('refunds by API', () => {
  test('a refund lowers the balance, once per key, whatever happens to the answers', async () => {
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe)
    const charge = stripe.charge({ amount: 10_000, fee: 200 })
    const input = { charge: charge.id, amount: 2500, metadata: { our_ref: 'R-1' } }
    stripe.faults.next('POST /v1/refunds', { kind: 'reset-after' })
    const made = await clientOf(stripe, { retries: 2 }).refunds.create(input, { idempotencyKey: 'R-1' })
    const again = await client.refunds.create(input, { idempotencyKey: 'R-1' })
    expect(again.id).toBe(made.id)
    expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true', 'idempotency-key': 'R-1' })
    expect(stripe.view(charge.id)).toMatchObject({ amount_refunded: 2500, refunded: false })
    expect((await client.refunds.list({ charge: charge.id })).data).toHaveLength(1)
    const other = await refusal(client.refunds.create({ ...input, amount: 1 }, { idempotencyKey: 'R-1' }))
    expect(other).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' })
    const [event] = (await client.events.list({ type: 'refund.created' })).data
    expect(event?.request).toMatchObject({ idempotency_key: 'R-1' })
  })

  test('a refusal is kept once the call had begun to act, and not when it was malformed', async () => {
    const { clock, advance } = manualClock()
    await using stripe = await startStripe({ clock, limits: null })
    const client = clientOf(stripe)
    const charge = stripe.charge({ amount: 1000, fee: 0 })
    const all = stripe.refund(charge.id)
    const key = { idempotencyKey: 'K' }
    expect(await refusal(client.refunds.create({ charge: charge.id }, key))).toMatchObject({
      code: 'charge_already_refunded',
    })
    stripe.refundFails(all.id)
    expect(await refusal(client.refunds.create({ charge: charge.id }, key))).toMatchObject({
      code: 'charge_already_refunded',
    })
    advance(24 * 3_600_000)
    expect(await client.refunds.create({ charge: charge.id }, key)).toMatchObject({ amount: 1000 })
    const bad = { idempotencyKey: 'L' }
    expect(await refusal(client.refunds.create({ charge: 'ch_none' }, bad))).toMatchObject({ code: 'resource_missing' })
    expect(await refusal(client.refunds.create({}, bad))).toMatchObject({ code: 'parameter_missing' })
    stripe.idempotency.hold('L')
    expect(await refusal(client.refunds.create({ charge: charge.id }, bad))).toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    })
    stripe.idempotency.release('L')
  })

  test('more than is left, a disputed and an uncaptured charge are refused', async () => {
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe)
    const charge = stripe.charge({ amount: 1000, fee: 0 })
    expect(await refusal(client.refunds.create({ charge: charge.id, amount: 1001 }))).toMatchObject({ param: 'amount' })
    expect(await refusal(client.refunds.create({ charge: charge.id, amount: 0 }))).toMatchObject({ param: 'amount' })
    const disputed = stripe.charge({ amount: 1000 })
    stripe.dispute(disputed.id)
    expect(await refusal(client.refunds.create({ payment_intent: disputed.paymentIntentId ?? '' }))).toMatchObject({
      code: 'charge_disputed',
    })
    const held = stripe.charge({ amount: 1000, captured: false })
    expect(await refusal(client.refunds.create({ charge: held.id }))).toMatchObject({ code: 'charge_not_refundable' })
    expect(stripe.rows().filter((row) => row.type === 'refund')).toEqual([])
  })
})

describe('the life of a refund', () => {
  test('one that fails gives the money back to the balance', async () => {
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe)
    const charge = stripe.charge({ amount: 1000, fee: 30 })
    const made = stripe.refund(charge.id, { amount: 400 })
    stripe.refundFails(made.id, 'lost_or_stolen_card')
    const failed = await client.refunds.retrieve(made.id, { expand: ['failure_balance_transaction'] })
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'lost_or_stolen_card',
      failure_balance_transaction: { type: 'refund_failure', reporting_category: 'refund_failure', amount: 400 },
    })
    expect(await client.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect(stripe.payout().amount).toBe(970)
  })

  test('one that waits moves no money until it may', async () => {
    await using stripe = await startStripe({ limits: null })
    const charge = stripe.charge({ amount: 1000, fee: 0, method: 'klarna' })
    const waits = stripe.refund(charge.id, { amount: 300, status: 'pending', pendingReason: 'insufficient_funds' })
    const asks = stripe.refund(charge.id, { amount: 200, status: 'requires_action' })
    expect(stripe.view(waits.id)).toMatchObject({ status: 'pending', balance_transaction: null })
    stripe.refundSucceeds(waits.id)
    stripe.refundCanceled(asks.id)
    expect(stripe.rows().map((row) => [row.type, row.category, row.amount])).toEqual([
      ['payment', 'charge', 1000],
      ['payment_refund', 'refund', -300],
    ])
    expect(stripe.view(charge.id)).toMatchObject({ amount_refunded: 300 })
    expect(waits.id).toMatch(/^pyr_/)
    expect(charge.id).toMatch(/^py_/)
  })
})
