import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'
import { formatMoney } from './format.ts'
import type { ItemTaxShare } from './totals/document.ts'
import { pythonFloat } from './totals/python-json.ts'

interface Line {
  taxable: number
  readonly taxes: Map<string, [ratePercent: number, amount: number]>
}

/** The table of taxes by item that the server renders into `other_charges_calculation`; nothing without taxes. */
export function setTaxBreakup(doc: Doc, site: Site, shares: readonly ItemTaxShare[]): void {
  const taxes = rows(doc, 'taxes')
  if (taxes.length === 0) {
    doc['other_charges_calculation'] = null
    return
  }
  const lines = new Map<string, Line>()
  for (const item of rows(doc, 'items')) {
    const key = text(item, 'item_code') || text(item, 'item_name')
    const line = lines.get(key) ?? { taxable: 0, taxes: new Map<string, [number, number]>() }
    line.taxable += Number(item['net_amount'])
    lines.set(key, line)
  }
  const rate = Number(doc['conversion_rate']) || 1
  for (const { item, tax, ratePercent, amount } of shares) {
    const line = lines.get(text(item, 'item_code') || item.item_name)
    const title = text(tax, 'description')
    line?.taxes.set(title, [ratePercent, amount * rate + (line.taxes.get(title)?.[1] ?? 0)])
  }
  // The tax of each item is kept in company currency; what is shown is converted back, cents lost and all.
  for (const line of lines.values()) for (const tax of line.taxes.values()) tax[1] = flt(tax[1], 2) / rate
  const titles = [...new Set(taxes.map((tax) => text(tax, 'description')))]
  // A return shows its amounts without their sign.
  const isReturn = truthy(doc, 'is_return')
  const money = (amount: number): string =>
    formatMoney(site, isReturn ? Math.abs(amount) : amount, text(doc, 'currency'))
  doc['other_charges_calculation'] = table(titles, lines, money)
}

type Money = (amount: number) => string

function table(titles: readonly string[], lines: ReadonlyMap<string, Line>, money: Money): string {
  const heads = ['Item', 'Taxable Amount', ...titles]
    .map((title, index) => head(title, index === 0 ? 'left' : 'right'))
    .join('')
  const body = Array.from(lines, ([item, line]) => bodyRow(item, line, titles, money)).join('')
  return (
    '<div class="tax-break-up" style="overflow-x: auto;">\n\t<table class="table table-bordered table-hover">\n\t\t<thead>\n\t\t\t<tr>\n\t\t\t\t' +
    `${heads}\n\t\t\t</tr>\n\t\t</thead>\n\t\t<tbody>\n\t\t\t${body}\n\t\t</tbody>\n\t</table>\n</div>`
  )
}

function head(title: string, side: 'left' | 'right'): string {
  return `\n\t\t\t\t\t\n\t\t\t\t\t\t<th class="text-${side}">${title}</th>\n\t\t\t\t\t\n\t\t\t\t`
}

function bodyRow(item: string, line: Line, titles: readonly string[], money: Money): string {
  const cells = titles.map((title) => cell(line.taxes.get(title), money)).join('')
  return (
    `\n\t\t\t\t<tr>\n\t\t\t\t\t<td>${item}</td>\n\t\t\t\t\t<td class="text-right">\n\t\t\t\t\t\t\n\t\t\t\t\t\t\t${money(line.taxable)}\n` +
    `\t\t\t\t\t\t\n\t\t\t\t\t</td>\n\t\t\t\t\t${cells}\n\t\t\t\t</tr>\n\t\t\t`
  )
}

function cell(tax: readonly [number, number] | undefined, money: Money): string {
  const tabs = (count: number): string => `\n${'\t'.repeat(count)}`
  const open = `${tabs(6)}${tabs(6)}${tabs(7)}<td class="text-right">`
  const close = `</td>${tabs(6)}${tabs(5)}`
  if (tax === undefined) return open + close
  const [ratePercent, amount] = tax
  // A charge without a rate, e.g. freight, shows its amount alone.
  const percent = ratePercent !== 0 || amount === 0 ? `${tabs(9)}(${pythonFloat(ratePercent)}%)${tabs(8)}` : ''
  return `${open}${tabs(8)}${percent}${tabs(8)}${tabs(9)}${money(amount)}${tabs(8)}${tabs(7)}${close}`
}
