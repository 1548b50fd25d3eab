import { userError } from '#sandboxes/odoo/errors'
import { fiscalPositionFor } from '#sandboxes/odoo/books/fiscal-position'
import { rateAt } from '#sandboxes/odoo/books/currency'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, now, type Values, withContext } from '#sandboxes/odoo/orm/env'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { record, update } from '#sandboxes/odoo/orm/records'
import { cancelDeliveries, planDelivery } from '#sandboxes/odoo/warehouse/from-order'
import { nextInSequence } from '#sandboxes/odoo/orm/sequence'
import { lineInvoiceStatus } from './line.ts'
import { toNumber } from '#lib/decimal'

const lines = (env: Env, id: number): Row[] =>
  env.site.db.find('sale.order.line', 'order_id', id).map((line) => record(env, 'sale.order.line', line))
const pickings = (env: Env, id: number): Row[] =>
  env.site.db.find('stock.picking', 'sale_id', id).map((one) => record(env, 'stock.picking', one))

function invoiceStatus(env: Env, row: Row): string {
  if (row['state'] !== 'sale') return 'no'
  const states = lines(env, row.id)
    .filter((line) => (line['display_type'] ?? false) === false && line['is_downpayment'] !== true)
    .map((line) => lineInvoiceStatus(env, line))
  if (states.includes('to invoice')) return 'to invoice'
  return states.length > 0 && states.every((state) => state === 'invoiced') ? 'invoiced' : 'no'
}

function deliveryStatus(env: Env, row: Row): unknown {
  const states = pickings(env, row.id)
    .map((one) => String(one['state']))
    .filter((state) => state !== 'cancel')
  if (states.length === 0) return false
  if (states.every((state) => state === 'done')) return 'full'
  if (!states.includes('done')) return 'pending'
  if (env.site.version === 16) return 'partial'
  return lines(env, row.id).some((line) => Number(valueOf(env, 'sale.order.line', line, 'qty_delivered')) > 0)
    ? 'partial'
    : 'started'
}

function invoices(env: Env, row: Row): number[] {
  const ids = lines(env, row.id).flatMap((line) => valueOf(env, 'sale.order.line', line, 'invoice_lines') as number[])
  return [...new Set(ids.map((id) => Number(record(env, 'account.move.line', id)['move_id'])))].sort((a, b) => b - a)
}

export const order: Model = {
  label: 'Sales Order',
  order: 'date_order desc, id desc',
  computes: {
    invoice_status: invoiceStatus,
    delivery_status: deliveryStatus,
    picking_ids: (env, row) => pickings(env, row.id).map((one) => one.id),
    delivery_count: (env, row) => pickings(env, row.id).length,
    invoice_ids: invoices,
    invoice_count: (env, row) => invoices(env, row).length,
    currency_rate: (env, row) =>
      toNumber(rateAt(env, Number(row['currency_id']), String(row['date_order']).slice(0, 10))),
    effective_date: (env, row) => pickings(env, row.id).find((one) => one['state'] === 'done')?.['date_done'] ?? false,
  },
  prepare: defaults,
  // The lines of an order that is made confirmed plan their deliveries themselves.
  created(env, id) {
    update(env, 'sale.order', id, {
      amount_untaxed: 0,
      amount_tax: 0,
      amount_total: 0,
      ...record(env, 'sale.order', id),
    })
  },
  changing(env, id, values) {
    const row = record(env, 'sale.order', id)
    if (row['state'] === 'sale' && 'pricelist_id' in values && values['pricelist_id'] !== row['pricelist_id'])
      throw userError('You cannot change the pricelist of a confirmed order !')
    const { amount_total: _total, amount_tax: _tax, amount_untaxed: _untaxed, ...rest } = values
    const list = values['pricelist_id']
    return typeof list === 'number'
      ? { ...rest, currency_id: record(env, 'product.pricelist', list)['currency_id'] }
      : rest
  },
  deleting(env, id) {
    const state = record(env, 'sale.order', id)['state']
    if (state !== 'draft' && state !== 'cancel')
      throw userError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.')
  },
  methods: {
    action_confirm: { params: [], run: (env, ids) => confirm(env, ids) },
    action_cancel: { params: [], run: (env, ids) => cancel(env, ids) },
    action_draft: { params: [], run: (env, ids) => setEach(env, ids, { state: 'draft' }) },
    action_lock: { params: [], run: (env, ids) => void setEach(env, ids, { locked: true }) },
    action_unlock: {
      params: [],
      run: (env, ids) => void setEach(env, ids, env.site.version === 16 ? { state: 'sale' } : { locked: false }),
    },
    // In 16 a locked order has a state of its own.
    action_done: { params: [], run: (env, ids) => void setEach(env, ids, { state: 'done' }) },
    action_quotation_sent: { params: [], run: (env, ids) => void setEach(env, ids, { state: 'sent' }) },
  },
}

