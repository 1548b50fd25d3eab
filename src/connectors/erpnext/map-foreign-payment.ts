import type { WriteContext } from '#contract/target'
import { type Decimal, divide, isZero, multiply, negate, ONE, subtract, sum, toNumber } from '#lib/decimal'
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
  /** Where cents of converting go; `null` = not known. */
  readonly exchange: { readonly account: string; readonly costCenter: string | null } | null
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
  accounts: ForeignAccounts,
  partyAmount: Decimal,
  settings: ErpnextSettings,
): Fields {
  const { receivable, rate } = accounts
  const partyRate = receivable.currency === settings.companyCurrency ? ONE : rate
  const side = { account: receivable, amount: partyAmount, rate: partyRate }
  const own = { account: accounts.money, ...moneySide(document, accounts, side, settings) }
  const [from, to] = isRefund(document) ? [own, side] : [side, own]
  return {
    paid_from: from.account.name,
    paid_from_account_currency: from.account.currency,
    paid_to: to.account.name,
    paid_to_account_currency: to.account.currency,
    paid_amount: money(from.amount, settings),
    received_amount: money(to.amount, settings),
    source_exchange_rate: toNumber(from.rate),
    target_exchange_rate: toNumber(to.rate),
    ...(own.difference === null ? {} : { deductions: [exchangeRow(document, own.difference, accounts, settings)] }),
  }
}

interface MoneySide {
  readonly amount: Decimal
  readonly rate: Decimal
  /** What the company's currency leaves between both sides; `null` = nothing. */
  readonly difference: Decimal | null
}

function moneySide(
  document: MappedPaymentDocument,
  { money: own, receivable, rate }: ForeignAccounts,
  party: { readonly amount: Decimal; readonly rate: Decimal },
  settings: ErpnextSettings,
): MoneySide {
  const company = settings.companyCurrency
  const inCompany = (amount: Decimal): Decimal =>
    round(multiply(amount, rate), { places: settings.currencyDecimals, direction: 'half-even' })
  if (receivable.currency !== company) {
    // ERPNext converts each part that is settled by itself, and what is on account without rounding it.
    const settled = document.allocations.map((allocation) => allocation.amount)
    const rest = multiply(subtract(document.amount, sum(settled)), rate)
    const exact = sum([...settled.map(inCompany), rest])
    const base = round(exact, { places: settings.currencyDecimals, direction: 'half-even' })
    if (own.currency === company) return { amount: base, rate: ONE, difference: null }
    const difference = subtract(base, inCompany(document.amount))
    return { amount: document.amount, rate, difference: isZero(difference) ? null : difference }
  }
  if (own.currency === company) return { amount: party.amount, rate: party.rate, difference: null }
  // The party's side is what is open; the rate is the one at which the money comes to that.
  const exact = divide(party.amount, document.amount)
  const tuned = round(exact, { places: RATE_PLACES, direction: 'half-even' })
  return { amount: document.amount, rate: tuned, difference: null }
}

function exchangeRow(
  document: MappedPaymentDocument,
  difference: Decimal,
  { exchange }: ForeignAccounts,
  settings: ErpnextSettings,
): Fields {
  if (exchange === null) throw exchangeAccountMissing(document, settings)
  return {
    account: exchange.account,
    ...(exchange.costCenter === null ? {} : { cost_center: exchange.costCenter }),
    amount: money(isRefund(document) ? negate(difference) : difference, settings),
    description: 'Rounding of the exchange',
  }
}

const exchangeAccountMissing = (document: MappedPaymentDocument, settings: ErpnextSettings): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'EXCHANGE_ACCOUNT_MISSING',
    message: `The payment of ${document.orderName} leaves cents by its rate of exchange, and ${settings.company} has no account for them.`,
    remedy: 'Set the Exchange Gain / Loss Account of the company in ERPNext.',
    subject: `company:${settings.company}`,
  })

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
