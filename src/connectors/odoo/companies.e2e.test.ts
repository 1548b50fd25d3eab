import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { OdooSandbox } from '#sandboxes/odoo/start'
import { plainContext } from '#testing/plain-context'
import { sampleJournal, samplePayment, sampleWrite } from '#testing/sample-documents'
import { call } from './client.ts'
import { odoo } from './index.ts'
import { type Bench, saleOf, startBench } from './odoo.test-kit.ts'
import { parties } from './parties.ts'
import { type OdooSettings, settings } from './settings.ts'

const SOLD = [{ quantity: '2', net: '80', tax: '20' }]
type Values = Readonly<Record<string, unknown>>

/** A second company of the same server, in Norway, with books of its own under the same codes. */
function addCompany(server: OdooSandbox): number {
  const [company = 0] = server.call('res.company', 'create', [
    [{ name: 'Norge AS', currency_id: 14, country_id: 166 }],
  ]) as number[]
  const context = { allowed_company_ids: [company] }
  const make = (model: string, values: Values): number =>
    (server.call(model, 'create', [[values]], { context }) as number[])[0] ?? 0
  for (const [code, name, account_type] of [
    ['1510', 'Kundefordringer', 'asset_receivable'],
    ['3001', 'Salg', 'income'],
    ['2611', 'Utgående mva', 'liability_current'],
    ['1931', 'Bank', 'asset_cash'],
    ['1933', 'Outstanding Receipts', 'asset_current'],
    ['6570', 'Gebyr', 'expense'],
  ] as const)
    make('account.account', { code, name, account_type, reconcile: name === 'Outstanding Receipts' })
  const [income, tax] = ['3001', '2611'].map((code) =>
    Number(server.records('account.account', [['code', '=', code]], ['id']).at(-1)?.['id']),
  )
  make('account.journal', { name: 'Salg', code: 'INV', type: 'sale', default_account_id: income })
  make('account.journal', { name: 'Bank', code: 'BNK1', type: 'bank' })
  make('account.journal', { name: 'Diverse', code: 'MISC', type: 'general' })
  const lines = [
    [0, 0, { repartition_type: 'base' }],
    [0, 0, { repartition_type: 'tax', account_id: tax }],
  ]
  make('account.tax', {
    name: '25% G',
    amount: 25,
    type_tax_use: 'sale',
    country_id: 166,
    invoice_repartition_line_ids: lines,
    refund_repartition_line_ids: lines,
  })
  make('product.pricelist', { name: 'Norge', currency_id: 14, company_id: company })
  make('account.fiscal.position', { name: 'Norge', company_id: company, country_id: 166, auto_apply: true })
  return company
}

describe.each([17, 19] as const)('two companies in one Odoo %i', (version) => {
  let bench: Bench
  let norway: number
  let there: OdooSettings
  beforeAll(async () => {
    bench = await startBench({ version })
    norway = addCompany(bench.server)
    there = settings.parse({ ...bench.context.settings, company: 'Norge AS', companyCurrency: 'NOK' })
  })
  afterAll(() => bench[Symbol.asyncDispose]())
  const companyOf = (model: string, domain: readonly unknown[] = []) =>
    bench.server.records(model, domain).map((one) => (one['company_id'] as [number, string])[0])

  test('orders, invoices, payments and entries stand in the connection’s company, by its own taxes, journals and accounts', async () => {
    const context = plainContext(odoo, there)
    const { documents } = odoo.writes
    const { party } = saleOf([])
    const customer = await parties.create(context, { ...party, email: 'ola@example.no' }, ['customer:2'])
    const sale = saleOf(SOLD, '20', { currency: 'NOK', reference: 'no:order:1' })
    const order = await documents?.create(context, sale, sampleWrite({}, customer))
    expect(order).toMatchObject({ total: '100', taxTotal: '20' })
    const invoice = saleOf(SOLD, '20', { currency: 'NOK', kind: 'invoice', reference: 'no:invoice:1' })
    const booked = await documents?.create(context, invoice, sampleWrite({}, customer))
    expect(booked).toMatchObject({ total: '100', taxTotal: '20', state: 'issued' })
    const payment = samplePayment({
      currency: 'NOK',
      amount: decimal('100'),
      mode: 'BNK1',
      account: null,
      reference: 'no:pay:1',
    })
    await documents?.create(context, payment, sampleWrite({}, customer))
    const entry = sampleJournal(
      [
        { amount: '5', account: '6570' },
        { amount: '-5', account: '1931' },
      ],
      { currency: 'NOK', reference: 'no:entry:1' },
    )
    await documents?.create(context, entry, sampleWrite({}, customer))
    for (const model of ['sale.order', 'account.payment', 'stock.picking']) expect(companyOf(model)).toEqual([norway])
    const moves = bench.server.records('account.move', [['state', '=', 'posted']])
    expect(new Set(companyOf('account.move'))).toEqual(new Set([norway]))
    expect(moves).toHaveLength(3)
    const lines = bench.server.records('account.move.line', [], ['account_id', 'tax_ids'])
    const own = new Set(
      bench.server
        .records(
          'account.account',
          [version === 17 ? ['company_id', '=', norway] : ['company_ids', 'in', [norway]]],
          ['id'],
        )
        .map(({ id }) => id),
    )
    expect(lines.filter((line) => !own.has((line['account_id'] as [number, string])[0]))).toEqual([])
  })

  test('records of the other company are neither seen nor touched', async () => {
    const home = bench.context
    await bench.write(saleOf(SOLD, '20', { reference: 'shop:order:1' }))
    expect(await odoo.writes.documents?.find(home, 'sales-order', 'no:order:1')).toBeNull()
    const theirs = plainContext(odoo, there)
    expect(await odoo.writes.documents?.find(theirs, 'sales-order', 'shop:order:1')).toBeNull()
    const hidden = bench.make('product.product', { name: 'Only there', default_code: 'NO-1', company_id: norway })
    expect(await odoo.reads.products?.bySku(home, 'NO-1')).toEqual([])
    expect(await odoo.reads.products?.bySku(theirs, 'NO-1')).toHaveLength(1)
    expect(bench.server.records('product.product', [['id', '=', hidden]])).toHaveLength(1)
    const private_ = { name: 'Kari', email: 'kari@example.no', customer_rank: 1, company_id: norway }
    bench.make('res.partner', private_)
    const kari = { ...saleOf([]).party, keys: ['email:kari@example.no'] as const, email: 'kari@example.no' }
    expect(await parties.find(home, kari, ['customer:9'])).toBeNull()
    expect(await parties.find(theirs, kari, ['customer:9'])).not.toBeNull()
    expect((await odoo.reads.prices?.lists(home))?.map(({ name }) => name)).not.toContain('Norge')
    expect((await odoo.choices?.(theirs, 'warehouses'))?.map(({ value }) => value)).toEqual(['NORGE'])
  })

  test('what names the other company is refused by Odoo, and a company that is not allowed by name', async () => {
    const [sweden] = bench.server.records('stock.warehouse', [['code', '=', 'WH']], ['id'])
    const values = { partner_id: Number(bench.customer.externalId), warehouse_id: sweden?.['id'] }
    expect(() =>
      bench.server.call('sale.order', 'create', [[values]], { context: { allowed_company_ids: [norway] } }),
    ).toThrow(/Norge AS.*Warehouse.*belongs to another company/)
    bench.server.call('res.users', 'write', [[bench.server.uid], { company_ids: [[6, 0, [1]]] }])
    const refused = await odoo.check(plainContext(odoo, there))
    expect(refused.findings.filter(({ level }) => level === 'error').map(({ code }) => code)).toContain(
      'COMPANY_NOT_ALLOWED',
    )
    bench.server.call('res.users', 'write', [[bench.server.uid], { company_ids: [[6, 0, [1, norway]]] }])
  })
})

