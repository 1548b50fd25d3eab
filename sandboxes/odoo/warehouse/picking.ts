import { userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, type Model, now, type Values } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { displayName, valueOf } from '#sandboxes/odoo/orm/read'
import { cancelPicking } from './from-order.ts'
import { finishMove, makeMove, movesOf, refreshPicking, reserve, setMoveQuantity, unreserve } from './moves.ts'

export const picking: Model = {
  label: 'Transfer',
  order: 'id desc',
  computes: {
    picking_type_code: (env, row) => record(env, 'stock.picking.type', Number(row['picking_type_id']))['code'],
    move_ids: (env, row) => env.site.db.find('stock.move', 'picking_id', row.id),
    backorder_ids: (env, row) => env.site.db.find('stock.picking', 'backorder_id', row.id),
    carrier_tracking_url: () => false,
  },
  prepare(env, values) {
    const type = env.site.db.get('stock.picking.type', Number(values['picking_type_id']))
    if (type === undefined) return values
    const number = Number(type['sequence_number'] ?? 0) + 1
    update(env, 'stock.picking.type', type.id, { sequence_number: number })
    const name = `${String(type['prefix'])}${String(number).padStart(5, '0')}`
    return {
      state: 'draft',
      company_id: type['company_id'],
      location_id: type['default_location_src_id'],
      location_dest_id: type['default_location_dest_id'],
      move_type: 'direct',
      scheduled_date: now(env),
      ...values,
      name,
    }
  },
  methods: {
    action_assign: { params: [], run: (env, ids) => forMoves(env, ids, reserve, true) },
    action_confirm: { params: [], run: (env, ids) => forMoves(env, ids, reserve, true) },
    do_unreserve: { params: [], run: (env, ids) => forMoves(env, ids, unreserve, null) },
    button_validate: { params: [], run: (env, ids) => validate(env, ids) },
    action_cancel: {
      params: [],
      run(env, ids) {
        for (const id of ids) {
          if (record(env, 'stock.picking', id)['state'] === 'done')
            throw userError(
              "You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.",
            )
          cancelPicking(env, id)
        }
        return true
      },
    },
  },
}

function forMoves(env: Env, ids: readonly number[], work: (env: Env, id: number) => void, answer: unknown): unknown {
  for (const id of ids) {
    for (const move of movesOf(env, id)) work(env, move.id)
    refreshPicking(env, id)
  }
  return answer
}

/** Delivers what is picked, or asks first: about a rest, about a text message. Asking already marks the moves as picked. */
function validate(env: Env, ids: readonly number[]): unknown {
  for (const id of ids) {
    const moves = movesOf(env, id).filter((move) => !['done', 'cancel'].includes(String(move['state'])))
    if (moves.every((move) => Number(move['quantity'] ?? 0) === 0 && doneOf(env, move) === 0))
      throw userError(
        'You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.',
      )
    if (env.site.version > 16 && moves.every((move) => move['picked'] !== true))
      for (const move of moves) update(env, 'stock.move', move.id, { picked: true })
  }
  const asked = asks(env, ids)
  if (asked !== null) return asked
  if (env.site.version === 16) for (const id of ids) takeWhatIsDone(env, id)
  for (const id of ids) finish(env, id)
  return true
}

/** In 16 what is done is counted apart from what is reserved, later it is the same figure. */
const doneOf = (env: Env, move: Row): number =>
  Number(move[env.site.version === 16 ? 'quantity_done' : 'quantity'] ?? 0)

function takeWhatIsDone(env: Env, id: number): void {
  for (const move of movesOf(env, id)) {
    if (['done', 'cancel'].includes(String(move['state']))) continue
    setMoveQuantity(env, move.id, doneOf(env, move))
    update(env, 'stock.move', move.id, { picked: doneOf(env, move) > 0 })
  }
}

/** A window in which Odoo asks a person. */
const question = (env: Env, name: string, res_model: string, view: number, ids: readonly number[]): Values => ({
  name,
  type: 'ir.actions.act_window',
  view_mode: 'form',
  res_model,
  views: [[view, 'form']],
  view_id: view,
  target: 'new',
  context: { ...env.context, button_validate_picking_ids: ids },
})

