import { validationError } from '#sandboxes/odoo/errors'
import { type Env, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { displayName } from '#sandboxes/odoo/orm/read'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { addStock, isStorable, makeMove } from './moves.ts'

export const quant: Model = {
  label: 'Quants',
  computes: {
    available_quantity: (_env, row) => Number(row['quantity'] ?? 0) - Number(row['reserved_quantity'] ?? 0),
    inventory_diff_quantity: (_env, row) =>
      row['inventory_quantity_set'] === true
        ? Number(row['inventory_quantity'] ?? 0) - Number(row['quantity'] ?? 0)
        : 0,
    warehouse_id: (env, row) =>
      env.site.db.get('stock.location', Number(row['location_id']))?.['warehouse_id'] ?? false,
    company_id: (env, row) => env.site.db.get('stock.location', Number(row['location_id']))?.['company_id'] ?? false,
  },
  prepare(env, values) {
    if (env.context['stock_internal'] === true) return values
    if (!isStorable(env, Number(values['product_id'])))
      throw validationError('Quants cannot be created for consumables or services.')
    return {
      inventory_quantity_set: env.context['inventory_mode'] === true && 'inventory_quantity' in values,
      quantity: 0,
      reserved_quantity: 0,
      ...values,
    }
  },
  changing: (env, _id, values) =>
    env.context['inventory_mode'] === true && 'inventory_quantity' in values
      ? { ...values, inventory_quantity_set: true }
      : undefined,
  methods: {
    create: {
      params: ['vals_list'],
      onModel: true,
      run(env, _ids, args) {
        const given = args['vals_list']
        if (Array.isArray(given)) return (given as Values[]).map((values) => createQuant(env, values))
        return createQuant(env, given as Values)
      },
    },
    action_apply_inventory: {
      params: [],
      run(env, ids) {
        for (const id of ids) applyCount(env, id)
        return null
      },
    },
  },
}

/** In inventory mode a count goes to the row that is there already. */
function createQuant(env: Env, values: Values): number {
  const found = env.site.db
    .find('stock.quant', 'product_id', values['product_id'])
    .find((id) => record(env, 'stock.quant', id)['location_id'] === values['location_id'])
  if (env.context['inventory_mode'] !== true || found === undefined)
    return createRecord(env, 'stock.quant', values, 'caller')
  update(env, 'stock.quant', found, {
    inventory_quantity: values['inventory_quantity'] ?? 0,
    inventory_quantity_set: true,
  })
  return found
}

/** Books the difference between what was counted and what was thought. */
function applyCount(env: Env, id: number): void {
  const row = record(env, 'stock.quant', id)
  const counted = row['inventory_quantity_set'] === true || env.site.version === 19
  const difference = counted ? Number(row['inventory_quantity'] ?? 0) - Number(row['quantity'] ?? 0) : 0
  const loss = [...env.site.db.rows('stock.location')].find((one) => one['usage'] === 'inventory')?.id ?? 0
  const product = Number(row['product_id'])
  if (difference !== 0) {
    const name = `Product Quantity Updated (${displayName(env, 'res.users', env.uid)})`
    const [from, to] = difference > 0 ? [loss, row['location_id']] : [row['location_id'], loss]
    makeMove(env, {
      name,
      reference: name,
      product_id: product,
      product_uom_qty: Math.abs(difference),
      quantity: Math.abs(difference),
      location_id: from,
      location_dest_id: to,
      state: 'done',
      picked: true,
      is_inventory: true,
      company_id: 1,
    })
    addStock(env, product, Number(row['location_id']), difference)
    addStock(env, product, loss, -difference)
  }
  update(env, 'stock.quant', id, { inventory_quantity: 0, inventory_quantity_set: false })
}
