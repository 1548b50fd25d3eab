import { describe, expect, test } from 'vitest'
import type { Change } from '#contract/source'
import { decimal, sum } from '#lib/decimal'
import { orderDifferences } from '#model/invariants'
import { type Connected, connect, operationsOf, orderSource } from './shopify-harness.ts'

const source = orderSource()
const ALWAYS = { since: new Date(0), until: new Date('2100-01-01T00:00:00Z') }

async function changes({ context }: Connected, range = ALWAYS): Promise<Change[]> {
  const found: Change[] = []
  for await (const page of source.changes(context, range)) found.push(...page)
  return found
}

describe('scenario 11: long orders are read whole', () => {
  test('501 lines, 30 shipping lines and 60 shipments', async () => {
    await using connected = await connect({ shop: { plan: 'enterprise' } })
    const { shop, context } = connected
    const lines = Array.from({ length: 501 }, (_, index) => ({
      sku: `SKU-${index}`,
      quantity: 2,
      price: '1.01',
      taxRates: [{ rate: '0.25' }],
    }))
    const shipping = Array.from({ length: 30 }, (_, index) => ({ title: `Parcel ${index}`, price: '1.00' }))
    const placed = shop.place({ lines, shipping })
    for (let parcel = 0; parcel < 60; parcel += 1) {
      shop.fulfill(placed.id, {
        lines: Array.from({ length: 8 }, (_, index) => ({ line: parcel * 8 + index, quantity: 1 })),
      })
    }
    shop.fulfill(placed.id)
    const order = await source.get(context, placed.legacyId)
    expect(order?.lines).toHaveLength(501)
    expect(new Set(order?.lines.map((line) => line.externalId)).size).toBe(501)
    expect(order?.shippingLines).toHaveLength(30)
    expect(order?.fulfillments).toHaveLength(61)
    const sent = order?.fulfillments.flatMap((shipment) => shipment.lines.map((line) => line.quantity)) ?? []
    expect(sum(sent)).toBe('1002')
    expect(order === null ? null : orderDifferences(order, 'shop')).toEqual([])
  })

  test('40 refunds, one of them with 300 lines', async () => {
    await using connected = await connect({ shop: { plan: 'enterprise' } })
    const { shop, context } = connected
    const lines = Array.from({ length: 300 }, (_, index) => ({ sku: `SKU-${index}`, quantity: 50, price: '2.00' }))
    const placed = shop.place({ lines })
    shop.refund(placed.id, { lines: lines.map((_, line) => ({ line, quantity: 1 })) })
    for (let index = 0; index < 39; index += 1) shop.refund(placed.id, { lines: [{ line: index, quantity: 1 }] })
    const order = await source.get(context, placed.legacyId)
    expect(order?.refunds).toHaveLength(40)
    expect(order?.refunds.map((refund) => refund.lines.length).sort((a, b) => b - a)).toEqual([
      300,
      ...Array.from({ length: 39 }, () => 1),
    ])
    expect(order?.refunds.every((refund) => refund.payments.length === 1)).toBe(true)
    for (const line of order?.lines ?? []) {
      const taken = order?.refunds
        .flatMap((refund) => refund.lines)
        .filter((row) => row.lineExternalId === line.externalId)
      expect(Number(line.quantity) - Number(line.currentQuantity)).toBe(
        Number(sum(taken?.map((row) => row.quantity) ?? [])),
      )
    }
  })

  test('an order that changes between two of its pages is a conflict, not a mixture', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    const lines = Array.from({ length: 40 }, (_, index) => ({ sku: `SKU-${index}`, quantity: 1, price: '1.00' }))
    const placed = shop.place({ lines, placedAt: '2026-01-01T10:00:00Z' })
    const http: typeof context.http = {
      async send(request) {
        if (operationsOf([request])[0] === 'OrderLines') shop.update(placed.id, { note: 'changed meanwhile' })
        return context.http.send(request)
      },
    }
    await expect(source.get({ ...context, http }, placed.legacyId)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'SHOPIFY_ORDER_CHANGED',
    })
  })
})