/** 16 asks whether all goes, where nobody has said what does. */
function asksForAll(env: Env, ids: readonly number[]): Values | null {
  if (env.site.version > 16 || env.context['skip_immediate'] === true) return null
  const untold = ids.filter((id) => movesOf(env, id).every((move) => doneOf(env, move) === 0))
  if (untold.length === 0) return null
  const context = { ...env.context, default_pick_ids: ids.map((id) => [4, id]) }
  return question({ ...env, context }, 'Immediate Transfer?', 'stock.immediate.transfer', 890, ids)
}

function asks(env: Env, ids: readonly number[]): Values | null {
  const all = asksForAll(env, ids)
  if (all !== null) return all
  const short = ids.filter((id) =>
    movesOf(env, id).some((move) => move['state'] !== 'cancel' && doneOf(env, move) < Number(move['product_uom_qty'])),
  )
  if (short.length > 0 && env.context['skip_backorder'] !== true) {
    const context = { ...env.context, default_show_transfers: false, default_pick_ids: ids.map((id) => [4, id]) }
    return question({ ...env, context }, 'Create Backorder?', 'stock.backorder.confirmation', 892, ids)
  }
  const asked = ids.some((id) => wantsText(env, id))
  if (!asked || env.context['skip_sms'] === true) return null
  const wizard = createRecord(env, 'confirm.stock.sms', { pick_ids: [[6, 0, ids]] })
  return { ...question(env, 'SMS', 'confirm.stock.sms', 1108, ids), res_id: wizard }
}

/** Whether the company sends texts, by its name in each version. */
const smsField = (env: Env): string =>
  env.site.version === 19 ? 'stock_text_confirmation' : 'stock_move_sms_validation'

/** A customer with a phone number gets a text message, unless somebody has answered that question once. */
function wantsText(env: Env, id: number): boolean {
  const row = record(env, 'stock.picking', id)
  const company = record(env, 'res.company', Number(row['company_id']))
  const partner = env.site.db.get('res.partner', Number(row['partner_id']))
  const outgoing = record(env, 'stock.picking.type', Number(row['picking_type_id']))['code'] === 'outgoing'
  return (
    outgoing &&
    company[smsField(env)] === true &&
    company['has_received_warning_stock_sms'] !== true &&
    typeof (partner?.['phone'] ?? partner?.['mobile']) === 'string'
  )
}

function finish(env: Env, id: number): void {
  const short = env.context['picking_ids_not_to_backorder']
  const backorder = !(Array.isArray(short) && short.includes(id))
  const rest: { move: number; quantity: number }[] = []
  for (const move of movesOf(env, id)) {
    if (['done', 'cancel'].includes(String(move['state']))) continue
    const quantity = move['picked'] === true ? Number(move['quantity'] ?? 0) : 0
    const left = Number(move['product_uom_qty']) - quantity
    if (left > 0) {
      rest.push({ move: move.id, quantity: left })
      if (quantity > 0 && backorder) update(env, 'stock.move', move.id, { product_uom_qty: quantity })
    }
    if (quantity === 0) {
      setMoveQuantity(env, move.id, 0)
      if (!backorder) update(env, 'stock.move', move.id, { state: 'cancel' })
    } else finishMove(env, move.id)
  }
  if (backorder && rest.length > 0) makeBackorder(env, id, rest)
  update(env, 'stock.picking', id, { state: 'done', date_done: now(env) })
}

