import { expect, test } from 'vitest'
import type { FoundDocument } from '#contract/target'
import type { DocumentKind } from '#model/documents'
import { type ErpnextOptions, type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import { plainContext } from '#testing/plain-context'
import { erpnext } from './index.ts'
import { prepare } from './prepare.ts'
import { sampleSettings } from './sample-settings.ts'
import { adopt, discard, search } from './search.ts'

const DEMO: ErpnextOptions = { seed: 'demo', items: [{ code: 'MUG', name: 'Mug' }] }

async function open(options: ErpnextOptions = DEMO, company: Record<string, string> = NORDLYS) {
  const site = await startErpnext(options)
  const keys = { baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret }
  const context = plainContext(erpnext, sampleSettings({ ...keys, ...company }))
  const today = site.site.today()
  const find = async (kind: DocumentKind): Promise<FoundDocument[]> => {
    const pages: FoundDocument[] = []
    for await (const page of search(context, { kind, from: today, to: today })) pages.push(...page)
    return pages
  }
  return { site, context, today, find, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

const NORDLYS = { company: 'Nordlys AB', companyCurrency: 'SEK', warehouse: 'Stores - NL' }

/** What somebody books by hand: an invoice of two mugs with 25 % tax, and its payment. */
function bookByHand(site: ErpnextSandbox, number: string, rate = 100): { invoice: string; payment: string } {
  if (!site.documents('Customer').some((one) => one['customer_name'] === 'Ann Example')) {
    site.insert({ doctype: 'Customer', customer_name: 'Ann Example', customer_type: 'Individual' })
  }
  const invoice = site.insert({
    doctype: 'Sales Invoice',
    docstatus: 1,
    company: 'Nordlys AB',
    customer: 'Ann Example',
    currency: 'SEK',
    po_no: number,
    remarks: `Order ${number} of the web shop`,
    items: [{ item_code: 'MUG', qty: 2, rate }],
    taxes: [{ charge_type: 'On Net Total', account_head: 'VAT 25% - NL', description: 'VAT', rate: 25 }],
  })
  const payment = site.insert({
    doctype: 'Payment Entry',
    docstatus: 1,
    payment_type: 'Receive',
    company: 'Nordlys AB',
    party_type: 'Customer',
    party: 'Ann Example',
    paid_to: 'Card Clearing - NL',
    paid_amount: rate * 2.5,
    received_amount: rate * 2.5,
    reference_no: `pi_${number.slice(1)}`,
    reference_date: site.site.today(),
    references: [{ reference_doctype: 'Sales Invoice', reference_name: invoice.name, allocated_amount: rate * 2.5 }],
  })
  return { invoice: invoice.name, payment: payment.name }
}

test('finds what somebody booked by hand, with its figures, its numbers and its rows, also before anything was prepared', async () => {
  await using door = await open()
  const { invoice, payment } = bookByHand(door.site, '#1001')
  expect(await door.find('invoice')).toMatchObject([
    {
      kind: 'invoice',
      externalId: invoice,
      numbers: ['#1001', 'Order #1001 of the web shop'],
      total: '250',
      taxTotal: '50',
      currency: 'SEK',
      date: door.today,
      partyName: 'Ann Example',
      reference: null,
      state: 'issued',
      rows: [{ item: 'MUG', quantity: '2', net: '200' }],
    },
  ])
  expect(await door.find('payment')).toMatchObject([
    { externalId: payment, total: '250', currency: 'SEK', numbers: expect.arrayContaining(['pi_1001', invoice]) },
  ])
  expect(await door.find('credit-note')).toEqual([])
  expect(await door.find('sales-order')).toEqual([])
  expect(await door.find('delivery')).toEqual([])
  expect(door.context.calls.every((call) => call.effect === 'read')).toBe(true)
})

test('reads any number of documents, each once', async () => {
  await using door = await open()
  const booked = Array.from({ length: 205 }, (_, number) => bookByHand(door.site, `#${2001 + number}`).invoice)
  const found = await door.find('invoice')
  expect(found.map((one) => one.externalId).toSorted()).toEqual(booked.toSorted())
})

test('a credit note counts what it gives back', async () => {
  await using door = await open()
  const { invoice } = bookByHand(door.site, '#1001')
  door.site.insert({
    doctype: 'Sales Invoice',
    docstatus: 1,
    company: 'Nordlys AB',
    customer: 'Ann Example',
    currency: 'SEK',
    is_return: 1,
    return_against: invoice,
    items: [{ item_code: 'MUG', qty: -1, rate: 100 }],
    taxes: [{ charge_type: 'On Net Total', account_head: 'VAT 25% - NL', description: 'VAT', rate: 25 }],
  })
  expect(await door.find('credit-note')).toMatchObject([{ total: '125', taxTotal: '25', rows: [{ quantity: '1' }] }])
  expect(await door.find('invoice')).toHaveLength(1)
})

test('stores our reference in an issued document, once and for one record', async () => {
  await using door = await open()
  await prepare(door.context)
  const first = bookByHand(door.site, '#1001').invoice
  const second = bookByHand(door.site, '#1002').invoice
  await adopt(door.context, 'invoice', first, 'shop:invoice:1')
  await adopt(door.context, 'invoice', first, 'shop:invoice:1')
  expect(await door.find('invoice')).toMatchObject([{ reference: 'shop:invoice:1' }, { reference: null }])
  const taken = { kind: 'rejected', code: 'REFERENCE_EXISTS' }
  await expect(adopt(door.context, 'invoice', second, 'shop:invoice:1')).rejects.toMatchObject(taken)
  await expect(adopt(door.context, 'invoice', first, 'shop:invoice:2')).rejects.toMatchObject(taken)
})

test('says when the site does not let an issued document take our reference', async () => {
  await using door = await open()
  await prepare(door.context)
  const { invoice } = bookByHand(door.site, '#1001')
  const field = door.site.documents('Custom Field').find((one) => one['dt'] === 'Sales Invoice')
  const { site } = door.site
  site.request('Administrator', () => site.save({ ...site.get('Custom Field', field?.['name']), allow_on_submit: 0 }))
  await expect(adopt(door.context, 'invoice', invoice, 'shop:invoice:1')).rejects.toMatchObject({
    kind: 'rejected',
    code: 'REFERENCE_NOT_STORABLE',
    remedy: expect.stringContaining('Allow on Submit'),
  })
})

test('deletes a draft, and is content when it is gone', async () => {
  await using door = await open()
  const customer = door.site.insert({ doctype: 'Customer', customer_name: 'Ann Example', customer_type: 'Individual' })
  const draft = door.site.insert({
    doctype: 'Sales Invoice',
    company: 'Nordlys AB',
    customer: customer.name,
    currency: 'SEK',
    items: [{ item_code: 'MUG', qty: 1, rate: 1 }],
  })
  expect(await door.find('invoice')).toMatchObject([{ externalId: draft.name, state: 'draft' }])
  await discard(door.context, 'invoice', draft.name)
  await discard(door.context, 'invoice', draft.name)
  expect(await door.find('invoice')).toEqual([])
})
