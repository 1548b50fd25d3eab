import { add, type Decimal, divide, equals, HUNDRED, multiply, subtract, sum, ZERO } from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'
import type { MappedSalesDocument } from '#model/documents'
import { serverVersion } from './client.ts'
import { companyFacts, digitsOf, type Tax, taxOf } from './facts.ts'
import { keyed, type Lined, type LinedRow } from './lines.ts'
import type { OdooContext } from './memory.ts'
import { pieceAmount, piecesOf } from './pieces.ts'
import { keyOf } from './taxes.ts'

/**
 * The rows of an order with its taxes contained in their prices, as its buyer saw them, where the mapping names such a tax for each
 * and Odoo will come to the store's own sums; otherwise `null`.
 */
export async function grossRows(
  context: OdooContext,
  document: MappedSalesDocument,
  { rows }: Lined,
): Promise<readonly LinedRow[] | null> {
  if (document.priceMode !== 'gross') return null
  const twins = await twinsOf(context, document)
  const money = minorUnits(document.currency)
  const digits = { ...(await digitsOf(context)), money }
  const found: { readonly row: LinedRow; readonly tax: Tax | null }[] = []
  for (const lined of rows) {
    const [key, second] = lined.part.taxes
    const tax = key === undefined ? null : (twins.get(keyOf(key.key)) ?? null)
    if (second !== undefined || (key !== undefined && tax === null)) return null
    const pieces = keyed(lined.id, piecesOf(lined.row.quantity, lined.part.gross, digits))
    found.push({ row: { ...lined, pieces, taxIds: tax === null ? lined.taxIds : [tax.id] }, tax })
  }
  const lines = found.flatMap(({ row, tax }) =>
    row.pieces.map(({ piece }) => ({ gross: pieceAmount(piece, money), tax })),
  )
  const { tax_calculation_rounding_method: method } = await companyFacts(context)
  const rules = { perLine: method !== 'round_globally', money, version: serverVersion(context.settings) }
  const sums = sumsOf(lines, rules)
  const fits = equals(sums.tax, document.taxTotal) && equals(sums.total, document.total)
  return fits ? found.map(({ row }) => row) : null
}

async function twinsOf(context: OdooContext, { taxes }: MappedSalesDocument): Promise<ReadonlyMap<string, Tax>> {
  const twins = new Map<string, Tax>()
  for (const { key, template } of taxes) {
    if (template === null) continue
    const tax = await taxOf(context, template)
    if (tax.price_include && tax.amount_type === 'percent') twins.set(keyOf(key), tax)
  }
  return twins
}

interface GrossLine {
  readonly gross: Decimal
  readonly tax: Tax | null
}

interface Rules {
  readonly perLine: boolean
  readonly money: number
  readonly version: number
}

/** What Odoo will show. Per line it rounds each tax; globally each version rounds its sums in its own way. */
export function sumsOf(
  lines: readonly GrossLine[],
  { perLine, money, version }: Rules,
): { tax: Decimal; total: Decimal } {
  const cut = (value: Decimal): Decimal => round(value, { places: money, direction: 'half-up' })
  const taxed = lines.map(({ gross, tax }) => {
    const rate = tax?.amount ?? ZERO
    const raw = divide(multiply(gross, rate), add(HUNDRED, rate))
    // Until 17 the base is rounded, and the tax is what is left of the price.
    const amount = version < 18 ? subtract(gross, cut(subtract(gross, raw))) : perLine ? cut(raw) : raw
    return { tax, gross, amount }
  })
  const groups = [...Map.groupBy(taxed, ({ tax }) => tax?.id)]
  const tax = sum(groups.map(([, own]) => cut(sum(own.map(({ amount }) => amount)))))
  const gross = sum(lines.map((line) => line.gross))
  if (version !== 18 || perLine) return { tax, total: gross }
  const base = cut(sum(taxed.map((line) => subtract(line.gross, line.amount))))
  return { tax, total: add(base, tax) }
}
