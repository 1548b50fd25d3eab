import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { sampleNamed, samplePayment } from '#testing/sample-documents'
import { odoo } from './index.ts'
import { saleOf, startBench } from './odoo.test-kit.ts'

const SOLD = [{ quantity: '3', net: '47.98', tax: '12' }]

async function collect<T>(pages: AsyncIterable<readonly T[]> | undefined): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages ?? []) found.push(...page)
  return found
}

describe('Odoo, written', () => {
  test('an order costs one call when its customer and item are known', async () => {
    await using bench = await startBench()
    await bench.write(saleOf(SOLD, '12'))
    const before = bench.context.calls.length
    await bench.write(saleOf(SOLD, '12', { reference: 'shop:order:2' }))
    expect(bench.context.calls.length - before).toBe(1)
    await expect(bench.write(saleOf(SOLD, '12'))).rejects.toMatchObject({ code: 'REFERENCE_EXISTS' })
  })

  test('an order that another installation wrote is not written again', async () => {
    await using bench = await startBench()
    const values = { partner_id: Number(bench.customer.externalId), x_tillbridge_ref: 'shop:order:7', state: 'sale' }
    bench.make('sale.order', values)
    const order = saleOf(SOLD, '12', { reference: 'shop:order:7' })
    await expect(bench.write(order)).rejects.toMatchObject({ code: 'REFERENCE_EXISTS' })
  })

  test('an order whose tax Odoo rounds otherwise comes to the store’s total by a line of cents', async () => {
    await using bench = await startBench()
    expect(await bench.write(saleOf(SOLD, '11.99'))).toMatchObject({ total: '59.97', taxTotal: null })
  })

  test('an invoice has the store’s tax to the cent', async () => {
    await using bench = await startBench()
    const invoice = saleOf(SOLD, '11.99', { kind: 'invoice', reference: 'shop:invoice:1' })
    expect(await bench.write(invoice)).toMatchObject({ total: '59.97', taxTotal: '11.99', state: 'issued' })
  })

  test('an invoice that was drafted and not posted counts as not written, and is written once', async () => {
    await using bench = await startBench()
    const invoice = saleOf(SOLD, '12', { kind: 'invoice', reference: 'shop:invoice:1' })
    bench.server.faults.next('/account.move/action_post', { kind: 'reset-before' })
    await expect(bench.write(invoice)).rejects.toMatchObject({ kind: 'outcome-unknown' })
    const find = () => odoo.writes.documents?.find(bench.context, 'invoice', invoice.reference)
    expect(await find()).toBeNull()
    expect(await bench.write(invoice)).toMatchObject({ state: 'issued' })
    expect(await find()).toMatchObject({ state: 'issued' })
    expect(bench.server.records('account.move', [['move_type', '=', 'out_invoice']])).toHaveLength(1)
  })

  test('a payment that was posted and not matched is matched by writing it again', async () => {
    await using bench = await startBench()
    const invoice = saleOf(SOLD, '12', { kind: 'invoice', reference: 'shop:invoice:1' })
    const named = { [invoice.reference]: sampleNamed('invoice', await bench.write(invoice)) }
    const payment = samplePayment({
      currency: 'SEK',
      amount: decimal('59.98'),
      allocations: [{ reference: invoice.reference, amount: decimal('59.98') }],
      mode: 'BNK1',
      account: null,
    })
    bench.server.faults.next('/account.move.line/reconcile', { kind: 'reset-before' })
    await expect(bench.write(payment, named)).rejects.toMatchObject({ kind: 'outcome-unknown' })
    expect(await odoo.writes.documents?.find(bench.context, 'payment', payment.reference)).toBeNull()
    expect(await bench.write(payment, named)).toMatchObject({ state: 'issued', total: '59.98' })
    expect(bench.server.records('account.move', [['move_type', '=', 'out_invoice']])).toMatchObject([
      { amount_residual: 0 },
    ])
    expect(bench.server.records('account.payment')).toHaveLength(1)
  })

  test('the analytic account of the settings stands on every row', async () => {
    await using bench = await startBench({}, { analyticAccount: 'Web shop' })
    const plan = bench.make('account.analytic.plan', { name: 'Channels' })
    const account = bench.make('account.analytic.account', { name: 'Web shop', plan_id: plan })
    await bench.write(saleOf(SOLD, '12'))
    await bench.write(saleOf(SOLD, '12', { kind: 'invoice', reference: 'shop:invoice:1' }))
    const lines = [
      ...bench.server.records('sale.order.line'),
      ...bench.server.records('account.move.line', [['display_type', '=', 'product']]),
    ]
    expect(lines.map((line) => line['analytic_distribution'])).toEqual(lines.map(() => ({ [account]: 100 })))
    expect(lines).toHaveLength(4)
  })

  test('a locked period is refused before Odoo moves the day', async () => {
    await using bench = await startBench()
    bench.server.call('res.company', 'write', [[1], { fiscalyear_lock_date: '2026-11-30' }])
    const invoice = saleOf(SOLD, '12', { kind: 'invoice', reference: 'shop:invoice:1' })
    await expect(bench.write(invoice)).rejects.toMatchObject({ code: 'PERIOD_CLOSED' })
    expect(await odoo.writes.documents?.closedUntil?.(bench.context)).toBe('2026-11-30')
  })
})

