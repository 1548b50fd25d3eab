import { userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import type { Env, Model, Values } from '#sandboxes/odoo/orm/env'
import { displayName, valueOf } from '#sandboxes/odoo/orm/read'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { convert } from './currency.ts'

const LINE = 'account.move.line'
const PARTIAL = 'account.partial.reconcile'

/** What of a line is still open, with its sign, in the books' currency. */
export function openOf(env: Env, line: Row): number {
  const settled = (side: string): number =>
    env.site.db.find(PARTIAL, side, line.id).reduce((sum, id) => sum + Number(record(env, PARTIAL, id)['amount']), 0)
  return rounded(Number(line['balance'] ?? 0) - settled('debit_move_id') + settled('credit_move_id'), 2)
}

const isReconcilable = (env: Env, line: Row): boolean => {
  const account = env.site.db.get('account.account', Number(line['account_id']))
  return account?.['reconcile'] === true
}

/** Matches debits with credits from the oldest on. Quiet: what is settled already is passed over. */
export function reconcile(env: Env, ids: readonly number[], quiet = false): void {
  const lines = ids.map((id) => record(env, LINE, id))
  if (!quiet && lines.some((line) => openOf(env, line) === 0))
    throw userError('You are trying to reconcile some entries that are already reconciled.')
  const open = (positive: boolean): Row[] =>
    lines.filter((line) => openOf(env, line) > 0 === positive && openOf(env, line) !== 0)
  for (const debit of open(true))
    for (const credit of open(false)) {
      const amount = Math.min(openOf(env, debit), -openOf(env, credit))
      if (amount > 0)
        createRecord(env, PARTIAL, {
          debit_move_id: debit.id,
          credit_move_id: credit.id,
          amount,
          debit_amount_currency: amount,
          credit_amount_currency: amount,
        })
    }
  const settled = lines.filter((line) => openOf(env, line) === 0)
  if (settled.length !== lines.length || settled.length === 0) return
  const full = createRecord(env, 'account.full.reconcile', {})
  for (const line of lines) update(env, LINE, line.id, { full_reconcile_id: full })
}

export const moveLine: Model = {
  label: 'Journal Item',
  order: 'date desc, move_name desc, id',
  name: (env, row) =>
    `${displayName(env, 'account.move', Number(row['move_id']))}${typeof row['name'] === 'string' ? ` ${row['name']}` : ''}`,
  computes: {
    amount_residual: (env, row) => (isReconcilable(env, row) ? openOf(env, row) : 0),
    amount_residual_currency: (env, row) => (isReconcilable(env, row) ? openOf(env, row) : 0),
    reconciled: (env, row) =>
      isReconcilable(env, row) &&
      openOf(env, row) === 0 &&
      record(env, 'account.move', Number(row['move_id']))['state'] === 'posted' &&
      Number(row['balance']) !== 0,
    date: (env, row) => record(env, 'account.move', Number(row['move_id']))['date'],
    move_name: (env, row) => record(env, 'account.move', Number(row['move_id']))['name'],
    parent_state: (env, row) => record(env, 'account.move', Number(row['move_id']))['state'],
    journal_id: (env, row) => record(env, 'account.move', Number(row['move_id']))['journal_id'],
    company_id: (env, row) => record(env, 'account.move', Number(row['move_id']))['company_id'],
    account_type: (env, row) => record(env, 'account.account', Number(row['account_id']))['account_type'],
    matching_number: (_env, row) =>
      typeof row['full_reconcile_id'] === 'number' ? String(row['full_reconcile_id']) : false,
  },
  prepare(env, values) {
    if (env.context['books_internal'] === true) return values
    const move = record(env, 'account.move', Number(values['move_id']))
    const currency = values['currency_id'] ?? move['currency_id']
    if (move['move_type'] === 'entry') {
      const balance = Number(values['debit'] ?? 0) - Number(values['credit'] ?? 0) || Number(values['balance'] ?? 0)
      return {
        display_type: 'product',
        partner_id: move['partner_id'] ?? false,
        debit: Math.max(balance, 0),
        credit: Math.max(-balance, 0),
        amount_currency: balance,
        ...values,
        balance,
        currency_id: currency,
      }
    }
    return goodsDefaults(env, move, { ...values, currency_id: currency })
  },
  changing: (env, id, values) => bookedAmount(env, id, values),
  methods: {
    reconcile: {
      params: [],
      run(env, ids) {
        reconcile(env, ids)
        return null
      },
    },
    remove_move_reconcile: {
      params: [],
      run(env, ids) {
        for (const id of ids) {
          for (const side of ['debit_move_id', 'credit_move_id'])
            for (const partial of env.site.db.find(PARTIAL, side, id)) env.site.db.remove(PARTIAL, partial)
          update(env, LINE, id, { full_reconcile_id: false })
        }
        return null
      },
    },
  },
}

/** An amount in the document's currency that is written by itself is booked at its rate. */
function bookedAmount(env: Env, id: number, values: Values): Values | undefined {
  const amount = values['amount_currency']
  if (typeof amount !== 'number' || 'balance' in values || 'debit' in values || 'credit' in values) return undefined
  const move = record(env, 'account.move', Number(record(env, LINE, id)['move_id']))
  const company = Number(record(env, 'res.company', Number(move['company_id']))['currency_id'])
  const balance = convert(env, amount, Number(move['currency_id']), company, String(move['date']))
  return { ...values, balance, debit: Math.max(balance, 0), credit: Math.max(-balance, 0) }
}

function goodsDefaults(env: Env, move: Row, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const journal = record(env, 'account.journal', Number(move['journal_id']))
  const base = {
    display_type: 'product',
    quantity: 1,
    discount: 0,
    price_unit: 0,
    partner_id: move['partner_id'] ?? false,
    account_id: journal['default_account_id'] ?? false,
  }
  const product = env.site.db.get('product.product', Number(values['product_id']))
  if (product === undefined) return { ...base, ...values }
  const taxes = (valueOf(env, 'product.product', product, 'taxes_id') as number[]).filter(
    (id) => record(env, 'account.tax', id)['company_id'] === move['company_id'],
  )
  return {
    ...base,
    name: displayName(env, 'product.product', product.id),
    price_unit: valueOf(env, 'product.product', product, 'lst_price'),
    tax_ids: [[6, 0, taxes]],
    product_uom_id: valueOf(env, 'product.product', product, 'uom_id'),
    ...values,
  }
}
