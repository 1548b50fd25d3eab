import { constraintError, userError } from '#sandboxes/odoo/errors'
import { digits } from '#sandboxes/odoo/goods/product'
import type { Row } from '#sandboxes/odoo/orm/database'
import type { Env, Model, Values } from '#sandboxes/odoo/orm/env'
import { displayName, valueOf } from '#sandboxes/odoo/orm/read'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { convert } from './currency.ts'
import { bookExchange } from './exchange.ts'

const LINE = 'account.move.line'
const PARTIAL = 'account.partial.reconcile'

/** What of a line is still open, with its sign, in the books' currency. */
export function openOf(env: Env, line: Row): number {
  const settled = (side: string): number =>
    env.site.db.find(PARTIAL, side, line.id).reduce((sum, id) => sum + Number(record(env, PARTIAL, id)['amount']), 0)
  return rounded(Number(line['balance'] ?? 0) - settled('debit_move_id') + settled('credit_move_id'), 2)
}

/** The same in the line's own currency. */
export function openInCurrency(env: Env, line: Row): number {
  if (!isForeign(env, line)) return openOf(env, line)
  const settled = (side: 'debit' | 'credit'): number =>
    env.site.db
      .find(PARTIAL, `${side}_move_id`, line.id)
      .reduce((sum, id) => sum + Number(record(env, PARTIAL, id)[`${side}_amount_currency`]), 0)
  return rounded(Number(line['amount_currency'] ?? 0) - settled('debit') + settled('credit'), 2)
}

const moveOf = (env: Env, line: Row | Values): Row => record(env, 'account.move', Number(line['move_id']))

const companyCurrency = (env: Env, move: Row): number =>
  Number(record(env, 'res.company', Number(move['company_id']))['currency_id'])

const isForeign = (env: Env, line: Row): boolean =>
  typeof line['currency_id'] === 'number' && line['currency_id'] !== companyCurrency(env, moveOf(env, line))

/** Matches in the currency that both are in, and books what their worth in the books then differs by. */
function matchInCurrency(env: Env, debit: Row, credit: Row): void {
  const share = Math.min(openInCurrency(env, debit), -openInCurrency(env, credit))
  if (share <= 0) return
  const worth = (line: Row): number => rounded(Math.abs((openOf(env, line) * share) / openInCurrency(env, line)), 2)
  const amount = Math.min(worth(debit), worth(credit))
  pair(env, debit.id, credit.id, { amount, ofDebit: share, ofCredit: share })
  for (const line of [debit, credit]) if (openInCurrency(env, line) === 0) settleRest(env, line)
}

/** One side stands in the books' currency: it counts at the rate of its own day in the currency of the other, and pays so much of that. */
function matchAcross(env: Env, debit: Row, credit: Row): void {
  const [foreign, own] = isForeign(env, debit) ? [debit, credit] : [credit, debit]
  const move = moveOf(env, own)
  const open = Math.abs(openOf(env, own))
  const openAcross = Math.abs(
    convert(env, open, companyCurrency(env, move), Number(foreign['currency_id']), String(move['date'])),
  )
  const inCurrency = Math.abs(openInCurrency(env, foreign))
  const share = Math.min(openAcross, inCurrency)
  if (share <= 0) return
  const worth = rounded((Math.abs(openOf(env, foreign)) * share) / inCurrency, 2)
  const amount = Math.min(worth, rounded((open * share) / openAcross, 2))
  const ofLine = (line: Row): number => (line === foreign ? share : amount)
  pair(env, debit.id, credit.id, { amount, ofDebit: ofLine(debit), ofCredit: ofLine(credit) })
  if (share === openAcross) settleRest(env, own)
  if (share === inCurrency) settleRest(env, foreign)
}

/** Books what of a settled line is left in the books' currency as an exchange difference. */
function settleRest(env: Env, line: Row): void {
  const rest = openOf(env, line)
  if (rest === 0) return
  const counter = bookExchange(env, line, rest)
  const [plus, minus] = rest > 0 ? [line.id, counter] : [counter, line.id]
  pair(env, plus, minus, { amount: Math.abs(rest), ofDebit: 0, ofCredit: 0 })
}

interface Matched {
  /** In the books' currency. */
  readonly amount: number
  /** The same in each line's own currency. */
  readonly ofDebit: number
  readonly ofCredit: number
}

const pair = (env: Env, debit: number, credit: number, { amount, ofDebit, ofCredit }: Matched): unknown =>
  createRecord(env, PARTIAL, {
    debit_move_id: debit,
    credit_move_id: credit,
    amount,
    debit_amount_currency: ofDebit,
    credit_amount_currency: ofCredit,
  })

const isReconcilable = (env: Env, line: Row): boolean => {
  const account = env.site.db.get('account.account', Number(line['account_id']))
  return account?.['reconcile'] === true
}

/** Money accounts show what is open on them although nothing settles it. */
const hasResidual = (env: Env, line: Row): boolean =>
  isReconcilable(env, line) ||
  env.site.db.get('account.account', Number(line['account_id']))?.['account_type'] === 'asset_cash'

