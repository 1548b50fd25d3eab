import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { add, decimal, subtract, sum } from '#lib/decimal'
import {
  type Account,
  account,
  type Payout,
  PAYOUTS,
  payoutsOf,
  type Row,
  rowsOf,
  sold,
  started,
  total,
} from './payments-test-client.ts'
import { randomLife } from './random-life.ts'
import type { ShopifySandbox } from './start.ts'
import { ask } from './test-client.ts'

const VAT = [{ title: 'VAT', rate: '0.25' }]

/** Every row of a payout is there, and the payout is their sum. */
async function expectSums(shop: ShopifySandbox, payout: Payout): Promise<Row[]> {
  const rows = await rowsOf(shop, `payments_transfer_id:${payout.legacyResourceId}`)
  expect(total(rows.map((row) => row.net))).toBe(decimal(payout.net.amount))
  for (const row of rows) {
    expect(subtract(decimal(row.amount.amount), decimal(row.fee.amount))).toBe(decimal(row.net.amount))
    expect(row.associatedPayout).toEqual({ id: payout.id, status: payout.status })
  }
  const part = (names: readonly string[]) => total(names.map((name) => payout.summary[name] ?? { amount: '0' }))
  const gross = part([
    'chargesGross',
    'refundsFeeGross',
    'adjustmentsGross',
    'reservedFundsGross',
    'retriedPayoutsGross',
    'advanceGross',
  ])
  const fees = part([
    'chargesFee',
    'refundsFee',
    'adjustmentsFee',
    'reservedFundsFee',
    'retriedPayoutsFee',
    'advanceFees',
  ])
  expect(subtract(gross, fees)).toBe(decimal(payout.net.amount))
  return rows
}

