import { userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { createRecord, record } from '#sandboxes/odoo/orm/records'
import { taxField, toInvoice } from './line.ts'

const NOTHING = `Cannot create an invoice. No items are available to invoice.\n\nTo resolve this issue, please ensure that:\n   • The products have been delivered before attempting to invoice them.\n   • The invoicing policy of the product is configured correctly.\n\nIf you want to invoice based on ordered quantities instead:\n   • For consumable or storable products, open the product, go to the 'General Information' tab and change the 'Invoicing Policy' from 'Delivered Quantities' to 'Ordered Quantities'.\n   • For services (and other products), change the 'Invoicing Policy' to 'Prepaid/Fixed Price'.\n`

/** The wizard that makes invoices of orders. */
export const invoiceWizard: Model = {
  label: 'Sales Advance Payment Invoice',
  prepare(env, values) {
    const active = env.context['active_ids']
    return {
      advance_payment_method: 'delivered',
      ...(Array.isArray(active) ? { sale_order_ids: [[6, 0, active]] } : {}),
      ...values,
    }
  },
  methods: { create_invoices: { params: [], run: (env, [id = 0]) => createInvoices(env, id) } },
}

function createInvoices(env: Env, id: number): Values {
  const wizard = record(env, 'sale.advance.payment.inv', id)
  const orders = ((wizard['sale_order_ids'] ?? []) as number[]).map((order) => record(env, 'sale.order', order))
  const made = orders.map((order) =>
    wizard['advance_payment_method'] === 'delivered' ? invoice(env, order) : downPayment(env, order, wizard),
  )
  const [only, more] = made
  const action = {
    name: 'Invoices',
    type: 'ir.actions.act_window',
    res_model: 'account.move',
    context: { default_move_type: 'out_invoice' },
  }
  return more === undefined
    ? { ...action, views: [[false, 'form']], res_id: only }
    : { ...action, domain: [['id', 'in', made]] }
}

function head(order: Row): Values {
  return {
    partner_id: order['partner_invoice_id'],
    partner_shipping_id: order['partner_shipping_id'] ?? false,
    currency_id: order['currency_id'],
    company_id: order['company_id'],
    ref: order['client_order_ref'] ?? false,
    invoice_origin: order['name'],
    fiscal_position_id: order['fiscal_position_id'] ?? false,
    invoice_user_id: order['user_id'] ?? false,
  }
}

function invoice(env: Env, order: Row): number {
  const lines = env.site.db
    .find('sale.order.line', 'order_id', order.id)
    .map((line) => record(env, 'sale.order.line', line))
  const open = lines.map((line) => ({ line, quantity: toInvoice(env, line) })).filter(({ quantity }) => quantity !== 0)
  if (open.length === 0) throw userError(NOTHING)
  const total = open.reduce((sum, { line, quantity }) => sum + quantity * Number(line['price_unit']), 0)
  const turned = total < 0 ? -1 : 1
  return createRecord(env, 'account.move', {
    move_type: turned < 0 ? 'out_refund' : 'out_invoice',
    ...head(order),
    invoice_line_ids: open.map(({ line, quantity }) => [
      0,
      0,
      {
        product_id: line['product_id'] ?? false,
        name: line['name'] ?? false,
        quantity: quantity * turned,
        price_unit: line['price_unit'],
        discount: line['discount'] ?? 0,
        tax_ids: [[6, 0, line[taxField(env)] ?? []]],
        sale_line_ids: [[6, 0, [line.id]]],
        sequence: line['sequence'] ?? 10,
        ...(line['analytic_distribution'] === undefined
          ? {}
          : { analytic_distribution: line['analytic_distribution'] }),
      },
    ]),
  })
}

/** An amount or a share in advance, with the taxes of the order's first line. */
function downPayment(env: Env, order: Row, wizard: Row): number {
  const [first] = env.site.db.find('sale.order.line', 'order_id', order.id)
  const taxes = first === undefined ? [] : (record(env, 'sale.order.line', first)[taxField(env)] ?? [])
  const amount =
    wizard['advance_payment_method'] === 'percentage'
      ? (Number(order['amount_total']) * Number(wizard['amount'] ?? 0)) / 100
      : Number(wizard['fixed_amount'] ?? 0)
  return createRecord(env, 'account.move', {
    move_type: 'out_invoice',
    ...head(order),
    invoice_line_ids: [[0, 0, { name: 'Down Payment', quantity: 1, price_unit: amount, tax_ids: [[6, 0, taxes]] }]],
  })
}
