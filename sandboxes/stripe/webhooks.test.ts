import { existsSync, readFileSync } from 'node:fs'
import { Stripe } from 'stripe'
import { describe, expect, test } from 'vitest'
import { signatureHeader } from './signature.ts'
import { startStripe } from './start.ts'
import { clientOf, manualClock, receiver, refusal } from './test-client.ts'

const VECTOR = '../shared/specs/stripe/examples/webhook-signature.json'
const EVENTS = ['payout.created', 'payout.paid', 'payout.reconciliation_completed'] as const

interface Vector {
  readonly secret: string
  readonly header: { readonly 'Stripe-Signature': string }
  readonly body: string
}

describe('webhooks', () => {
  test("a delivery passes the check of Stripe's own client, and states the object as it was", async () => {
    await using hook = await receiver()
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe)
    const endpoint = await client.webhookEndpoints.create({
      url: hook.url,
      enabled_events: [...EVENTS],
      api_version: '2026-10-28.endive',
    })
    stripe.charge({ amount: 10_000, fee: 0 })
    const made = stripe.payout()
    await stripe.deliveries.settled()
    expect(hook.got).toHaveLength(3)
    const events = hook.got.map((got) =>
      client.webhooks.constructEvent(got.body, String(got.headers['stripe-signature']), endpoint.secret ?? ''),
    )
    expect(events.map((event) => event.type).toSorted()).toEqual([...EVENTS])
    for (const event of events) {
      expect(event).toMatchObject({
        api_version: '2026-10-28.endive',
        livemode: false,
        data: { object: { id: made.id } },
      })
      expect(await client.events.retrieve(event.id)).toMatchObject({ type: event.type, pending_webhooks: 0 })
    }
    const created = events.find((event) => event.type === 'payout.created')
    expect(created?.data.object).toMatchObject({ status: 'pending', reconciliation_status: 'in_progress' })
    const [first] = hook.got
    const header = String(first?.headers['stripe-signature'])
    expect(() => client.webhooks.constructEvent(`${first?.body} `, header, endpoint.secret ?? '')).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    )
  })

  test('endpoints tell their secret once, can be changed, and go', async () => {
    await using stripe = await startStripe({ limits: null })
    const client = clientOf(stripe, { key: stripe.restrictedKey })
    const url = 'https://bridge.example/hook'
    const made = await client.webhookEndpoints.create({ url, enabled_events: ['payout.paid'], metadata: { ours: '1' } })
    expect(made.secret).toMatch(/^whsec_/)
    const [listed] = (await client.webhookEndpoints.list()).data
    expect(listed).toMatchObject({ id: made.id, url, status: 'enabled', metadata: { ours: '1' } })
    expect(listed).not.toHaveProperty('secret')
    await client.webhookEndpoints.update(made.id, { enabled_events: ['*'], disabled: true })
    expect(await client.webhookEndpoints.retrieve(made.id)).toMatchObject({ enabled_events: ['*'], status: 'disabled' })
    expect(await client.webhookEndpoints.del(made.id)).toMatchObject({ id: made.id, deleted: true })
    expect(await refusal(client.webhookEndpoints.retrieve(made.id))).toMatchObject({ code: 'resource_missing' })
    const create = (input: object) => client.rawRequest('POST', '/v1/webhook_endpoints', { ...input })
    expect(await refusal(create({ url, enabled_events: ['payout.happened'] }))).toMatchObject({
      param: 'enabled_events[0]',
    })
    expect(await refusal(create({ url: 'nowhere', enabled_events: ['*'] }))).toMatchObject({ code: 'url_invalid' })
    expect(await refusal(create({ url }))).toMatchObject({ code: 'parameter_missing' })
    for (let count = 0; count < 16; count += 1) await client.webhookEndpoints.create({ url, enabled_events: ['*'] })
    expect(await refusal(client.webhookEndpoints.create({ url, enabled_events: ['*'] }))).toMatchObject({
      statusCode: 400,
    })
  })

  test('a failed delivery is repeated three times, signed anew, and then found among the undelivered', async () => {
    const { clock, advance } = manualClock()
    await using hook = await receiver(() => 500)
    await using stripe = await startStripe({ clock, limits: null })
    const client = clientOf(stripe)
    await client.webhookEndpoints.create({ url: hook.url, enabled_events: ['charge.succeeded'] })
    stripe.charge({ amount: 100 })
    await stripe.deliveries.settled()
    while (stripe.deliveries.pending > 0) {
      advance(181 * 60_000)
      await new Promise<void>((resolve) => setImmediate(resolve))
      await stripe.deliveries.settled()
    }
    expect(hook.got).toHaveLength(4)
    expect(new Set(hook.got.map((got) => got.body)).size).toBe(1)
    expect(new Set(hook.got.map((got) => got.headers['stripe-signature'])).size).toBe(4)
    const missed = await client.events.list({ delivery_success: false })
    expect(missed.data.map((event) => event.type)).toEqual(['charge.succeeded'])
    advance(30 * 86_400_000)
    expect((await client.events.list()).data).toEqual([])
  })

  test('a live endpoint that fails for three days is switched off; what it missed can be sent again', async () => {
    const { clock, advance } = manualClock()
    let status = 503
    await using hook = await receiver(() => status)
    await using stripe = await startStripe({ clock, limits: null, livemode: true })
    // A live endpoint must have a certificate, which this one has not: it is registered past the API.
    stripe.account.endpoints.add({
      ...stripe.account.stamp('we'),
      secret: 'whsec_live',
      apiVersion: null,
      connect: false,
      url: hook.url,
      enabledEvents: ['charge.succeeded'],
      description: null,
      metadata: {},
      status: 'enabled',
    })
    stripe.charge({ amount: 100 })
    await stripe.deliveries.settled()
    while (stripe.deliveries.pending > 0) {
      advance(1205 * 60_000)
      await new Promise<void>((resolve) => setImmediate(resolve))
      await stripe.deliveries.settled()
    }
    const [endpoint] = stripe.account.endpoints.rows
    expect([hook.got.length, endpoint?.status]).toEqual([10, 'disabled'])
    const url = 'http://127.0.0.1/hook'
    const refused = await refusal(clientOf(stripe).webhookEndpoints.create({ url, enabled_events: ['*'] }))
    expect(refused.code).toBe('url_invalid')
    status = 200
    await clientOf(stripe).webhookEndpoints.update(endpoint?.id ?? '', {
      url: 'https://bridge.example',
      disabled: false,
    })
    if (endpoint !== undefined) endpoint.url = hook.url
    const [missed] = (await clientOf(stripe).events.list({ delivery_success: false })).data
    stripe.deliveries.resend(missed?.id ?? '')
    await stripe.deliveries.settled()
    expect(stripe.deliveries.delivered).toBe(1)
  })

  test('deliveries can come twice, in another order, or not at all', async () => {
    await using hook = await receiver()
    await using stripe = await startStripe({ limits: null })
    await clientOf(stripe).webhookEndpoints.create({ url: hook.url, enabled_events: ['charge.succeeded'] })
    stripe.deliveries.configure({ duplicateShare: 1 })
    stripe.charge({ amount: 100 })
    await stripe.deliveries.settled()
    expect(hook.got.map((got) => got.body)).toHaveLength(2)
    stripe.deliveries.configure({ duplicateShare: 0, dropShare: 1 })
    stripe.charge({ amount: 100 })
    await stripe.deliveries.settled()
    expect(hook.got).toHaveLength(2)
    stripe.deliveries.configure({ dropShare: 0, shuffle: true })
    stripe.deliveries.paused = true
    for (let count = 0; count < 12; count += 1) stripe.charge({ amount: 1000 + count })
    stripe.deliveries.paused = false
    await stripe.deliveries.settled()
    const amounts = hook.got
      .slice(2)
      .map((got) => (JSON.parse(got.body) as { data: { object: { amount: number } } }).data)
    expect(amounts).toHaveLength(12)
    expect(stripe.deliveries.log.slice(-12).map((entry) => entry.eventId)).not.toEqual(
      stripe.account.events.rows
        .filter((event) => event.type === 'charge.succeeded')
        .slice(-12)
        .map((event) => event.id),
    )
  })
})

describe.skipIf(!existsSync(VECTOR))('the published test vector (skipped: ../shared is absent)', () => {
  test('is what we sign, and what the client accepts', () => {
    const vector = JSON.parse(readFileSync(VECTOR, 'utf8')) as Vector
    const header = vector.header['Stripe-Signature']
    expect(signatureHeader(vector.secret, vector.body, 1_763_942_400)).toBe(header)
    const event = new Stripe('sk_test_none').webhooks.constructEvent(vector.body, header, vector.secret, Infinity)
    expect(event.type).toBe('payout.reconciliation_completed')
  })
})
