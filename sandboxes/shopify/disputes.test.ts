import { describe, expect, test } from 'vitest'
import { PAYOUTS, rowsOf, sold, started } from './payments-test-client.ts'
import { DEFAULT_SCOPES } from './scopes.ts'
import { ask, receiver, subscribed } from './test-client.ts'

describe('disputes', () => {
  test('a chargeback takes the money and a fee, and gives both back when it is won', async () => {
    await using hook = await receiver(() => 200)
    const shop = await subscribed({ shop: { currency: 'EUR' } }, ['DISPUTES_CREATE', 'DISPUTES_UPDATE'], hook.uri)
    await using _stopped = shop
    const order = sold(shop, '100')
    const dispute = shop.disputes.open(order, { reason: 'PRODUCT_NOT_RECEIVED', networkReasonCode: '4855' })
    const query =
      'query($q: String) { disputes(first: 5, query: $q) { nodes { legacyResourceId type status amount { amount } evidenceDueBy finalizedOn reasonDetails { reason networkReasonCode } order { id disputes { initiatedAs status } } } } }'
    const { body } = await ask(shop, query, { q: 'status:needs_response' })
    expect(body.data).toMatchObject({
      disputes: {
        nodes: [
          {
            legacyResourceId: String(dispute.id),
            type: 'CHARGEBACK',
            amount: { amount: '100.0' },
            reasonDetails: { reason: 'PRODUCT_NOT_RECEIVED', networkReasonCode: '4855' },
            order: { id: order.id, disputes: [{ initiatedAs: 'CHARGEBACK', status: 'NEEDS_RESPONSE' }] },
          },
        ],
      },
    })
    shop.disputes.decide(dispute, 'UNDER_REVIEW')
    shop.disputes.decide(dispute, 'WON')
    expect((await rowsOf(shop, '')).map((row) => [row.type, row.amount.amount]).slice(1)).toEqual([
      ['DISPUTE_WITHDRAWAL', '-100.0'],
      ['CHARGEBACK_FEE', '-15.0'],
      ['DISPUTE_REVERSAL', '100.0'],
      ['CHARGEBACK_FEE_REFUND', '15.0'],
    ])
    await shop.deliveries.settled()
    expect(hook.got.map((entry) => (JSON.parse(entry.body) as { status: string }).status)).toEqual([
      'needs_response',
      'under_review',
      'won',
    ])
  })

  test('an inquiry moves money only once it becomes a chargeback', async () => {
    const { shop } = await started()
    await using _stopped = shop
    const dispute = shop.disputes.open(sold(shop, '50'), { type: 'INQUIRY', fee: '20' })
    expect(await rowsOf(shop, '')).toHaveLength(1)
    shop.disputes.escalate(dispute.id)
    expect((await rowsOf(shop, '')).map((row) => row.net.amount)).toEqual(['48.25', '-50.0', '-20.0'])
  })
})

describe('access', () => {
  test('the scope that is missing is named, and the rest is answered', async () => {
    const scopes = DEFAULT_SCOPES.filter((scope) => scope !== 'read_shopify_payments_payouts')
    const { shop } = await started({ app: { scopes } })
    await using _stopped = shop
    const { body } = await ask(shop, PAYOUTS)
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('`read_shopify_payments_payouts` access scope'),
      extensions: { code: 'ACCESS_DENIED' },
    })
    expect(body.data).toEqual({ shopifyPaymentsAccount: null })
  })

  test('a shop without Shopify Payments has no account', async () => {
    const { shop } = await started({ payments: false })
    await using _stopped = shop
    sold(shop, '10')
    expect((await ask(shop, PAYOUTS)).body.data).toEqual({ shopifyPaymentsAccount: null })
    expect(() => shop.payouts.run()).toThrow('does not use Shopify Payments')
  })
})
