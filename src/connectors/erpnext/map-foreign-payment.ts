import type { WriteContext } from '#contract/target'
import { type Decimal, divide, isZero, multiply, subtract, sum } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { round } from '#lib/rounding'
import type { Allocation, MappedPaymentDocument } from '#model/documents'
import { type AccountInfo, inCompanyCurrency, type Settled } from './foreign.ts'
import { isRefund, money, namedDocument, paymentHead, referenceRow } from './map-payment.ts'
import type { Fields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'

export interface ForeignAccounts {
  /** Where the money is. */
  readonly money: AccountInfo
  /** Where the debt of what is settled stands; the customer's own when nothing is. */
  readonly receivable: AccountInfo
  /** Company currency per unit of the payment's currency. */
  readonly rate: Decimal
}

/** Digits that ERPNext keeps of a rate of exchange. */
const RATE_PLACES = 9

/**
 * A payment or refund in another currency than the company's. With a receivable account in the document's currency the money is
 * counted in that; with one in the company's currency ERPNext keeps the open amount in the company's currency, and so does the
 * payment.
 */
export function foreignPaymentBody(
  document: MappedPaymentDocument,
  write: WriteContext,
  accounts: ForeignAccounts & { readonly settled: Readonly<Record<string, Settled>> },
  settings: ErpnextSettings,
): Fields {
  if (!isZero(document.rounding)) throw foreignRounding(document)
  for (const account of [accounts.receivable, accounts.money]) {
    const known = account.currency === document.currency || account.currency === settings.companyCurrency
    if (!known) throw thirdCurrency(account.currency, document.currency)
  }
  const counted = (allocation: Allocation): Decimal =>
    inPartyCurrency(allocation.amount, accounts.settled[allocation.reference] ?? null, document, accounts, settings)
  const allocated = document.allocations.map(counted)
  const rest = subtract(document.amount, sum(document.allocations.map((allocation) => allocation.amount)))
  const partyAmount = sum([...allocated, inPartyCurrency(rest, null, document, accounts, settings)])
  return {
    ...paymentHead(document, write, settings),
    ...sides(document, accounts, partyAmount, settings),
    // Nothing else in the entry tells the payment's own currency when both accounts are in the company's.
    custom_remarks: 1,
    remarks: `${document.currency} ${document.amount}, ${document.orderName}`,
    references: document.allocations.map((allocation, index) =>
      referenceRow(document, namedDocument(write, allocation.reference), money(allocated[index] ?? rest, settings)),
    ),
  }
}

function inPartyCurrency(
  amount: Decimal,
  settled: Settled | null,
  document: MappedPaymentDocument,
  { receivable, rate }: ForeignAccounts,
  settings: ErpnextSettings,
): Decimal {
  if (receivable.currency === document.currency) return amount
  return inCompanyCurrency(amount, settled?.conversionRate ?? rate, settled?.open ?? null, settings)
}

/** Both accounts with amounts and rates that come to the same in the company's currency. */
function sides(
  document: MappedPaymentDocument,
  { money: own, receivable, rate }: ForeignAccounts,
  partyAmount: Decimal,
  settings: ErpnextSettings,
): Fields {
  const company = settings.companyCurrency
  const partyRate = receivable.currency === company ? '1' : rate
  const side = { account: receivable.name, currency: receivable.currency, amount: partyAmount, rate: partyRate }
  const moneySide = { account: own.name, currency: own.currency, ...moneyAmount() }
  function moneyAmount(): { readonly amount: Decimal; readonly rate: string } {
    if (own.currency === receivable.currency) return { amount: partyAmount, rate: partyRate }
    if (own.currency === company) {
      const places = settings.currencyDecimals
      return { amount: round(multiply(partyAmount, rate), { places, direction: 'half-even' }), rate: '1' }
    }
    // The party's side is what is open; the rate is the one at which the money comes to that.
    const exact = divide(partyAmount, document.amount)
    return { amount: document.amount, rate: round(exact, { places: RATE_PLACES, direction: 'half-even' }) }
  }
  const [from, to] = isRefund(document) ? [moneySide, side] : [side, moneySide]
  return {
    paid_from: from.account,
    paid_from_account_currency: from.currency,
    paid_to: to.account,
    paid_to_account_currency: to.currency,
    paid_amount: money(from.amount, settings),
    received_amount: money(to.amount, settings),
    source_exchange_rate: Number(from.rate),
    target_exchange_rate: Number(to.rate),
  }
}

const foreignRounding = (document: MappedPaymentDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_ROUNDING_FOREIGN',
    message: `The payment of ${document.orderName} contains cash rounding in ${document.currency}, which cannot be booked.`,
    remedy: 'Book this payment in ERPNext by hand and skip it here.',
  })

const thirdCurrency = (account: string, document: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_CURRENCY',
    message: `A payment in ${document} cannot go through an account in ${account}.`,
    remedy: `Map the payment method to an account in ${document} or in the company's currency.`,
    subject: `currency:${document}:${account}`,
  })
