import { z } from 'zod'
import type { WriteContext } from '#contract/target'
import { decimal } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedPaymentDocument } from '#model/documents'
import { type ErpnextContext, list, read } from './client.ts'
import type { AccountInfo, Settled } from './map-payment.ts'

const modeOfPayment = z.object({
  accounts: z.array(z.object({ company: z.string().nullish(), default_account: z.string().nullish() })).default([]),
})

/** Where the money goes: the mapped account, else the mode of payment's own for this company (one read). */
export async function paidToAccount(context: ErpnextContext, document: MappedPaymentDocument): Promise<string> {
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

/** @throws {TillbridgeError} `rejected` when there is no such account. */
export async function accountInfo(context: ErpnextContext, name: string): Promise<AccountInfo> {
  const rows = await list(context, 'Account', z.object({ name: z.string(), account_currency: z.string().nullish() }), {
    fields: ['name', 'account_currency'],
    filters: [['name', '=', name]],
    limit: 1,
  })
  const [row] = rows
  if (row !== undefined) return { name: row.name, currency: row.account_currency || context.settings.companyCurrency }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ACCOUNT_UNKNOWN',
    message: `ERPNext knows no account called "${name}".`,
    remedy: 'Map to an account that exists.',
    subject: `account:${name}`,
  })
}

const invoiceRow = z.object({
  conversion_rate: z.number(),
  grand_total: z.number(),
  outstanding_amount: z.number(),
  debit_to: z.string(),
  party_account_currency: z.string(),
})

/** How the document that a payment settles was booked: what only a payment in a foreign currency needs to know. */
export async function settledDocument(
  context: ErpnextContext,
  document: MappedPaymentDocument,
  { predecessor }: WriteContext,
): Promise<Settled> {
  if (predecessor?.kind !== 'invoice') throw needsInvoice(document)
  const rows = await list(context, 'Sales Invoice', invoiceRow, {
    fields: Object.keys(invoiceRow.shape),
    filters: [['name', '=', predecessor.externalId]],
    limit: 1,
  })
  const [row] = rows
  if (row === undefined) throw needsInvoice(document)
  return {
    conversionRate: decimal(row.conversion_rate),
    receivable: { name: row.debit_to, currency: row.party_account_currency },
    total: decimal(Number(row.grand_total.toFixed(6))),
    open: decimal(Number(row.outstanding_amount.toFixed(6))),
  }
}

const needsInvoice = (document: MappedPaymentDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_CURRENCY_NEEDS_INVOICE',
    message: `The payment of ${document.orderName} in ${document.currency} can only be booked against an invoice.`,
    remedy: 'Let the integration create invoices for orders in foreign currencies, then retry.',
    subject: `currency:${document.currency}`,
  })
