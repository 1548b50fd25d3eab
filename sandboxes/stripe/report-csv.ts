import { majorText } from './currencies.ts'
import { feeOf, netOf } from './rows.ts'
import type { Account, Charge, Refund, Row } from './state.ts'

/** Columns that a report has unless others are asked for. */
export const ITEMIZED_COLUMNS: readonly string[] = [
  'automatic_payout_id',
  'automatic_payout_effective_at',
  'balance_transaction_id',
  'created_utc',
  'created',
  'available_on_utc',
  'available_on',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
  'description',
  'customer_facing_amount',
  'customer_facing_currency',
]

const MORE_COLUMNS = [
  'automatic_payout_effective_at_utc',
  'charge_id',
  'payment_intent_id',
  'payment_method_type',
  'refund_id',
  'dispute_reason',
  'customer_id',
  'customer_email',
]

export const isColumn = (name: string): boolean =>
  ITEMIZED_COLUMNS.includes(name) || MORE_COLUMNS.includes(name) || /^(payment|refund)_metadata\[[^\]]+\]$/.test(name)

interface Facts {
  readonly row: Row
  readonly charge: Charge | undefined
  readonly refund: Refund | undefined
}

function factsOf(account: Account, row: Row): Facts {
  const source = row.source ?? ''
  const refund = account.refunds.get(source)
  const dispute = account.disputes.get(source)
  return { row, refund, charge: account.charges.get(refund?.chargeId ?? dispute?.chargeId ?? source) }
}

/** The rows as CSV, times in the given zone, amounts in major units. */
export function itemizedCsv(
  account: Account,
  rows: readonly Row[],
  columns: readonly string[],
  timeZone: string,
): string {
  const lines = rows.map((row) => {
    const facts = factsOf(account, row)
    return columns.map((column) => quoted(cell(account, facts, column, timeZone))).join(',')
  })
  return `${[columns.map(quoted).join(','), ...lines].join('\n')}\n`
}

const quoted = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

function cell(account: Account, facts: Facts, column: string, timeZone: string): string {
  const named = /^(payment|refund)_metadata\[([^\]]+)\]$/.exec(column)
  if (named !== null) {
    const source = named[1] === 'payment' ? facts.charge : facts.refund
    return source?.metadata[named[2] ?? ''] ?? ''
  }
  const make = CELLS[column]
  return make === undefined ? '' : make(facts, account, timeZone)
}

type Cell = (facts: Facts, account: Account, timeZone: string) => string

function effectiveAt(account: Account, row: Row, timeZone: string): string {
  const payout = row.payoutId === null ? undefined : account.payouts.get(row.payoutId)
  return payout === undefined ? '' : localTime(payout.arrivalDate, timeZone)
}

const CELLS: Readonly<Record<string, Cell>> = {
  automatic_payout_id: ({ row }) => row.payoutId ?? '',
  automatic_payout_effective_at: ({ row }, account, timeZone) => effectiveAt(account, row, timeZone),
  automatic_payout_effective_at_utc: ({ row }, account) => effectiveAt(account, row, 'UTC'),
  balance_transaction_id: ({ row }) => row.id,
  created_utc: ({ row }) => localTime(row.created, 'UTC'),
  created: ({ row }, _account, timeZone) => localTime(row.created, timeZone),
  available_on_utc: ({ row }) => localTime(row.availableOn, 'UTC'),
  available_on: ({ row }, _account, timeZone) => localTime(row.availableOn, timeZone),
  currency: ({ row }) => row.currency,
  gross: ({ row }) => majorText(row.amount, row.currency),
  fee: ({ row }) => majorText(feeOf(row), row.currency),
  net: ({ row }) => majorText(netOf(row), row.currency),
  reporting_category: ({ row }) => row.category,
  source_id: ({ row }) => row.source ?? '',
  description: ({ row }) => row.description ?? '',
  customer_facing_amount: ({ charge, refund }) => {
    const shown = refund ?? charge
    if (shown === undefined) return ''
    return majorText(refund === undefined ? shown.amount : -shown.amount, shown.currency)
  },
  customer_facing_currency: ({ charge }) => charge?.currency ?? '',
  charge_id: ({ charge }) => charge?.id ?? '',
  payment_intent_id: ({ charge }) => charge?.paymentIntentId ?? '',
  payment_method_type: ({ charge }) => charge?.method ?? '',
  refund_id: ({ refund }) => refund?.id ?? '',
  dispute_reason: ({ row }, account) => account.disputes.get(row.source ?? '')?.reason ?? '',
  customer_id: ({ charge }) => charge?.customer ?? '',
  customer_email: ({ charge }) => charge?.email ?? '',
}

function localTime(seconds: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return format.format(new Date(seconds * 1000))
}
