import type { Decimal } from '#lib/decimal'
import { toNumber } from '#lib/decimal'
import { categoryOf } from './categories.ts'
import type { Minor } from './currencies.ts'
import { type Account, type FeeDetail, type Json, nowOf, type Row, secondsOf } from './state.ts'

export interface NewRow {
  readonly type: string
  readonly amount: Minor
  readonly currency?: string | undefined
  readonly fees?: readonly FeeDetail[] | undefined
  readonly category?: string | undefined
  readonly description?: string | null | undefined
  readonly source?: string | null | undefined
  readonly exchangeRate?: Decimal | null | undefined
  readonly balanceType?: string | undefined
  readonly availableOn?: Date | undefined
}

/** Books one balance transaction; what is not said is as usual for its type. */
export function post(account: Account, row: NewRow): Row {
  const stamp = account.stamp('txn')
  return account.rows.add({
    ...stamp,
    type: row.type,
    category: row.category ?? categoryOf(row.type),
    amount: row.amount,
    fees: row.fees ?? [],
    currency: row.currency ?? account.settings.currencies[0],
    description: row.description ?? null,
    source: row.source ?? null,
    exchangeRate: row.exchangeRate ?? null,
    availableOn: row.availableOn === undefined ? stamp.created : secondsOf(row.availableOn),
    balanceType: row.balanceType ?? 'payments',
    payoutId: null,
  })
}

export const feeOf = (row: Pick<Row, 'fees'>): Minor => row.fees.reduce((sum, fee) => sum + fee.amount, 0)
export const netOf = (row: Pick<Row, 'amount' | 'fees'>): Minor => row.amount - feeOf(row)

export const isAvailable = (account: Account, row: Row): boolean => row.availableOn <= nowOf(account)

export function rowView(account: Account, row: Row): Json {
  return {
    id: row.id,
    object: 'balance_transaction',
    amount: row.amount,
    available_on: row.availableOn,
    balance_type: row.balanceType,
    created: row.created,
    currency: row.currency,
    description: row.description,
    exchange_rate: row.exchangeRate === null ? null : toNumber(row.exchangeRate),
    fee: feeOf(row),
    fee_details: row.fees.map((fee) => ({
      amount: fee.amount,
      application: fee.type === 'application_fee' ? 'ca_sandbox' : null,
      currency: row.currency,
      description: fee.description,
      type: fee.type,
    })),
    net: netOf(row),
    reporting_category: row.category,
    source: row.source,
    status: isAvailable(account, row) ? 'available' : 'pending',
    type: row.type,
  }
}
