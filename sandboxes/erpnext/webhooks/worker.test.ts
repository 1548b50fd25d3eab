import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { demoSite, orderOf } from '#sandboxes/erpnext/life/life.test-kit'
import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import { hastyClock, receiver } from './webhooks.test-kit.ts'

const BODY = '{"doctype":"{{ doc.doctype }}","name":{{ doc.name | tojson }},"modified":"{{ doc.modified }}"}'
const SECRET = 'a secret'

interface Hook {
  readonly doctype: string
  readonly event: string
  readonly url: string
  readonly [field: string]: unknown
}

async function api(erp: ErpnextSandbox, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${erp.url}/api/resource/${path}`, {
    method,
    headers: { authorization: `token ${erp.apiKey}:${erp.apiSecret}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function register(erp: ErpnextSandbox, { doctype, event, url, ...more }: Hook): Promise<string> {
  const name = `TB ${doctype} ${event}`
  const response = await api(erp, 'POST', 'Webhook', {
    name,
    webhook_doctype: doctype,
    webhook_docevent: event,
    request_url: url,
    request_method: 'POST',
    request_structure: 'JSON',
    webhook_json: BODY,
    webhook_headers: [{ key: 'Content-Type', value: 'application/json' }],
    enable_security: 1,
    webhook_secret: SECRET,
    ...more,
  })
  expect(response.status).toBe(200)
  return name
}

const names = (bodies: readonly { readonly body: string }[]): unknown[] =>
  bodies.map(({ body }) => (JSON.parse(body) as { name: unknown }).name)

describe('webhooks of a site', () => {
  test('are sent after the commit, signed over the raw body, and leave a log', async () => {
    await using hook = await receiver()
    await using erp = await demoSite()
    await register(erp, { doctype: 'Delivery Note', event: 'on_submit', url: hook.url })
    const note = erp.deliver(orderOf(erp, [['MUG', 1]]).name)
    await erp.deliveries.settled()
    expect(hook.got).toHaveLength(1)
    const [got] = hook.got
    expect(got?.body).toBe(
      `{"doctype": "Delivery Note", "name": "${note.name}", "modified": "${String(note['modified'])}"}`,
    )
    const signature = createHmac('sha256', SECRET)
      .update(got?.body ?? '')
      .digest('base64')
    expect(got?.headers['x-frappe-webhook-signature']).toBe(signature)
    expect(got?.headers['content-type']).toBe('application/json')
    expect(erp.documents('Webhook Request Log')).toMatchObject([
      { webhook: 'TB Delivery Note on_submit', reference_document: note.name, response: 'noted' },
    ])
  })

  test('are not sent for what is rolled back, and once for a document that is saved twice in one request', async () => {
    await using hook = await receiver()
    await using erp = await demoSite()
    await register(erp, { doctype: 'Item', event: 'on_update', url: hook.url })
    expect(() =>
      erp.site.request('Administrator', () => {
        erp.site.save({ ...erp.site.get('Item', 'MUG'), item_name: 'Cup' })
        throw new Error('no')
      }),
    ).toThrow('no')
    erp.site.request('Administrator', () => {
      erp.site.save({ ...erp.site.get('Item', 'MUG'), item_name: 'Cup' })
      erp.site.save({ ...erp.site.get('Item', 'MUG'), item_name: 'Big cup' })
      erp.site.save({ ...erp.site.get('Item', 'SHIRT'), item_name: 'Tee' })
    })
    await erp.deliveries.settled()
    expect(names(hook.got)).toEqual(['MUG', 'SHIRT'])
  })

  test('do not tell of what is filled in without checks', async () => {
    await using hook = await receiver()
    await using erp = await demoSite()
    await register(erp, { doctype: 'Item', event: 'after_insert', url: hook.url })
    erp.fillWith({ items: 3, warehouses: ['Stores'] })
    expect(erp.deliveries.pending).toBe(0)
  })

  test('follow their condition, and stop when they are switched off', async () => {
    await using hook = await receiver()
    await using erp = await demoSite()
    const condition = "doc.item_group == 'Products' and not doc.disabled"
    const name = await register(erp, { doctype: 'Item', event: 'on_update', url: hook.url, condition })
    const save = (item: string): unknown =>
      erp.site.request('Administrator', () => erp.site.save(erp.site.get('Item', item)))
    save('MUG')
    save('SHIPPING')
    await api(erp, 'PUT', `Webhook/${encodeURIComponent(name)}`, { enabled: 0 })
    save('SHIRT')
    await erp.deliveries.settled()
    expect(names(hook.got)).toEqual(['MUG'])
  })

  test('a status that follows from another document is told as on_change only', async () => {
    await using updates = await receiver()
    await using changes = await receiver()
    await using erp = await demoSite()
    await register(erp, { doctype: 'Sales Order', event: 'on_update', url: updates.url })
    await register(erp, { doctype: 'Sales Order', event: 'on_update_after_submit', url: updates.url })
    const order = orderOf(erp, [['MUG', 1]])
    await erp.deliveries.settled()
    updates.got.length = 0
    await register(erp, { doctype: 'Sales Order', event: 'on_change', url: changes.url })
    erp.deliver(order.name)
    await erp.deliveries.settled()
    expect(updates.got).toEqual([])
    expect(names(changes.got)).toEqual([order.name])
  })

  test('a Bin is told of when it is made and never again; each line of the stock ledger is', async () => {
    await using bins = await receiver()
    await using lines = await receiver()
    await using erp = await demoSite()
    for (const event of ['after_insert', 'on_update', 'on_change'])
      await register(erp, { doctype: 'Bin', event, url: bins.url })
    await register(erp, {
      doctype: 'Stock Ledger Entry',
      event: 'after_insert',
      url: lines.url,
      webhook_json: '{"name":"{{ doc.item_code }}"}',
    })
    erp.stock.receive('MUG', 'Stores', 1)
    orderOf(erp, [['SHIRT', 1]])
    expect(erp.deliveries.pending).toBe(1)
    erp.stock.receive('MUG', 'Finished Goods', 1)
    await erp.deliveries.settled()
    expect(bins.got).toHaveLength(2)
    expect(names(lines.got)).toEqual(['MUG', 'MUG'])
  })

  test('a deleted document is told of with what it was', async () => {
    await using hook = await receiver()
    await using erp = await demoSite()
    await register(erp, { doctype: 'Customer', event: 'on_trash', url: hook.url })
    erp.insert({ doctype: 'Customer', customer_name: 'Åsa' })
    erp.site.request('Administrator', () => erp.site.delete('Customer', 'Åsa'))
    await erp.deliveries.settled()
    expect(hook.got[0]?.body).toContain(String.raw`"name": "\u00c5sa"`)
  })

  test('are tried three times, after 1 and 4 seconds, and then only the log remains', async () => {
    const { clock, slept } = hastyClock()
    await using hook = await receiver(() => 500)
    await using erp = await demoSite({ clock })
    await register(erp, { doctype: 'Item', event: 'on_update', url: hook.url })
    erp.site.request('Administrator', () => erp.site.save(erp.site.get('Item', 'MUG')))
    await erp.deliveries.settled()
    await expect.poll(() => slept).toEqual([1000, 4000, 7000])
    expect(hook.got).toHaveLength(3)
    expect(erp.documents('Webhook Request Log').map((one) => one['error'])).toEqual(
      Array.from({ length: 3 }, () => '500 Server Error'),
    )
    expect(erp.deliveries.delivered).toBe(0)
  })

  test('are sent again at once after silence, in the seconds that the webhook allows', async () => {
    const { clock, slept } = hastyClock()
    await using hook = await receiver((count) => (count === 1 ? null : 204))
    await using erp = await demoSite({ clock })
    await register(erp, { doctype: 'Item', event: 'on_update', url: hook.url, timeout: 1 })
    erp.site.request('Administrator', () => erp.site.save(erp.site.get('Item', 'MUG')))
    await erp.deliveries.settled()
    expect(hook.got).toHaveLength(2)
    expect(erp.deliveries.log.map((one) => one.status)).toEqual([null, 204])
    expect(slept).toEqual([])
  })

  test('a template that gives no JSON is not sent, and logged', async () => {
    await using hook = await receiver()
    await using erp = await demoSite()
    const body = '{"name":"{{ doc.item_name }}"}'
    await register(erp, { doctype: 'Item', event: 'on_update', url: hook.url, webhook_json: body })
    erp.site.request('Administrator', () => erp.site.save({ ...erp.site.get('Item', 'MUG'), item_name: 'A "cup"' }))
    await erp.deliveries.settled()
    expect(hook.got).toEqual([])
    expect(erp.deliveries.log).toMatchObject([{ name: 'MUG', status: 'unsent' }])
  })

  test('what this sandbox cannot evaluate is refused when the webhook is saved', async () => {
    await using erp = await demoSite()
    const refused = await api(erp, 'POST', 'Webhook', {
      name: 'TB',
      webhook_doctype: 'Item',
      webhook_docevent: 'on_update',
      request_url: 'http://127.0.0.1:1/hook',
      request_structure: 'JSON',
      webhook_json: '{% if doc.name %}{}{% endif %}',
    })
    expect(refused.status).toBe(417)
    expect(await refused.text()).toContain('not supported by this sandbox')
  })
})
