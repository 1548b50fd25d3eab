import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text } from '#sandboxes/erpnext/fields'
import { FrappeError } from '#sandboxes/erpnext/frappe-error'
import { strong } from './format.ts'
import { pythonFloat } from './totals/python-json.ts'
import { flt } from '#sandboxes/erpnext/numbers'

const ADVICE = {
  Amount: 'To allow over billing, update "Over Billing Allowance" in Accounts Settings or the Item.',
  Qty: 'To allow over receipt / delivery, update "Over Receipt/Delivery Allowance" in Stock Settings or the Item.',
} as const

/** Refuses lines that bill or deliver more than the lines they follow have, beyond the allowance. */
export function checkLimits(
  doc: Doc,
  site: Site,
  what: {
    readonly kind: 'Amount' | 'Qty'
    readonly itemDoctype: string
    readonly rowField: string
    readonly done: string
    readonly of: string
  },
): void {
  for (const row of rows(doc, 'items')) {
    const source = site.read(what.itemDoctype, row[what.rowField])
    if (source === null) continue
    const limit = number(source, what.of)
    const over = number(source, what.done) - limit
    if (over <= 0.01 || limit === 0) continue
    const allowance = allowancePercent(source, site, what.kind)
    if ((over / limit) * 100 - allowance <= 0.01) continue
    const reduceBy = flt(number(source, what.done) - flt((limit * (100 + allowance)) / 100, 2), 2)
    throw new FrappeError(
      'OverAllowanceError',
      `This document is over limit by ${strong(what.kind)} ${strong(pythonFloat(reduceBy))} for item ${strong(text(source, 'item_code'))}. Are you making another ${strong(doc.doctype)} against the same ${strong(what.itemDoctype)}?<br><br>${ADVICE[what.kind]}`,
      { module: 'erpnext.controllers.status_updater', app: 'erpnext', title: 'Limit Crossed' },
    )
  }
}

function allowancePercent(source: Readonly<Doc>, site: Site, kind: 'Amount' | 'Qty'): number {
  const item = site.read('Item', source['item_code']) ?? {}
  if (kind === 'Amount')
    return number(item, 'over_billing_allowance') || number(site.single('Accounts Settings'), 'over_billing_allowance')
  return (
    number(item, 'over_delivery_receipt_allowance') ||
    number(site.single('Stock Settings'), 'over_delivery_receipt_allowance')
  )
}