function setEach(env: Env, ids: readonly number[], values: Values): boolean {
  for (const id of ids) update(env, 'sale.order', id, values)
  return true
}

function defaults(env: Env, values: Values): Values {
  const company = Number(values['company_id'] ?? companyOf(env))
  const partner = typeof values['partner_id'] === 'number' ? record(env, 'res.partner', values['partner_id']) : null
  const lists = env.site.db.rows('product.pricelist')
  const pricelist =
    values['pricelist_id'] ??
    (partner === null ? false : valueOf(env, 'res.partner', partner, 'property_product_pricelist')) ??
    lists.next().value?.id
  const list = env.site.db.get('product.pricelist', Number(pricelist))
  const address = (type: string): unknown =>
    partner === null
      ? false
      : (env.site.db
          .find('res.partner', 'parent_id', partner.id)
          .find((id) => record(env, 'res.partner', id)['type'] === type) ?? partner.id)
  const warehouse = env.site.db.find('stock.warehouse', 'company_id', company)[0] ?? false
  const { amount_total: _total, amount_tax: _tax, amount_untaxed: _untaxed, name, ...given } = values
  const until = new Date(env.site.clock.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10)
  return {
    state: 'draft',
    locked: false,
    company_id: company,
    date_order: now(env),
    user_id: env.uid,
    validity_date: until,
    picking_policy: 'direct',
    team_id: env.site.db.rows('crm.team').next().value?.id ?? false,
    require_payment: false,
    require_signature: false,
    partner_invoice_id: address('invoice'),
    partner_shipping_id: address('delivery'),
    pricelist_id: pricelist,
    warehouse_id: warehouse,
    fiscal_position_id: partner === null ? false : fiscalPositionFor(env, partner, company),
    payment_term_id: partner?.['property_payment_term_id'] ?? false,
    ...given,
    currency_id: list?.['currency_id'] ?? record(env, 'res.company', company)['currency_id'],
    ...(partner === null
      ? {}
      : { name: typeof name === 'string' && name !== 'New' ? name : nextInSequence(env, 'sale.order') }),
  }
}

function confirm(env: Env, ids: readonly number[]): boolean {
  for (const id of ids) {
    const row = record(env, 'sale.order', id)
    if (row['state'] !== 'draft' && row['state'] !== 'sent')
      throw userError('Some orders are not in a state requiring confirmation.')
    for (const line of lines(env, id))
      if (
        (line['display_type'] ?? false) === false &&
        line['is_downpayment'] !== true &&
        typeof line['product_id'] !== 'number' &&
        env.site.version <= 17
      )
        throw userError('Some order lines are missing a product, you need to correct them before going further.')
  }
  for (const id of ids) {
    update(env, 'sale.order', id, { state: 'sale', date_order: now(env) })
    planOrder(env, id)
  }
  return true
}

function planOrder(env: Env, id: number): void {
  planDelivery(
    withContext(env, { confirming: true }),
    id,
    lines(env, id).map((line) => ({ line: line.id, quantity: Number(line['product_uom_qty'] ?? 0) })),
  )
}

function cancel(env: Env, ids: readonly number[]): unknown {
  for (const id of ids)
    if (record(env, 'sale.order', id)['locked'] === true || record(env, 'sale.order', id)['state'] === 'done')
      throw userError('You cannot cancel a locked order. Please unlock it first.')
  const [first = 0] = ids
  const confirmed = ids.some((id) => record(env, 'sale.order', id)['state'] !== 'draft')
  if (env.site.version < 19 && confirmed && env.context['disable_cancel_warning'] !== true)
    return {
      name: 'Cancel Sales Order',
      view_mode: 'form',
      res_model: 'sale.order.cancel',
      view_id: 1130,
      type: 'ir.actions.act_window',
      context: { default_order_id: first, mark_so_as_canceled: true },
      target: 'new',
    }
  for (const id of ids) {
    cancelDeliveries(env, id)
    for (const invoice of invoices(env, record(env, 'sale.order', id)))
      if (record(env, 'account.move', invoice)['state'] === 'draft')
        update(env, 'account.move', invoice, { state: 'cancel' })
    update(env, 'sale.order', id, { state: 'cancel' })
  }
  return true
}

/** The wizard that asks before a confirmed order is cancelled, in 17 and 18. */
export const cancelWizard: Model = {
  methods: {
    action_cancel: {
      params: [],
      run: (env, ids) =>
        cancel(
          withContext(env, { disable_cancel_warning: true }),
          ids.map((id) => Number(record(env, 'sale.order.cancel', id)['order_id'])),
        ),
    },
  },
}
