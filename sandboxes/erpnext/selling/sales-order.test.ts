import { describe, expect, test } from 'vitest'
import { rows } from '#sandboxes/erpnext/fields'
import { binOf } from './stock.ts'
import { sellingMethods } from './methods.ts'
import { CALLER, invoiceOf, orderOf, paymentOf, post, put, testSite } from './test-site.ts'
import type { SiteCore } from '#sandboxes/erpnext/site'

function call(site: SiteCore, path: string, args: Readonly<Record<string, unknown>>): unknown {
  return site.request(CALLER, () => sellingMethods[path]?.run(args, site))
}

const ORDERS = 'erpnext.selling.doctype.sales_order.sales_order'

describe('a Sales Order', () => {
  test('made and submitted in one call keeps its status Draft; submitted later it does not', () => {
    const site = testSite()
    const once = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const draft = post(site, 'Sales Order', orderOf())
    const later = put(site, 'Sales Order', draft.name, { docstatus: 1 })
    expect(site.read('Sales Order', once.name)).toMatchObject({ docstatus: 1, status: 'Draft', grand_total: 96 })
    expect(later['status']).toBe('To Deliver and Bill')
  })

  test('reserves its pieces until it is closed, and again when it is re-opened', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const reserved = (): unknown => binOf(site, 'TSHIRT-1', 'Stores - AC')?.['reserved_qty']
    expect(reserved()).toBe(2)
    call(site, `${ORDERS}.update_status`, { name, status: 'Closed' })
    expect([reserved(), site.value('Sales Order', name, 'status')]).toEqual([0, 'Closed'])
    expect(() => put(site, 'Sales Order', name, { docstatus: 2 })).toThrow(
      'Closed order cannot be cancelled. Unclose to cancel.',
    )
    call(site, `${ORDERS}.update_status`, { name, status: 'Draft' })
    expect([reserved(), site.value('Sales Order', name, 'status')]).toEqual([2, 'To Deliver and Bill'])
    put(site, 'Sales Order', name, { docstatus: 2 })
    expect([reserved(), site.value('Sales Order', name, 'status')]).toEqual([0, 'Cancelled'])
  })

  test.each([
    [{ delivery_date: undefined }, 'Please enter Delivery Date'],
    [{ delivery_date: '2026-11-01' }, 'Expected Delivery Date should be after Sales Order Date'],
    [
      { items: [{ item_code: 'TSHIRT-1', qty: 0, rate: 1 }] },
      'Quantity for Item <strong>TSHIRT-1</strong> cannot be zero',
    ],
    [{ items: [{ item_code: 'NOPE', qty: 1, rate: 1 }] }, 'Item NOPE not found'],
    [{ items: [{ item_code: 'TSHIRT-1', qty: -1, rate: 1 }] }, 'Grand Total (Company Currency) must be >= 0.0'],
    [{ set_warehouse: 'Stores - BL' }, 'Warehouse Stores - BL does not belong to company Acme GmbH'],
    [
      { taxes: [{ charge_type: 'On Net Total', account_head: 'VAT - BL', description: 'VAT', rate: 1 }] },
      'does not belong to company',
    ],
  ])('is refused: %j', (values, message) => {
    expect(() => post(testSite(), 'Sales Order', orderOf(values))).toThrow(message)
  })

  test('with the purchase order number of a living order of the same customer is refused', () => {
    const site = testSite()
    post(site, 'Sales Order', orderOf({ po_no: '77' }))
    expect(() => post(site, 'Sales Order', orderOf({ po_no: '77' }))).toThrow('already exists against Customer')
    expect(post(site, 'Sales Order', orderOf({ po_no: '77', skip_delivery_note: 1 })).docstatus).toBe(0)
  })

  test('counts what is billed of it, and refuses more', () => {
    const site = testSite()
    const order = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const row = rows(order, 'items')[0]?.name
    const bill = (qty: number): string =>
      post(
        site,
        'Sales Invoice',
        invoiceOf({
          docstatus: 1,
          items: [{ item_code: 'TSHIRT-1', qty, rate: 40, sales_order: order.name, so_detail: row }],
        }),
      ).name
    const first = bill(1)
    expect(site.read('Sales Order', order.name)).toMatchObject({ per_billed: 50, billing_status: 'Partly Billed' })
    expect(() => bill(2)).toThrow('This document is over limit by <strong>Amount</strong> <strong>40.0</strong>')
    bill(1)
    expect(site.read('Sales Order', order.name)).toMatchObject({ per_billed: 100, status: 'To Deliver' })
    put(site, 'Sales Invoice', first, { docstatus: 2 })
    expect(site.read('Sales Order', order.name)).toMatchObject({ per_billed: 50, status: 'To Deliver and Bill' })
  })

  test('can change its rows after it is submitted', () => {
    const site = testSite()
    const order = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const docname = rows(order, 'items')[0]?.name
    const path = 'erpnext.controllers.accounts_controller.update_child_qty_rate'
    const change = (list: readonly object[]): unknown =>
      call(site, path, {
        parent_doctype: 'Sales Order',
        parent_doctype_name: order.name,
        trans_items: JSON.stringify(list),
      })
    change([
      { docname, item_code: 'TSHIRT-1', qty: 3, rate: 30 },
      { item_code: 'MUG-1', qty: 1, rate: 10 },
    ])
    expect(site.read('Sales Order', order.name)).toMatchObject({ total: 100, grand_total: 120 })
    expect(binOf(site, 'MUG-1', 'Stores - AC')?.['reserved_qty']).toBe(1)
    expect(() => change([])).toThrow('items')
  })

  test('counts prepayments and gives them back', () => {
    const site = testSite()
    const { name } = post(site, 'Sales Order', orderOf({ docstatus: 1 }))
    const paid = post(
      site,
      'Payment Entry',
      paymentOf(50, [{ reference_doctype: 'Sales Order', reference_name: name, allocated_amount: 50 }], {
        docstatus: 1,
      }),
    )
    expect(site.value('Sales Order', name, 'advance_paid')).toBe(50)
    put(site, 'Payment Entry', paid.name, { docstatus: 2 })
    expect(site.value('Sales Order', name, 'advance_paid')).toBe(0)
  })

  test('of five lines takes less than a millisecond on average', () => {
    const site = testSite()
    const items = Array.from({ length: 5 }, () => ({ item_code: 'TSHIRT-1', qty: 2, rate: 39.99 }))
    const create = (): unknown => post(site, 'Sales Order', orderOf({ docstatus: 1, items }))
    for (let i = 0; i < 60; i += 1) create()
    const before = process.cpuUsage()
    for (let i = 0; i < 60; i += 1) create()
    const { user, system } = process.cpuUsage(before)
    // The budget is one millisecond; a busy machine gets four.
    expect((user + system) / 1000 / 60).toBeLessThan(4)
  })

  test('on version 16 keeps the tax of each line in rows of their own', () => {
    const order = post(
      testSite(16),
      'Sales Order',
      orderOf({
        items: [
          { item_code: 'TSHIRT-1', qty: 3, rate: 19.99 },
          { item_code: 'MUG-1', qty: 1, rate: 9.5 },
        ],
      }),
    )
    const [tax] = rows(order, 'taxes')
    const details = rows(order, 'item_wise_tax_details')
    expect(tax?.['item_wise_tax_detail']).toBeUndefined()
    expect(details.map((row) => [row['item_row'], row['tax_row'], row['rate']])).toEqual(
      rows(order, 'items').map((row) => [row.name, tax?.name, 20]),
    )
    expect(details.reduce((sum, row) => sum + Number(row['amount']), 0)).toBeCloseTo(Number(tax?.['tax_amount']), 6)
  })
})
