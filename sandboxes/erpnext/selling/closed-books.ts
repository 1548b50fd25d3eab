import type { Doc, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError, refuse } from '#sandboxes/erpnext/frappe-error'
import { formatDay, strong, toDay } from './format.ts'
import { hasRole, mayChangeFrozen } from './party.ts'

/** Refuses a document of a closed Accounting Period, drafts included. */
export function checkAccountingPeriod(doc: Readonly<Doc>, site: Site): void {
  const day = toDay(doc['posting_date'])
  for (const period of site.all('Accounting Period')) {
    if (period['company'] !== doc['company'] || truthy(period, 'disabled')) continue
    if (day < toDay(period['start_date']) || day > toDay(period['end_date'])) continue
    const exempted = text(period, 'exempted_role')
    if (exempted !== '' && hasRole(site, site.user, exempted)) continue
    const closed = rows(period, 'closed_documents').some(
      (row) => row['document_type'] === doc.doctype && truthy(row, 'closed'),
    )
    if (!closed) continue
    throw new FrappeError(
      'ClosedAccountingPeriod',
      `You cannot create a ${doc.doctype} within the closed Accounting Period ${strong(period.name)}`,
      { module: 'erpnext.accounts.doctype.accounting_period.accounting_period', app: 'erpnext' },
    )
  }
}

/** Refuses ledger rows on a frozen or closed day, and outside of every fiscal year. */
export function checkBooksOpen(site: Site, company: unknown, postingDate: unknown): void {
  checkFiscalYear(site, company, postingDate)
  const day = toDay(postingDate)
  const frozenUpto = toDay(
    site.single('Accounts Settings')['acc_frozen_upto'] ?? site.value('Company', company, 'accounts_frozen_till_date'),
  )
  if (frozenUpto !== '' && day <= frozenUpto && !mayChangeFrozen(site)) {
    refuse(`You are not authorized to add or update entries before ${formatDay(site, frozenUpto)}`)
  }
  let closedUpto = ''
  for (const voucher of site.all('Period Closing Voucher')) {
    const end = toDay(voucher['period_end_date'] ?? voucher['posting_date'])
    if (voucher.docstatus === 1 && voucher['company'] === company && end > closedUpto) closedUpto = end
  }
  if (closedUpto !== '' && day <= closedUpto) {
    refuse(
      `Books have been closed till the period ending on ${formatDay(site, closedUpto)}.</br >You cannot create/amend any accounting entries till this date.`,
      { title: 'Period Closed' },
    )
  }
}

/** The fiscal year of a day. */
export function fiscalYearOf(site: Site, company: unknown, postingDate: unknown): string | null {
  const day = toDay(postingDate)
  for (const year of site.all('Fiscal Year')) {
    if (truthy(year, 'disabled') || day < toDay(year['year_start_date']) || day > toDay(year['year_end_date'])) continue
    const companies = rows(year, 'companies')
    if (companies.length === 0 || companies.some((row) => row['company'] === company)) return year.name
  }
  return null
}

/** Throws FiscalYearError (417) for a day outside of every active year. */
export function checkFiscalYear(site: Site, company: unknown, postingDate: unknown): void {
  if (fiscalYearOf(site, company, postingDate) !== null) return
  const message = `Date ${formatDay(site, postingDate)} is not in any active Fiscal Year for ${strong(String(company))}`
  site.message({ message })
  throw new FrappeError('FiscalYearError', message, { module: 'erpnext.accounts.utils', app: 'erpnext', show: false })
}
