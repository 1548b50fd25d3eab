import { userError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, today } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { nextMoveName } from './move-names.ts'

const MOVE = 'account.move'

/**
 * Books what is left of a line in the books' currency though nothing of it is open in its own: rates moved, or cents were rounded
 * differently.
 *
 * @returns The other side of the line, to be matched with it.
 */
export function bookExchange(env: Env, line: Row, rest: number): number {
  const of = record(env, MOVE, Number(line['move_id']))
  const company = record(env, 'res.company', Number(of['company_id']))
  const journal =
    company['currency_exchange_journal_id'] ??
    env.site.db.find('account.journal', 'code', 'EXCH').find((id) => record(env, 'account.journal', id)['active'])
  const account = company[rest > 0 ? 'expense_currency_exchange_account_id' : 'income_currency_exchange_account_id']
  if (typeof journal !== 'number' || typeof account !== 'number')
    throw userError('The company has no journal or no account for exchange differences.')
  const side = (account_id: unknown, balance: number, currency: unknown): unknown => [
    0,
    0,
    {
      account_id,
      name: 'Currency exchange rate difference',
      debit: Math.max(balance, 0),
      credit: Math.max(-balance, 0),
      amount_currency: 0,
      currency_id: currency,
      partner_id: line['partner_id'] ?? false,
    },
  ]
  const move = createRecord(env, MOVE, {
    move_type: 'entry',
    journal_id: journal,
    date: today(env),
    line_ids: [side(line['account_id'], -rest, line['currency_id']), side(account, rest, line['currency_id'])],
  })
  update(env, MOVE, move, { name: nextMoveName(env, record(env, MOVE, move)), state: 'posted', amount_total: 0 })
  const [counter] = env.site.db.find('account.move.line', 'move_id', move).toSorted((a, b) => a - b)
  return Number(counter)
}