describe('Odoo, read', () => {
  test('stock counts open orders as reserved, also without a reservation, and changes by item', async () => {
    await using bench = await startBench()
    await bench.write(saleOf([{ quantity: '12', net: '120', tax: '30' }], '30'))
    const places = (await odoo.reads.stock?.places(bench.context)) ?? []
    expect(places).toContainEqual({ externalId: 'WH/Stock', name: 'WH/Stock', parent: 'WH', isGroup: false })
    const facts = (changedSince: Date) =>
      collect(odoo.reads.stock?.facts(bench.context, { places: ['WH/Stock'], changedSince }))
    expect(await facts(new Date(0))).toMatchObject([
      { item: 'TSHIRT-1', place: 'WH/Stock', onHand: '10', reserved: '12', incoming: '0' },
    ])
    expect(await facts(new Date(Date.now() + 60_000))).toEqual([])
  })

  test('a delivery tells which rows of which order left in which parcels', async () => {
    await using bench = await startBench()
    const booked = await bench.write(saleOf([{ quantity: '3', net: '48', tax: '12' }], '12'))
    bench.server.deliver(Number(booked.externalId), 'JJSE1, JJSE2')
    const range = { since: new Date(0), until: new Date(Date.now() + 60_000) }
    const [change] = await collect(odoo.reads.shipments?.changes(bench.context, range))
    expect(await odoo.reads.shipments?.get(bench.context, change?.key ?? '')).toMatchObject({
      state: 'issued',
      reference: null,
      lines: [
        {
          item: 'TSHIRT-1',
          quantity: '3',
          place: 'WH',
          orderedBy: { externalId: booked.externalId, rowExternalId: booked.rowIds['line:1'] },
        },
      ],
      parcels: [{ number: 'JJSE1' }, { number: 'JJSE2' }],
    })
  })

  test('documents of a range of days are found whoever wrote them, and take our reference once', async () => {
    await using bench = await startBench()
    const sale = saleOf(SOLD, '12', { kind: 'invoice', reference: 'shop:invoice:1' })
    const ours = await bench.write(sale)
    const values = { move_type: 'out_invoice', partner_id: Number(bench.customer.externalId), ref: '#1002' }
    const line = { name: 'Mug', quantity: 2, price_unit: 10, tax_ids: [[6, 0, [3]]] }
    const theirs = bench.make('account.move', { ...values, invoice_date: sale.date, invoice_line_ids: [[0, 0, line]] })
    const documents = odoo.writes.documents
    const range = { kind: 'invoice', from: sale.date, to: sale.date } as const
    const found = await collect(documents?.search?.(bench.context, range))
    expect(found).toMatchObject([
      {
        externalId: ours.externalId,
        reference: 'shop:invoice:1',
        total: '59.98',
        taxTotal: '12',
        taxes: [{ account: '25% G', amount: '12' }],
        state: 'issued',
        partyEmail: 'ann.new@example.com',
      },
      { externalId: String(theirs), reference: null, numbers: ['#1002'], total: '25', state: 'draft' },
    ])
    expect(found[0]?.rows?.map(({ item, quantity }) => [item, quantity])).toEqual([
      ['TSHIRT-1', '2'],
      ['TSHIRT-1', '1'],
    ])
    await documents?.adopt?.(bench.context, 'invoice', String(theirs), 'shop:invoice:2')
    await documents?.adopt?.(bench.context, 'invoice', String(theirs), 'shop:invoice:2')
    await expect(documents?.adopt?.(bench.context, 'invoice', String(theirs), 'shop:invoice:3')).rejects.toMatchObject({
      code: 'REFERENCE_EXISTS',
    })
  })

  test('articles with variants and the prices of single items are told by their codes', async () => {
    await using bench = await startBench()
    const attribute = bench.make('product.attribute', { name: 'Size' })
    const sizes = ['S', 'M'].map((name) => bench.make('product.attribute.value', { name, attribute_id: attribute }))
    const choices = [[0, 0, { attribute_id: attribute, value_ids: [[6, 0, sizes]] }]]
    const template = bench.make('product.template', { name: 'Coat', list_price: 90, attribute_line_ids: choices })
    const variants = bench.server.records('product.product', [['product_tmpl_id', '=', template]], ['id'])
    for (const [index, { id }] of variants.entries())
      bench.server.call('product.product', 'write', [[id], { default_code: `COAT-${index}` }])
    const list = bench.make('product.pricelist', { name: 'Web', currency_id: 18 })
    const rule = { pricelist_id: list, compute_price: 'fixed', fixed_price: 80 }
    bench.make('product.pricelist.item', { ...rule, applied_on: '1_product', product_tmpl_id: template })
    bench.make('product.pricelist.item', {
      ...rule,
      fixed_price: 75.5,
      applied_on: '0_product_variant',
      product_id: variants[1]?.['id'],
    })
    const [coat] = (await odoo.reads.products?.bySku(bench.context, 'COAT-1')) ?? []
    expect(coat).toMatchObject({
      externalId: `product.template,${template}`,
      title: 'Coat',
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [
        { sku: 'COAT-0', optionValues: { Size: 'S' }, price: '90' },
        { sku: 'COAT-1', optionValues: { Size: 'M' } },
      ],
    })
    const told = await collect(odoo.reads.prices?.prices(bench.context, { lists: ['Web'] }))
    expect(told.map(({ item, amount, currency }) => [item, amount, currency])).toEqual([
      ['COAT-0', '80', 'SEK'],
      ['COAT-1', '75.5', 'SEK'],
    ])
    let count = 0
    for await (const { products } of odoo.reads.products?.all(bench.context) ?? []) count += products.length
    expect(count).toBeGreaterThanOrEqual(2)
  })
})
