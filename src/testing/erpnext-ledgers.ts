import { negate, sum, toNumber } from '#lib/decimal'
import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import type { ErpLedgers } from './erp-ledgers.ts'
import { figure } from './erpnext-books.ts'

const COMPANY = 'Acme GmbH'

/** Accounts of ERPNext on which money lies that is no order's. */
export function erpnextLedgers(erp: ErpnextSandbox, transit: string): ErpLedgers {
  const accountOf = (account_name: string, parent_account: string, account_type: string): string => {
    const account = `${account_name} - AC`
    if (!erp.documents('Account').some((one) => one['name'] === account))
      erp.insert({ doctype: 'Account', account_name, company: COMPANY, parent_account, account_type })
    return account
  }
  return {
    ledger: (purpose) => accountOf(`Payout ${purpose}`, 'Current Liabilities - AC', ''),
    holds(account) {
      const entries = erp
        .documents('GL Entry')
        .filter((entry) => entry['account'] === account && entry['is_cancelled'] !== 1)
      return sum(entries.flatMap((entry) => [figure(entry['debit']), negate(figure(entry['credit']))]))
    },
    feed(amount) {
      const bank = accountOf('House bank', 'Bank Accounts - AC', 'Bank')
      erp.insert({
        doctype: 'Journal Entry',
        docstatus: 1,
        voucher_type: 'Bank Entry',
        company: COMPANY,
        posting_date: erp.site.today(),
        cheque_no: 'FEED-1',
        cheque_date: erp.site.today(),
        accounts: [
          { account: bank, debit_in_account_currency: toNumber(amount) },
          { account: transit, credit_in_account_currency: toNumber(amount) },
        ],
      })
    },
  }
}
