import { z } from 'zod'
import type { WriteContext } from '#contract/target'
import { absolute, type Decimal, decimal, subtract } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedPaymentDocument } from '#model/documents'
import { type ErpnextContext, list, read } from './client.ts'
import type { AccountInfo, Settled } from './foreign.ts'
import { namedDocument } from './map-payment.ts'
import { DOCTYPE, number } from './vendor.ts'

const modeOfPayment = z.object({
  accounts: z.array(z.object({ company: z.string().nullish(), default_account: z.string().nullish() })).default([]),
})

/** Where the money goes to or comes from: the mapped account, else the mode of payment's own for this company (one read). */
export async function moneyAccount(context: ErpnextContext, document: MappedPaymentDocument): Promise<string> {
  if (document.account !== null) return document.account
  const { company } = context.settings
  const mode = await read(context, 'Mode of Payment', document.mode, modeOfPayment)
  if (mode === null) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'PAYMENT_MODE_UNKNOWN',
      message: `ERPNext knows no mode of payment called "${document.mode}".`,
      remedy: 'Map the payment method to a mode of payment that exists.',
      subject: `mode:${document.mode}`,
    })
  }
  const account = mode.accounts.find((row) => row.company === company)?.default_account
  if (account) return account
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_MODE_WITHOUT_ACCOUNT',
    message: `The mode of payment "${document.mode}" has no default account for ${company}.`,
    remedy: 'Set a default account for the company in the Mode of Payment, or choose an account in the mapping.',
    subject: `mode:${document.mode}`,
  })
}

const account = z.object({ name: z.string(), account_currency: z.string().nullish() })

/**
 * Name and currency of accounts, in one read.
 *
 * @throws {TillbridgeError} `rejected` when one does not exist.
 */
export async function accountInfos(
  context: ErpnextContext,
  names: readonly string[],
): Promise<Readonly<Record<string, AccountInfo>>> {
  const wanted = [...new Set(names)]
  const rows = await list(context, 'Account', account, {
    fields: ['name', 'account_currency'],
    filters: [['name', 'in', wanted]],
  })
  const known = new Map(rows.map((row) => [row.name, row]))
  const infos = wanted.map((name) => {
    const row = known.get(name)
    if (row === undefined) throw accountUnknown(name)
    return [name, { name, currency: row.account_currency || context.settings.companyCurrency }] as const
  })
  return Object.fromEntries(infos)
}

const accountUnknown = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ACCOUNT_UNKNOWN',
    message: `ERPNext knows no account called "${name}".`,
    remedy: 'Map to an account that exists.',
    subject: `account:${name}`,
  })

const ownCostCenter = z.object({ cost_center: z.string().nullish() })

/** The cost center of rows that must have one: the connection's, else the company's own (one read). */
export async function costCenterName(context: ErpnextContext): Promise<string | null> {
  const { settings } = context
  if (settings.costCenter !== null) return settings.costCenter
  const found = await read(context, 'Company', settings.company, ownCostCenter)
  return found?.cost_center || null
}

const exchangeCompany = z.object({
  exchange_gain_loss_account: z.string().nullish(),
  cost_center: z.string().nullish(),
})

/** Where the company books gains and losses of exchange, with a cost center (one read); `null` = nowhere. */
export async function exchangePlace(
  context: ErpnextContext,
): Promise<{ readonly account: string; readonly costCenter: string | null } | null> {
  const { settings } = context
  const found = await read(context, 'Company', settings.company, exchangeCompany)
  if (!found?.exchange_gain_loss_account) return null
  return { account: found.exchange_gain_loss_account, costCenter: settings.costCenter ?? (found.cost_center || null) }
}

const customer = z.object({
  accounts: z.array(z.object({ company: z.string().nullish(), account: z.string().nullish() })).default([]),
})
const company = z.object({ default_receivable_account: z.string().nullish() })

/**
 * The receivable account that a customer's documents stand on: in the company's currency the one of the connection, else the
 * customer's own for this company, else the company's (one read each).
 */
