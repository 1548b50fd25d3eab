import type { Doc } from '#sandboxes/erpnext/controller'
import { createSite, type SiteCore } from '#sandboxes/erpnext/site'
import { seedReference } from '#sandboxes/erpnext/seeds/reference'
import { changeBin } from './stock.ts'

export type Values = Readonly<Record<string, unknown>>

export const CALLER = 'integration@example.com'

/** Noon of the day that the reference company lives on, Berlin time. */
const NOW = '2026-11-21T11:00:00Z'

/** A site with the reference company, for tests of one document kind. */
export function testSite(version: 15 | 16 = 15): SiteCore {
  const site = createSite({ version, clock: { now: () => new Date(NOW), sleep: () => Promise.resolve() } })
  site.request('Administrator', () => {
    seedReference(site)
    for (const item of ['TSHIRT-1', 'MUG-1']) changeBin(site, item, 'Stores - AC', { actual: 50 })
  })
  return site
}

/** Inserts as a request of the integration's user would: everything or nothing. */
export function post(site: SiteCore, doctype: string, values: Values): Doc {
  return site.request(CALLER, () => site.insert({ docstatus: 0, ...structuredClone(values), doctype, name: '' }))
}

/** Changes, submits or cancels a stored document in a request of its own. */
export function put(site: SiteCore, doctype: string, name: string, values: Values): Doc {
  return site.request(CALLER, () => site.save({ ...site.get(doctype, name), ...structuredClone(values) }))
}

const PARTIES = {
  company: 'Acme GmbH',
  customer: 'Ann Example',
  currency: 'EUR',
  conversion_rate: 1,
  selling_price_list: 'Web EUR',
  ignore_pricing_rule: 1,
}

export const VAT_20 = { charge_type: 'On Net Total', account_head: 'VAT 20% - AC', description: 'VAT 20%', rate: 20 }

/** An order of two shirts at 40.00, plus 20 %: 96.00. */
export function orderOf(values: Values = {}): Values {
  return {
    ...PARTIES,
    transaction_date: '2026-11-21',
    delivery_date: '2026-11-28',
    set_warehouse: 'Stores - AC',
    items: [{ item_code: 'TSHIRT-1', qty: 2, rate: 40 }],
    taxes: [VAT_20],
    ...values,
  }
}

/** An invoice of two shirts at 40.00, tax included: 80.00. */
export function invoiceOf(values: Values = {}): Values {
  return {
    ...PARTIES,
    set_posting_time: 1,
    posting_date: '2026-11-21',
    due_date: '2026-12-21',
    items: [{ item_code: 'TSHIRT-1', qty: 2, rate: 40 }],
    taxes: [{ ...VAT_20, included_in_print_rate: 1 }],
    ...values,
  }
}

/** A card payment of a customer, allocated as `references` say. */
export function paymentOf(amount: number, references: readonly Values[], values: Values = {}): Values {
  return {
    company: 'Acme GmbH',
    payment_type: 'Receive',
    posting_date: '2026-11-21',
    party_type: 'Customer',
    party: 'Ann Example',
    paid_from: 'Debtors - AC',
    paid_to: 'Stripe Clearing - AC',
    paid_amount: amount,
    received_amount: amount,
    reference_no: 'ch_1',
    reference_date: '2026-11-21',
    references,
    ...values,
  }
}

/** Debits less credits of an account, cancelled vouchers left out. */
export function balance(site: SiteCore, account: string): number {
  let cents = 0
  for (const entry of site.findBy('GL Entry', 'account', account)) {
    if (entry['is_cancelled'] !== 1) cents += Math.round((Number(entry['debit']) - Number(entry['credit'])) * 100)
  }
  return cents / 100
}
