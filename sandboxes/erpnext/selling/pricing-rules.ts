import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { toDay } from './format.ts'
import { dayOf, type SellingKind } from './kinds.ts'
import { newRow } from './rows.ts'

/**
 * The first Pricing Rule for selling that fits a line and its effect; nothing when the document ignores rules.
 * Only rules on a price by item code, item group or for all are known here.
 */
export function applyPricingRule(doc: Doc, row: Row, site: Site, kind: SellingKind): void {
  if (truthy(doc, 'ignore_pricing_rule')) return
  const rule = findRule(doc, row, site, dayOf(doc, kind))
  if (rule === undefined) return
  row['pricing_rules'] = `[\n "${rule.name}"\n]`
  row['margin_type'] = null
  row['discount_amount'] = 0
  if (rule['rate_or_discount'] === 'Discount Percentage')
    row['discount_percentage'] = number(rule, 'discount_percentage')
  else if (rule['rate_or_discount'] === 'Discount Amount') row['discount_amount'] = number(rule, 'discount_amount')
  else if (rule['rate_or_discount'] === 'Rate') {
    row['price_list_rate'] = number(rule, 'rate')
    row['rate'] = number(rule, 'rate')
  }
}

function findRule(doc: Doc, row: Row, site: Site, day: string): Readonly<Doc> | undefined {
  const fitting: Readonly<Doc>[] = []
  for (const rule of site.all('Pricing Rule')) if (fits(rule, doc, row, toDay(day))) fitting.push(rule)
  return fitting.sort((a, b) => number(b, 'priority') - number(a, 'priority'))[0]
}

function fits(rule: Readonly<Doc>, doc: Doc, row: Row, day: string): boolean {
  if (truthy(rule, 'disable') || !truthy(rule, 'selling') || rule['price_or_product_discount'] === 'Product')
    return false
  const same = (field: string, value: unknown): boolean => text(rule, field) === '' || rule[field] === value
  if (
    !same('company', doc['company']) ||
    !same('customer', doc['customer']) ||
    !same('for_price_list', doc['selling_price_list'])
  )
    return false
  const from = toDay(rule['valid_from'])
  const upto = toDay(rule['valid_upto'])
  if ((from !== '' && from > day) || (upto !== '' && upto < day)) return false
  const quantity = number(row, 'stock_qty')
  if (quantity < number(rule, 'min_qty') || (number(rule, 'max_qty') > 0 && quantity > number(rule, 'max_qty')))
    return false
  if (rule['apply_on'] === 'Item Code') return rows(rule, 'items').some((one) => one['item_code'] === row['item_code'])
  if (rule['apply_on'] === 'Item Group')
    return rows(rule, 'item_groups').some((one) => one['item_group'] === row['item_group'])
  return rule['apply_on'] === 'Transaction' ? false : rule['apply_on'] !== 'Brand'
}

/** Lists the rules that were applied, as the document shows them. */
export function listPricingRules(doc: Doc, site: Site): void {
  const applied = rows(doc, 'items').filter((row) => text(row, 'pricing_rules') !== '')
  if (applied.length === 0) return
  doc['pricing_rules'] = applied.flatMap((row) =>
    (JSON.parse(text(row, 'pricing_rules')) as string[]).map((name) =>
      newRow(site, 'Pricing Rule Detail', {
        pricing_rule: name,
        item_code: row['item_code'],
        child_docname: row.name,
        rule_applied: 1,
      }),
    ),
  )
}