describe('Odoo’s own rights', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench({ version: 18 })
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  /** The groups of the API user, by their full names. */
  function allow(...names: readonly string[]): void {
    const ids = names.map((name) => bench.server.records('res.groups', [['full_name', '=', name]], ['id'])[0]?.['id'])
    bench.server.call('res.users', 'write', [[bench.server.uid], { groups_id: [[6, 0, ids]] }])
  }

  test('a refusal names the groups that may', async () => {
    allow('Sales / Administrator', 'Inventory / User')
    const invoice = saleOf(SOLD, '20', { kind: 'invoice', reference: 'shop:invoice:9' })
    await expect(bench.write(invoice)).rejects.toMatchObject({
      code: 'PERMISSION_MISSING',
      remedy: expect.stringContaining('“Invoicing: Invoicing”'),
    })
    await expect(parties.create(bench.context, saleOf([]).party, ['customer:7'])).rejects.toMatchObject({
      code: 'PERMISSION_MISSING',
      remedy: expect.stringContaining('“Extra Rights: Contact Creation”'),
    })
  })

  test('a record that a rule hides is told apart from a right that is missing', async () => {
    allow(
      'Sales / User: Own Documents Only',
      'Invoicing / Invoicing',
      'Inventory / User',
      'Extra Rights / Contact Creation',
    )
    const values = { partner_id: Number(bench.customer.externalId), user_id: 1, x_tillbridge_ref: 'shop:order:77' }
    bench.server.installation.site.db.put('res.users', {
      id: 1,
      name: 'Somebody',
      login: 'x',
      company_id: 1,
      company_ids: [1],
    })
    const order = bench.make('sale.order', values)
    expect(await odoo.writes.documents?.find(bench.context, 'sales-order', 'shop:order:77')).toBeNull()
    const asked = { model: 'sale.order', method: 'action_cancel', ids: [order], effect: 'write' } as const
    await expect(call(bench.context, asked)).rejects.toMatchObject({ code: 'RECORD_HIDDEN' })
  })

  test('the check names what each flow lacks, by the words of this version', async () => {
    allow('Sales / User: All Documents')
    const flows = ['orders', 'products', 'price-lists', 'customers']
    const { findings } = await odoo.check(bench.context, { flows })
    const missing = findings.filter(({ code }) => code === 'PERMISSION_MISSING')
    expect(missing.map(({ message, remedy }) => `${message} ${/“(.*)”/.exec(remedy ?? '')?.[1]}`)).toEqual([
      'The API user may not write account.move. Invoicing: Invoicing',
      'The API user may not read account.payment. Invoicing: Invoicing',
      'The API user may not write res.partner. Contact Creation',
      'The API user may not read stock.picking. Inventory: User',
      'The API user may not write product.template. Sales: Administrator',
      'The API user may not write product.pricelist.item. Sales: Administrator',
    ])
  })
})
