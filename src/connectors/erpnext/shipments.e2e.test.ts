import { expect, test } from 'vitest'
import type { Change } from '#contract/source'
import type { PlainContext } from '#testing/plain-context'
import { startErpnext } from '#sandboxes/erpnext/start'
import { plainContext } from '#testing/plain-context'
import { erpnext } from './index.ts'
import { prepare } from './prepare.ts'
import { sampleSettings } from './sample-settings.ts'
import type { ErpnextSettings } from './settings.ts'
import { shipments } from './shipments.ts'

async function open(changes: Readonly<Record<string, unknown>> = {}) {
  const site = await startErpnext()
  const keys = { baseUrl: site.url, apiKey: site.apiKey, apiSecret: site.apiSecret }
  const context = plainContext(erpnext, sampleSettings({ ...keys, ...changes }))
  await prepare(context)
  site.stock.receive('MUG-1', 'Stores - AC', 100)
  return { site, context, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() }
}

type Door = Awaited<ReturnType<typeof open>>

function order({ site }: Door, quantity = 5) {
  return site.insert({
    doctype: 'Sales Order',
    docstatus: 1,
    company: 'Acme GmbH',
    customer: site.documents('Customer')[0]?.name ?? '',
    delivery_date: site.site.today(),
    items: [{ item_code: 'MUG-1', qty: quantity, rate: 10, warehouse: 'Stores - AC' }],
  })
}

async function changed(context: PlainContext<ErpnextSettings>, since = new Date(0)): Promise<Change[]> {
  const found: Change[] = []
  const until = new Date(Date.now() + 24 * 60 * 60_000)
  for await (const page of shipments.changes(context, { since, until })) found.push(...page)
  return found
}

const rowOf = (document: Readonly<Record<string, unknown>>): unknown =>
  (document['items'] as readonly { readonly name: string }[])[0]?.name

test('a Delivery Note leads to the order’s rows, with its carrier and numbers', async () => {
  await using door = await open()
  const sold = order(door)
  const note = door.site.deliver(String(sold.name), [{ item: 'MUG-1', qty: 2 }], {
    lr_no: '1Z9, 1Z8',
    transporter: 'UPS',
  })
  const found = await shipments.get(door.context, note.name)
  expect(found).toMatchObject({
    externalId: note.name,
    state: 'issued',
    reference: null,
    lines: [
      {
        item: 'MUG-1',
        quantity: '2',
        place: 'Stores - AC',
        orderedBy: { externalId: sold.name, rowExternalId: rowOf(sold) },
      },
    ],
    parcels: [
      { carrier: 'UPS', number: '1Z9', url: null },
      { carrier: 'UPS', number: '1Z8', url: null },
    ],
  })
  door.site.cancel('Delivery Note', note.name)
  expect(await shipments.get(door.context, note.name)).toMatchObject({ state: 'cancelled' })
})

test('the number of a parcel that comes later stands on a Shipment, whose key leads to its deliveries', async () => {
  await using door = await open()
  const note = door.site.deliver(String(order(door).name), undefined, { lr_no: 'OLD' })
  const before = await shipments.get(door.context, note.name)
  const parcel = door.site.ship(note.name)
  expect(await shipments.get(door.context, note.name)).toMatchObject({ parcels: [{ number: 'OLD' }] })
  door.site.track(parcel.name, { awb: 'AWB1', carrier: 'DHL', trackingUrl: 'https://dhl.example/AWB1' })
  const after = await shipments.get(door.context, note.name)
  expect(after?.parcels).toEqual([{ carrier: 'DHL', number: 'AWB1', url: 'https://dhl.example/AWB1' }])
  expect(Date.parse(after?.updatedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(before?.updatedAt ?? ''))
  expect(await shipments.deliveriesOf?.(door.context, `Shipment/${parcel.name}`)).toEqual([note.name])
  expect(await shipments.deliveriesOf?.(door.context, note.name)).toBeNull()
})

test('an invoice that moves stock is a delivery; one that does not, and a return, are none', async () => {
  await using door = await open()
  const sold = order(door)
  const invoice = door.site.deliverByInvoice(String(sold.name), [{ item: 'MUG-1', qty: 1 }])
  expect(await shipments.get(door.context, invoice.name)).toMatchObject({
    lines: [{ quantity: '1', orderedBy: { externalId: sold.name, rowExternalId: rowOf(sold) } }],
    parcels: [],
  })
  const note = door.site.deliver(String(sold.name), [{ item: 'MUG-1', qty: 1 }])
  const back = door.site.takeBack(note.name)
  expect(await shipments.get(door.context, back.name)).toBeNull()
  expect(await shipments.get(door.context, 'MAT-DN-NONE')).toBeNull()
})

test('what changed is listed once per document, returns and other companies’ left out', async () => {
  await using door = await open()
  const sold = String(order(door, 9).name)
  const note = door.site.deliver(sold, [{ item: 'MUG-1', qty: 2 }])
  const invoice = door.site.deliverByInvoice(sold, [{ item: 'MUG-1', qty: 1 }])
  door.site.takeBack(note.name, [{ item: 'MUG-1', qty: 1 }])
  const keys = (await changed(door.context)).map(({ key }) => key)
  expect(keys).toEqual(expect.arrayContaining([note.name, invoice.name]))
  expect(keys.some((key) => key.includes('RET'))).toBe(false)
  door.site.ship(note.name, { awb: 'A1' })
  expect((await changed(door.context)).filter(({ key }) => key === note.name)).toHaveLength(2)
  expect(await changed(door.context, new Date(Date.now() + 60_000))).toEqual([])
})

test('a site may keep the number in a field of its own', async () => {
  await using door = await open({ trackingField: 'custom_parcel' })
  const field = {
    dt: 'Delivery Note',
    fieldname: 'custom_parcel',
    label: 'Parcel',
    fieldtype: 'Data',
    insert_after: 'lr_no',
  }
  door.site.insert({ doctype: 'Custom Field', ...field })
  const note = door.site.deliver(String(order(door).name), undefined, { lr_no: 'NOT-THIS', custom_parcel: 'P-7' })
  expect(await shipments.get(door.context, note.name)).toMatchObject({ parcels: [{ number: 'P-7' }] })
})
