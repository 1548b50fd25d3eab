import { add, type Decimal, divide, HUNDRED, isZero, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import { round } from '#lib/rounding'
import { type MappedRow, type MappedSalesDocument, taxKeyText } from '#model/documents'
import { type Tax, taxOf } from './facts.ts'
import type { OdooContext } from './memory.ts'

/** Odoo's taxes of a document, by the key of ours. A key of which nothing is booked is not in it. */
export type DocumentTaxes = ReadonlyMap<string, Tax>

export async function documentTaxes(context: OdooContext, document: MappedSalesDocument): Promise<DocumentTaxes> {
  const found = new Map<string, Tax>()
  for (const { key, account } of document.taxes) {
    if (account === null) continue
    const tax = await taxOf(context, account)
    assertUsable(tax)
    found.set(keyOf(key), tax)
  }
  return found
}

/** Prices are sent without tax, to the cent; a tax that Odoo takes out of them would make them less. */
function assertUsable(tax: Tax): void {
  if (!tax.price_include && (tax.amount_type === 'percent' || isZero(tax.amount))) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'TAX_NOT_USABLE',
    message: `Odoo’s tax ${tax.name} is contained in prices, or is no percentage.`,
    remedy: 'Map to a tax of the same rate that is a percentage and is not included in the price.',
    subject: `tax:${tax.name}`,
  })
}

/** What tells the taxes of a document apart. */
export const keyOf = (key: MappedSalesDocument['taxes'][number]['key']): string => `${taxKeyText(key)} ${key.title}`

/** The ids of a row's taxes. */
export const taxIds = (row: Pick<MappedRow, 'taxes'>, taxes: DocumentTaxes): number[] => [
  ...new Set(row.taxes.flatMap(({ key }) => taxes.get(keyOf(key))?.id ?? [])),
]

/** What tax is never stated for. */
const OUT_OF_SCOPE: ReadonlySet<MappedRow['role']> = new Set(['tip', 'gift-card', 'rounding', 'adjustment'])

/** Odoo's tax of nothing for rows that were sold without tax, where the mapping names one: exports, reverse charge. */
export function untaxedIds(row: MappedRow, document: MappedSalesDocument, taxes: DocumentTaxes): number[] {
  if (row.taxes.length > 0 || OUT_OF_SCOPE.has(row.role)) return []
  return document.taxes.flatMap(({ key }) => {
    const tax = key.ratePercent === null ? taxes.get(keyOf(key)) : undefined
    return tax !== undefined && isZero(tax.amount) ? [tax.id] : []
  })
}

/** What the store charged of each of Odoo's taxes. */
export function chargedTaxes(document: MappedSalesDocument, taxes: DocumentTaxes): ReadonlyMap<number, Decimal> {
  const amounts = new Map<number, Decimal>()
  for (const { key, amount } of document.taxes) {
    const tax = taxes.get(keyOf(key))
    if (tax !== undefined) amounts.set(tax.id, add(amounts.get(tax.id) ?? ZERO, amount))
  }
  return amounts
}

/** A line as Odoo reckons its taxes. */
export interface TaxedLine {
  readonly amount: Decimal
  readonly taxIds: readonly number[]
}

/** The tax that Odoo will show in all: each line's is rounded, or only the sum of each tax. */
export function computedTax(
  lines: readonly TaxedLine[],
  taxes: DocumentTaxes,
  { perLine, money }: { readonly perLine: boolean; readonly money: number },
): Decimal {
  const cut = (value: Decimal): Decimal => round(value, { places: money, direction: 'half-up' })
  const byId = new Map([...taxes.values()].map((tax) => [tax.id, tax]))
  const sums = [...byId.values()].map((tax) => {
    const own = lines.filter((line) => line.taxIds.includes(tax.id))
    const parts = own.map((line) => divide(multiply(line.amount, tax.amount), HUNDRED))
    return cut(sum(perLine ? parts.map(cut) : parts))
  })
  return sum(sums)
}

/** What an order has to have beside its lines and Odoo's taxes, so that its total is the store's. */
export const difference = (document: MappedSalesDocument, computed: Decimal): Decimal =>
  subtract(document.taxTotal, computed)
