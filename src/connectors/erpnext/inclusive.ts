import { add, type Decimal, divide, HUNDRED, isZero, multiply, ONE, sum, toNumber, ZERO } from '#lib/decimal'
import { round } from '#lib/rounding'
import { type MappedRow, type MappedSalesDocument, type MappedTax, taxKeyText } from '#model/documents'
import type { ErpnextSettings } from './settings.ts'
import { type Piece, pieceAmount, type Precision, splitRow } from './split-row.ts'
import { costCenterOf, taxDescription, type TaxRow } from './tax-rows.ts'

/** A row of the store as ERPNext rows with prices that include tax. */
interface InclusiveRow {
  readonly row: MappedRow
  readonly pieces: readonly Piece[]
  readonly template: string | null
}

export interface Inclusive {
  readonly rows: readonly InclusiveRow[]
  readonly taxes: readonly TaxRow[]
}

/**
 * The document with prices that include tax, or `null` when ERPNext's own arithmetic (net per row, tax per rate, both rounded)
 * would not arrive at the store's figures to the cent. Then it is written with net prices.
 */
export function inclusiveForm(document: MappedSalesDocument, settings: ErpnextSettings): Inclusive | null {
  const taxes = document.taxes.filter((tax) => !isZero(tax.base) || !isZero(tax.amount))
  if (taxes.length === 0 || !taxes.every(isRateTax) || !taxes.every((tax) => tax.key.included)) return null
  const precision = { money: settings.currencyDecimals, quantity: settings.quantityDecimals }
  const rows = document.rows.map((row) => inclusiveRow(row, taxes, precision))
  if (!rows.every((entry) => entry !== null)) return null
  if (!balances(document, rows, precision.money)) return null
  return { rows, taxes: taxes.map((tax) => rateRow(tax, settings)) }
}

type RateTax = MappedTax & { readonly account: string; readonly key: { readonly ratePercent: Decimal } }

const isRateTax = (tax: MappedTax): tax is RateTax => tax.account !== null && tax.key.ratePercent !== null

interface Priced extends InclusiveRow {
  readonly tax: RateTax
}

/** One tax per row; with several rates in the document every row needs the item tax template that singles its rate out. */
function inclusiveRow(row: MappedRow, taxes: readonly RateTax[], precision: Precision): Priced | null {
  if (row.item === null || row.taxes.length > 1) return null
  const key = row.taxes[0]?.key
  const tax = key === undefined ? untaxed(row, taxes) : taxes.find((one) => taxKeyText(one.key) === taxKeyText(key))
  if (tax === undefined || (taxes.length > 1 && tax.template === null)) return null
  return { row, pieces: splitRow(row.quantity, row.gross, precision), template: tax.template, tax }
}

/** A row that costs nothing fits any rate; any other row without tax would be taxed. */
const untaxed = (row: MappedRow, taxes: readonly RateTax[]): RateTax | undefined =>
  isZero(row.gross) ? taxes[0] : undefined

function balances(document: MappedSalesDocument, rows: readonly Priced[], places: number): boolean {
  const nets: Decimal[] = []
  const taxOf = new Map<RateTax, Decimal>()
  for (const { pieces, tax } of rows) {
    const rate = divide(tax.key.ratePercent, HUNDRED)
    for (const piece of pieces) {
      const net = roundedWithoutTie(divide(pieceAmount(piece, places), add(ONE, rate)), places)
      if (net === null) return false
      nets.push(net)
      taxOf.set(tax, add(taxOf.get(tax) ?? ZERO, multiply(net, rate)))
    }
  }
  const taxes = [...taxOf].map(([tax, exact]) => roundedWithoutTie(exact, places) === tax.amount)
  return taxes.every(Boolean) && sum(nets) === document.netTotal
}

/** `null` on a tie: sites round it up, down or to the even neighbour. */
function roundedWithoutTie(value: Decimal, places: number): Decimal | null {
  const up = round(value, { places, direction: 'half-up' })
  return up === round(value, { places, direction: 'half-down' }) ? up : null
}

const rateRow = (tax: RateTax, settings: ErpnextSettings): TaxRow => ({
  charge_type: 'On Net Total',
  account_head: tax.account,
  description: taxDescription(tax.key),
  rate: toNumber(tax.key.ratePercent),
  included_in_print_rate: 1,
  ...costCenterOf(settings),
})
