import { constraintError, userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, today } from '#sandboxes/odoo/orm/env'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { createRecord, deleteRecords, record, update } from '#sandboxes/odoo/orm/records'
import { linesOf } from './move-lines.ts'
import { post } from './move.ts'
import { openOf } from './reconcile.ts'
import { accountNamed, accountOfType } from './accounts.ts'
import { convert } from './currency.ts'

const PAYMENT = 'account.payment'

export const memoField = (env: Env): string => (env.site.version <= 17 ? 'ref' : 'memo')

export function methodLine(env: Env, journal: number, type: string): number | false {
  return (
    env.site.db
      .find('account.payment.method.line', 'journal_id', journal)
      .find((id) => record(env, 'account.payment.method.line', id)['payment_type'] === type) ?? false
  )
}

function outstanding(env: Env, row: Row): number | false {
  const own = env.site.db.get('account.payment.method.line', Number(row['payment_method_line_id']))?.[
    'payment_account_id'
  ]
  if (typeof own === 'number') return own
  const company = record(env, 'res.company', Number(row['company_id']))
  const [field, name] =
    row['payment_type'] === 'inbound'
      ? ['account_journal_payment_debit_account_id', 'Outstanding Receipts']
      : ['account_journal_payment_credit_account_id', 'Outstanding Payments']
  const set = company[field ?? '']
  return typeof set === 'number' ? set : accountNamed(env, name, company.id)
}

function destination(env: Env, row: Row): number {
  const partner = env.site.db.get('res.partner', Number(row['partner_id']))
  return partner === undefined
    ? Number(accountOfType(env, 'asset_receivable'))
    : Number(valueOf(env, 'res.partner', partner, 'property_account_receivable_id'))
}

const counterpart = (env: Env, row: Row): Row | undefined =>
  typeof row['move_id'] === 'number'
    ? linesOf(env, row['move_id']).find((line) => line['account_id'] === destination(env, row))
    : undefined

function isReconciled(env: Env, row: Row): boolean {
  const line = counterpart(env, row)
  return row['state'] !== 'draft' && line !== undefined && openOf(env, line) === 0
}

/** Invoices that it was made for, and those that its entry was matched with. */
function settledInvoices(env: Env, row: Row): number[] {
  const line = counterpart(env, row)
  const moveOf = (id: unknown): number => Number(record(env, 'account.move.line', Number(id))['move_id'])
  const matched = (side: string, other: string): number[] =>
    line === undefined
      ? []
      : env.site.db
          .find('account.partial.reconcile', side, line.id)
          .map((id) => moveOf(record(env, 'account.partial.reconcile', id)[other]))
          .filter((id) => record(env, 'account.move', id)['move_type'] !== 'entry')
  return [
    ...new Set([
      ...((row['invoice_ids'] ?? []) as number[]),
      ...matched('credit_move_id', 'debit_move_id'),
      ...matched('debit_move_id', 'credit_move_id'),
    ]),
  ]
}

/** 17 says `posted`; later ones `in_process` until the invoice is settled, then `paid`. */
function state(env: Env, row: Row): unknown {
  if (env.site.version <= 17 || row['state'] !== 'in_process') return row['state']
  const settled =
    ((row['invoice_ids'] ?? []) as number[]).length > 0 &&
    ((row['invoice_ids'] ?? []) as number[]).every(
      (id) => valueOf(env, 'account.move', record(env, 'account.move', id), 'amount_residual') === 0,
    )
  return settled ? 'paid' : 'in_process'
}

