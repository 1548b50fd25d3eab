import { negate, sum, toNumber } from '#lib/decimal'
import type { OdooSandbox } from '#sandboxes/odoo/start'
import type { ErpLedgers } from './erp-ledgers.ts'
import { figure, make } from './odoo-records.ts'

/** The first code of a row that no company of the seed uses. */
const FIRST_CODE = 2_950

/** Accounts of Odoo on which money lies that is no order's. */
export function odooLedgers(odoo: OdooSandbox, transit: string): ErpLedgers {
  const idOf = (code: string): number =>
    Number(odoo.records('account.account', [['code', '=', code]], ['id'])[0]?.['id'])
  const codes = new Map<string, string>()
  const accountOf = (name: string, account_type: string): string => {
    const known = codes.get(name)
    if (known !== undefined) return known
    const code = String(FIRST_CODE + codes.size)
    make(odoo, 'account.account', { code, name, account_type })
    codes.set(name, code)
    return code
  }
  return {
    ledger: (purpose) => accountOf(`Payout ${purpose}`, 'liability_current'),
    holds(account) {
      const lines = odoo.records('account.move.line', [
        ['account_id.code', '=', account],
        ['parent_state', '=', 'posted'],
      ])
      return sum(lines.flatMap((line) => [figure(line['debit']), negate(figure(line['credit']))]))
    },
    feed(amount) {
      const value = toNumber(amount)
      const line_ids = [
        [0, 0, { account_id: idOf(accountOf('House bank', 'asset_cash')), debit: value, credit: 0 }],
        [0, 0, { account_id: idOf(transit), debit: 0, credit: value }],
      ]
      odoo.call('account.move', 'action_post', [
        [make(odoo, 'account.move', { move_type: 'entry', ref: 'FEED-1', line_ids })],
      ])
    },
  }
}