/** The number of a full match; `P` and the first partial one as long as something is open. */
function matchingNumber(env: Env, row: Row): string | false {
  if (typeof row['full_reconcile_id'] === 'number') return String(row['full_reconcile_id'])
  const partials = ['debit_move_id', 'credit_move_id'].flatMap((side) => env.site.db.find(PARTIAL, side, row.id))
  return partials.length === 0 ? false : `P${Math.min(...partials)}`
}

/** Matches debits with credits from the oldest on. Quiet: what is settled already is passed over. */
export function reconcile(env: Env, ids: readonly number[], quiet = false): void {
  const lines = ids.map((id) => record(env, LINE, id))
  if (!quiet && lines.some((line) => openOf(env, line) === 0))
    throw userError('You are trying to reconcile some entries that are already reconciled.')
  const accounts = [...new Set(lines.map((line) => Number(line['account_id'])))]
  if (!quiet && accounts.length > 1)
    throw userError(
      `Entries are not from the same account: ${accounts.map((id) => displayName(env, 'account.account', id)).join(', ')}`,
    )
  const open = (positive: boolean): Row[] =>
    lines.filter((line) => openOf(env, line) > 0 === positive && openOf(env, line) !== 0)
  for (const debit of open(true))
    for (const credit of open(false)) {
      const isShared = debit['currency_id'] === credit['currency_id'] && isForeign(env, debit)
      const amount = Math.min(openOf(env, debit), -openOf(env, credit))
      if (isShared) matchInCurrency(env, debit, credit)
      else if (isForeign(env, debit) !== isForeign(env, credit)) matchAcross(env, debit, credit)
      else if (amount > 0) pair(env, debit.id, credit.id, { amount, ofDebit: amount, ofCredit: amount })
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
    amount_residual: (env, row) => (hasResidual(env, row) ? openOf(env, row) : 0),
    amount_residual_currency: (env, row) => (hasResidual(env, row) ? openInCurrency(env, row) : 0),
    reconciled: (env, row) =>
      isReconcilable(env, row) &&
      openOf(env, row) === 0 &&
      moveOf(env, row)['state'] === 'posted' &&
      Number(row['balance']) !== 0,
    date: (env, row) => moveOf(env, row)['date'],
    move_name: (env, row) => moveOf(env, row)['name'],
    parent_state: (env, row) => moveOf(env, row)['state'],
    journal_id: (env, row) => moveOf(env, row)['journal_id'],
    company_id: (env, row) => moveOf(env, row)['company_id'],
    account_type: (env, row) => record(env, 'account.account', Number(row['account_id']))['account_type'],
    matching_number: matchingNumber,
  },
  prepare(env, values) {
    if (env.context['books_internal'] === true) return values
    const move = moveOf(env, values)
    const given = { ...values, currency_id: values['currency_id'] ?? move['currency_id'] }
    return move['move_type'] === 'entry' ? entryLine(env, move, given) : goodsDefaults(env, move, given)
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
  const move = moveOf(env, record(env, LINE, id))
  const own = companyCurrency(env, move)
  const balance = convert(env, amount, Number(move['currency_id']), own, String(move['date']))
  return { ...values, balance, debit: Math.max(balance, 0), credit: Math.max(-balance, 0) }
}

/** A line of an entry: its balance is what debit, credit or the amount in a foreign currency come to. */
function entryLine(env: Env, move: Row, values: Values): Values {
  if ((values['display_type'] ?? 'product') === 'product' && typeof values['account_id'] !== 'number')
    throw constraintError('Missing required account on accountable line.')
  const own = companyCurrency(env, move)
  const given = ['debit', 'credit', 'balance'].some((name) => name in values)
  const foreign = Number(values['amount_currency'] ?? 0)
  const balance = given
    ? rounded(Number(values['debit'] ?? 0) - Number(values['credit'] ?? 0), 2) || Number(values['balance'] ?? 0)
    : convert(env, foreign, Number(values['currency_id']), own, String(move['date']))
  return {
    display_type: 'product',
    partner_id: move['partner_id'] ?? false,
    quantity: 1,
    amount_currency: balance,
    price_subtotal: Number(values['amount_currency'] ?? balance),
    price_total: Number(values['amount_currency'] ?? balance),
    ...values,
    balance,
    debit: Math.max(balance, 0),
    credit: Math.max(-balance, 0),
  }
}

/** A line of an invoice: what is not given comes from its article. */
function goodsDefaults(env: Env, move: Row, values: Values): Values {
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
  const price = values['price_unit']
  // Until 18 a price is cut to the digits of prices; 19 keeps it.
  const cut =
    env.site.version < 19 && typeof price === 'number'
      ? { price_unit: rounded(price, digits(env, 'Product Price')) }
      : {}
  if (product === undefined) return { ...base, ...values, ...cut }
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
    ...cut,
  }
}
