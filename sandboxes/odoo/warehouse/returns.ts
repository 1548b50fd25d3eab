import { userError } from '#sandboxes/odoo/errors'
import { type Env, type Method, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { makeMove, movesOf, refreshPicking, reserve } from './moves.ts'

const WIZARD = 'stock.return.picking'
const LINE = 'stock.return.picking.line'

/** The wizard that sends goods back; 17 proposes everything, later ones nothing. */
export const returnWizard: Model = {
  label: 'Return Picking',
  prepare(env, values) {
    const picking = values['picking_id'] ?? env.context['active_id']
    if (env.site.version === 17 && record(env, 'stock.picking', Number(picking))['state'] !== 'done')
      throw userError('You may only return Done pickings.')
    return { ...values, picking_id: picking }
  },
  created(env, id) {
    const row = record(env, WIZARD, id)
    if (env.site.db.find(LINE, 'wizard_id', id).length > 0) return
    for (const move of movesOf(env, Number(row['picking_id']))) {
      if (move['state'] === 'cancel') continue
      const quantity = env.site.version === 17 ? Number(move['quantity']) : 0
      createRecord(env, LINE, {
        wizard_id: id,
        product_id: move['product_id'],
        quantity,
        move_id: move.id,
        to_refund: true,
      })
    }
  },
  methods: {
    create_returns: { params: [], run: (env, [id = 0]) => makeReturn(env, id, false) },
    action_create_returns: { params: [], run: (env, [id = 0]) => makeReturn(env, id, false) },
    action_create_returns_all: { params: [], run: (env, [id = 0]) => makeReturn(env, id, true) },
  },
}

export const returnMethods = (version: number): Readonly<Record<string, Method>> =>
  Object.fromEntries(
    Object.entries(returnWizard.methods ?? {}).filter(
      ([name]) =>
        (name === 'create_returns') === (version === 17) && (name !== 'action_create_returns_all' || version === 19),
    ),
  )

function makeReturn(env: Env, id: number, all: boolean): Values {
  const wizard = record(env, WIZARD, id)
  const lines = env.site.db.find(LINE, 'wizard_id', id).map((line) => record(env, LINE, line))
  const wanted = lines
    .map((line) => ({
      line,
      quantity: all
        ? Number(record(env, 'stock.move', Number(line['move_id']))['quantity'])
        : Number(line['quantity'] ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0)
  if (wanted.length === 0) throw userError('Please specify at least one non-zero quantity.')
  const from = record(env, 'stock.picking', Number(wizard['picking_id']))
  const type = record(env, 'stock.picking.type', Number(from['picking_type_id']))
  const warehouse = record(env, 'stock.warehouse', Number(type['warehouse_id']))
  const made = createRecord(env, 'stock.picking', {
    partner_id: from['partner_id'] ?? false,
    origin: `Return of ${String(from['name'])}`,
    sale_id: from['sale_id'] ?? false,
    picking_type_id: warehouse['in_type_id'],
    location_id: from['location_dest_id'],
    location_dest_id: from['location_id'],
    company_id: from['company_id'],
    state: 'assigned',
    ...(env.site.version >= 18 ? { return_id: from.id } : {}),
  })
  for (const { line, quantity } of wanted) {
    const old = record(env, 'stock.move', Number(line['move_id']))
    const move = makeMove(env, {
      name: old['name'] ?? false,
      product_id: line['product_id'],
      product_uom_qty: quantity,
      picking_id: made,
      sale_line_id: old['sale_line_id'] ?? false,
      origin_returned_move_id: old.id,
      to_refund: line['to_refund'] !== false,
      location_id: from['location_dest_id'],
      location_dest_id: from['location_id'],
      company_id: from['company_id'],
      reference: record(env, 'stock.picking', made)['name'],
    })
    reserve(env, move)
    update(env, 'stock.move', move, { state: 'assigned' })
  }
  refreshPicking(env, made)
  return {
    name: 'Returned Picking',
    view_mode: 'form',
    res_model: 'stock.picking',
    res_id: made,
    type: 'ir.actions.act_window',
    context: env.context,
  }
}
