import { add, isNegative, isZero, negate, ONE, subtract, sum, ZERO } from '#lib/decimal'
import type { Capabilities } from '#model/capabilities'
import { type RowTax, type SalesDocument, type SalesRow, type TaxTotal, taxKeyText } from '#model/documents'

/** What is left of an invoice. */
type Remainder = Pick<SalesDocument, 'rows' | 'taxes' | 'netTotal' | 'taxTotal' | 'total'>

/** What is left of an invoice after its credit notes, as the rows of one more credit note; no rows = nothing. Pure. */
export function remainder(
  invoice: SalesDocument,
  credits: readonly SalesDocument[],
  { negativeRows, maximumRows }: Pick<Capabilities, 'negativeRows' | 'maximumRows'>,
): Remainder {
  if (credits.length === 0) return summed(invoice.rows.filter((row) => !isZero(row.gross) || !isZero(row.net)))
  const credited = Map.groupBy(
    credits.flatMap((credit) => folded(credit.rows)),
    (row) => row.id,
  )
  const invoiced = folded(invoice.rows)
  const own = invoiced.map((row) => less(row, credited.get(row.id) ?? []))
  const ids = new Set(invoiced.map((row) => row.id))
  // What a credit note gave beyond the invoice's rows (goodwill), or kept (a fee), comes off with the opposite sign.
  const others = [...credited].filter(([id]) => !ids.has(id)).flatMap(([, given]) => given.map(opposite))
  const rows = [...own, ...others].filter((row) => !isZero(row.gross) || !isZero(row.net))
  // Rows that cancel out under different names: nothing is left of the invoice.
  if (merged(rows).length === 0) return summed([])
  const fits = (negativeRows || !rows.some(isBelow)) && (maximumRows === null || rows.length <= maximumRows)
  return summed(fits ? rows : merged(rows))
}

/** Rows with their discounts in them: a credit note gives back what was paid, however the invoice showed it. */
function folded(rows: readonly SalesRow[]): SalesRow[] {
  const discounts = Map.groupBy(
    rows.filter((row) => row.id.endsWith(DISCOUNT)),
    (row) => row.id.slice(0, -DISCOUNT.length),
  )
  const parts = rows.filter((row) => !row.id.endsWith(DISCOUNT))
  const known = new Set(parts.map((row) => row.id))
  return [
    ...parts.map((row) => withDiscounts(row, discounts.get(row.id) ?? [])),
    ...[...discounts].filter(([part]) => !known.has(part)).flatMap(([, own]) => own),
  ]
}

const DISCOUNT = ':discount'

const withDiscounts = (row: SalesRow, discounts: readonly SalesRow[]): SalesRow =>
  discounts.length === 0
    ? row
    : {
        ...row,
        net: sum([row, ...discounts].map((one) => one.net)),
        gross: sum([row, ...discounts].map((one) => one.gross)),
        listAmount: sum([row, ...discounts].map((one) => one.listAmount)),
        taxes: mergedTaxes([row, ...discounts].flatMap((one) => one.taxes)),
      }

/** The document with the signs turned round. */
export const turned = (document: SalesDocument): SalesDocument => ({
  ...document,
  ...summed(document.rows.map(opposite)),
})

function summed(rows: readonly SalesRow[]): Remainder {
  const taxes = taxTotals(rows)
  const netTotal = sum(rows.map((row) => row.net))
  const taxTotal = sum(taxes.map((tax) => tax.amount))
  return { rows, taxes, netTotal, taxTotal, total: add(netTotal, taxTotal) }
}

const isBelow = (row: SalesRow): boolean => isNegative(row.net) || isNegative(row.gross)

/** One amount without goods for each role and each way of being taxed. */
function merged(rows: readonly SalesRow[]): SalesRow[] {
  const groups = Map.groupBy(rows, (row) => [row.role, ...row.taxes.map(keyOf).toSorted()].join(' '))
  return [...groups.values()].flatMap((group, index) => {
    const [first] = group
    const total = (field: 'net' | 'gross' | 'listAmount') => sum(group.map((row) => row[field]))
    if (first === undefined || (isZero(total('gross')) && isZero(total('net')))) return []
    return [
      {
        ...first,
        id: `undo:${index + 1}`,
        sku: null,
        variantExternalId: null,
        title: 'What is left',
        quantity: ONE,
        net: total('net'),
        gross: total('gross'),
        listAmount: total('listAmount'),
        taxes: mergedTaxes(group.flatMap((row) => row.taxes)),
      },
    ]
  })
}

function less(row: SalesRow, credits: readonly SalesRow[]): SalesRow {
  if (credits.length === 0) return row
  const left = (field: 'net' | 'gross' | 'listAmount' | 'quantity') =>
    subtract(row[field], sum(credits.map((credit) => credit[field])))
  const quantity = left('quantity')
  const spent = isZero(quantity) || isNegative(quantity)
  return {
    ...row,
    // Goods that are all back, and money that is not: it comes off the same account.
    quantity: spent ? ONE : quantity,
    net: left('net'),
    gross: left('gross'),
    listAmount: left('listAmount'),
    taxes: mergedTaxes([...row.taxes, ...credits.flatMap((credit) => credit.taxes.map(minus))]),
  }
}

const opposite = (row: SalesRow): SalesRow => ({
  ...row,
  quantity: negate(row.quantity),
  net: negate(row.net),
  gross: negate(row.gross),
  listAmount: negate(row.listAmount),
  taxes: row.taxes.map(minus),
})

const minus = (tax: RowTax): RowTax => ({ ...tax, amount: negate(tax.amount) })

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
