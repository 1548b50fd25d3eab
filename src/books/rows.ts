import {
  absolute,
  add,
  compare,
  type Decimal,
  divide,
  isPositive,
  isZero,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'
import type { RowTax, SalesRow, TaxTotal } from '#model/documents'
import type { CreditFact } from './credits.ts'
import type { Facts } from './facts.ts'
import type { Policies } from './policies.ts'
import type { SaleFact } from './sales.ts'
import { negateTaxes, placesOf } from './shares.ts'
import { mergeTaxes, taxKeyId, taxSum } from './tax-keys.ts'

/** The part of a document that carries the figures. */
export interface Sheet {
  readonly rows: readonly SalesRow[]
  readonly taxes: readonly TaxTotal[]
  readonly netTotal: Decimal
  readonly taxTotal: Decimal
  readonly total: Decimal
}

/** The sold parts as rows, whatever was paid back of them since; a rounding row takes up what the store's total differs. */
export function soldRows(facts: Facts, policies: Policies): SalesRow[] {
  const places = minorUnits(facts.currency)
  const sold = facts.sales.flatMap((sale) => saleRows(sale, facts.taxesIncluded, policies, places))
  return [...sold, ...roundingRow(sold, facts, policies)]
}

/** What a refund gave back as rows, amounts positive. */
export const creditRows = (credit: Pick<CreditFact, 'parts'>, included: boolean): SalesRow[] =>
  credit.parts.map((part) => row(part, part.amount, part.taxes, included))

/** Rows with their sums. */
export function sheetOf(rows: readonly SalesRow[], country: string | null, included: boolean): Sheet {
  const taxes = taxTotals(rows, country, included)
  const netTotal = sum(rows.map((row) => row.net))
  const taxTotal = sum(taxes.map((tax) => tax.amount))
  return { rows, taxes, netTotal, taxTotal, total: add(netTotal, taxTotal) }
}

function saleRows(sale: SaleFact, included: boolean, policies: Policies, places: number): SalesRow[] {
  // The price of a piece may have more digits than an amount can have.
  const list = round(sale.list, { places: placesOf([sale.amount], places), direction: 'half-up' })
  const discount = subtract(list, sale.amount)
  if (policies.discounts === 'price' || !isPositive(discount)) {
    return [row(sale, sale.amount, sale.taxes, included)]
  }
  const relief = reliefOf(sale, discount, places)
  const discountRow: SaleFact = {
    ...sale,
    id: `${sale.id}:discount`,
    role: 'discount',
    sku: null,
    variantExternalId: null,
    title: sale.discountTitle ?? 'Discount',
    method: null,
    quantity: ONE,
    list: negate(discount),
    requiresShipping: false,
    locationExternalId: null,
  }
  return [
    row({ ...sale, list }, list, mergeTaxes([...sale.taxes, ...relief]), included),
    row(discountRow, negate(discount), negateTaxes(relief), included),
  ]
}

/**
 * The tax that a discount saved, so that a discount row lowers the base of its tax. The store states only the tax that remains:
 * what is added to the row above is taken off in the discount row, and the sum stays the store's.
 */
function reliefOf(sale: SaleFact, discount: Decimal, places: number): RowTax[] {
  if (isZero(sale.amount)) return sale.taxes.map((tax) => ({ key: tax.key, amount: ZERO }))
  return sale.taxes.map((tax) => ({
    key: tax.key,
    amount: round(divide(multiply(tax.amount, discount), sale.amount), {
      places: placesOf([tax.amount], places),
      direction: 'half-up',
    }),
  }))
}

function row(sale: SaleFact, amount: Decimal, taxes: readonly RowTax[], included: boolean): SalesRow {
  const tax = taxSum(taxes)
  return {
    id: sale.id,
    role: sale.role,
    sku: sale.sku,
    variantExternalId: sale.variantExternalId,
    title: sale.title,
    method: sale.method,
    quantity: sale.quantity,
    // Net is what the store charged less the tax it states, never a price divided by a rate.
    net: included ? subtract(amount, tax) : amount,
    gross: included ? amount : add(amount, tax),
    listAmount: sale.list,
    taxes,
    requiresShipping: sale.requiresShipping,
    locationExternalId: sale.locationExternalId,
  }
}

/** Takes up what the store's total differs from its parts, when the merchant allows that much. */
function roundingRow(rows: readonly SalesRow[], facts: Facts, policies: Policies): SalesRow[] {
  const given = facts.credits.flatMap((credit) => creditRows(credit, facts.taxesIncluded)).map((row) => row.gross)
  const difference = subtract(add(facts.stated.total, ...given), sum(rows.map((row) => row.gross)))
  if (isZero(difference)) return []
  if (compare(absolute(difference), policies.rounding.maximum) > 0) return []
  return [
    {
      id: 'rounding',
      role: 'rounding',
      sku: null,
      variantExternalId: null,
      title: 'Rounding',
      method: null,
      quantity: ONE,
      net: difference,
      gross: difference,
      listAmount: difference,
      taxes: [],
      requiresShipping: false,
      locationExternalId: null,
    },
  ]
}

/** Roles that are outside the scope of sales tax: no tax needs to be stated for them. */
const UNTAXABLE = new Set<SalesRow['role']>(['tip', 'gift-card', 'rounding', 'adjustment'])

/**
 * One total per tax key. Taxable rows for which the store states no tax at all get a total of zero under the key without a rate:
 * whether such sales may be booked for that country is the mapping's decision.
 */
function taxTotals(rows: readonly SalesRow[], country: string | null, included: boolean): TaxTotal[] {
  const untaxed = { country, ratePercent: null, title: '', included, channelLiable: false }
  const totals = new Map<string, TaxTotal>()
  for (const row of rows) {
    const open = row.taxes.length === 0 && !UNTAXABLE.has(row.role)
    for (const { key, amount } of open ? [{ key: untaxed, amount: ZERO }] : row.taxes) {
      const id = taxKeyId(key)
      const known = totals.get(id)
      totals.set(id, {
        key,
        amount: add(known?.amount ?? ZERO, amount),
        base: add(known?.base ?? ZERO, row.net),
      })
    }
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total)
}
