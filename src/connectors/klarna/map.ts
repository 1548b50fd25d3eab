import { type Decimal, decimal, divide, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { Payout, PayoutCategory, PayoutTransaction } from '#model/payout'
import { categoryOf } from './categories.ts'
import { type SignedRow, signedRows } from './rows.ts'
import { isLive, type KlarnaSettings } from './settings.ts'
import type { KlarnaPayout, KlarnaRow } from './vendor.ts'

/** Klarna lists a payout when it is made and never changes it: the day of payment is its only time. */
export const stampOf = ({ payout_date }: KlarnaPayout): string => new Date(payout_date).toISOString()

/** A payout with its rows. Amounts are whole numbers of the smallest unit: 100000 is 1000.00 SEK. */
export function payoutOf(source: KlarnaPayout, rows: readonly KlarnaRow[], settings: KlarnaSettings): Payout {
  const { payment_reference: reference, currency_code: currency, totals } = source
  const stamp = stampOf(source)
  return {
    externalId: reference,
    name: reference,
    provider: 'Klarna',
    gateway: settings.gateway,
    // There are no others in the list; the bank shows the money one or two banking days later.
    status: 'paid',
    date: stamp.slice(0, 10),
    createdAt: stamp,
    updatedAt: stamp,
    timeZone: settings.timeZone,
    currency,
    net: money(totals.settlement_amount, currency),
    direction: totals.settlement_amount < 0 ? 'withdrawal' : 'deposit',
    bankReference: reference,
    complete: true,
    incomplete: null,
    test: !isLive(settings),
    transactions: signedRows(source, rows).map((row) => transactionOf(row, source, settings)),
  }
}

const money = (amount: number, currency: string): Decimal =>
  divide(decimal(amount), decimal(10 ** minorUnits(currency)))

function transactionOf(row: SignedRow, payout: KlarnaPayout, settings: KlarnaSettings): PayoutTransaction {
  const currency = row.currency_code
  const amount = money(row.amount, currency)
  const { orderIdField } = settings
  return {
    externalId: row.id,
    type: row.type,
    category: DEBTS[row.type] ?? categoryOf(row.type, row.detailed_type),
    amount,
    // Klarna's fees are rows of their own.
    fee: ZERO,
    feeTax: ZERO,
    withheldTax: ZERO,
    net: amount,
    currency,
    orderExternalId: orderIdField === undefined ? null : textOf(row[orderIdField]),
    orderName: textOf(row[settings.orderNameField]),
    orderPaymentExternalId: null,
    providerReferences: referencesOf(row),
    presentment: null,
    processedAt: new Date(row.capture_date ?? row.sale_date ?? payout.payout_date).toISOString(),
    description: descriptionOf(row),
  }
}

/** Rows that stand in the totals only. Until the merchant's sales cover it, a debt is lent by Klarna. */
const DEBTS: Readonly<Record<string, PayoutCategory | undefined>> = {
  OPENING_DEBT: 'advance-repayment',
  DEPOSIT: 'topup',
  CLOSING_DEBT: 'advance',
}

const textOf = (value: string | null | undefined): string | null => value?.trim() || null

/** What an order's payment may know: Klarna's order first, then the capture or refund. */
const referencesOf = (row: KlarnaRow): string[] => [
  ...new Set(
    [
      row.refund_id,
      row.merchant_refund_reference,
      row.order_id,
      row.capture_id,
      row.merchant_capture_reference,
      row.short_order_id,
    ].flatMap((id) => textOf(id) ?? []),
  ),
]

const descriptionOf = ({ detailed_type, klarna_comment, reversal_reference }: KlarnaRow): string | null =>
  [detailed_type, klarna_comment, reversal_reference].flatMap((part) => textOf(part) ?? []).join(', ') || null
