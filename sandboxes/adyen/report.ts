import { absolute, type Decimal, isNegative } from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'
import type { Batch, Entry, Merchant } from './state.ts'

/** The columns of a new account, in their order. */
export const COLUMNS = [
  'Company Account',
  'Merchant Account',
  'Psp Reference',
  'Merchant Reference',
  'Payment Method',
  'Creation Date',
  'TimeZone',
  'Type',
  'Modification Reference',
  'Gross Currency',
  'Gross Debit (GC)',
  'Gross Credit (GC)',
  'Exchange Rate',
  'Net Currency',
  'Net Debit (NC)',
  'Net Credit (NC)',
  'Commission (NC)',
  'Markup (NC)',
  'Scheme Fees (NC)',
  'Interchange (NC)',
  'Payment Method Variant',
  'Modification Merchant Reference',
  'Batch Number',
] as const

export const fileOf = (number: number): string => `settlement_detail_report_batch_${number}.csv`

/** The report of a batch, as comma-separated text with a heading. */
export function reportText(merchant: Merchant, { number, entries }: Batch): string {
  const lines = entries.map((entry) => {
    const cells = cellsOf(merchant, entry, number)
    return merchant.columns.map((name) => quoted(cells[name] ?? '')).join(',')
  })
  return `${[merchant.columns.map(quoted).join(','), ...lines].join('\n')}\n`
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function cellsOf(merchant: Merchant, entry: Entry, number: number): Readonly<Record<string, string>> {
  const { gross, costs = {}, currency } = entry
  const money = (amount: Decimal | undefined): string => (amount === undefined ? '' : written(amount, currency))
  const [grossDebit, grossCredit] = gross === undefined ? ['', ''] : sides(gross.amount, gross.currency)
  const [netDebit, netCredit] = sides(entry.net, currency)
  return {
    'Company Account': merchant.company,
    'Merchant Account': merchant.account,
    'Psp Reference': entry.pspReference ?? '',
    'Merchant Reference': entry.merchantReference ?? '',
    'Payment Method': entry.method ?? '',
    'Creation Date': localTime(entry.at, merchant.timeZone.iana),
    TimeZone: merchant.timeZone.name,
    Type: entry.type,
    'Modification Reference': entry.modificationReference ?? '',
    'Gross Currency': gross?.currency ?? '',
    'Gross Debit (GC)': grossDebit,
    'Gross Credit (GC)': grossCredit,
    'Exchange Rate': entry.rate ?? '',
    'Net Currency': currency,
    'Net Debit (NC)': netDebit,
    'Net Credit (NC)': netCredit,
    'Commission (NC)': money(costs.commission),
    'Markup (NC)': money(costs.markup),
    'Scheme Fees (NC)': money(costs.scheme),
    'Interchange (NC)': money(costs.interchange),
    'Payment Method Variant': entry.method ?? '',
    'Modification Merchant Reference': entry.modificationMerchantReference ?? '',
    'Batch Number': String(number),
  }
}

/** Exactly one of the two columns is filled. */
const sides = (amount: Decimal, currency: string): [debit: string, credit: string] =>
  isNegative(amount) ? [written(absolute(amount), currency), ''] : ['', written(amount, currency)]

function written(amount: Decimal, currency: string): string {
  const places = minorUnits(currency)
  const [whole, fraction = ''] = round(amount, { places, direction: 'half-up' }).split('.')
  return places === 0 ? String(whole) : `${whole}.${fraction.padEnd(places, '0')}`
}

const localTime = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant)