export const payment: Model = {
  label: 'Payments',
  order: 'date desc, name desc, id',
  computes: {
    state,
    name: (env, row) =>
      typeof row['move_id'] === 'number' && row['name'] !== false
        ? record(env, 'account.move', row['move_id'])['name']
        : (row['name'] ?? false),
    is_reconciled: isReconciled,
    is_matched: () => false,
    outstanding_account_id: outstanding,
    destination_account_id: destination,
    reconciled_invoice_ids: settledInvoices,
  },
  prepare(env, values) {
    if (Number(values['amount'] ?? 0) < 0) throw constraintError('The payment amount cannot be negative.')
    const company = Number(values['company_id'] ?? companyOf(env))
    const type = String(values['payment_type'] ?? 'inbound')
    const banks = env.site.db.find('account.journal', 'type', 'bank')
    const own = banks.find((one) => record(env, 'account.journal', one)['company_id'] === company)
    const journal = Number(values['journal_id'] ?? own)
    return {
      payment_type: type,
      partner_type: 'customer',
      company_id: company,
      currency_id: record(env, 'res.company', company)['currency_id'],
      date: today(env),
      journal_id: journal,
      payment_method_line_id: methodLine(env, journal, type),
      state: 'draft',
      name: false,
      ...values,
    }
  },
  created(env, id) {
    if (env.site.version <= 17) makeEntry(env, id)
  },
  deleting(env, id) {
    if (record(env, PAYMENT, id)['state'] !== 'draft')
      throw userError('You cannot delete a payment that is not in draft.')
  },
  methods: {
    action_post: { params: [], run: (env, ids) => postPayments(env, ids) },
    action_draft: {
      params: [],
      run(env, ids) {
        for (const id of ids) undo(env, id, 'draft')
        return null
      },
    },
    action_cancel: {
      params: [],
      run(env, ids) {
        for (const id of ids) undo(env, id, env.site.version <= 17 ? 'cancel' : 'canceled')
        return null
      },
    },
    action_validate: {
      params: [],
      run(env, ids) {
        for (const id of ids) update(env, PAYMENT, id, { state: 'paid' })
        return null
      },
    },
  },
}

export function postPayments(env: Env, ids: readonly number[]): null {
  for (const id of ids) {
    const row = record(env, PAYMENT, id)
    if (row['state'] !== 'draft')
      throw userError(
        `The entry ${String(valueOf(env, PAYMENT, row, 'name'))} (id ${String(row['move_id'])}) must be in draft.`,
      )
    if (typeof row['move_id'] !== 'number') makeEntry(env, id)
    post(env, Number(record(env, PAYMENT, id)['move_id']))
    update(env, PAYMENT, id, { state: env.site.version <= 17 ? 'posted' : 'in_process', name: true })
  }
  return null
}

/** The entry of a payment: outstanding account against the receivable. */
function makeEntry(env: Env, id: number): void {
  const row = record(env, PAYMENT, id)
  const memo = row[memoField(env)]
  const label = `Manual Payment${typeof memo === 'string' ? `: ${memo}` : ''}`
  const company = Number(record(env, 'res.company', Number(row['company_id']))['currency_id'])
  const inbound = row['payment_type'] === 'inbound'
  const amount = convert(env, Number(row['amount']), Number(row['currency_id']), company, String(row['date']))
  const writeOff = (row['write_off'] ?? null) as { account: number; amount: number; label: string } | null
  const isForeign = Number(row['currency_id']) !== company && writeOff === null
  const line = (account: unknown, balance: number, name: string): unknown => [
    0,
    0,
    {
      account_id: account,
      name,
      debit: Math.max(balance, 0),
      credit: Math.max(-balance, 0),
      partner_id: row['partner_id'] ?? false,
      ...(isForeign
        ? { currency_id: row['currency_id'], amount_currency: Math.sign(balance) * Number(row['amount']) }
        : {}),
    },
  ]
  const side = inbound ? 1 : -1
  const lines = [
    line(outstanding(env, row), side * amount, label),
    line(destination(env, row), -side * (amount + (writeOff?.amount ?? 0)), label),
  ]
  if (writeOff !== null) lines.push(line(writeOff.account, side * writeOff.amount, writeOff.label))
  const move = createRecord(env, 'account.move', {
    move_type: 'entry',
    journal_id: row['journal_id'],
    date: row['date'],
    ref: memo ?? false,
    partner_id: row['partner_id'] ?? false,
    line_ids: lines,
  })
  update(env, 'account.move', move, {
    is_payment: true,
    ...(env.site.version <= 17 ? { payment_id: id } : { origin_payment_id: id }),
  })
  update(env, PAYMENT, id, { move_id: move })
}

function undo(env: Env, id: number, next: string): void {
  const row = record(env, PAYMENT, id)
  const move = row['move_id']
  if (typeof move === 'number') {
    for (const line of linesOf(env, move))
      for (const side of ['debit_move_id', 'credit_move_id'])
        for (const partial of env.site.db.find('account.partial.reconcile', side, line.id))
          env.site.db.remove('account.partial.reconcile', partial)
    update(env, 'account.move', move, { state: next === 'draft' ? 'draft' : 'cancel' })
    if (env.site.version > 17 && next === 'canceled') {
      update(env, PAYMENT, id, { move_id: false })
      update(env, 'account.move', move, { state: 'draft' })
      deleteRecords(env, 'account.move', [move])
    }
  }
  update(env, PAYMENT, id, { state: next })
}
