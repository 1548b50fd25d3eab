import { requiredError, userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, type Method, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { makeMove, movesOf, refreshPicking, reserve } from './moves.ts'

const WIZARD = 'stock.return.picking'
const LINE = 'stock.return.picking.line'

/** The wizard that sends goods back; 17 proposes everything, later ones no pieces, and 16 no lines unless a person opens it. */
export const returnWizard: Model = {
  label: 'Return Picking',
  prepare(env, values) {
    const picking = values['picking_id'] ?? env.context['active_id']
    if (env.site.version <= 17 && record(env, 'stock.picking', Number(picking))['state'] !== 'done')
      throw userError('You may only return Done pickings.')
    return { ...values, picking_id: picking }
  },
  created(env, id) {
    const row = record(env, WIZARD, id)
    if (env.site.version === 16 || env.site.db.find(LINE, 'wizard_id', id).length > 0) return
    for (const move of movesOf(env, Number(row['picking_id']))) {
      if (move['state'] === 'cancel') continue
      const quantity = env.site.version <= 17 ? Number(move['quantity']) : 0
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
        (name === 'create_returns') === version <= 17 && (name !== 'action_create_returns_all' || version === 19),
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
  if (env.site.version === 16) assertFilledIn(wizard, lines)
  const from = record(env, 'stock.picking', Number(wizard['picking_id']))
  const type = record(env, 'stock.picking.type', Number(from['picking_type_id']))
  const warehouse = record(env, 'stock.warehouse', Number(type['warehouse_id']))
  const made = createRecord(env, 'stock.picking', {
    partner_id: from['partner_id'] ?? false,
    origin: `Return of ${String(from['name'])}`,
    sale_id: from['sale_id'] ?? false,
    picking_type_id: warehouse['in_type_id'],
    location_id: from['location_dest_id'],
    location_dest_id: env.site.version === 16 ? wizard['location_id'] : from['location_id'],
    company_id: from['company_id'],
    state: 'assigned',
    ...(env.site.version >= 18 ? { return_id: from.id } : {}),
  })
  for (const { line, quantity } of wanted) layOut(env, { from, made, line, quantity })
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

/** What the window of 16 fills in for people, and nobody for a call. */
function assertFilledIn(wizard: Row, lines: readonly Row[]): void {
  if (lines.some((line) => typeof line['move_id'] !== 'number'))
    throw userError('You have manually created product lines, please delete them to proceed.')
  if (typeof wizard['location_id'] !== 'number')
    throw requiredError('Transfer', 'stock.picking', 'Destination Location', 'location_dest_id')
}

interface Laid {
  readonly from: Row
  readonly made: number
  readonly line: Row
  readonly quantity: number
}

/** The move of what comes back, and what is laid out for it at once. */
function layOut(env: Env, { from, made, line, quantity }: Laid): void {
  const old = record(env, 'stock.move', Number(line['move_id']))
  const way = {
    location_id: from['location_dest_id'],
    location_dest_id: from['location_id'],
    company_id: from['company_id'],
  }
  const move = makeMove(env, {
    name: old['name'] ?? false,
    product_id: line['product_id'],
    product_uom_qty: quantity,
    picking_id: made,
    sale_line_id: old['sale_line_id'] ?? false,
    origin_returned_move_id: old.id,
    to_refund: line['to_refund'] !== false,
    reference: record(env, 'stock.picking', made)['name'],
    ...way,
  })
  reserve(env, move)
  update(env, 'stock.move', move, { state: 'assigned' })
  createRecord(env, 'stock.move.line', {
    move_id: move,
    picking_id: made,
    product_id: line['product_id'],
    ...(env.site.version === 16 ? { reserved_uom_qty: quantity } : { quantity }),
    ...way,
  })
}
