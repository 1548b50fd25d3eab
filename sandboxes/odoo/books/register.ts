import { userError } from '#sandboxes/odoo/errors'
import { companyOf, type Env, type Model, today, type Values } from '#sandboxes/odoo/orm/env'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { linesOf } from './move-lines.ts'
import { receivables } from './move.ts'
import { memoField, methodLine, postPayments } from './payment.ts'
import { reconcile } from './reconcile.ts'

const WIZARD = 'account.payment.register'

const open = (env: Env, move: number): number =>
  Number(valueOf(env, 'account.move', record(env, 'account.move', move), 'amount_residual'))

function movesIn(env: Env): number[] {
  const ids = Array.isArray(env.context['active_ids']) ? (env.context['active_ids'] as number[]) : []
  return env.context['active_model'] === 'account.move.line'
    ? [...new Set(ids.map((id) => Number(record(env, 'account.move.line', id)['move_id'])))]
    : ids
}

/** The wizard that pays invoices: it posts a payment and matches it at once. */
export const register: Model = {
  label: 'Pay',
  prepare(env, values) {
    const moves = movesIn(env)
    const drafts = moves.some((id) => record(env, 'account.move', id)['state'] === 'draft')
    if (env.site.version <= 17 && drafts) throw userError('You can only register payment for posted journal entries.')
    if (moves.every((id) => open(env, id) === 0))
      throw userError(
        "You can't register a payment because there is nothing left to pay on the selected journal items.",
      )
    const journal = Number(values['journal_id'] ?? env.site.db.find('account.journal', 'type', 'bank')[0])
    const first = record(env, 'account.move', moves[0] ?? 0)
    const inbound = first['move_type'] === 'out_invoice'
    const total = rounded(
      moves.reduce((sum, id) => sum + open(env, id), 0),
      2,
    )
    const grouped = moves.length === 1 || values['group_payment'] === true
    const communication = communicationOf(env, moves)
    return {
      payment_date: today(env),
      journal_id: journal,
      amount: total,
      currency_id: first['currency_id'],
      partner_id: first['partner_id'],
      payment_type: inbound ? 'inbound' : 'outbound',
      partner_type: 'customer',
      communication,
      payment_difference_handling: 'open',
      group_payment: grouped,
      payment_method_line_id: methodLine(env, journal, inbound ? 'inbound' : 'outbound'),
      company_id: companyOf(env),
      can_edit_wizard: moves.length === 1,
      line_ids: [[6, 0, receivables(env, moves)]],
      ...values,
    }
  },
  computes: {
    payment_difference: (env, row) =>
      rounded(movesOf(env, row).reduce((sum, id) => sum + open(env, id), 0) - Number(row['amount']), 2),
  },
  methods: { action_create_payments: { params: [], run: (env, [id = 0]) => pay(env, id) } },
}

/** The invoices' references; from 18 on, several paid at once go by a number of their own. */
function communicationOf(env: Env, moves: readonly number[]): string {
  const references = moves.map((id) =>
    String(record(env, 'account.move', id)['payment_reference'] || record(env, 'account.move', id)['name']),
  )
  if (env.site.version <= 17 || moves.length === 1) return references.join(' ')
  const prefix = `${env.site.version === 18 ? 'BATCH' : 'GROUP'}/${today(env).slice(0, 4)}/`
  const before = [...env.site.db.rows(WIZARD)].filter((one) => String(one['communication']).startsWith(prefix)).length
  return `${prefix}${String(before + 1).padStart(5, '0')}`
}

const movesOf = (env: Env, row: Values): number[] => [
  ...new Set(
    ((row['line_ids'] ?? []) as number[]).map((id) => Number(record(env, 'account.move.line', id)['move_id'])),
  ),
]

function pay(env: Env, id: number): Values {
  const row = record(env, WIZARD, id)
  const moves = movesOf(env, row)
  const groups =
    row['group_payment'] === true || moves.length === 1
      ? [{ moves, amount: Number(row['amount']) }]
      : moves.map((move) => ({ moves: [move], amount: open(env, move) }))
  const payments = groups.map((group) => payGroup(env, row, group.moves, group.amount))
  const [only, more] = payments
  const action = {
    name: 'Payments',
    type: 'ir.actions.act_window',
    res_model: 'account.payment',
    context: { create: false },
  }
  return only !== undefined && more === undefined
    ? { ...action, view_mode: 'form', res_id: only }
    : { ...action, view_mode: 'list,form', domain: [['id', 'in', payments]] }
}

function payGroup(env: Env, row: Values, moves: readonly number[], amount: number): number {
  const difference = rounded(moves.reduce((sum, id) => sum + open(env, id), 0) - amount, 2)
  const writesOff = row['payment_difference_handling'] === 'reconcile' && difference !== 0
  const payment = createRecord(env, 'account.payment', {
    payment_type: row['payment_type'],
    partner_type: row['partner_type'],
    partner_id: row['partner_id'] ?? false,
    amount,
    currency_id: row['currency_id'],
    date: row['payment_date'],
    journal_id: row['journal_id'],
    payment_method_line_id: row['payment_method_line_id'] ?? false,
    [memoField(env)]: row['communication'],
  })
  const invoices = moves.filter((move) => record(env, 'account.move', move)['move_type'] !== 'entry')
  update(env, 'account.payment', payment, {
    invoice_ids: invoices,
    ...(writesOff
      ? {
          write_off: {
            account: row['writeoff_account_id'],
            amount: difference,
            label: String(row['writeoff_label'] || 'Write-Off'),
          },
        }
      : {}),
  })
  postPayments(env, [payment])
  const own = linesOf(env, Number(record(env, 'account.payment', payment)['move_id']))
  const lines = receivables(env, moves)
  const account = record(env, 'account.move.line', lines[0] ?? 0)['account_id']
  reconcile(env, [...lines, ...own.filter((line) => line['account_id'] === account).map((line) => line.id)], true)
  return payment
}
