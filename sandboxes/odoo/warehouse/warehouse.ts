import { constraintError } from '#sandboxes/odoo/errors'
import { companyOf, type Env, type Model } from '#sandboxes/odoo/orm/env'
import { displayName } from '#sandboxes/odoo/orm/read'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import type { Row } from '#sandboxes/odoo/orm/database'

function fullName(env: Env, row: Row): string {
  const parent = env.site.db.get('stock.location', Number(row['location_id']))
  return parent === undefined ? String(row['name']) : `${fullName(env, parent)}/${String(row['name'])}`
}

/** A view at the top is left out of the names below it, except where it is the warehouse. */
export const location: Model = {
  label: 'Inventory Locations',
  order: 'complete_name, id',
  name: (env, row) => fullName(env, row).replace(/^Physical Locations\//, ''),
  computes: {
    complete_name: (env, row) => fullName(env, row).replace(/^Physical Locations\//, ''),
    warehouse_id(env, row) {
      let at: Row | undefined = row
      while (at !== undefined) {
        const [found] = env.site.db.find('stock.warehouse', 'view_location_id', at.id)
        if (found !== undefined) return found
        at = env.site.db.get('stock.location', Number(at['location_id']))
      }
      return false
    },
  },
  prepare: (env, values) => ({ usage: 'internal', company_id: companyOf(env), ...values }),
}

export const pickingType: Model = {
  label: 'Picking Type',
  name: (env, row) => `${displayName(env, 'stock.warehouse', Number(row['warehouse_id']))}: ${String(row['name'])}`,
}

const TYPES = [
  ['Receipts', 'incoming', 'IN', 'in_type_id'],
  ['Delivery Orders', 'outgoing', 'OUT', 'out_type_id'],
] as const

export const warehouse: Model = {
  label: 'Warehouse',
  order: 'sequence, id',
  prepare(env, values) {
    const company = companyOf(env)
    return {
      company_id: company,
      partner_id: record(env, 'res.company', company)['partner_id'],
      delivery_steps: 'ship_only',
      reception_steps: 'one_step',
      sequence: 10,
      ...values,
      ...places(env, values['code'], company),
    }
  },
  created(env, id) {
    const row = record(env, 'stock.warehouse', id)
    const twins = env.site.db.find('stock.warehouse', 'code', row['code'])
    if (twins.filter((one) => record(env, 'stock.warehouse', one)['company_id'] === row['company_id']).length > 1)
      throw constraintError('The short name of the warehouse must be unique per company!')
    const supplier = [...env.site.db.rows('stock.location')].find((one) => one['usage'] === 'supplier')?.id
    const customer = [...env.site.db.rows('stock.location')].find((one) => one['usage'] === 'customer')?.id
    for (const [name, code, short, field] of TYPES) {
      const [from, to] = code === 'incoming' ? [supplier, row['lot_stock_id']] : [row['lot_stock_id'], customer]
      const type = createRecord(env, 'stock.picking.type', {
        name,
        code,
        sequence_code: short,
        warehouse_id: id,
        company_id: row['company_id'],
        default_location_src_id: from,
        default_location_dest_id: to,
        create_backorder: 'ask',
        reservation_method: 'at_confirm',
        move_type: 'direct',
      })
      update(env, 'stock.picking.type', type, { prefix: `${String(row['code'])}/${short}/` })
      update(env, 'stock.warehouse', id, { [field]: type })
    }
  },
}

function places(env: Env, code: unknown, company: number): { view_location_id: number; lot_stock_id: number } {
  const root = [...env.site.db.rows('stock.location')].find((one) => one['name'] === 'Physical Locations')?.id ?? false
  const view = createRecord(env, 'stock.location', {
    name: code,
    usage: 'view',
    location_id: root,
    company_id: company,
  })
  return {
    view_location_id: view,
    lot_stock_id: createRecord(env, 'stock.location', {
      name: 'Stock',
      usage: 'internal',
      location_id: view,
      company_id: company,
    }),
  }
}
