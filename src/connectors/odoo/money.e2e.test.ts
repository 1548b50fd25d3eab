import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Decimal, decimal, negate, subtract, sum, ZERO } from '#lib/decimal'
import { fromFloat } from '#lib/rounding'
import { sampleGoods, sampleJournal, sampleNamed, samplePayment } from '#testing/sample-documents'
import { odoo } from './index.ts'
import { type Bench, saleOf, startBench } from './odoo.test-kit.ts'

const SOLD = [{ quantity: '2', net: '79.98', tax: '19.99' }]

describe.each([16, 18, 19] as const)('money and goods in Odoo %i', (version) => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench({ version }, { roundingAccount: '3740' })
    bench.make('account.account', { code: '3740', name: 'Rounding', account_type: 'income_other' })
    const clearing = bench.make('account.account', {
      code: '1581',
      name: 'Cards',
      account_type: 'asset_current',
      reconcile: true,
    })
    const journal = bench.make('account.journal', { name: 'Cards', code: 'CARD', type: 'bank' })
    const ways = bench.server.call('account.payment.method.line', 'search', [[['journal_id', '=', journal]]])
    bench.server.call('account.payment.method.line', 'write', [ways, { payment_account_id: clearing }])
    // A day's rate that does not divide.
    bench.make('res.currency.rate', { currency_id: 125, name: '2020-01-01', company_rate: 0.0871 })
    bench.make('product.pricelist', { name: 'Euro', currency_id: 125 })
  })
  afterAll(() => bench[Symbol.asyncDispose]())
  const worth = (lines: readonly Readonly<Record<string, unknown>>[]): Decimal =>
    sum(lines.map((line) => fromFloat(Number(line['balance']))))
  const balance = (code: string): Decimal =>
    worth(
      bench.server.records('account.move.line', [
        ['account_id.code', '=', code],
        ['parent_state', '=', 'posted'],
      ]),
    )
  const residual = (reference: string) =>
    bench.server.records('account.move', [['x_tillbridge_ref', '=', reference]], ['amount_residual'])[0]?.[
      'amount_residual'
    ]
  const find = (kind: 'payment' | 'refund-payment', reference: string) =>
    odoo.writes.documents?.find(bench.context, kind, reference)

  test.each([
    ['above', '100', '0.03'],
    ['below', '99.95', '-0.02'],
  ])('cash rounding %s the invoice goes to its account, and nothing stays open', async (name, paid, rounding) => {
    const before = balance('3740')
    const invoice = saleOf(SOLD, '19.99', { kind: 'invoice', reference: `shop:invoice:${name}` })
    const named = { [invoice.reference]: sampleNamed('invoice', await bench.write(invoice)) }
    const payment = samplePayment({
      currency: 'SEK',
      reference: `shop:payment:${name}`,
      amount: decimal(paid),
      rounding: decimal(rounding),
      allocations: [{ reference: invoice.reference, amount: decimal('99.97') }],
      mode: 'BNK1',
      account: null,
    })
    bench.server.faults.next('/account.payment/action_post', { kind: 'reset-before' })
    const outcome = await bench.write(payment, named).catch(() => bench.write(payment, named))
    bench.server.faults.clear()
    expect(outcome).toMatchObject({ total: paid, state: 'issued' })
    expect(residual(invoice.reference)).toBe(0)
    expect(subtract(balance('3740'), before)).toBe(negate(decimal(rounding)))
    expect(balance('1510')).toBe(ZERO)
    expect(await find('payment', payment.reference)).toMatchObject({ state: 'issued' })
    await odoo.writes.documents?.cancel(bench.context, 'payment', outcome.externalId)
    expect(balance('3740')).toBe(before)
    expect(residual(invoice.reference)).toBe(99.97)
    await odoo.writes.documents?.cancel(bench.context, 'invoice', named[invoice.reference]?.externalId ?? '')
  })

  test('what was paid in cash on an order closes the invoice that follows', async () => {
    const sale = saleOf(SOLD, '19.99', { reference: 'shop:order:cash' })
    const order = sampleNamed('sales-order', await bench.write(sale))
    const payment = samplePayment({
      currency: 'SEK',
      reference: 'shop:payment:cash',
      amount: decimal('99.95'),
      rounding: decimal('-0.02'),
      allocations: [{ reference: sale.reference, amount: decimal('99.97') }],
      mode: 'BNK1',
      account: null,
    })
    await bench.write(payment, { [sale.reference]: order })
    const invoice = saleOf(SOLD, '19.99', { kind: 'invoice', reference: 'shop:invoice:cash', basedOn: sale.reference })
    await bench.write(invoice, { [sale.reference]: order })
    expect(residual(invoice.reference)).toBe(0)
    expect(balance('1510')).toBe(ZERO)
  })

  test('an order, its invoice, its payment and its payout in euros stand in euros, with kronor beside them', async () => {
    const euros = { currency: 'EUR', reference: 'shop:order:eur' } as const
    const sale = saleOf(SOLD, '19.99', euros)
    expect(await bench.write(sale)).toMatchObject({ total: '99.97' })
    const invoice = saleOf(SOLD, '19.99', { ...euros, kind: 'invoice', reference: 'shop:invoice:eur' })
    const named = { [invoice.reference]: sampleNamed('invoice', await bench.write(invoice)) }
    const payment = samplePayment({
      currency: 'EUR',
      reference: 'shop:payment:eur',
      amount: decimal('99.97'),
      allocations: [{ reference: invoice.reference, amount: decimal('99.97') }],
      mode: 'CARD',
      account: '1581',
    })
    const paid = await bench.write(payment, named)
    expect(residual(invoice.reference)).toBe(0)
    const moved = await odoo.writes.documents?.cleared?.(bench.context, [paid.externalId])
    expect(moved).toEqual({ [paid.externalId]: { amount: '1147.76', currency: 'SEK' } })
    const payout = sampleJournal(
      [
        { amount: '33.33', account: '1931' },
        { amount: '33.33', account: '1931' },
        { amount: '33.31', account: '6570' },
        { amount: '-99.97', account: '1581' },
      ],
      { currency: 'EUR', reference: 'shop:payout:eur' },
    )
    const lines = payout.lines.map((line) =>
      line.account === '1581' ? { ...line, ledger: { kind: 'clearing', gateway: 'cards' } as const } : line,
    )
    expect(await bench.write({ ...payout, lines })).toMatchObject({ state: 'issued' })
    const [entry] = bench.server.records('account.move', [['x_tillbridge_ref', '=', 'shop:payout:eur']], ['line_ids'])
    const booked = bench.server.records('account.move.line', [['id', 'in', entry?.['line_ids']]])
    expect(booked.map((line) => [line['amount_currency'], (line['currency_id'] as [number, string])[1]])).toEqual(
      [33.33, 33.33, 33.31, -99.97].map((amount) => [amount, 'EUR']),
    )
    expect(worth(booked)).toBe(ZERO)
    expect(balance('1581')).toBe(ZERO)
  })

  test('goods of no order leave and come back by transfers of their own, once', async () => {
    const [item] = bench.server.records('product.product', [['default_code', '=', 'TSHIRT-1']], ['id'])
    const onHand = () =>
      (
        bench.server.call('product.product', 'read', [[item?.['id']], ['qty_available']]) as { qty_available: number }[]
      )[0]?.qty_available
    const before = Number(onHand())
    const goods = sampleGoods([{ quantity: '3', warehouse: 'WH' }], {
      currency: 'SEK',
      reference: 'shop:delivery:free',
      basedOn: null,
    })
    bench.server.faults.next('/stock.picking/button_validate', { kind: 'reset-before' })
    const booked = await bench.write(goods).catch(() => bench.write(goods))
    bench.server.faults.clear()
    expect(booked).toMatchObject({ state: 'issued', rowIds: { 'line:1': expect.any(String) } })
    expect(onHand()).toBe(before - 3)
    const back = { ...goods, kind: 'delivery-return', reference: 'shop:return:free' } as const
    expect(await bench.write(back)).toMatchObject({ state: 'issued' })
    expect(onHand()).toBe(before)
    const ours = bench.server.records('stock.picking', [['x_tillbridge_ref', 'like', ':free']])
    expect(ours.map(({ state }) => state)).toEqual(['done', 'done'])
  })
})
