import { describe, expect, test } from 'vitest'
import { demoSite, listed, orderOf } from './life.test-kit.ts'

describe('deliveries of a site', () => {
  test('an order leaves in several notes, each with its own tracking number, and is counted as delivered', async () => {
    await using erp = await demoSite()
    const order = orderOf(erp, [
      ['SHIRT', 3],
      ['MUG', 2],
    ])
    const first = erp.deliver(order.name, [{ item: 'SHIRT', qty: 2 }], { lr_no: '1Z1', transporter: 'UPS' })
    expect(first).toMatchObject({ docstatus: 1, lr_no: '1Z1', transporter: 'UPS', transporter_name: 'UPS' })
    expect(erp.site.read('Sales Order', order.name)).toMatchObject({ per_delivered: 40, status: 'To Deliver and Bill' })
    erp.deliver(order.name, undefined, { lr_no: '1Z2' })
    expect(erp.site.read('Sales Order', order.name)).toMatchObject({ per_delivered: 100, status: 'To Bill' })
    expect(erp.stock.level('SHIRT', 'Stores')).toMatchObject({ actual: 17, reserved: 0, projected: 17 })
    const notes = await listed(erp, 'Delivery Note', {
      fields: ['name', 'lr_no', 'status'],
      filters: [
        ['docstatus', '=', 1],
        ['is_return', '=', 0],
        ['modified', '>', '2000-01-01 00:00:00.000000'],
      ],
      order_by: 'modified asc, name asc',
    })
    expect(notes.map((note) => note['lr_no'])).toEqual(['1Z1', '1Z2'])
    expect(() => erp.deliver(order.name, [{ item: 'SHIRT', qty: 1 }])).toThrow(/not left/)
  })

  test('an invoice with update_stock delivers, too', async () => {
    await using erp = await demoSite()
    const order = orderOf(erp, [['MUG', 2]])
    erp.deliverByInvoice(order.name)
    expect(erp.stock.level('MUG', 'Stores')).toMatchObject({ actual: 8, reserved: 0 })
    expect(erp.site.read('Sales Order', order.name)).toMatchObject({ per_delivered: 100, status: 'Completed' })
  })

  test('goods that come back are a return of the note', async () => {
    await using erp = await demoSite()
    const note = erp.deliver(orderOf(erp, [['MUG', 3]]).name)
    const back = erp.takeBack(note.name, [{ item: 'MUG', qty: 1 }])
    expect(back).toMatchObject({ is_return: 1, return_against: note.name, docstatus: 1 })
    expect(erp.stock.level('MUG', 'Stores').actual).toBe(8)
  })

  test('a Shipment carries one or several notes; its tracking number may come later', async () => {
    await using erp = await demoSite()
    const notes = [orderOf(erp, [['MUG', 1]]), orderOf(erp, [['SHIRT', 1]])].map(
      (order) => erp.deliver(order.name).name,
    )
    const shipment = erp.ship(notes, { carrier: 'DHL' })
    expect(shipment).toMatchObject({ docstatus: 1, status: 'Submitted', carrier: 'DHL', value_of_goods: 200 })
    const before = erp.site.value('Shipment', shipment.name, 'modified')
    erp.track(shipment.name, { awb: 'JD01', trackingUrl: 'https://track.example/JD01', status: 'In Progress' })
    const found = await listed(erp, 'Shipment', {
      fields: ['name', 'awb_number', 'tracking_url', 'tracking_status', '`tabShipment Delivery Note`.delivery_note'],
      filters: [
        ['docstatus', '=', 1],
        ['modified', '>', before],
      ],
    })
    expect(found).toHaveLength(2)
    expect(found[0]).toMatchObject({ awb_number: 'JD01', tracking_status: 'In Progress', delivery_note: notes[0] })
    const byNote = await listed(erp, 'Shipment', {
      filters: [['Shipment Delivery Note', 'delivery_note', '=', notes[1]]],
    })
    expect(byNote).toEqual([{ name: shipment.name }])
  })

  test('a submitted Shipment without a parcel is refused, and its tracking number is fixed for people', async () => {
    await using erp = await demoSite()
    const note = erp.deliver(orderOf(erp, [['MUG', 1]]).name)
    expect(() => erp.ship(note.name, { parcels: [] })).toThrow('Please enter Shipment Parcel information')
    const { name } = erp.ship(note.name, { awb: 'A' })
    const change = (values: object): unknown =>
      erp.site.request('Administrator', () => erp.site.save({ ...erp.site.get('Shipment', name), ...values }))
    expect(() => change({ awb_number: 'B' })).toThrow(/after submission/)
    expect(change({ tracking_status: 'Delivered' })).toMatchObject({ tracking_status: 'Delivered' })
  })
})
