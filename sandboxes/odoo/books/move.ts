import { constraintError, userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, today, type Values } from '#sandboxes/odoo/orm/env'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { record, update } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { fiscalPositionFor } from './fiscal-position.ts'
import {
  checkBalanced,
  checkCountries,
  isInvoice,
  linesOf,
  refreshInvoice,
  refreshTerm,
  termName,
} from './move-lines.ts'
import { nextMoveName } from './move-names.ts'
import { allowedDate } from './lock-dates.ts'
import { openInCurrency, openOf, reconcile } from './reconcile.ts'

const MOVE = 'account.move'

function residual(env: Env, row: Row): number {
  if (!isInvoice(row)) return 0
  if (row['state'] !== 'posted') return row['state'] === 'cancel' ? 0 : Number(row['amount_total'] ?? 0)
  const open = linesOf(env, row.id)
    .filter((line) => line['display_type'] === 'payment_term')
    .reduce((sum, line) => sum + openInCurrency(env, line), 0)
  return rounded(Math.abs(open), 2)
}

function paymentState(env: Env, row: Row): string {
  if (!isInvoice(row) || row['state'] !== 'posted') return 'not_paid'
  const left = residual(env, row)
  const total = Number(row['amount_total'] ?? 0)
  if (left === 0) return row['move_type'] === 'out_invoice' && onlyReversed(env, row) ? 'reversed' : 'paid'
  return left < total ? 'partial' : 'not_paid'
}

/** Nothing but credit notes settled it. */
function onlyReversed(env: Env, row: Row): boolean {
  const partners = linesOf(env, row.id).flatMap((line) =>
    env.site.db
      .find('account.partial.reconcile', 'debit_move_id', line.id)
      .map((id) => Number(record(env, 'account.partial.reconcile', id)['credit_move_id'])),
  )
  return (
    partners.length > 0 &&
    partners.every(
      (line) =>
        record(env, MOVE, Number(record(env, 'account.move.line', line)['move_id']))['move_type'] === 'out_refund',
    )
  )
}

export const move: Model = {
  label: 'Journal Entry',
  order: 'date desc, name desc, invoice_date desc, id desc',
  name(_env, row) {
    const name =
      typeof row['name'] === 'string' && row['name'] !== '/'
        ? row['name']
        : `Draft ${row['move_type'] === 'out_refund' ? 'Credit Note' : row['move_type'] === 'entry' ? 'Entry' : 'Invoice'}`
    return `${name}${typeof row['ref'] === 'string' ? ` (${row['ref']})` : ''}`
  },
  computes: {
    amount_residual: residual,
    payment_state: paymentState,
    invoice_line_ids: (env, row) =>
      linesOf(env, row.id)
        .filter((line) => ['product', 'line_section', 'line_note'].includes(String(line['display_type'])))
        .map((line) => line.id),
    line_ids: (env, row) => linesOf(env, row.id).map((line) => line.id),
    reversal_move_ids: (env, row) => env.site.db.find(MOVE, 'reversed_entry_id', row.id),
    reversal_move_id: (env, row) => env.site.db.find(MOVE, 'reversed_entry_id', row.id),
    matched_payment_ids: (env, row) =>
      [...env.site.db.rows('account.payment')]
        .filter((one) => ((one['invoice_ids'] ?? []) as number[]).includes(row.id))
        .map((one) => one.id)
        .reverse(),
    sequence_prefix: (_env, row) => String(row['name']).replace(/\d+$/, ''),
    sequence_number: (_env, row) => Number(/\d+$/.exec(String(row['name']))?.[0] ?? 0),
    amount_total_signed: (_env, row) => Number(row['amount_total'] ?? 0) * (row['move_type'] === 'out_refund' ? -1 : 1),
  },
  prepare: defaults,
  created(env, id) {
    settle(env, id)
    checkCountries(env, id)
  },
  changing: (env, id, values) => changing(env, id, values),
  changed(env, id, values) {
    if (record(env, MOVE, id)['state'] !== 'draft') return
    if ('line_ids' in values && isInvoice(record(env, MOVE, id))) refreshTerm(env, id)
    else settle(env, id)
  },
  deleting(env, id) {
    if (record(env, MOVE, id)['state'] === 'posted')
      throw userError(
        "You can't delete a posted journal item. Don’t play games with your accounting records; reset the journal entry to draft before deleting it.",
      )
  },
  methods: {
    action_post: {
      params: [],
      run(env, ids) {
        for (const id of ids) post(env, id)
        return false
      },
    },
    button_draft: { params: [], run: (env, ids) => toDraft(env, ids) },
    button_cancel: {
      params: [],
      run: (env, ids) => void ids.forEach((id) => update(env, MOVE, id, { state: 'cancel' })),
    },
    js_assign_outstanding_line: {
      params: ['line_id'],
      run: (env, ids, args) => assignOutstanding(env, ids, Number(args['line_id'])),
    },
  },
}

function defaults(env: Env, values: Values): Values {
  const type = String(values['move_type'] ?? 'entry')
  const company = Number(values['company_id'] ?? companyOf(env))
  const partner = env.site.db.get('res.partner', Number(values['partner_id']))
  const journalType = type === 'entry' ? 'general' : type.startsWith('out') ? 'sale' : 'purchase'
  const journals = env.site.db
    .find('account.journal', 'type', journalType)
    .filter((id) => record(env, 'account.journal', id)['company_id'] === company)
  const invoice =
    type === 'entry'
      ? {}
      : {
          invoice_date: false,
          invoice_date_due: values['invoice_date_due'] ?? today(env),
          fiscal_position_id: partner === undefined ? false : fiscalPositionFor(env, partner, company),
          invoice_user_id: env.uid,
        }
  const currency = record(env, 'res.company', company)['currency_id']
  const drafted = env.site.version === 19 ? false : '/'
  return {
    move_type: type,
    state: 'draft',
    auto_post: 'no',
    company_id: company,
    journal_id: journals[0] ?? false,
    currency_id: currency,
    date: values['invoice_date'] || today(env),
    amount_untaxed: 0,
    amount_tax: 0,
    amount_total: 0,
    posted_before: false,
    name: drafted,
    commercial_partner_id:
      partner === undefined ? false : valueOf(env, 'res.partner', partner, 'commercial_partner_id'),
    ...invoice,
    ...values,
  }
}

