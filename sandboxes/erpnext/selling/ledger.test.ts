import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rows } from '#sandboxes/erpnext/fields'
import { invoiceOf, post, put, testSite, VAT_20 } from './test-site.ts'

const cents = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((value) => value / 100)

const line = fc.record({
  item_code: fc.constantFrom('TSHIRT-1', 'MUG-1', 'SHIPPING'),
  qty: fc.integer({ min: 1, max: 9 }),
  rate: cents(1, 20_000),
})

const invoice = fc.record({
  items: fc.array(line, { minLength: 1, maxLength: 6 }),
  included: fc.boolean(),
  freight: fc.option(cents(1, 2_000)),
  discountPercent: fc.constantFrom(0, 3, 15, 33.333),
  on: fc.constantFrom('Grand Total', 'Net Total'),
})

test('every invoice is booked in balance, is open by its total, and leaves nothing when it is cancelled', () => {
  const site = testSite()
  const sum = (name: string, field: string): number =>
    site
      .findBy('GL Entry', 'voucher_no', name)
      .reduce((total, entry) => total + Math.round(Number(entry[field]) * 100), 0)
  fc.assert(
    fc.property(invoice, ({ items, included, freight, discountPercent, on }) => {
      const charge =
        freight === null
          ? []
          : [
              {
                charge_type: 'Actual',
                account_head: 'Freight Income - AC',
                description: 'Freight',
                tax_amount: freight,
              },
            ]
      const taxes = [{ ...VAT_20, included_in_print_rate: included ? 1 : 0 }, ...charge]
      const discount = { apply_discount_on: on, additional_discount_percentage: discountPercent }
      const { name } = post(site, 'Sales Invoice', invoiceOf({ items, taxes, ...discount, docstatus: 1 }))
      const stored = site.get('Sales Invoice', name)
      expect(sum(name, 'debit')).toBe(sum(name, 'credit'))
      expect(stored['outstanding_amount']).toBe(stored['grand_total'])
      const net = rows(stored, 'items').reduce((total, row) => total + Math.round(Number(row['net_amount']) * 100), 0)
      expect(Math.round(Number(stored['net_total']) * 100)).toBe(net)
      put(site, 'Sales Invoice', name, { docstatus: 2 })
      expect(site.findBy('GL Entry', 'voucher_no', name).filter((entry) => entry['is_cancelled'] !== 1)).toEqual([])
    }),
    { numRuns: 150, seed: 7 },
  )
})
