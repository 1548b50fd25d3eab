import { userError } from '#sandboxes/odoo/errors'
import { digits } from '#sandboxes/odoo/goods/product'
import { priceIn } from '#sandboxes/odoo/goods/pricelist'
import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, fieldsOf, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { displayName, valueOf } from '#sandboxes/odoo/orm/read'
import { record, update } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { planDelivery } from '#sandboxes/odoo/warehouse/from-order'
import { lineTotals, refreshTotals } from './totals.ts'

/** `tax_id` until 18, `tax_ids` from 19 on. */
export const taxField = (env: Env): string => (env.site.version === 19 ? 'tax_ids' : 'tax_id')

export function deliveredQuantity(env: Env, line: Row): number {
  const moves = env.site.db.find('stock.move', 'sale_line_id', line.id).map((id) => record(env, 'stock.move', id))
  return moves
    .filter((move) => move['state'] === 'done')
    .reduce((sum, move) => {
      const outgoing = record(env, 'stock.location', Number(move['location_dest_id']))['usage'] === 'customer'
      if (outgoing) return sum + Number(move['quantity'])
      return move['to_refund'] === true ? sum - Number(move['quantity']) : sum
    }, 0)
}

export function invoicedQuantity(env: Env, line: Row): number {
  const lines = [...env.site.db.rows('account.move.line')].filter((one) =>
    ((one['sale_line_ids'] ?? []) as number[]).includes(line.id),
  )
  return lines.reduce((sum, one) => {
    const move = record(env, 'account.move', Number(one['move_id']))
    if (move['state'] === 'cancel') return sum
    return sum + Number(one['quantity']) * (move['move_type'] === 'out_refund' ? -1 : 1)
  }, 0)
}

const stateOf = (env: Env, line: Row): unknown =>
  env.site.db.get('sale.order', Number(line['order_id']))?.['state'] ?? false

export function toInvoice(env: Env, line: Row): number {
  if (stateOf(env, line) !== 'sale' || (line['display_type'] !== false && line['display_type'] !== undefined)) return 0
  const product = env.site.db.get('product.product', Number(line['product_id']))
  const byDelivery = product !== undefined && valueOf(env, 'product.product', product, 'invoice_policy') === 'delivery'
  const wanted = byDelivery
    ? Number(valueOf(env, 'sale.order.line', line, 'qty_delivered'))
    : Number(line['product_uom_qty'] ?? 0)
  return rounded(wanted - invoicedQuantity(env, line), 2)
}

export function lineInvoiceStatus(env: Env, line: Row): string {
  if (stateOf(env, line) !== 'sale') return 'no'
  if (toInvoice(env, line) !== 0) return 'to invoice'
  const ordered = Number(line['product_uom_qty'] ?? 0)
  const invoiced = invoicedQuantity(env, line)
  if (invoiced >= ordered && ordered !== 0) return 'invoiced'
  return 'no'
}

export const orderLine: Model = {
  label: 'Sales Order Line',
  order: 'order_id, sequence, id',
  name(env, row) {
    const customer = env.site.db.get(
      'res.partner',
      Number(record(env, 'sale.order', Number(row['order_id']))['partner_id']),
    )
    const own = typeof customer?.['ref'] === 'string' && customer['ref'] !== '' ? ` (${customer['ref']})` : ''
    return `${displayName(env, 'sale.order', Number(row['order_id']))} - ${String(row['name']).split('\n')[0] ?? ''}${own}`
  },
  computes: {
    state: stateOf,
    qty_delivered: (env, row) =>
      env.site.db.find('stock.move', 'sale_line_id', row.id).length > 0
        ? deliveredQuantity(env, row)
        : Number(row['qty_delivered'] ?? 0),
    qty_invoiced: invoicedQuantity,
    qty_to_invoice: toInvoice,
    invoice_status: lineInvoiceStatus,
    order_partner_id: (env, row) => record(env, 'sale.order', Number(row['order_id']))['partner_id'],
    currency_id: (env, row) => record(env, 'sale.order', Number(row['order_id']))['currency_id'],
    company_id: (env, row) => record(env, 'sale.order', Number(row['order_id']))['company_id'],
    move_ids: (env, row) => env.site.db.find('stock.move', 'sale_line_id', row.id),
    invoice_lines: (env, row) =>
      [...env.site.db.rows('account.move.line')]
        .filter((one) => ((one['sale_line_ids'] ?? []) as number[]).includes(row.id))
        .map((one) => one.id),
    price_reduce_taxinc: (_env, row) =>
      Number(row['product_uom_qty']) === 0
        ? 0
        : rounded(Number(row['price_total']) / Number(row['product_uom_qty']), 2),
  },
  prepare: lineDefaults,
  created: (env, id) => lineChanged(env, id, null),
  changing: lineChanging,
  changed: (env, id, values, before) => lineChanged(env, id, { values, before }),
  deleting(env, id) {
    const row = record(env, 'sale.order.line', id)
    const shown = row['display_type'] ?? false
    if (shown === false && stateOf(env, row) === 'sale')
      throw userError(
        "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n                Set the quantity to 0 instead.",
      )
  },
  deleted: (env, row) => refreshTotals(env, Number(row['order_id'])),
}

