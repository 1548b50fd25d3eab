import { add, type Decimal, isZero, negate, ZERO } from '#lib/decimal'
import { isSalesDocument, type RowTax } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { CurrencySide } from '#model/money'
import type { Order } from '#model/order'
import type { Policies } from './policies.ts'
import { negateTaxes } from './shares.ts'
import { mergeTaxes, taxCountry } from './tax-keys.ts'

/** How an order is read: in which of its two currencies, under which policies. */
export interface Reading {
  readonly order: Order
  readonly policies: Policies
  readonly side: CurrencySide
  /** Digits behind the point of the currency. */
  readonly minorUnits: number
  /** Amounts that belong to no part, with their tax as it is booked already, by row id. */
  readonly bookedAdjustments: ReadonlyMap<string, BookedAmount>
  /** Refunds that were credited already: they stay so. */
  readonly creditedRefunds: ReadonlySet<string>
  /** The tax in a refund's parts as it is booked already: by refund, then by the part's id. */
  readonly bookedParts: ReadonlyMap<string, ReadonlyMap<string, readonly RowTax[]>>
  /** The tax in what is invoiced and not credited, by the part's id. */
  readonly bookedSales: ReadonlyMap<string, readonly RowTax[]>
}

interface BookedAmount {
  readonly gross: Decimal
  readonly taxes: readonly RowTax[]
}

/** Ids of the refunds that issued documents give back. */
export function creditedRefunds(held: readonly HeldDocument[]): ReadonlySet<string> {
  const issued = held.filter(({ state, kind }) => state === 'issued' && (kind === 'credit-note' || kind === 'invoice'))
  return new Set(issued.flatMap(({ reference }) => /:r([^:#]+)(#\d+)?$/.exec(reference)?.[1] ?? []))
}

export function bookedAdjustments(held: readonly HeldDocument[]): ReadonlyMap<string, BookedAmount> {
  const booked = new Map<string, BookedAmount>()
  for (const { state, document } of held) {
    if (state !== 'issued' || !isSalesDocument(document) || document.kind === 'sales-order') continue
    for (const row of document.rows.filter((one) => one.role === 'adjustment')) {
      const isCredit = document.kind === 'credit-note'
      const known = booked.get(row.id) ?? { gross: ZERO, taxes: [] }
      booked.set(row.id, {
        gross: add(known.gross, isCredit ? row.gross : negate(row.gross)),
        taxes: mergeTaxes([...known.taxes, ...(isCredit ? row.taxes : negateTaxes(row.taxes))]),
      })
    }
  }
  // One that was given back with its invoice, and is not in the next one yet, is not booked.
  return new Map([...booked].filter(([, { gross }]) => !isZero(gross)))
}

/** Ends the references of what a refund gave back, and of the fee that was kept of it. */
const REFUND = /:r([^:#]+?)(-fee)?(#\d+)?$/

export function bookedParts(held: readonly HeldDocument[]): Reading['bookedParts'] {
  const booked = new Map<string, Map<string, readonly RowTax[]>>()
  for (const { state, reference, document } of held) {
    const refund = REFUND.exec(reference)?.[1]
    if (refund === undefined || state !== 'issued' || !isSalesDocument(document)) continue
    const parts = booked.get(refund) ?? new Map<string, readonly RowTax[]>()
    booked.set(refund, parts)
    for (const row of document.rows) {
      const part = partIdOf(row.id)
      const taxes = document.kind === 'credit-note' ? row.taxes : negateTaxes(row.taxes)
      parts.set(part, mergeTaxes([...(parts.get(part) ?? []), ...taxes]))
    }
  }
  return booked
}

export function bookedSales(held: readonly HeldDocument[]): Reading['bookedSales'] {
  const booked = new Map<string, readonly RowTax[]>()
  for (const { state, document } of held) {
    if (state !== 'issued' || !isSalesDocument(document) || document.kind === 'sales-order') continue
    for (const row of document.rows) {
      const part = partIdOf(row.id)
      const taxes = document.kind === 'credit-note' ? negateTaxes(row.taxes) : row.taxes
      booked.set(part, mergeTaxes([...(booked.get(part) ?? []), ...taxes]))
    }
  }
  return booked
}

/** A discount row belongs to the part above it. */
const partIdOf = (rowId: string): string => rowId.replace(':discount', '')

export const taxContext = ({ order, policies, side }: Reading) => ({
  country: taxCountry(order, policies),
  included: order.taxesIncluded,
  side,
})
