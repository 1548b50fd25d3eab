import { type Decimal, decimal } from '#lib/decimal'
import { deleteDoc } from '#sandboxes/erpnext/delete'
import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import type { ErpDocument } from '#sandboxes/proof/erp-facts'
import type { ErpSide } from './erp-side.ts'

const COMPANY = 'Acme GmbH'
const KINDS = ['Sales Order', 'Sales Invoice', 'Payment Entry', 'Journal Entry', 'Delivery Note'] as const
const CLOSED = ['Sales Invoice', 'Payment Entry', 'Journal Entry'] as const
const RATES: Readonly<Record<string, string>> = { USD: '0.92' }

type Doc = Readonly<Record<string, unknown>>

/** What the bookkeeper of an ERPNext does, and looks at in single documents. */
export function erpnextBooks(
  erp: ErpnextSandbox,
): Pick<ErpSide, 'taxOf' | 'taxNames' | 'rows' | 'dayOf' | 'close' | 'trade' | 'roundOnSum'> {
  const found = ({ name }: ErpDocument): Doc => {
    const all = KINDS.flatMap((kind) => erp.documents(kind))
    const doc = all.find((one) => one['name'] === name)
    if (doc === undefined) throw new Error(`no document ${name} in the books`)
    return doc
  }
  return {
    taxOf(country, percent) {
      const account_name = `Tax ${country === '*' ? 'anywhere' : country} ${percent}%`
      const account = `${account_name} - AC`
      if (!erp.documents('Account').some((one) => one['name'] === account))
        erp.insert({
          doctype: 'Account',
          account_name,
          tax_rate: percent,
          company: COMPANY,
          parent_account: 'Duties and Taxes - AC',
          account_type: 'Tax',
        })
      return { country, rate: String(percent), account }
    },
    taxNames: (document) => rowsOf(found(document), 'taxes').map((row) => String(row['account_head'])),
    rows: (document) =>
      rowsOf(found(document), 'items').map((row) => ({
        item: String(row['item_code']),
        quantity: figure(row['qty']),
        net: figure(row['net_amount']),
      })),
    dayOf(document) {
      const doc = found(document)
      return String(doc['posting_date'] ?? doc['transaction_date'])
    },
    close(day) {
      erp.site.request('Administrator', () => {
        for (const { name } of erp.documents('Accounting Period'))
          deleteDoc(erp.site, 'Accounting Period', String(name), { ignorePermissions: true })
      })
      if (day === null) return
      erp.insert({
        doctype: 'Accounting Period',
        period_name: day,
        company: COMPANY,
        start_date: `${day.slice(0, 8)}01`,
        end_date: day,
        closed_documents: CLOSED.map((document_type) => ({ document_type, closed: 1 })),
      })
    },
    trade: (currency) => ({ conversionRates: { [currency]: RATES[currency] } }),
    // Documents of ERPNext are given each tax as an amount.
    roundOnSum: () => undefined,
  }
}

const rowsOf = (doc: Doc, table: string): readonly Doc[] => (doc[table] ?? []) as readonly Doc[]
/** A figure of ERPNext; an empty one is nothing. */
export const figure = (value: unknown): Decimal => decimal(Number(value ?? 0))
