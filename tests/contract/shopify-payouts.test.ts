import { expect, test } from 'vitest'
import { shopify } from '#connectors/shopify/index'
import { PAYOUT_ROWS, PAYOUTS } from '#connectors/shopify/payouts-queries'
import type { Change, Source } from '#contract/source'
import { sum } from '#lib/decimal'
import { type Payout, payoutDifferences, payoutRows } from '#model/payout'
import { type Connected, connect, orderSource, type Settings } from './shopify-harness.ts'
import { faultsOf, officialSchema, requestFaults } from './shopify-schema.ts'

function payoutSource(): Source<Settings, Payout> {
  const source = shopify.reads.payouts
  if (source === undefined) throw new Error('the connector reads no payouts')
  return source
}

const EVER = { since: new Date(0), until: new Date('2100-01-01T00:00:00Z') }

async function changes({ context }: Connected, range = EVER): Promise<Change[]> {
  const found: Change[] = []
  for await (const page of payoutSource().changes(context, range)) found.push(...page)
  return found
}

const schema = officialSchema()

test.each([PAYOUTS, PAYOUT_ROWS])(
  '$name is valid by the official schema and asks for no more than it declares',
  async ({ text, name, cost }) => {
    expect(faultsOf(schema, text)).toEqual([])
    await using connected = await connect()
    const response = await connected.context.http.send({
      method: 'POST',
      path: '/admin/api/2026-10/graphql.json',
      json: { query: text, variables: { query: 'id:1', after: null }, operationName: name },
      effect: 'read',
    })
    const { cost: found } = (response.json() as { extensions: { cost: { requestedQueryCost: number } } }).extensions
    expect(found.requestedQueryCost).toBeLessThanOrEqual(cost)
    expect(found.requestedQueryCost).toBeGreaterThan(cost * 0.8 - 3)
  },
)

test('a payout is read whole, adds up, and names the payments of its orders', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const orders = Array.from({ length: 130 }, () => shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '10.00' }] }))
  shop.payouts.add({ type: 'SHIPPING_LABEL', amount: '-7.50' })
  const made = shop.payouts.run({ status: 'PAID' })
  const [change, ...others] = await changes(connected)
  expect(others).toEqual([])
  const payout = await payoutSource().get(context, change?.key ?? '')
  if (payout === null || made === null) throw new Error('there is a payout')
  expect(await payoutSource().findByName(context, payout.name)).toBe(payout.externalId)
  expect(payoutDifferences(payout)).toEqual([])
  expect(payout).toMatchObject({ net: made.net, status: 'paid', complete: true, bankReference: made.externalTraceId })
  const charges = payoutRows(payout).filter((row) => row.category === 'charge')
  expect(charges.map((row) => row.orderExternalId)).toEqual(orders.map((order) => order.legacyId))
  const order = await orderSource().get(context, orders[0]?.legacyId ?? '')
  expect(order?.payments.map((payment) => payment.externalId)).toEqual([charges[0]?.orderPaymentExternalId])
  expect(requestFaults(schema, context.calls)).toEqual([])
})

test('every kind that the schema knows can be read and adds up', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  for (const [index, type] of shop.payouts.types.entries()) {
    shop.payouts.add({ type, amount: index % 2 === 0 ? '11.11' : '-3.33', fee: '0.25' })
  }
  const made = shop.payouts.run({ status: 'PAID' })
  const payout = await payoutSource().get(context, String(made?.id))
  expect(payout?.transactions.filter((row) => row.category === 'unknown')).toEqual([])
  expect(new Set(payout?.transactions.map((row) => row.type))).toEqual(new Set(shop.payouts.types))
})

test('each step of a payout is a change, also weeks later', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '10.00' }] })
  const made = shop.payouts.run()
  const key = String(made?.id)
  const stamps: string[] = []
  const look = async (): Promise<void> => {
    const later = { since: new Date(Date.now() + 20 * 86_400_000), until: EVER.until }
    stamps.push(...(await changes(connected, later)).map((change) => change.updatedAt))
  }
  await look()
  expect(await payoutSource().get(context, key)).toMatchObject({ complete: false, incomplete: { when: 'later' } })
  for (const step of ['submit', 'settle', 'fail'] as const) {
    shop.payouts[step](key)
    await look()
  }
  expect(stamps).toHaveLength(4)
  expect(stamps).toEqual([...new Set(stamps)].toSorted())
  shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '10.00' }] })
  const next = shop.payouts.run({ status: 'PAID' })
  const payout = await payoutSource().get(context, String(next?.id))
  expect(payout === null ? [] : payoutDifferences(payout)).toEqual([])
  const returned = payout?.transactions.filter((row) => row.category === 'payout-reversal') ?? []
  expect(sum(returned.map((row) => row.net))).toBe(made?.net)
})

test('what is not there is null, and a shop without Shopify Payments says so', async () => {
  await using connected = await connect()
  const { context } = connected
  expect(await payoutSource().get(context, '99999')).toBeNull()
  expect(await payoutSource().findByName(context, 'nothing')).toBeNull()
})
