import { foundParty, type NamedDocument, type WriteContext } from '#contract/target'
import { type Decimal, isZero, negate, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { MappedPaymentDocument } from '#model/documents'
import type { Fields } from './sales-head.ts'
import type { ErpnextSettings } from './settings.ts'
import { assertMoney } from './split-row.ts'
import { DOCTYPE, REFERENCE_FIELD } from './vendor.ts'

export interface PaymentPlaces {
  /** Where the money is. */
  readonly moneyAccount: string
  /** For deductions, which ERPNext takes with a cost center only; `null` = not known. */
  readonly costCenter: string | null
}

/** A payment, or a refund, in the company's currency. */
export function paymentBody(
  document: MappedPaymentDocument,
  write: WriteContext,
  { moneyAccount, costCenter }: PaymentPlaces,
  settings: ErpnextSettings,
): Fields {
  const amount = money(document.amount, settings)
  return {
    ...paymentHead(document, write, settings),
    ...accounts(document, settings.receivableAccount, moneyAccount),
    paid_amount: amount,
    received_amount: amount,
    source_exchange_rate: 1,
    target_exchange_rate: 1,
    references: document.allocations.map((allocation) =>
      referenceRow(document, namedDocument(write, allocation.reference), money(allocation.amount, settings)),
    ),
    deductions: roundingRows(document, costCenter, settings),
  }
}

/** Money comes from the receivable account, and a refund goes there; `null` = the customer's own, which ERPNext fills in. */
function accounts(document: MappedPaymentDocument, receivable: string | null, moneyAccount: string): Fields {
  const [own, party] = isRefund(document) ? (['paid_from', 'paid_to'] as const) : (['paid_to', 'paid_from'] as const)
  return { [own]: moneyAccount, ...(receivable === null ? {} : { [party]: receivable }) }
}

export const isRefund = (document: MappedPaymentDocument): boolean => document.kind === 'refund-payment'

/** Everything of a payment but its amounts and accounts. */
export function paymentHead(document: MappedPaymentDocument, write: WriteContext, settings: ErpnextSettings): Fields {
  return {
    docstatus: 1,
    payment_type: isRefund(document) ? 'Pay' : 'Receive',
    company: settings.company,
    posting_date: document.date,
    mode_of_payment: document.mode,
    party_type: 'Customer',
    party: foundParty(write, document.party).externalId,
    // Mandatory when the account is a bank account, which a clearing account usually is.
    reference_no: (document.providerReference ?? document.reference).slice(0, 140),
    reference_date: document.date,
    [REFERENCE_FIELD]: document.reference,
    ...(settings.costCenter === null ? {} : { cost_center: settings.costCenter }),
  }
}

/** What is paid; a refund names its credit notes with negative amounts. */
export const referenceRow = (document: MappedPaymentDocument, named: NamedDocument, allocated: number): Fields => ({
  reference_doctype: DOCTYPE[named.kind],
  reference_name: named.externalId,
  allocated_amount: isRefund(document) ? -allocated : allocated,
})

/** A document that another one names; the engine has looked it up before the write. */
export function namedDocument({ documents }: WriteContext, reference: string): NamedDocument {
  const named = documents[reference]
  if (named !== undefined) return named
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'DOCUMENT_NOT_WRITTEN',
    message: `The document ${reference} is not in ERPNext yet.`,
    remedy: 'Write that document first, then retry.',
    subject: `document:${reference}`,
  })
}

/** What was paid above the document's total goes to the rounding account, what was paid below it comes from there. */
function roundingRows(
  document: MappedPaymentDocument,
  costCenter: string | null,
  settings: ErpnextSettings,
): readonly Fields[] {
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
      ...(costCenter === null ? {} : { cost_center: costCenter }),
      amount: money(isRefund(document) ? document.rounding : negate(document.rounding), settings),
      description: 'Cash rounding',
    },
  ]
}

/** @throws {TillbridgeError} `rejected` when the site would round the amount. */
export function money(amount: Decimal, settings: ErpnextSettings): number {
  assertMoney(amount, settings.currencyDecimals)
  return toNumber(amount)
}