function lineDefaults(env: Env, values: Values): Values {
  const unit = fieldsOf(env, 'sale.order.line').has('product_uom_id') ? 'product_uom_id' : 'product_uom'
  const quantity = values['product_uom_qty'] ?? (typeof values['display_type'] === 'string' ? 0 : 1)
  const base = {
    sequence: 10,
    discount: 0,
    customer_lead: 0,
    display_type: false,
    ...values,
    product_uom_qty: quantity,
  }
  const product = env.site.db.get('product.product', Number(values['product_id']))
  const order = env.site.db.get('sale.order', Number(values['order_id']))
  if (product === undefined || order === undefined) return { price_unit: 0, ...base }
  const defaults = {
    name: displayName(env, 'product.product', product.id),
    [unit]: valueOf(env, 'product.product', product, 'uom_id'),
    price_unit: priceIn(env, Number(order['pricelist_id']), product.id, Number(quantity)),
    [taxField(env)]: [
      [6, 0, mappedTaxes(env, order, valueOf(env, 'product.product', product, 'taxes_id') as number[])],
    ],
  }
  return { ...defaults, ...base }
}

/** The product's taxes that are of the order's company, exchanged by its fiscal position. */
function mappedTaxes(env: Env, order: Row, taxes: readonly number[]): number[] {
  const own = taxes.filter((id) => record(env, 'account.tax', id)['company_id'] === order['company_id'])
  const position = Number(order['fiscal_position_id'])
  const rules = env.site.db
    .find('account.fiscal.position.tax', 'position_id', position)
    .map((id) => record(env, 'account.fiscal.position.tax', id))
  return own.flatMap((id) => {
    const rule = rules.find((one) => one['tax_src_id'] === id)
    if (rule === undefined) return [id]
    return typeof rule['tax_dest_id'] === 'number' ? [rule['tax_dest_id']] : []
  })
}

const LOCKED_FIELDS = [
  'product_id',
  'name',
  'price_unit',
  'product_uom',
  'product_uom_id',
  'product_uom_qty',
  'tax_id',
  'tax_ids',
  'analytic_distribution',
  'discount',
]

function lineChanging(env: Env, id: number, values: Values): undefined {
  const row = record(env, 'sale.order.line', id)
  const order = record(env, 'sale.order', Number(row['order_id']))
  const held = LOCKED_FIELDS.filter((name) => name in values)
  if (order['locked'] === true && held.length > 0) {
    const labels = held.map((name) => fieldsOf(env, 'sale.order.line').get(name)?.label ?? name)
    throw userError(`It is forbidden to modify the following fields in a locked order:\n${labels.join('\n')}`)
  }
  if (
    env.site.version === 19 &&
    order['state'] === 'sale' &&
    'product_id' in values &&
    values['product_id'] !== row['product_id']
  )
    throw userError('You cannot modify the product of this order line.')
  return undefined
}

function lineChanged(env: Env, id: number, change: { values: Values; before: Row } | null): void {
  const row = record(env, 'sale.order.line', id)
  const places = digits(env, 'Product Price')
  const price =
    env.site.version === 19 ? Number(row['price_unit'] ?? 0) : rounded(Number(row['price_unit'] ?? 0), places)
  const quantity = rounded(Number(row['product_uom_qty'] ?? 0), digits(env, 'Product Unit of Measure'))
  const discount = rounded(Number(row['discount'] ?? 0), digits(env, 'Discount'))
  update(env, 'sale.order.line', id, { price_unit: price, product_uom_qty: quantity, discount })
  lineTotals(env, id)
  refreshTotals(env, Number(row['order_id']))
  const order = record(env, 'sale.order', Number(row['order_id']))
  const more = change === null ? quantity : quantity - Number(change.before['product_uom_qty'] ?? 0)
  if (order['state'] === 'sale' && more !== 0 && env.context['confirming'] !== true)
    planDelivery(env, order.id, [{ line: id, quantity: more }])
}
