import type { WriteContext } from '#contract/target'
import { type Decimal, isZero, multiply, negate, subtract, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { round } from '#lib/rounding'
import type { MappedPaymentDocument } from '#model/documents'
import type { Fields } from './map-sales.ts'
import type { ErpnextSettings } from './settings.ts'
import { assertMoney } from './split-row.ts'
import { DOCTYPE, isWritable, REFERENCE_FIELD } from './vendor.ts'

/** An account's name and currency. */
export interface AccountInfo {
  readonly name: string
  readonly currency: string
}

/** How the document that a foreign payment settles was booked. */
export interface Settled {
  /** Company currency per unit of the document's currency. */
  readonly conversionRate: Decimal
  /** The receivable account it stands on. */
  readonly receivable: AccountInfo
  /** In the document's currency. */
  readonly total: Decimal
  /** In the receivable account's currency; `null` for an order, which has none. */
  readonly open: Decimal | null
}

/** A payment in the company's currency. */
export function paymentBody(
  document: MappedPaymentDocument,
  write: WriteContext,
  paidTo: string,
  settings: ErpnextSettings,
): Fields {
  const settled = subtract(document.amount, document.rounding)
  return {
    ...headFields(document, write, settings),
    ...(settings.receivableAccount === null ? {} : { paid_from: settings.receivableAccount }),
    paid_to: paidTo,
    paid_amount: money(document.amount, settings),
    received_amount: money(document.amount, settings),
    source_exchange_rate: 1,
    target_exchange_rate: 1,
    references: references(write, money(settled, settings)),
    deductions: roundingRows(document, settings),
  }
}

/**
 * A payment in another currency than the company's. With a receivable account in the document's currency the money is counted in
 * that; with one in the company's currency ERPNext keeps the open amount in the company's currency, and so does the payment.
 */
export function foreignPaymentBody(
  document: MappedPaymentDocument,
  write: WriteContext,
  { paidTo, settled }: { paidTo: AccountInfo; settled: Settled },
  settings: ErpnextSettings,
): Fields {
  if (!isZero(document.rounding)) throw foreignRounding(document)
  const rate = settled.conversionRate
  const inCompany = inCompanyCurrency(document, settled, settings)
  const amountIn = (currency: string): Decimal => {
    if (currency === settings.companyCurrency) return inCompany
    if (currency === document.currency) return document.amount
    throw thirdCurrency(currency, document)
  }
  const rateOf = (currency: string): number => (currency === settings.companyCurrency ? 1 : toNumber(rate))
  const { receivable } = settled
  return {
    ...headFields(document, write, settings),
    paid_from: receivable.name,
    paid_from_account_currency: receivable.currency,
    paid_to: paidTo.name,
    paid_to_account_currency: paidTo.currency,
    paid_amount: money(amountIn(receivable.currency), settings),
    received_amount: money(amountIn(paidTo.currency), settings),
    source_exchange_rate: rateOf(receivable.currency),
    target_exchange_rate: rateOf(paidTo.currency),
    references: references(write, money(amountIn(receivable.currency), settings)),
  }
}

/** A payment of the whole takes what is open, so that converting cannot leave a cent behind. */
function inCompanyCurrency(document: MappedPaymentDocument, settled: Settled, settings: ErpnextSettings): Decimal {
  const whole = document.amount === settled.total && settled.receivable.currency === settings.companyCurrency
  if (whole && settled.open !== null && !isZero(settled.open)) return settled.open
  const places = settings.currencyDecimals
  return round(multiply(document.amount, settled.conversionRate), { places, direction: 'half-even' })
}

function headFields(document: MappedPaymentDocument, write: WriteContext, settings: ErpnextSettings): Fields {
  return {
    docstatus: 1,
    payment_type: 'Receive',
    company: settings.company,
    posting_date: document.date,
    mode_of_payment: document.mode,
    party_type: 'Customer',
    party: write.party.externalId,
    // Mandatory when the account is a bank account, which a clearing account usually is.
    reference_no: (document.providerReference ?? document.reference).slice(0, 140),
    reference_date: document.date,
    [REFERENCE_FIELD]: document.reference,
    ...(settings.costCenter === null ? {} : { cost_center: settings.costCenter }),
  }
}

function references({ predecessor }: WriteContext, allocated: number): readonly Fields[] {
  if (predecessor === null || !isWritable(predecessor.kind)) return []
  return [
    {
      reference_doctype: DOCTYPE[predecessor.kind],
      reference_name: predecessor.externalId,
      allocated_amount: allocated,
    },
  ]
}

/** What was paid above the document's total goes to the rounding account, what was paid below it comes from there. */
function roundingRows(document: MappedPaymentDocument, settings: ErpnextSettings): readonly Fields[] {
  if (isZero(document.rounding)) return []
  if (settings.roundingAccount === null) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'ROUNDING_ACCOUNT_MISSING',
      message: `The payment of ${document.orderName} contains cash rounding of ${document.rounding}, and no account is set for it.`,
      remedy: 'Choose a rounding account in the ERPNext connection.',
      subject: 'setting:roundingAccount',
    })
  }
  return [
    {
      account: settings.roundingAccount,
      ...(settings.costCenter === null ? {} : { cost_center: settings.costCenter }),
      amount: money(negate(document.rounding), settings),
      description: 'Cash rounding',
    },
  ]
}

function money(amount: Decimal, settings: ErpnextSettings): number {
  assertMoney(amount, settings.currencyDecimals)
  return toNumber(amount)
}

const foreignRounding = (document: MappedPaymentDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_ROUNDING_FOREIGN',
    message: `The payment of ${document.orderName} contains cash rounding in ${document.currency}, which cannot be booked.`,
    remedy: 'Book this payment in ERPNext by hand and skip it here.',
  })

const thirdCurrency = (currency: string, document: MappedPaymentDocument): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAYMENT_CURRENCY',
    message: `A payment in ${document.currency} cannot go through an account in ${currency}.`,
    remedy: `Map the payment method to an account in ${document.currency} or in the company's currency.`,
    subject: `currency:${document.currency}:${currency}`,
  })
