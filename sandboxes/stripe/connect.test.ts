import { describe, expect, test } from 'vitest'
import { startStripe } from './start.ts'
import { clientOf, receiver, refusal } from './test-client.ts'

describe('connected accounts', () => {
  test('a platform reads each merchant apart, until the merchant leaves', async () => {
    await using stripe = await startStripe({ limits: null })
    const merchant = stripe.connect({ name: 'Kund AB', currencies: ['sek'] })
    stripe.charge({ amount: 100 })
    const theirs = merchant.charge({ amount: 9900, currency: 'sek' })
    const client = clientOf(stripe, { account: merchant.accountId })
    expect((await client.charges.list()).data.map((charge) => charge.id)).toEqual([theirs.id])
    expect((await client.charges.list({}, { stripeAccount: stripe.accountId })).data).toHaveLength(1)
    expect(await client.accounts.retrieveCurrent()).toMatchObject({ id: merchant.accountId, default_currency: 'sek' })
    stripe.disconnect(merchant.accountId)
    expect(await refusal(client.charges.list())).toMatchObject({ statusCode: 403, code: 'account_invalid' })
  })

  test('an endpoint for connected accounts hears of them, and says of which', async () => {
    await using hook = await receiver()
    await using stripe = await startStripe({ limits: null })
    const merchant = stripe.connect()
    const client = clientOf(stripe)
    const made = await client.webhookEndpoints.create({
      url: hook.url,
      enabled_events: ['charge.succeeded'],
      connect: true,
    })
    stripe.charge({ amount: 100 })
    merchant.charge({ amount: 200 })
    await stripe.deliveries.settled()
    const [got, ...more] = hook.got
    expect(more).toEqual([])
    const signature = String(got?.headers['stripe-signature'])
    const event = client.webhooks.constructEvent(got?.body ?? '', signature, made.secret ?? '')
    expect(event).toMatchObject({ account: merchant.accountId, data: { object: { amount: 200 } } })
  })

  test('a consent becomes an account id, once', async () => {
    await using stripe = await startStripe({ limits: null })
    const merchant = stripe.connect()
    const code = merchant.authorizationCode()
    const exchange = () =>
      fetch(`${stripe.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'authorization_code', code, client_secret: stripe.secretKey }),
      })
    const first = await exchange()
    expect(await first.json()).toMatchObject({ stripe_user_id: merchant.accountId, token_type: 'bearer' })
    const second = await exchange()
    expect([second.status, await second.json()]).toMatchObject([400, { error: 'invalid_grant' }])
  })
})

describe('the control plane', () => {
  test('drives the account from another process', async () => {
    await using stripe = await startStripe({ limits: null })
    const call = async (path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
      const answer = await fetch(`${stripe.url}/__meta/${path}`, { method: 'POST', body: JSON.stringify(body) })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    const charge = await call('charge', { amount: 1000, fee: 0, at: '2026-10-01T08:00:00Z' })
    expect(charge.body).toMatchObject({ amount: 1000, created: 1_790_841_600 })
    await call('refund', { args: [charge.body['id'], { amount: 300 }] })
    expect(await call('payout', {})).toMatchObject({ body: { amount: 700 } })
    expect(await call('payout', {})).toMatchObject({ status: 422 })
    expect(await call('dance', {})).toMatchObject({ status: 404 })
    await call('faults', { match: '/v1/balance', fault: { kind: 'status', status: 503 } })
    expect((await fetch(`${stripe.url}/v1/balance`)).status).toBe(503)
    const health = await fetch(`${stripe.url}/__meta/health`)
    expect(await health.json()).toMatchObject({ ok: true, charges: 1, payouts: 1 })
  })
})
