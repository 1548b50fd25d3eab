import { parse as parseCsv } from 'csv-parse/sync'
import { type Decimal, parseDecimal, subtract, sum, ZERO } from '#lib/decimal'
import { notAReport, unreadable } from './failures.ts'

/** A row of a settlement details report. Amounts are signed from the merchant's side. */
export interface ReportRow {
  readonly type: string
  readonly account: string
  readonly pspReference: string
  readonly modificationReference: string
  readonly modificationMerchantReference: string
  readonly paymentMethod: string
  /** Local time and the short name of its zone. */
  readonly createdAt: string
  readonly zone: string
  /** What moved in the currency of the payment; `null` for rows that are no payment's. */
  readonly gross: Money | null
  readonly rate: Decimal | null
  /** What moved on the balance, costs taken off. */
  readonly net: Money
  /** Commission, or markup, scheme fees and interchange; positive when charged. */
  readonly costs: Decimal
  /** All costs in one column, where the report has it. */
  readonly paymentFees: Decimal | null
  /** All cells by the name of their column, for those that the settings name. */
  readonly cells: Readonly<Record<string, string>>
}

export interface Money {
  readonly amount: Decimal
  readonly currency: string
}

const NEEDED = [
  'Psp Reference',
  'Creation Date',
  'Type',
  'Modification Reference',
  'Gross Currency',
  'Gross Debit (GC)',
  'Gross Credit (GC)',
  'Exchange Rate',
  'Net Currency',
  'Net Debit (NC)',
  'Net Credit (NC)',
] as const

const COSTS = ['Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)'] as const

/** Columns that a report may lack, and what is lost without them. */
export const WANTED: Readonly<Record<string, string>> = {
  'Merchant Reference': 'payments that the store does not know by their PSP reference match no order',
  'Modification Merchant Reference': 'refunds are matched by their order alone',
  TimeZone: "times are taken for those of the connection's zone",
}

/**
 * The rows of a report, by the names of its columns: which there are, and in what order, is a matter of the account.
 *
 * @throws {TillbridgeError} `transient`, `ADYEN_NOT_A_REPORT`; `rejected`, `ADYEN_REPORT_UNREADABLE` when columns are missing or an
 *   amount is no number.
 */
export function rowsOf(text: string): ReportRow[] {
  const records = recordsOf(text)
  const [first] = records
  const missing = NEEDED.filter((name) => first !== undefined && first[name] === undefined)
  if (missing.length > 0) throw unreadable(`The report lacks columns that are needed: ${missing.join(', ')}.`)
  return records.map((record, index) => rowOf(record, index + 2))
}

type Cells = Readonly<Record<string, string>>

function recordsOf(text: string): Cells[] {
  const head = text.slice(0, 4000).trimStart()
  if (head.startsWith('<') || !/(^|[",])Type([",]|\r?\n)/.test(head)) throw notAReport('it has no heading', text)
  try {
    // A row with fewer cells than the heading is where a file broke off.
    return parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, max_record_size: 1_000_000 })
  } catch (error) {
    throw notAReport(error instanceof Error ? error.message : String(error), text)
  }
}

function rowOf(cells: Cells, line: number): ReportRow {
  const text = (name: string): string => cells[name]?.trim() ?? ''
  const number = (name: string): Decimal | null => {
    const written = text(name)
    const value = written === '' ? null : parseDecimal(written)
    if (written !== '' && value === null) throw unreadable(`Line ${line} says "${written}" under "${name}".`)
    return value
  }
  const signed = (credit: string, debit: string): Decimal | null => {
    const [more, less] = [number(credit), number(debit)]
    return more === null && less === null ? null : subtract(more ?? ZERO, less ?? ZERO)
  }
  const gross = signed('Gross Credit (GC)', 'Gross Debit (GC)')
  const currency = text('Net Currency')
  if (text('Type') === '' || !/^[A-Z]{3}$/.test(currency)) throw unreadable(`Line ${line} has no type or no currency.`)
  return {
    type: text('Type'),
    account: text('Merchant Account'),
    pspReference: text('Psp Reference'),
    modificationReference: text('Modification Reference'),
    modificationMerchantReference: text('Modification Merchant Reference'),
    paymentMethod: text('Payment Method'),
    createdAt: text('Creation Date'),
    zone: text('TimeZone'),
    gross: gross === null ? null : { amount: gross, currency: text('Gross Currency') || currency },
    rate: number('Exchange Rate'),
    net: { amount: signed('Net Credit (NC)', 'Net Debit (NC)') ?? ZERO, currency },
    costs: sum(COSTS.map((name) => number(name) ?? ZERO)),
    paymentFees: number('Payment Fees (NC)'),
    cells,
  }
}
