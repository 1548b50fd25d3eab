import OdooJSONRpc from '@fernandoslim/odoo-jsonrpc'
import Odoo from 'odoo-await'
import { afterEach, describe, expect, test } from 'vitest'
import { VERSIONS } from './orm/fields.ts'
import { type OdooSandbox, startOdoo } from './start.ts'

interface Client {
  connect(): Promise<unknown>
  create(model: string, values: object): Promise<number>
  read(model: string, id: number, fields: readonly string[]): Promise<unknown>
}

/** Its types promise a module where there is a class. */
const JsonClient = OdooJSONRpc as unknown as new (options: object) => Client

describe('an Odoo sandbox', () => {
  let odoo: OdooSandbox | null = null
  afterEach(async () => {
    await odoo?.stop()
    odoo = null
  })

  test.each(VERSIONS)('sells, delivers, invoices, refunds and is paid in version %i', async (version) => {
    odoo = await startOdoo({ version })
    const { call } = odoo
    const [partner] = call('res.partner', 'create', [
      [{ name: 'Karin Nordin', email: 'karin@example.test', country_id: 196 }],
    ]) as number[]
    const kind = version <= 17 ? { detailed_type: 'product' } : { type: 'consu', is_storable: true }
    const [product = 0] = call('product.product', 'create', [
      [{ name: 'Tee', default_code: 'TEE', list_price: 100, ...kind }],
    ]) as number[]
    odoo.setStock(product, 10)
    const taxes = version === 19 ? 'tax_ids' : 'tax_id'
    const line = { product_id: product, product_uom_qty: 3, price_unit: 199, [taxes]: [[6, 0, [3]]] }
    const [order = 0] = call('sale.order', 'create', [
      [{ partner_id: partner, client_order_ref: '1042', order_line: [[0, 0, line]] }],
    ]) as number[]
    expect(call('sale.order', 'action_confirm', [[order]])).toBe(true)
    expect(
      call('sale.order', 'read', [
        [order],
        ['state', 'amount_untaxed', 'amount_tax', 'amount_total', 'invoice_status'],
      ]),
    ).toEqual([
      {
        id: order,
        state: 'sale',
        amount_untaxed: 597,
        amount_tax: 149.25,
        amount_total: 746.25,
        invoice_status: 'to invoice',
      },
    ])
    expect(call('product.product', 'read', [[product], ['qty_available', 'free_qty']])).toEqual([
      { id: product, qty_available: 10, free_qty: 7 },
    ])
    odoo.deliver(order, 'JJSE1')
    expect(odoo.records('stock.picking', [['sale_id', '=', order]], ['state', 'carrier_tracking_ref'])).toMatchObject([
      { state: 'done', carrier_tracking_ref: 'JJSE1' },
    ])
    const context = { active_model: 'sale.order', active_ids: [order] }
    const [wizard] = call('sale.advance.payment.inv', 'create', [[{}]], { context }) as number[]
    const { res_id: invoice = 0 } = call('sale.advance.payment.inv', 'create_invoices', [[wizard]], { context }) as {
      res_id?: number
    }
    call('account.move', 'action_post', [[invoice]])
    const paying = { active_model: 'account.move', active_ids: [invoice] }
    const [register] = call('account.payment.register', 'create', [[{ journal_id: 14, amount: 700 }]], {
      context: paying,
    }) as number[]
    call('account.payment.register', 'action_create_payments', [[register]])
    expect(
      odoo.records('account.move', [['id', '=', invoice]], ['name', 'payment_state', 'amount_residual']),
    ).toMatchObject([{ payment_state: 'partial', amount_residual: 46.25 }])
    const old = version === 16
    const wanted = { journal_id: 9, reason: 'Goodwill', ...(old ? { refund_method: 'refund' } : {}) }
    const [reversal] = call('account.move.reversal', 'create', [[wanted]], { context: paying }) as number[]
    const reverse = old ? 'reverse_moves' : 'refund_moves'
    const { res_id: refund = 0 } = call('account.move.reversal', reverse, [[reversal]]) as { res_id?: number }
    call('account.move', 'action_post', [[refund]])
    expect(
      odoo.records('account.move', [['id', 'in', [invoice, refund]]], ['payment_state', 'amount_residual']),
    ).toEqual([
      { id: invoice, payment_state: 'paid', amount_residual: 0 },
      { id: refund, payment_state: 'partial', amount_residual: 700 },
    ])
  })

  test('is understood by the JSON-RPC client', async () => {
    odoo = await startOdoo({ version: 18 })
    const client = new JsonClient({
      baseUrl: 'http://127.0.0.1',
      port: odoo.port,
      db: odoo.db,
      username: odoo.login,
      apiKey: odoo.apiKey,
    })
    await client.connect()
    const id = await client.create('res.partner', { name: 'Ola Nordmann' })
    expect(await client.read('res.partner', id, ['name'])).toEqual([{ id, name: 'Ola Nordmann' }])
  })

  test('is understood by the XML-RPC client', async () => {
    odoo = await startOdoo({ version: 17 })
    const client = new Odoo({
      baseUrl: 'http://127.0.0.1',
      port: odoo.port,
      db: odoo.db,
      username: odoo.login,
      password: odoo.apiKey,
    })
    expect(await client.connect()).toBe(odoo.uid)
    const id = await client.create('res.partner', { name: 'Bo Ek AB', email: 'bo@example.test' })
    expect(await client.searchRead('res.partner', { email: 'bo@example.test' }, ['name'])).toEqual([
      { id, name: 'Bo Ek AB' },
    ])
    await expect(client.create('res.partner', { nosuch: 1 })).rejects.toThrow('nosuch')
  })

  test('answers /json/2 by names and refuses what does not fit', async () => {
    odoo = await startOdoo({ version: 19 })
    const { url, apiKey } = odoo
    const post = async (path: string, body: unknown): Promise<{ status: number; body: unknown }> => {
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
      const response = await fetch(`${url}/json/2/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: response.status, body: await response.json() }
    }
    expect(await post('res.partner/create', { vals_list: [{ name: 'A' }] })).toMatchObject({ status: 200 })
    expect(await post('res.partner/create', { vals_list: [{ nosuch: 1 }] })).toMatchObject({
      status: 500,
      body: { name: 'builtins.ValueError' },
    })
    expect(await post('res.partner/write', { ids: [9999], vals: { name: 'x' } })).toMatchObject({
      status: 404,
      body: { name: 'odoo.exceptions.MissingError' },
    })
    expect(await post('res.partner/search', { ids: [1], domain: [] })).toMatchObject({ status: 422 })
  })
})
