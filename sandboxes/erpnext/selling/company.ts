import type { Doc, Row, Site } from '#sandboxes/erpnext/controller'
import { rows, text } from '#sandboxes/erpnext/fields'

/** A text field of a company; `''` when there is none. */
export function companyValue(site: Site, doc: Readonly<Doc>, field: string): string {
  return text(site.read('Company', doc['company']) ?? {}, field)
}

export function companyCurrency(site: Site, doc: Readonly<Doc>): string {
  return companyValue(site, doc, 'default_currency')
}

/** The child row of a master record that belongs to a company, e.g. its default account. */
export function rowOfCompany(record: Readonly<Doc> | null, table: string, company: unknown): Row | undefined {
  return record === null ? undefined : rows(record, table).find((row) => row['company'] === company)
}

/** `account_currency` of an account, else the company's currency. */
export function accountCurrency(site: Site, account: unknown, fallback: string): string {
  return text(site.read('Account', account) ?? {}, 'account_currency') || fallback
}

/** The account that money of a mode of payment goes to in a company. */
export function accountOfMode(site: Site, mode: unknown, company: unknown): string {
  return text(rowOfCompany(site.read('Mode of Payment', mode), 'accounts', company) ?? {}, 'default_account')
}