describe('payouts', () => {
  test('charges, refunds and an adjustment sum to the payout, and only what Shopify Payments took is in it', async () => {
    const { shop, hour } = await started({ payments: { fee: { percent: '2', fixed: '0.35' } } })
    await using _stopped = shop
    const first = sold(shop, '250')
    hour()
    sold(shop, '119.90')
    sold(shop, '80', 'Klarna')
    hour()
    shop.refund(first, { amount: '59.95' })
    shop.payouts.add({ type: 'ADJUSTMENT', amount: '-15' })
    expect((await account(shop, PAYOUTS)).balance).toEqual([{ amount: '286.85', currencyCode: 'EUR' }])
    shop.payouts.run()
    const [payout] = await payoutsOf(shop)
    expect(payout).toMatchObject({
      status: 'SCHEDULED',
      transactionType: 'DEPOSIT',
      externalTraceId: null,
      net: { amount: '286.85', currencyCode: 'EUR' },
      gross: { amount: '286.85' },
      bankAccount: { currency: 'EUR', status: 'VERIFIED' },
      summary: {
        chargesGross: { amount: '369.9' },
        chargesFee: { amount: '8.1' },
        refundsFeeGross: { amount: '-59.95' },
        adjustmentsGross: { amount: '-15.0' },
      },
    })
    if (payout === undefined) return
    const rows = await expectSums(shop, payout)
    expect(rows.map((row) => row.type).toSorted()).toEqual(['ADJUSTMENT', 'CHARGE', 'CHARGE', 'REFUND'])
    expect(rows[0]).toMatchObject({
      sourceType: 'CHARGE',
      sourceOrderTransactionId: String(first.state.transactions[0]?.id),
      associatedOrder: { id: first.id, name: first.name },
      fee: { amount: '5.35' },
    })
    const all = await rowsOf(shop, `payments_transfer_id:${payout.legacyResourceId}`, { hide: false })
    expect(all.at(-1)).toMatchObject({ type: 'TRANSFER', net: { amount: '-286.85' } })
    expect(total(all.map((row) => row.net))).toBe('0')
    shop.payouts.submit(payout.id)
    shop.payouts.settle(payout.id)
    expect((await payoutsOf(shop, { query: 'status:paid' }))[0]).toMatchObject({
      status: 'PAID',
      externalTraceId: expect.stringMatching(/^TRC-2026-11-20-/),
    })
    expect(await payoutsOf(shop, { query: 'status:SCHEDULED' })).toEqual([])
  })

  test('a payout that fails or is cancelled comes back in the next one', async () => {
    const { shop, hour } = await started()
    await using _stopped = shop
    for (const undo of ['fail', 'cancel'] as const) {
      sold(shop, '100')
      hour()
      const paid = shop.payouts.run()
      if (paid !== null) shop.payouts[undo](paid)
      hour()
      shop.payouts.run({ status: 'PAID' })
    }
    const payouts = await payoutsOf(shop)
    expect(
      payouts.map((entry) => [entry.status, entry.net.amount, entry.summary['retriedPayoutsGross']?.amount]),
    ).toEqual([
      ['FAILED', '96.8', '0.0'],
      ['PAID', '96.8', '96.8'],
      ['CANCELED', '96.8', '0.0'],
      ['PAID', '96.8', '96.8'],
    ])
    for (const payout of payouts) await expectSums(shop, payout)
    expect(() => shop.payouts.settle(payouts[0]?.id ?? '')).toThrow('can not be PAID')
  })

  test('more refunds than charges make a withdrawal', async () => {
    const { shop, hour } = await started()
    await using _stopped = shop
    const order = sold(shop, '100')
    hour()
    shop.payouts.run({ status: 'PAID' })
    shop.refund(order, { lines: [{ line: 0, quantity: 1 }] })
    hour()
    shop.payouts.run()
    const [payout] = await payoutsOf(shop, { type: 'WITHDRAWAL' })
    expect(payout).toMatchObject({ transactionType: 'WITHDRAWAL', net: { amount: '-100.0' } })
    if (payout !== undefined) await expectSums(shop, payout)
    expect(await payoutsOf(shop, { type: 'DEPOSIT' })).toHaveLength(1)
  })

  test('every type of the schema can be part of a payout', async () => {
    const { shop, hour } = await started()
    await using _stopped = shop
    const order = sold(shop, '1000')
    expect(shop.payouts.types.length).toBeGreaterThan(105)
    const added = shop.payouts.types.filter((type) => type !== 'TRANSFER' && type !== 'CHARGE')
    for (const [index, type] of added.entries()) {
      shop.payouts.add({ type, amount: index % 2 === 0 ? '-1.11' : '0.99', fee: index % 5 === 0 ? '0.01' : '0', order })
    }
    shop.payouts.add({ type: 'ADJUSTMENT', amount: '-3', orders: [{ order, amount: '-2', fees: '0.5' }] })
    hour()
    shop.payouts.run()
    const [payout] = await payoutsOf(shop)
    if (payout === undefined) throw new Error('nothing was paid out')
    const rows = await expectSums(shop, payout)
    expect(new Set(rows.map((row) => row.type))).toEqual(new Set([...added, 'CHARGE']))
    expect(rows.at(-1)).toMatchObject({
      adjustmentReason: 'adjustment',
      adjustmentsOrders: [
        { name: order.name, amount: { amount: '-2.0' }, fees: { amount: '0.5' }, net: { amount: '-2.5' } },
      ],
    })
    expect(() => shop.payouts.add({ type: 'NO_SUCH_TYPE', amount: '1' })).toThrow('is no type of balance transaction')
  })

  test('a shop may be paid out in another currency than it sells in', async () => {
    const { shop, hour } = await started({
      shop: { currency: 'SEK' },
      payments: { currency: 'EUR', exchangeRate: '0.0873' },
    })
    await using _stopped = shop
    const order = sold(shop, '1000')
    hour()
    shop.payouts.run()
    const [payout] = await payoutsOf(shop)
    expect(payout?.net).toEqual({ amount: '84.74', currencyCode: 'EUR' })
    const { body } = await ask(
      shop,
      'query($id: ID!) { order(id: $id) { transactions { settlementCurrency settlementCurrencyRate fees { amount { amount currencyCode } } } } }',
      { id: order.id },
    )
    expect(body.data).toEqual({
      order: {
        transactions: [
          {
            settlementCurrency: 'EUR',
            settlementCurrencyRate: '0.0873',
            fees: [{ amount: { amount: '29.3', currencyCode: 'SEK' } }],
          },
        ],
      },
    })
  })

  test('money that was not captured, is on its way or only a test is not in the balance', async () => {
    const { shop } = await started()
    await using _stopped = shop
    const lines = [{ sku: 'A', quantity: 1, price: '100', taxRates: VAT }]
    const authorised = shop.place({ lines, financial: 'authorized', gateway: 'shopify_payments' })
    const paid = shop.place({ lines })
    shop.place({ lines, test: true })
    shop.refund(paid, { lines: [{ line: 0, quantity: 1 }], status: 'pending' })
    expect((await rowsOf(shop, '')).map((row) => [row.type, row.associatedOrder?.name])).toEqual([
      ['CHARGE', '#1002'],
      ['CHARGE', '#1003'],
    ])
    shop.capture(authorised, { amount: '40' })
    shop.settle(paid)
    expect(
      (await rowsOf(shop, 'transaction_type:REFUND OR processed_at:>=2026-11-20')).map((row) => row.amount.amount),
    ).toEqual(['100.0', '100.0', '40.0', '-100.0'])
    shop.payouts.run()
    expect((await rowsOf(shop, 'payout_status:PENDING')).map((row) => row.associatedOrder?.name)).toEqual(['#1003'])
  })

  test('pages of rows are complete and in order, over random lives', async () => {
    const { shop, hour } = await started()
    await using _stopped = shop
    for (let seed = 1; seed <= 40; seed += 1) {
      for (const step of randomLife(shop, { seed, currency: 'EUR', presentments: [], steps: 12 }))
        if (step.step % 6 === 0) hour()
      if (seed % 10 === 0) shop.payouts.run()
    }
    const payouts = await payoutsOf(shop)
    expect(payouts).toHaveLength(4)
    let found = 0
    for (const payout of payouts) found += (await expectSums(shop, payout)).length
    const paged = await rowsOf(shop, '', { first: 7 })
    expect(paged).toHaveLength(found)
    expect(new Set(paged.map((row) => row.id)).size).toBe(found)
    const received = sum(
      shop
        .orders()
        .flatMap((order) =>
          order.transactions
            .filter(
              (entry) =>
                entry.gateway === 'shopify_payments' &&
                entry.status === 'SUCCESS' &&
                (entry.kind === 'SALE' || entry.kind === 'CAPTURE'),
            )
            .map((entry) => entry.amount.shop),
        ),
    )
    expect(total(paged.filter((row) => row.type === 'CHARGE').map((row) => row.amount))).toBe(received)
  })
})