describe('finding what changed', () => {
  test('scenario 12: closed, archived and cancelled orders are found', async () => {
    await using connected = await connect()
    const { shop } = connected
    const keys = ['closed', 'cancelled', 'open'].map((fate) => {
      const placed = shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '10.00' }] })
      if (fate === 'closed') shop.close(placed.id)
      if (fate === 'cancelled') shop.cancel(placed.id)
      return placed.legacyId
    })
    expect((await changes(connected)).map((change) => change.key).sort()).toEqual(keys.sort())
  })

  test('more than a page of changes comes in pages, oldest first, none twice', async () => {
    await using connected = await connect({ shop: { plan: 'enterprise' } })
    const { shop } = connected
    for (let index = 0; index < 520; index += 1) {
      shop.place({
        lines: [{ sku: 'MUG', quantity: 1, price: '1.00' }],
        placedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, index)),
      })
    }
    const found = await changes(connected)
    expect(found).toHaveLength(520)
    expect(new Set(found.map((change) => change.key)).size).toBe(520)
    const stamps = found.map((change) => change.updatedAt)
    expect(stamps).toEqual([...stamps].sort())
  })

  test('a range that begins within a second takes that second whole', async () => {
    await using connected = await connect()
    const { shop } = connected
    shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '1.00' }] })
    const [change] = await changes(connected)
    const stamp = Date.parse(change?.updatedAt ?? '')
    const from = (since: number) => changes(connected, { since: new Date(since), until: ALWAYS.until })
    expect(await from(stamp + 999)).toHaveLength(1)
    expect(await from(stamp + 1000)).toHaveLength(0)
    expect(await changes(connected, { since: new Date(0), until: new Date(stamp) })).toHaveLength(0)
  })

  test('orders are found by name and counted by the day they were made', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    const placed = shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '1.00' }] })
    shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '1.00' }], name: `${placed.name}-A` })
    expect(await source.findByName(context, placed.name)).toBe(placed.legacyId)
    expect(await source.findByName(context, placed.name.replace('#', ''))).toBe(placed.legacyId)
    expect(await source.findByName(context, "#9' OR name:'x")).toBeNull()
    expect(await source.count?.(context, ALWAYS)).toBe(2)
    expect(await source.count?.(context, { since: new Date(0), until: new Date('2020-01-01T00:00:00Z') })).toBe(0)
  })

  test('an order that is gone is null', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    const placed = shop.place({ lines: [{ sku: 'MUG', quantity: 1, price: '1.00' }] })
    shop.remove(placed.id)
    expect(await source.get(context, placed.legacyId)).toBeNull()
  })
})

describe('which line is a tip', () => {
  test('scenario 19: product, tip, product: only the tip is one', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    const placed = shop.place({
      lines: [
        { sku: 'MUG', quantity: 1, price: '5.00' },
        { tip: true, title: 'Tip', quantity: 1, price: '5.00' },
        { sku: 'CUP', quantity: 1, price: '5.00' },
      ],
    })
    const order = await source.get(context, placed.legacyId)
    expect(order?.lines.map((line) => line.kind)).toEqual(['product', 'tip', 'product'])
    expect(operationsOf(context.calls)).toEqual(['Order'])
  })

  test('a custom service of the same price is told apart by the sales ledger', async () => {
    await using connected = await connect()
    const { shop, context } = connected
    const placed = shop.place({
      lines: [
        { custom: true, title: 'Wrapping', quantity: 1, price: '5.00', requiresShipping: false },
        { tip: true, title: 'Tip', quantity: 1, price: '5.00' },
      ],
    })
    const order = await source.get(context, placed.legacyId)
    expect(order?.lines.map((line) => line.kind)).toEqual(['custom', 'tip'])
    expect(operationsOf(context.calls)).toEqual(['Order', 'OrderTips'])
  })
})

test('the kinds of line that a shop knows', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place({
    lines: [
      { sku: 'MUG', quantity: 1, price: '5.00', variantTitle: 'Blue' },
      { sku: 'GIFT', title: 'Gift card', quantity: 1, price: '50.00', giftCard: true },
      { custom: true, title: 'Engraving', quantity: 1, price: '3.00' },
      { sku: 'PART', quantity: 3, price: '2.00', group: { key: 'set', title: 'Breakfast set' } },
      { sku: 'FREE', quantity: 1, price: '0.00' },
    ],
    giftCardPayment: '10.00',
  })
  const order = await source.get(context, placed.legacyId)
  expect(order?.lines.map((line) => line.kind)).toEqual(['product', 'gift-card', 'custom', 'product', 'product'])
  expect(order?.lines[3]?.bundle?.title).toBe('Breakfast set')
  expect(order?.lines[4]?.unitPrice.shop).toBe('0')
  expect(order?.payments.map((payment) => payment.gateway)).toContain('gift_card')
  expect(sum(order?.payments.map((payment) => payment.amount.shop) ?? [])).toBe(order?.totals.total.shop)
})

test('scenario 20: a line whose product was deleted stays', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place({
    lines: ['A', 'B', 'C'].map((sku) => ({ sku, quantity: 1, price: '5.00', vendor: 'Nordlys' })),
  })
  shop.products.remove('C')
  const order = await source.get(context, placed.legacyId)
  expect(order?.lines).toHaveLength(3)
  expect(order?.lines[2]).toMatchObject({ sku: 'C', kind: 'product', variantExternalId: null, productExternalId: null })
})

test('an edit that lowers a quantity leaves a refund without money', async () => {
  await using connected = await connect()
  const { shop, context } = connected
  const placed = shop.place({
    lines: [{ sku: 'MUG', quantity: 2, price: '100.00', taxRates: [{ rate: '0.13' }] }],
    taxesIncluded: false,
    financial: 'pending',
  })
  shop.edit(placed.id, { quantities: [{ line: 0, quantity: 1 }] })
  const order = await source.get(context, placed.legacyId)
  expect(order).toMatchObject({
    edited: true,
    totals: { total: { shop: '226' }, currentTotal: { shop: '113' }, tax: { shop: '26' }, currentTax: { shop: '13' } },
  })
  expect(order?.lines[0]).toMatchObject({ quantity: '2', currentQuantity: '1' })
  expect(order?.refunds).toHaveLength(1)
  expect(order?.refunds[0]).toMatchObject({ payments: [], lines: [{ quantity: decimal(1), tax: { shop: '13' } }] })
})
