import { type Decimal, subtract } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { RowTax } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Currency, CurrencySide } from '#model/money'
import type { Order } from '#model/order'
import { type Refund, returnsMoney } from '#model/refund'
import { coveredAt, type MoneyFact, moneyOf, type Till } from './money.ts'
import type { Policies } from './policies.ts'
import { type SaleFact, salesOf } from './sales.ts'
import { statedTaxes } from './stated-taxes.ts'

/**
 * What there is to book of an order: the store's own figures as movements, in one currency, without any choice of how they are
 * shown. Everything later is arrangement.
 */
export interface Facts {
  readonly side: CurrencySide
  readonly currency: Currency
  /** Whether the amounts of `sales` contain tax. */
  readonly taxesIncluded: boolean
  /** Sold and not taken off again, in a fixed order. */
  readonly sales: readonly SaleFact[]
  /** Money received, by the instant it was received. */
  readonly money: readonly MoneyFact[]
  readonly till: Till
  /** The buyer's debt, in the currency that the buyer paid in: decides whether the order is paid, whatever is booked. */
  readonly debt: Debt
  /** Refunds that gave, or will give, money back. */
  readonly moneyRefunds: readonly Refund[]
  readonly stated: StatedFigures
}

interface Debt {
  readonly currency: Currency
  readonly due: Decimal
  readonly settled: Decimal
  /** When the payments covered what is due, or `null` while they do not. */
  readonly coveredAt: string | null
}

/** The store's own sums: the judge of what is booked. */
interface StatedFigures {
  readonly total: Decimal
  readonly net: Decimal
  readonly tax: Decimal
  readonly taxes: readonly RowTax[]
}

/** The facts of a sorted order. */
export function factsOf(order: Order, policies: Policies, held: readonly HeldDocument[]): Facts {
  const side = sideOf(order, policies, held)
  const currency = order.currencies[side]
  const reading = { order, policies, side, minorUnits: minorUnits(currency) }
  const { receipts, till } = moneyOf(order, side)
  const total = order.totals.currentTotal[side]
  const tax = order.totals.currentTax[side]
  return {
    side,
    currency,
    taxesIncluded: order.taxesIncluded,
    sales: salesOf(reading),
    money: receipts,
    till,
    debt: debtOf(order),
    moneyRefunds: order.refunds.filter(returnsMoney),
    stated: { total, net: subtract(total, tax), tax, taxes: statedTaxes(reading) },
  }
}

function debtOf(order: Order): Debt {
  const { receipts, till } = moneyOf(order, 'presentment')
  const due = order.totals.currentTotal.presentment
  return {
    currency: order.currencies.presentment,
    due,
    settled: till.settled,
    coveredAt: coveredAt(receipts, due),
  }
}

/** An order keeps the currency in which its first document was written, also when the policy changes. */
function sideOf(order: Order, policies: Policies, held: readonly HeldDocument[]): CurrencySide {
  const written = held.find((document) => document.state === 'issued')?.document.currency
  if (written === undefined || written === order.currencies[policies.currency]) return policies.currency
  return written === order.currencies.shop ? 'shop' : 'presentment'
}
