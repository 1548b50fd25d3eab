import { describe, expect, test } from 'vitest'
import { rows } from '#sandboxes/erpnext/fields'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { orderOf, post, put, testSite } from './test-site.ts'

/** The shirt is taxed at 7 % by a template of its own. */
function site(): SiteCore {
  const made = testSite()
  put(made, 'Item', 'TSHIRT-1', { taxes: [{ item_tax_template: 'VAT 7 only - AC' }] })
  return made
}

const VAT = (rate: number): object => ({
  charge_type: 'On Net Total',
  account_head: `Umsatzsteuer ${rate} % - AC`,
  description: `VAT ${rate}%`,
  rate,
})

describe('item tax templates', () => {
  test('override the rate of the tax rows that were sent', () => {
    const order = post(site(), 'Sales Order', orderOf({ taxes: [VAT(19), VAT(7)] }))
    expect(rows(order, 'taxes').map((tax) => tax['tax_amount'])).toEqual([0, 5.6])
  })

  test('add tax rows to an order that has none', () => {
    const order = post(site(), 'Sales Order', orderOf({ taxes: [] }))
    expect(rows(order, 'taxes').map((tax) => [tax['account_head'], tax['rate'], tax['tax_amount']])).toEqual([
      ['Umsatzsteuer 19 % - AC', 0, 0],
      ['Umsatzsteuer 7 % - AC', 0, 5.6],
    ])
  })

  test('of another tax category do not count', () => {
    const made = site()
    made.request('Administrator', () =>
      made.insertRaw(made.create('Tax Category', { name: 'Export', title: 'Export' })),
    )
    const order = post(made, 'Sales Order', orderOf({ tax_category: 'Export', taxes: [VAT(19)] }))
    expect(order['total_taxes_and_charges']).toBe(15.2)
  })

  test('that do not belong to the item are replaced', () => {
    const order = post(
      site(),
      'Sales Order',
      orderOf({
        items: [{ item_code: 'TSHIRT-1', qty: 1, rate: 100, item_tax_template: 'VAT 19 only - AC' }],
        taxes: [VAT(7)],
      }),
    )
    expect([rows(order, 'items')[0]?.['item_tax_template'], order['grand_total']]).toEqual(['VAT 7 only - AC', 107])
  })

  test('are free to choose for an item that has none', () => {
    const items = [{ item_code: 'MUG-1', qty: 1, rate: 100, item_tax_template: 'VAT 19 only - AC' }]
    expect(post(site(), 'Sales Order', orderOf({ items, taxes: [VAT(19)] }))['grand_total']).toBe(119)
  })
})