function settle(env: Env, id: number): void {
  const row = record(env, MOVE, id)
  if (isInvoice(row)) {
    if (typeof row['invoice_date'] === 'string') update(env, MOVE, id, { date: row['invoice_date'] })
    return refreshInvoice(env, id)
  }
  checkBalanced(env, id)
  update(env, MOVE, id, {
    amount_total: linesOf(env, id).reduce((sum, line) => rounded(sum + Number(line['debit'] ?? 0), 2), 0),
  })
}

const READONLY_POSTED = [
  'invoice_line_ids',
  'line_ids',
  'invoice_date',
  'date',
  'partner_id',
  'invoice_payment_term_id',
  'currency_id',
  'fiscal_position_id',
  'invoice_cash_rounding_id',
]

function changing(env: Env, id: number, values: Values): undefined {
  const row = record(env, MOVE, id)
  const frozen = READONLY_POSTED.filter((name) => name in values)
  if (row['state'] === 'posted' && isInvoice(row) && frozen.length > 0 && env.context['books_internal'] !== true)
    throw userError(`You cannot modify the following readonly fields on a posted move: ${frozen.join(', ')}`)
  return undefined
}

/** Names and books an entry; a credit note settles the invoice it names. */
export function post(env: Env, id: number): void {
  const row = record(env, MOVE, id)
  if (row['state'] !== 'draft') throw userError(`The entry ${String(row['name'])} (id ${id}) must be in draft.`)
  const lines = linesOf(env, id)
  const goods = lines.filter((line) => ['product', 'tax', 'payment_term'].includes(String(line['display_type'])))
  if (goods.length === 0) throw userError('You need to add a line before posting.')
  if (isInvoice(row)) {
    if (typeof row['partner_id'] !== 'number')
      throw userError("The field 'Customer' is required, please complete it to validate the Customer Invoice.")
    if (Number(row['amount_total']) < 0)
      throw userError(
        'You cannot validate an invoice with a negative total amount. You should create a credit note instead. Use the action menu to transform it into a credit note or refund.',
      )
    if (typeof row['invoice_date'] !== 'string') update(env, MOVE, id, { invoice_date: today(env), date: today(env) })
  }
  update(env, MOVE, id, { date: allowedDate(env, record(env, MOVE, id)) })
  const named = typeof row['name'] === 'string' && row['name'] !== '/'
  if (!named) update(env, MOVE, id, { name: nextMoveName(env, record(env, MOVE, id)) })
  const name = record(env, MOVE, id)['name']
  const twin = env.site.db
    .find(MOVE, 'name', name)
    .some(
      (one) =>
        one !== id &&
        record(env, MOVE, one)['state'] === 'posted' &&
        record(env, MOVE, one)['journal_id'] === row['journal_id'],
    )
  if (twin) throw constraintError('Another entry with the same name already exists.')
  const reference =
    row['move_type'] === 'out_invoice' && typeof row['payment_reference'] !== 'string'
      ? { payment_reference: paymentReference(id) }
      : {}
  const due = { invoice_date_due: row['invoice_date_due'] || today(env) }
  update(env, MOVE, id, { state: 'posted', posted_before: true, ...due, ...reference })
  for (const line of receivables(env, [id]))
    update(env, 'account.move.line', line, { name: termName(env, record(env, MOVE, id)) })
  const reversed = row['reversed_entry_id']
  if (typeof reversed === 'number' && record(env, MOVE, reversed)['state'] === 'posted')
    reconcile(env, receivables(env, [id, reversed]), true)
}

/** What customers of a Swedish company write on their payment: the invoice's id and its check digit by Luhn. */
export function paymentReference(id: number): string {
  const sum = [...String(id)].toReversed().reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  return `${id}${(10 - (sum % 10)) % 10}`
}

export const receivables = (env: Env, moves: readonly number[]): number[] =>
  moves.flatMap((id) =>
    linesOf(env, id)
      .filter((line) => line['display_type'] === 'payment_term')
      .map((line) => line.id),
  )

function toDraft(env: Env, ids: readonly number[]): null {
  for (const id of ids) {
    for (const line of linesOf(env, id))
      for (const side of ['debit_move_id', 'credit_move_id'])
        for (const partial of env.site.db.find('account.partial.reconcile', side, line.id))
          env.site.db.remove('account.partial.reconcile', partial)
    update(env, MOVE, id, { state: 'draft' })
  }
  return null
}

function assignOutstanding(env: Env, ids: readonly number[], line: number): unknown {
  const row = record(env, 'account.move.line', line)
  const open = linesOf(env, ids[0] ?? 0).filter(
    (one) => one['account_id'] === row['account_id'] && openOf(env, one) !== 0,
  )
  if (openOf(env, row) === 0) {
    if (env.site.version === 19) return null
    throw userError('You are trying to reconcile some entries that are already reconciled.')
  }
  reconcile(env, [line, ...open.map((one) => one.id)], true)
  return null
}
