import { add, isNegative, isZero, negate, ONE, subtract, sum, ZERO } from '#lib/decimal'
import { type RowTax, type SalesDocument, type SalesRow, type TaxTotal, taxKeyText } from '#model/documents'

/** What is left of an invoice. */
type Remainder = Pick<SalesDocument, 'rows' | 'taxes' | 'netTotal' | 'taxTotal' | 'total'>

/** What is left of an invoice after its credit notes, as the rows of one more credit note; no rows = nothing. Pure. */
export function remainder(invoice: SalesDocument, credits: readonly SalesDocument[]): Remainder {
  const credited = Map.groupBy(
    credits.flatMap((credit) => credit.rows),
    (row) => row.id,
  )
  const own = invoice.rows.map((row) => less(row, credited.get(row.id) ?? []))
  const ids = new Set(invoice.rows.map((row) => row.id))
  // What a credit note gave beyond the invoice's rows (goodwill), or kept (a fee), comes off with the opposite sign.
  const others = [...credited].filter(([id]) => !ids.has(id)).map(([, rows]) => taken(rows))
  const rows = [...own, ...others.flat()].filter((row) => !isZero(row.gross) || !isZero(row.net))
  const taxes = taxTotals(rows)
  const netTotal = sum(rows.map((row) => row.net))
  const taxTotal = sum(taxes.map((tax) => tax.amount))
  return { rows, taxes, netTotal, taxTotal, total: add(netTotal, taxTotal) }
}

function less(row: SalesRow, credits: readonly SalesRow[]): SalesRow {
  if (credits.length === 0) return row
  const minus = (field: 'net' | 'gross' | 'listAmount' | 'quantity') =>
    subtract(row[field], sum(credits.map((credit) => credit[field])))
  const quantity = minus('quantity')
  const spent = isZero(quantity) || isNegative(quantity)
  return {
    ...row,
    // Goods that are all back and money that is not: an amount without goods.
    role: spent ? 'adjustment' : row.role,
    quantity: spent ? ONE : quantity,
    net: minus('net'),
    gross: minus('gross'),
    listAmount: minus('listAmount'),
    taxes: mergedTaxes([...row.taxes, ...credits.flatMap((credit) => credit.taxes.map(opposite))]),
  }
}

const taken = (rows: readonly SalesRow[]): SalesRow[] =>
  rows.map((row) => ({
    ...row,
    role: 'adjustment',
    quantity: ONE,
    net: negate(row.net),
    gross: negate(row.gross),
    listAmount: negate(row.listAmount),
    taxes: row.taxes.map(opposite),
  }))

const opposite = (tax: RowTax): RowTax => ({ ...tax, amount: negate(tax.amount) })

const keyOf = ({ key }: Pick<RowTax, 'key'>): string => `${taxKeyText(key)}|${key.title}`

function mergedTaxes(taxes: readonly RowTax[]): RowTax[] {
  const groups = [...Map.groupBy(taxes, keyOf).values()]
  return groups.flatMap((group) => {
    const [first] = group
    const amount = sum(group.map((tax) => tax.amount))
    return first === undefined || (isZero(amount) && group.length > 1) ? [] : [{ key: first.key, amount }]
  })
}

function taxTotals(rows: readonly SalesRow[]): TaxTotal[] {
  const totals = new Map<string, TaxTotal>()
  for (const row of rows) {
    for (const tax of row.taxes) {
      const known = totals.get(keyOf(tax)) ?? { key: tax.key, amount: ZERO, base: ZERO }
      totals.set(keyOf(tax), { ...known, amount: add(known.amount, tax.amount), base: add(known.base, row.net) })
    }
  }
  return [...totals.values()]
}
