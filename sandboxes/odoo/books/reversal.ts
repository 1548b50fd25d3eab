import { userError } from '#sandboxes/odoo/errors'
import { type Env, type Model, today, type Values } from '#sandboxes/odoo/orm/env'
import { copyValues } from '#sandboxes/odoo/orm/copy'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { isInvoice, linesOf } from './move-lines.ts'
import { post } from './move.ts'

const WIZARD = 'account.move.reversal'
const TURNED: Readonly<Record<string, string>> = {
  out_invoice: 'out_refund',
  out_refund: 'out_invoice',
  in_invoice: 'in_refund',
  in_refund: 'in_invoice',
  entry: 'entry',
}

/** The wizard that makes credit notes of invoices. */
export const reversal: Model = {
  label: 'Account Move Reversal',
  prepare(env, values) {
    const active = env.context['active_model'] === 'account.move' ? env.context['active_ids'] : null
    const moves = values['move_ids'] ?? (Array.isArray(active) ? [[6, 0, active]] : [])
    for (const id of idsIn(moves))
      if (record(env, 'account.move', id)['state'] !== 'posted') throw userError('You can only reverse posted moves.')
    return { date: today(env), company_id: 1, ...values, move_ids: moves }
  },
  methods: {
    refund_moves: { params: [], run: (env, [id = 0]) => reverse(env, id, false) },
    reverse_moves: {
      params: ['is_modify?'],
      // In 16 a field of the wizard says what becomes of the invoice, later the method that is called.
      run: (env, [id = 0], args) =>
        reverse(env, id, args['is_modify'] === true || record(env, WIZARD, id)['refund_method'] === 'modify'),
    },
    modify_moves: { params: [], run: (env, [id = 0]) => reverse(env, id, true) },
  },
}

const idsIn = (commands: unknown): number[] =>
  (commands as unknown[][]).flatMap((one) =>
    Array.isArray(one[2]) ? (one[2] as number[]) : one[0] === 4 ? [Number(one[1])] : [],
  )

function reverse(env: Env, id: number, again: boolean): Values {
  const wizard = record(env, WIZARD, id)
  const made: number[] = []
  for (const source of (wizard['move_ids'] ?? []) as number[]) {
    const refund = reverseOne(env, source, wizard)
    if (!again) made.push(refund)
    else {
      post(env, refund)
      made.push(copyOf(env, source, 'out_invoice', {}))
    }
  }
  const [first = 0] = made
  const type = record(env, 'account.move', first)['move_type']
  return {
    name: 'Reverse Moves',
    type: 'ir.actions.act_window',
    res_model: 'account.move',
    view_mode: 'form',
    res_id: first,
    context: { default_move_type: type },
  }
}

function reverseOne(env: Env, source: number, wizard: Values): number {
  const row = record(env, 'account.move', source)
  const reason = typeof wizard['reason'] === 'string' ? `, ${wizard['reason']}` : ''
  const date = wizard['date'] ?? today(env)
  const ref = `Reversal of: ${String(row['name'])}${reason}`
  if (isInvoice(row))
    return copyOf(env, source, TURNED[String(row['move_type'])] ?? 'out_refund', {
      invoice_date: date,
      invoice_date_due: date,
      reversed_entry_id: source,
      ref,
      journal_id: wizard['journal_id'] || row['journal_id'],
    })
  const lines = linesOf(env, source).map((line) => [
    0,
    0,
    {
      account_id: line['account_id'],
      name: line['name'] ?? false,
      debit: line['credit'],
      credit: line['debit'],
      partner_id: line['partner_id'] ?? false,
    },
  ])
  return createRecord(env, 'account.move', {
    move_type: 'entry',
    journal_id: row['journal_id'],
    date,
    ref,
    reversed_entry_id: source,
    line_ids: lines,
  })
}

function copyOf(env: Env, source: number, type: string, more: Values): number {
  const row = record(env, 'account.move', source)
  const lines = linesOf(env, source)
    .filter((line) => line['display_type'] === 'product')
    .map((line) => {
      const { move_id: _move, ...values } = copyValues(env, 'account.move.line', line)
      const taken = [
        'product_id',
        'name',
        'quantity',
        'price_unit',
        'discount',
        'tax_ids',
        'account_id',
        'product_uom_id',
        'analytic_distribution',
        'sequence',
        'display_type',
      ]
      return [
        0,
        0,
        {
          ...Object.fromEntries(taken.flatMap((name) => (name in values ? [[name, values[name]]] : []))),
          sale_line_ids: [[6, 0, line['sale_line_ids'] ?? []]],
        },
      ]
    })
  const id = createRecord(env, 'account.move', {
    move_type: type,
    partner_id: row['partner_id'],
    journal_id: row['journal_id'],
    currency_id: row['currency_id'],
    fiscal_position_id: row['fiscal_position_id'] ?? false,
    invoice_line_ids: lines,
    ...more,
  })
  update(env, 'account.move', id, {})
  return id
}