function makeBackorder(env: Env, id: number, rest: readonly { move: number; quantity: number }[]): void {
  const row = record(env, 'stock.picking', id)
  const taken = [
    'partner_id',
    'origin',
    'sale_id',
    'picking_type_id',
    'scheduled_date',
    'date_deadline',
    'location_id',
    'location_dest_id',
    'company_id',
    'carrier_id',
  ]
  const made = createRecord(env, 'stock.picking', {
    ...Object.fromEntries(taken.map((name) => [name, row[name] ?? false])),
    backorder_id: id,
    state: 'confirmed',
  })
  for (const { move, quantity } of rest) {
    const old = record(env, 'stock.move', move)
    if (old['state'] !== 'done') {
      update(env, 'stock.move', move, {
        picking_id: made,
        picked: false,
        reference: record(env, 'stock.picking', made)['name'],
      })
      reserve(env, move)
      continue
    }
    const copied = [
      'name',
      'product_id',
      'sale_line_id',
      'to_refund',
      'location_id',
      'location_dest_id',
      'origin',
      'partner_id',
      'company_id',
      'picking_type_id',
    ]
    const next = makeMove(env, {
      ...Object.fromEntries(copied.map((name) => [name, old[name] ?? false])),
      product_uom_qty: quantity,
      picking_id: made,
      reference: record(env, 'stock.picking', made)['name'],
    })
    reserve(env, next)
  }
  refreshPicking(env, made)
}

/** What is laid out for a move: where it says that goods go, they go, whatever the move says by then. */
export const moveLine: Model = { label: 'Product Moves (Stock Move Line)', order: 'id' }

export const move: Model = {
  label: 'Stock Move',
  computes: { reserved_availability: (_env, row) => (row['state'] === 'done' ? 0 : Number(row['quantity'] ?? 0)) },
  prepare(env, values) {
    const picking = env.site.db.get('stock.picking', Number(values['picking_id']))
    const product = env.site.db.get('product.product', Number(values['product_id']))
    return {
      state: 'draft',
      quantity: 0,
      picked: false,
      date: now(env),
      ...(product === undefined ? {} : { product_uom: valueOf(env, 'product.product', product, 'uom_id') }),
      ...(picking === undefined
        ? {}
        : {
            reference: picking['name'],
            origin: picking['origin'] ?? false,
            partner_id: picking['partner_id'] ?? false,
            company_id: picking['company_id'],
            picking_type_id: picking['picking_type_id'],
          }),
      ...values,
    }
  },
  name(env, row) {
    const origin = typeof row['origin'] === 'string' ? `${row['origin']}/` : ''
    const place = (id: unknown): string => String(record(env, 'stock.location', Number(id))['name'])
    const code = env.site.db.get('product.product', Number(row['product_id']))?.['default_code']
    return `${origin}${typeof code === 'string' ? code : displayName(env, 'product.product', Number(row['product_id']))}: ${place(row['location_id'])}>${place(row['location_dest_id'])}`
  },
  changed(env, id, values, before) {
    if (typeof values['quantity'] !== 'number' || before['state'] === 'done') return
    update(env, 'stock.move', id, { quantity: before['quantity'] ?? 0 })
    setMoveQuantity(env, id, values['quantity'])
  },
}

const picks = (env: Env, model: string, id: number): readonly number[] =>
  (record(env, model, id)['pick_ids'] ?? []) as number[]

export const backorderWizard: Model = {
  methods: {
    process: {
      params: [],
      run: (env, [id = 0]) =>
        validate(
          { ...env, context: { ...env.context, skip_backorder: true } },
          picks(env, 'stock.backorder.confirmation', id),
        ),
    },
    process_cancel_backorder: {
      params: [],
      run(env, [id = 0]) {
        const ids = picks(env, 'stock.backorder.confirmation', id)
        return validate(
          { ...env, context: { ...env.context, skip_backorder: true, picking_ids_not_to_backorder: ids } },
          ids,
        )
      },
    },
  },
}

function answered(env: Env, id: number, sms: boolean): unknown {
  for (const pick of picks(env, 'confirm.stock.sms', id))
    update(env, 'res.company', Number(record(env, 'stock.picking', pick)['company_id']), {
      has_received_warning_stock_sms: true,
      ...(sms ? {} : { [smsField(env)]: false }),
    })
  return validate({ ...env, context: { ...env.context, skip_sms: true } }, picks(env, 'confirm.stock.sms', id))
}

export const smsWizard: Model = {
  methods: {
    send_sms: { params: [], run: (env, [id = 0]) => answered(env, id, true) },
    dont_send_sms: { params: [], run: (env, [id = 0]) => answered(env, id, false) },
  },
}