const REFERENCE = '../shared/specs/shopify'

describe.skipIf(!existsSync(REFERENCE))('against the reference data (skipped: ../shared is absent)', () => {
  test('the payout operations run without errors, and the example payout can be made', async () => {
    const { shop, hour } = await started()
    await using _stopped = shop
    const pay = (price: string, fee: string) =>
      shop.place({ lines: [{ sku: 'A', quantity: 1, price }], payments: [{ gateway: 'shopify_payments', fee }] })
    const first = pay('250', '5.35')
    hour()
    pay('119.90', '2.69')
    hour()
    shop.refund(first, { amount: '59.95' })
    hour()
    shop.payouts.add({ type: 'ADJUSTMENT', amount: '-15' })
    const made = shop.payouts.run({ status: 'PAID' })
    const operations = readFileSync(`${REFERENCE}/operations/payouts.graphql`, 'utf8')
    const run = async (operationName: string, variables: object) => {
      const { body } = await ask(shop, operations, variables, { operationName })
      expect(body.errors).toBeUndefined()
      return (body.data as unknown as { shopifyPaymentsAccount: Account }).shopifyPaymentsAccount
    }
    const example = JSON.parse(readFileSync(`${REFERENCE}/examples/payout.json`, 'utf8')) as Record<
      'payouts' | 'transactions',
      { data: { shopifyPaymentsAccount: Account } }
    >
    const [stated] = example.payouts.data.shopifyPaymentsAccount.payouts.nodes
    const [found] = (await run('Payouts', {})).payouts.nodes
    const amounts = (payout: Payout | undefined) =>
      [payout?.net, ...Object.values(payout?.summary ?? {})].map((entry) => decimal(entry?.amount ?? '0'))
    expect(amounts(found)).toEqual(amounts(stated))
    const rows = (await run('PayoutTransactions', { query: `payments_transfer_id:${made?.id}` })).balanceTransactions
      .nodes
    const nets = (entries: readonly Row[]) =>
      entries.filter((row) => row.type !== 'TRANSFER').map((row) => [row.type, add(decimal(row.net.amount))])
    expect(nets(rows)).toEqual(nets(example.transactions.data.shopifyPaymentsAccount.balanceTransactions.nodes))
    await run('Disputes', {})
  })
})
