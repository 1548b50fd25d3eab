import type { KlarnaPayout, KlarnaRow } from './vendor.ts'
import { isDeduction } from './categories.ts'

/** A row with an id of its own, its amount signed from the merchant's side. */
export interface SignedRow extends KlarnaRow {
  readonly id: string
}

/**
 * The rows of a payout in an order and with ids that every read gives alike: Klarna promises no order and names no row.
 * Klarna's documents do not say whether deductions come with a minus. Either way is taken, and the settlement decides: only when the
 * amounts as they are sent do not add up to it, and do so with the deductions taken off, they are.
 */
export function signedRows(payout: KlarnaPayout, rows: readonly KlarnaRow[]): SignedRow[] {
  const debts = debtRows(payout)
  const { settlement_amount: settled } = payout.totals
  const owed = settled - total(debts)
  const reversed = rows.map((row) => ({ ...row, amount: isDeduction(row.type) ? -row.amount : row.amount }))
  const signed = total(rows) !== owed && total(reversed) === owed ? reversed : rows
  return withIds([...signed.toSorted((a, b) => compareTexts(wordsOf(a), wordsOf(b))), ...debts])
}

const total = (rows: readonly KlarnaRow[]): number => rows.reduce((sum, { amount }) => sum + amount, 0)

/** Debt that an earlier payout left, money that the merchant paid in, and debt that is left over: part of the sum, and no rows. */
function debtRows({ totals, currency_code, payout_date }: KlarnaPayout): KlarnaRow[] {
  const parts = [
    ['OPENING_DEBT', -Math.abs(totals.opening_debt_balance_amount)],
    ['DEPOSIT', Math.abs(totals.deposit_amount)],
    ['CLOSING_DEBT', Math.abs(totals.closing_debt_balance_amount)],
  ] as const
  return parts
    .filter(([, amount]) => amount !== 0)
    .map(([type, amount]) => ({ type, amount, currency_code, capture_date: payout_date }) satisfies KlarnaRow)
}

function withIds(rows: readonly KlarnaRow[]): SignedRow[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const name = nameOf(row)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return { ...row, id: count === 1 ? name : `${name}#${count}` }
  })
}

const nameOf = (row: KlarnaRow): string =>
  [row.type, row.detailed_type, row.refund_id ?? row.capture_id ?? row.reversal_reference ?? row.order_id]
    .filter((part) => part != null && part !== '')
    .join(':')

// By time first, so that people read them as they happened; the rest only makes the order certain.
const wordsOf = (row: KlarnaRow): string =>
  JSON.stringify([row.capture_date ?? row.sale_date ?? '', nameOf(row), row.amount, row.klarna_comment ?? '', row])

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