export async function receivableOf(context: ErpnextContext, name: string, currency: string): Promise<string> {
  const { settings } = context
  if (settings.receivableAccount !== null && currency === settings.companyCurrency) return settings.receivableAccount
  const party = await read(context, 'Customer', name, customer)
  const own = party?.accounts.find((row) => row.company === settings.company)?.account
  if (own) return own
  const found = await read(context, 'Company', settings.company, company)
  if (found?.default_receivable_account) return found.default_receivable_account
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'RECEIVABLE_ACCOUNT_MISSING',
    message: `${settings.company} has no default receivable account in ERPNext.`,
    remedy: 'Set one in the Company, or choose a receivable account in the connection.',
    subject: 'setting:receivableAccount',
  })
}

const invoiceRow = z.object({
  name: z.string(),
  conversion_rate: number,
  outstanding_amount: number,
  debit_to: z.string(),
  party_account_currency: z.string(),
})

const orderRow = z.object({
  name: z.string(),
  conversion_rate: number,
  grand_total: number,
  base_grand_total: number,
  advance_paid: number,
})

/**
 * How the documents that are settled were booked, by our reference: what foreign amounts need to know. `receivable` is the
 * customer's account, on which orders will be invoiced.
 */
export async function settledDocuments(
  context: ErpnextContext,
  references: readonly string[],
  write: WriteContext,
  receivable: () => Promise<AccountInfo>,
): Promise<Readonly<Record<string, Settled>>> {
  const named = [...new Set(references)].map((reference) => ({ reference, ...namedDocument(write, reference) }))
  const orders = named.filter((one) => one.kind === 'sales-order')
  const invoices = named.filter((one) => one.kind === 'invoice' || one.kind === 'credit-note')
  const settled = new Map<string, Settled>([
    ...(orders.length === 0 ? [] : await settledOrders(context, orders.map(nameOf), await receivable())),
    ...(invoices.length === 0 ? [] : await settledInvoices(context, invoices.map(nameOf))),
  ])
  return Object.fromEntries(
    named.flatMap(({ reference, externalId }) => {
      const found = settled.get(externalId)
      return found === undefined ? [] : [[reference, found] as const]
    }),
  )
}

const nameOf = ({ externalId }: { readonly externalId: string }): string => externalId

async function settledInvoices(context: ErpnextContext, names: readonly string[]): Promise<[string, Settled][]> {
  const rows = await list(context, DOCTYPE.invoice, invoiceRow, {
    fields: Object.keys(invoiceRow.shape),
    filters: [['name', 'in', names]],
  })
  return rows.map((row) => [
    row.name,
    {
      conversionRate: row.conversion_rate,
      receivable: { name: row.debit_to, currency: row.party_account_currency },
      open: absolute(row.outstanding_amount),
    },
  ])
}

/** An order has no open amount of its own: what is left to prepay is counted in the receivable account's currency. */
async function settledOrders(
  context: ErpnextContext,
  names: readonly string[],
  receivable: AccountInfo,
): Promise<[string, Settled][]> {
  const rows = await list(context, DOCTYPE['sales-order'], orderRow, {
    fields: Object.keys(orderRow.shape),
    filters: [['name', 'in', names]],
  })
  const own = receivable.currency === context.settings.companyCurrency
  return rows.map((row) => {
    const total = own ? row.base_grand_total : row.grand_total
    return [row.name, { conversionRate: row.conversion_rate, receivable, open: subtract(total, row.advance_paid) }]
  })
}

/** Company currency per unit: of the first document that is settled, else as the connection says. */
export function rateOf(context: ErpnextContext, currency: string, settled: Readonly<Record<string, Settled>>): Decimal {
  const [first] = Object.values(settled)
  if (first !== undefined) return first.conversionRate
  const configured = context.settings.conversionRates[currency]
  if (configured !== undefined) return decimal(configured)
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'EXCHANGE_RATE_MISSING',
    message: `There is no exchange rate from ${currency} to ${context.settings.companyCurrency} for money that settles no document.`,
    remedy: 'Add a conversion rate for the currency to the ERPNext connection.',
    subject: `currency:${currency}`,
  })
}
