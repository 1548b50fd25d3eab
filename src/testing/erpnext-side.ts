import { type Decimal, decimal, negate, sum } from '#lib/decimal'
import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import { type BookKind, erpDocuments } from '#sandboxes/proof/erp-facts'
import type { ErpSide } from './erp-side.ts'
import { beginErpnext } from './story.ts'
import type { StoryErp } from './story-core.ts'

const ACCOUNTS = { clearing: 'Stripe Clearing - AC', bank: 'Bank - AC', fee: 'Payment Fees - AC' } as const
const STORES = 'Stores - AC'

/** ERPNext as any ERP of a story. */
export async function beginErpnextSide(): Promise<StoryErp<ErpSide>> {
  const begun = await beginErpnext()
  const { mappings, erp } = begun
  const accountOf = (name: string): boolean => erp.documents('Account').some((account) => account['name'] === name)
  if (!accountOf(ACCOUNTS.bank))
    erp.insert({
      doctype: 'Account',
      account_name: 'Bank',
      company: 'Acme GmbH',
      parent_account: 'Bank Accounts - AC',
      account_type: 'Bank',
    })
  const ledgers = [...(mappings.ledgers ?? []), { category: 'bank', account: ACCOUNTS.bank }]
  return { ...begun, erp: erpnextSide(erp), mappings: { ...mappings, ledgers } }
}

function erpnextSide(erp: ErpnextSandbox): ErpSide {
  const figure = (value: unknown): Decimal => decimal(Number(value ?? 0))
  return {
    name: 'ERPNext',
    url: erp.url,
    accounts: ACCOUNTS,
    place: STORES,
    documents: () => erpDocuments(erp),
    openAmounts(documents) {
      const names = new Set(documents.map(({ name }) => name))
      const invoices = erp.documents('Sales Invoice').filter((invoice) => names.has(String(invoice['name'])))
      return invoices.map((invoice) => figure(Math.abs(Number(invoice['outstanding_amount']))))
    },
    balance(account) {
      const entries = erp
        .documents('GL Entry')
        .filter((entry) => entry['account'] === ACCOUNTS[account] && entry['is_cancelled'] !== 1)
      return sum(entries.flatMap((entry) => [figure(entry['debit']), negate(figure(entry['credit']))]))
    },
    level(item) {
      const { actual, reserved } = erp.stock.level(item, STORES)
      return { onHand: actual, reserved }
    },
    count: (item, pieces) => void erp.stock.set(item, STORES, pieces),
    send: (salesOrder, parcelNumber) => void erp.deliver(salesOrder.name, undefined, { lr_no: parcelNumber }),
    writing: (kind) => WRITING[kind],
  }
}

const resource = (doctype: string): RegExp => new RegExp(`^POST /api/resource/${encodeURIComponent(doctype)} `)

const WRITING: Readonly<Record<BookKind, RegExp>> = {
  'sales-order': resource('Sales Order'),
  invoice: resource('Sales Invoice'),
  'credit-note': resource('Sales Invoice'),
  payment: resource('Payment Entry'),
  'refund-payment': resource('Payment Entry'),
  delivery: resource('Delivery Note'),
  'delivery-return': resource('Delivery Note'),
  journal: resource('Journal Entry'),
}
