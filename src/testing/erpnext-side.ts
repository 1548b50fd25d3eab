import { absolute } from '#lib/decimal'
import type { MappingsInput } from '#mapping/mappings'
import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import { DOCTYPES, erpDocuments } from '#sandboxes/proof/erp-facts'
import { erpnextDesk } from './erpnext-desk.ts'
import type { ErpGate } from './erp-gate.ts'
import { erpnextGate } from './erpnext-gate.ts'
import { erpnextLedgers } from './erpnext-ledgers.ts'
import { erpnextPeople } from './erpnext-people.ts'
import { erpnextShelf } from './erpnext-shelf.ts'
import type { ErpSide } from './erp-side.ts'
import { erpnextBooks, figure } from './erpnext-books.ts'
import { beginErpnext } from './story.ts'
import type { StoryErp } from './story-core.ts'

const ACCOUNTS = {
  clearing: 'Stripe Clearing - AC',
  bank: 'Bank - AC',
  fee: 'Payment Fees - AC',
  giftCards: 'Gift Cards - AC',
  storeCredit: 'Store Credit - AC',
} as const
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
  erp.insert({
    doctype: 'Account',
    account_name: 'Store Credit',
    company: 'Acme GmbH',
    parent_account: 'Current Liabilities - AC',
  })
  // For a tip that is given back, where nobody makes items that are not there.
  erp.items.add({ code: 'ADJUSTMENT', item_name: 'Adjustment', is_stock_item: 0 })
  const tables: MappingsInput = {
    ...mappings,
    ledgers: [...(mappings.ledgers ?? []), { category: 'bank', account: ACCOUNTS.bank }],
    payments: [{ gateway: 'store_credit', mode: 'Cash', account: ACCOUNTS.storeCredit }, ...(mappings.payments ?? [])],
    roles: {
      ...mappings.roles,
      'gift-card': { account: ACCOUNTS.giftCards },
      fee: { item: 'TIP' },
      custom: { item: 'NOSTOCK' },
    },
  }
  const { secret, ...gate } = erpnextGate(erp)
  return {
    ...begun,
    erp: { ...erpnextSide(erp, tables), ...gate },
    mappings: tables,
    connection: (settings, isListenedTo) => begun.connection({ apiSecret: secret(), ...settings }, isListenedTo),
  }
}

function erpnextSide(erp: ErpnextSandbox, mappings: MappingsInput): Omit<ErpSide, keyof ErpGate> {
  const ledgers = erpnextLedgers(erp, ACCOUNTS.bank)
  return {
    ...erpnextDesk(erp, STORES),
    ...erpnextShelf(erp),
    ...erpnextPeople(erp),
    ...ledgers,
    name: 'ERPNext',
    url: erp.url,
    server: erp,
    accounts: ACCOUNTS,
    mappings,
    ...erpnextBooks(erp),
    place: STORES,
    documents: () => erpDocuments(erp),
    openAmounts(documents) {
      const names = new Set(documents.map(({ name }) => name))
      const invoices = erp.documents('Sales Invoice').filter((invoice) => names.has(String(invoice['name'])))
      return invoices.map((invoice) => absolute(figure(invoice['outstanding_amount'])))
    },
    balance: (account) => ledgers.holds(ACCOUNTS[account]),
    level(item) {
      const { actual, reserved } = erp.stock.level(item, STORES)
      return { onHand: actual, reserved }
    },
    count: (item, pieces) => void erp.stock.set(item, STORES, pieces),
    send: (salesOrder, parcelNumber) => void erp.deliver(salesOrder.name, undefined, { lr_no: parcelNumber }),
    writing: (kind) => new RegExp(`^POST /api/resource/${encodeURIComponent(DOCTYPES[kind])} `),
  }
}
