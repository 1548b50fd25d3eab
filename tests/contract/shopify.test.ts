import { describe, expect, test } from 'vitest'
import { check, WHO_AM_I } from '#connectors/shopify/check'
import type { Operation } from '#connectors/shopify/client'
import { shopify } from '#connectors/shopify/index'
import * as queries from '#connectors/shopify/queries'
import { RESUBSCRIBE, SUBSCRIBE, SUBSCRIPTIONS } from '#connectors/shopify/subscribe'
import { connect, orderSource, startInbox } from './shopify-harness.ts'
import { faultsOf, officialSchema, requestFaults } from './shopify-schema.ts'

const schema = officialSchema()
const OPERATIONS: readonly Operation<unknown>[] = [
  ...Object.values(queries),
  WHO_AM_I,
  SUBSCRIPTIONS,
  SUBSCRIBE,
  RESUBSCRIBE,
]

describe('what the connector asks', () => {
  test.each(OPERATIONS)('$name is valid by the official schema and uses nothing deprecated', ({ text }) => {
    expect(faultsOf(schema, text)).toEqual([])
  })

  test('an invalid or deprecated query would be noticed', () => {
    expect(faultsOf(schema, 'query { shop { nmae } }')).toHaveLength(1)
    expect(faultsOf(schema, 'query Q($id: ID!) { order(id: $id) { totalPrice } }')[0]).toContain('deprecated')
  })

  test('what is really sent conforms to the schema, variables included', async () => {
    await using connected = await connect()
    const { shop, settings, context } = connected
    await using inbox = await startInbox(settings)
    await check(context)
    await shopify.webhooks?.subscribe(context, { url: inbox.url })
    await shopify.webhooks?.subscribe(context, { url: `${inbox.url}/moved` })
    const placed = shop.place({ lines: [{ sku: 'MUG', quantity: 2, price: '99.50' }] })
    const source = orderSource()
    const range = { since: new Date(0), until: new Date(Date.now() + 60_000) }
    for await (const page of source.changes(context, range)) expect(page).toHaveLength(1)
    await source.count?.(context, range)
    await source.findByName(context, placed.name)
    await source.get(context, placed.legacyId)
    expect(context.calls.length).toBeGreaterThan(10)
    expect(requestFaults(schema, context.calls)).toEqual([])
  })
})

test.each(OPERATIONS.filter((operation) => operation.effect === 'read'))(
  '$name asks for no more than it declares',
  async ({ text, name, cost }) => {
    await using connected = await connect()
    const variables = {
      id: 'gid://shopify/Order/1',
      after: null,
      query: "name:'#1'",
    }
    const named = Object.fromEntries(Object.entries(variables).filter(([variable]) => text.includes(`$${variable}`)))
    const response = await connected.context.http.send({
      method: 'POST',
      path: '/admin/api/2026-10/graphql.json',
      json: { query: text, variables: named, operationName: name },
      effect: 'read',
    })
    const { requestedQueryCost } = (response.json() as { extensions: { cost: { requestedQueryCost: number } } })
      .extensions.cost
    expect(requestedQueryCost).toBeLessThanOrEqual(cost)
    expect(requestedQueryCost).toBeGreaterThan(cost * 0.8 - 3)
  },
)
