import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { newRow } from './rows.ts'
import type { ItemTaxShare } from './totals/document.ts'

/** Version 16: the tax of each line by each tax row, in company currency; the last line of a tax takes the cents that rounding leaves. */
export function itemWiseDetails(doc: Doc, site: Site, shares: readonly ItemTaxShare[]): Row[] {
  const rate = number(doc, 'conversion_rate') || 1
  const left = new Map<Row, number>()
  const lastOf = new Map<Row, ItemTaxShare>()
  for (const share of shares) {
    left.set(share.tax, share.tax.base_tax_amount_after_discount_amount)
    lastOf.set(share.tax, share)
  }
  return shares.map((share) => {
    const open = left.get(share.tax) ?? 0
    const amount = lastOf.get(share.tax) === share ? flt(open, 2) : flt(share.amount * rate, 2)
    left.set(share.tax, open - amount)
    return newRow(site, 'Item Wise Tax Detail', {
      item_row: share.item.name,
      tax_row: share.tax.name,
      rate: share.ratePercent,
      amount,
      taxable_amount: flt(share.taxableAmount * rate, 2),
    })
  })
}
