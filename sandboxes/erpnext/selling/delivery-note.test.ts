import { describe, expect, test } from 'vitest'
import { rows } from '#sandboxes/erpnext/fields'
import { sellingMethods } from './methods.ts'
import { binOf } from './stock.ts'
import { CALLER, orderOf, post, put, testSite, type Values } from './test-site.ts'

const noteOf = (items: readonly Values[], values: Values = {}): Values => ({
  ...orderOf(),
  taxes: [],
  docstatus: 1,
  items,
  ...values,
})

describe('a Delivery Note', () => {
  test('takes goods out of stock and counts on its order, and undoes both', () => {
    const site = testSite()
    const order = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const row = rows(order, 'items')[0]?.name
    const line = {
      item_code: 'TSHIRT-1',
      qty: 1,
      rate: 40,
      warehouse: 'Stores - AC',
      against_sales_order: order.name,
      so_detail: row,
    }
    const note = post(site, 'Delivery Note', noteOf([line]))
    expect(note['status']).toBe('To Bill')
    expect(site.read('Sales Order', order.name)).toMatchObject({
      per_delivered: 50,
      delivery_status: 'Partly Delivered',
      status: 'To Deliver and Bill',
    })
    expect(binOf(site, 'TSHIRT-1', 'Stores - AC')).toMatchObject({ actual_qty: 49, reserved_qty: 1 })
    expect(() => post(site, 'Delivery Note', noteOf([{ ...line, qty: 2 }]))).toThrow(
      'over limit by <strong>Qty</strong> <strong>1.0</strong>',
    )
    put(site, 'Delivery Note', note.name, { docstatus: 2 })
    expect(binOf(site, 'TSHIRT-1', 'Stores - AC')).toMatchObject({ actual_qty: 50, reserved_qty: 2 })
    expect(site.value('Sales Order', order.name, 'per_delivered')).toBe(0)
  })

  test('is mapped from what an order has left', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const path = 'erpnext.selling.doctype.sales_order.sales_order.make_delivery_note'
    const mapped = site.request(CALLER, () => sellingMethods[path]?.run({ source_name: name }, site))
    expect(mapped).toMatchObject({
      doctype: 'Delivery Note',
      docstatus: 0,
      items: [{ qty: 2, against_sales_order: name }],
    })
  })

  test.each([
    [{ qty: 51 }, {}, '<strong>1.0</strong> units of'],
    [{ so_detail: 'nope', against_sales_order: 'x' }, {}, 'Invalid reference Sales Order Item nope'],
    [
      { against_sales_order: 'x' },
      {},
      'The field <strong>Against Sales Order Item</strong> in row <strong>1</strong> is not set',
    ],
  ])('with %j is refused', (line, values, message) => {
    const items = [{ item_code: 'TSHIRT-1', qty: 1, rate: 40, warehouse: 'Stores - AC', ...line }]
    expect(() => post(testSite(), 'Delivery Note', noteOf(items, values))).toThrow(message)
  })
})
