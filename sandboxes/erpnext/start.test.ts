import { describe, expect, test } from 'vitest'
import { type ErpnextOptions, type ErpnextSandbox, startErpnext } from './start.ts'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

async function call(
  site: ErpnextSandbox,
  method: string,
  path: string,
  body?: unknown,
  credentials?: string,
): Promise<Answer> {
  const authorization = credentials ?? `token ${site.apiKey}:${site.apiSecret}`
  const response = await fetch(site.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  }
}

const demo = (options: ErpnextOptions = {}): Promise<ErpnextSandbox> => startErpnext({ seed: 'demo', ...options })
const list = (doctype: string, filters: unknown, fields: readonly string[] = ['name']): string =>
  `/api/resource/${encodeURIComponent(doctype)}?filters=${encodeURIComponent(JSON.stringify(filters))}&fields=${encodeURIComponent(JSON.stringify(fields))}`

const REFERENCE = {
  fieldname: 'tillbridge_ref',
  label: 'Tillbridge Reference',
  fieldtype: 'Data',
  unique: 1,
  no_copy: 1,
  read_only: 1,
}

describe('an ERPNext site', () => {
  test('knows who calls: no key is a guest (403), a wrong one is refused (401)', async () => {
    await using site = await demo()
    const path = '/api/method/frappe.auth.get_logged_user'
    expect((await call(site, 'GET', path)).body).toEqual({ message: 'integration@example.com' })
    expect(await call(site, 'GET', path, undefined, '')).toMatchObject({
      status: 403,
      body: { exc_type: 'PermissionError' },
    })
    expect(await call(site, 'GET', path, undefined, 'token a:b')).toMatchObject({
      status: 401,
      body: { exc_type: 'AuthenticationError' },
    })
  })

  test('refuses a second document with the same reference, also while the first is a draft', async () => {
    await using site = await demo()
    await call(site, 'POST', '/api/resource/Custom%20Field', { dt: 'Customer', insert_after: 'tax_id', ...REFERENCE })
    const first = await call(site, 'POST', '/api/resource/Customer', {
      customer_name: 'Ann',
      tillbridge_ref: 'shop1:customer:1',
    })
    const second = await call(site, 'POST', '/api/resource/Customer', {
      customer_name: 'Ben',
      tillbridge_ref: 'shop1:customer:1',
    })
    expect(first.status).toBe(200)
    expect(second).toMatchObject({ status: 417, body: { exc_type: 'UniqueValidationError' } })
    const found = await call(site, 'GET', list('Customer', [['tillbridge_ref', '=', 'shop1:customer:1']]))
    expect(found.body).toEqual({ data: [{ name: 'Ann' }] })
    expect(site.documents('Customer')).toHaveLength(1)
  })

  test('rolls a whole request back when one document of many is refused', async () => {
    await using site = await demo()
    const docs = [
      { doctype: 'Territory', territory_name: 'Spain' },
      { doctype: 'Territory', territory_name: 'Sweden' },
    ]
    expect((await call(site, 'POST', '/api/method/frappe.client.insert_many', { docs })).status).toBe(409)
    expect(site.documents('Territory').map((doc) => doc.name)).not.toContain('Spain')
  })

  test('a stale time stamp is a conflict, the fresh one is taken', async () => {
    await using site = await demo()
    const { body } = await call(site, 'POST', '/api/resource/Customer', { customer_name: 'Ann' })
    const modified = (body['data'] as { modified: string }).modified
    const put = (values: unknown): Promise<Answer> => call(site, 'PUT', '/api/resource/Customer/Ann', values)
    expect((await put({ tax_id: 'SE1', modified: modified.slice(0, 19) })).body['exc_type']).toBe(
      'TimestampMismatchError',
    )
    expect((await put({ tax_id: 'SE1', modified })).status).toBe(200)
    expect((await put({ tax_id: 'SE2', modified })).body['exc_type']).toBe('TimestampMismatchError')
  })

  test('a new customer brings its contact and address in one request', async () => {
    await using site = await demo()
    const given = {
      customer_name: 'Ann Example',
      customer_type: 'Individual',
      email_id: 'ann@example.com',
      address_line1: 'Rue 1',
      city: 'Lyon',
      country: 'France',
    }
    const { body } = await call(site, 'POST', '/api/resource/Customer', given)
    expect(body['data']).toMatchObject({
      customer_primary_contact: 'Ann Example-Ann Example',
      customer_primary_address: 'Ann Example-Billing',
    })
    const filters = [['Contact Email', 'email_id', '=', 'ann@example.com']]
    const found = await call(site, 'GET', list('Contact', filters, ['name', '`tabDynamic Link`.link_name']))
    expect(found.body).toEqual({ data: [{ name: 'Ann Example-Ann Example', link_name: 'Ann Example' }] })
  })

  test('the demo company has what an integration asks for', async () => {
    await using site = await demo({ items: [{ code: 'MUG', name: 'Mug', stock: 12 }] })
    expect(site.site.value('Company', 'Nordlys AB', 'default_currency')).toBe('SEK')
    expect(site.documents('Bin')).toMatchObject([{ item_code: 'MUG', warehouse: 'Stores - NL', actual_qty: 12 }])
    for (const [doctype, name] of [
      ['Account', 'VAT 25% - NL'],
      ['Mode of Payment', 'Card'],
      ['Item', 'MUG'],
      ['Item', 'SHIPPING'],
      ['Price List', 'Web EUR'],
    ]) {
      expect(site.site.exists(doctype ?? '', name), `${doctype ?? ''} ${name ?? ''}`).toBe(true)
    }
  })

  test('keeps its state over a restart on the same port', async () => {
    await using site = await demo()
    site.insert({ doctype: 'Customer', customer_name: 'Ann' })
    const before = site.requestCount
    await site.restart()
    expect((await call(site, 'GET', '/api/resource/Customer/Ann')).status).toBe(200)
    expect(site.requestCount).toBe(before + 1)
  })

  test('misbehaves on demand, and the effect of a request may outlive its answer', async () => {
    await using site = await demo()
    site.faults.next('POST /api/resource/Customer', { kind: 'reset-after' })
    await expect(call(site, 'POST', '/api/resource/Customer', { customer_name: 'Ann' })).rejects.toThrow('fetch failed')
    expect(site.documents('Customer')).toHaveLength(1)
  })

  test('version 16 tells itself and takes no SQL in field lists', async () => {
    await using site = await demo({ version: 16 })
    const versions = await call(site, 'GET', '/api/method/frappe.utils.change_log.get_versions')
    expect(versions.body).toMatchObject({ message: { erpnext: { version: expect.stringMatching(/^16\./) } } })
    expect((await call(site, 'GET', list('Item', [], ['count(name) as n']))).status).toBe(417)
    const counted = await call(site, 'GET', list('Item', [], [{ COUNT: '*', as: 'n' }] as never))
    expect(counted.body).toEqual({ data: [{ n: site.documents('Item').length }] })
    expect(site.site.meta('Sales Order').byName.has('item_wise_tax_details')).toBe(true)
  })

  test('shows and resets its state under its own pages', async () => {
    await using site = await demo()
    site.insert({ doctype: 'Customer', customer_name: 'Ann' })
    expect((await call(site, 'GET', '/__meta/state')).body).toMatchObject({ Customer: 1 })
    await call(site, 'POST', '/__meta/reset')
    expect(site.documents('Customer')).toHaveLength(0)
  })

  test('people act through the control pages, too', async () => {
    await using site = await demo({ items: [{ code: 'MUG', name: 'Mug', stock: 4 }] })
    const post = async (path: string, body: unknown): Promise<Response> =>
      fetch(`${site.url}/__meta/${path}`, { method: 'POST', body: JSON.stringify(body) })
    const receipt = await post('life/stock.receive', ['MUG', 'Stores', 3])
    expect(await receipt.json()).toMatchObject({ doctype: 'Stock Entry', docstatus: 1 })
    expect(await (await post('life/stock.level', ['MUG', 'Stores'])).json()).toMatchObject({ actual: 7 })
    const refused = await post('life/stock.issue', ['MUG', 'Stores', 99])
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('needed in')
    expect((await post('life/constructor', [])).status).toBe(404)
    expect(await (await post('deliveries', { settle: true })).json()).toMatchObject({ pending: 0, delivered: 0 })
  })
})
