import { add, type Decimal, isPositive, negate, subtract, sum, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { RowTax } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Currency, CurrencySide, DualAmount } from '#model/money'
import type { Order } from '#model/order'
import { type CreditFact, creditsOf } from './credits.ts'
import { coveredAt, type MoneyFact, moneyOf, type Till } from './money.ts'
import type { Policies } from './policies.ts'
import { bookedAdjustments, bookedParts, bookedSales, creditedRefunds, type Reading } from './reading.ts'
import { lessTaken, type SaleFact, soldParts } from './sales.ts'
import { statedTaxes } from './stated-taxes.ts'
import { type TakenOff, takenOff, valueOf } from './taken-back.ts'
import { taxSum } from './tax-keys.ts'

/**
 * What there is to book of an order: the store's own figures as movements, in one currency, without any choice of how they are
 * shown. Everything later is arrangement.
 */
export interface Facts {
  readonly side: CurrencySide
  readonly currency: Currency
  /** Whether the amounts of `sales` contain tax. */
  readonly taxesIncluded: boolean
  /** Sold and not taken off again without money, in a fixed order. What was paid back is still in it: see `credits`. */
  readonly sales: readonly SaleFact[]
  /** What was given back with money, by refund, oldest first. */
  readonly credits: readonly CreditFact[]
  /** What was taken off without money, by refund, oldest first; no longer in `sales`. */
  readonly removals: readonly CreditFact[]
  /** Money received, by the instant it was received. */
  readonly money: readonly MoneyFact[]
  /** Money given back, by the instant. */
  readonly refunds: readonly MoneyFact[]
  readonly till: Till
  /** The buyer's debt, in the currency that the buyer paid in: decides whether the order is paid, whatever is booked. */
  readonly debt: Debt
  readonly stated: StatedFigures
}

interface Debt {
  readonly currency: Currency
  /** What the order comes to now, and what was given back of it. */
  readonly due: Decimal
  readonly settled: Decimal
  /** When the payments covered what is due, or `null` while they do not. */
  readonly coveredAt: string | null
}

/** The store's own sums: the judge of what is booked. What is given back without money moved is not yet off them. */
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
  const reading: Reading = {
    order,
    policies,
    side,
    minorUnits: minorUnits(currency),
    bookedAdjustments: bookedAdjustments(held),
    creditedRefunds: creditedRefunds(held),
    bookedParts: bookedParts(held),
    bookedSales: bookedSales(held),
  }
  const { receipts, refunds, till } = moneyOf(order, side)
  const parts = soldParts(reading)
  const taken = withCancellation(order, parts, takenOff(reading))
  const credits = creditsOf(parts, taken.refunds, 'refunded', reading)
  return {
    side,
    currency,
    taxesIncluded: order.taxesIncluded,
    sales: lessTaken(parts, removedParts(taken)),
    credits,
    removals: creditsOf(parts, taken.refunds, 'removed', reading),
    money: receipts,
    refunds,
    till,
    debt: debtOf(order),
    stated: statedFigures(reading, taken, credits),
  }
}

const removedParts = ({ refunds, silent }: TakenOff) => [
  ...refunds.filter((taken) => taken.state === 'removed').flatMap((taken) => taken.parts),
  ...silent,
]

/** A cancelled order sells nothing any more, whether or not its store took the parts off it. */
function withCancellation(order: Order, parts: readonly SaleFact[], taken: TakenOff): TakenOff {
  if (order.cancelledAt === null) return taken
  const gone = [...taken.refunds.flatMap((one) => one.parts), ...taken.silent]
  return { ...taken, silent: [...taken.silent, ...lessTaken(parts, gone)] }
}

/** All amounts of refunds that belong to no part, with tax: negative lowers what the shop keeps. */
function adjustedBy(order: Order, side: CurrencySide): Decimal {
  const adjustments = order.refunds.flatMap((refund) => refund.adjustments)
  return sum(adjustments.map((one) => add(one.amount[side], one.tax[side])))
}

function statedFigures(reading: Reading, taken: TakenOff, credits: readonly CreditFact[]): StatedFigures {
  const { order, side } = reading
  const open = taken.refunds.filter((one) => one.state === 'open')
  const adjusted = sum(taken.refunds.filter((one) => one.state !== 'open').map((one) => one.adjustment))
  const adjustmentTaxes = credits.flatMap((credit) => credit.adjustmentTaxes)
  const openTax = sum(open.flatMap((one) => one.parts.map((part) => taxSum(part.taxes))))
  const openValue = sum(open.map((one) => valueOf(one, order.taxesIncluded)))
  const cancelled = order.cancelledAt !== null
  const current = (amount: DualAmount): Decimal => (cancelled ? ZERO : amount[side])
  const total = add(current(order.totals.currentTotal), openValue, adjusted)
  const tax = add(current(order.totals.currentTax), openTax, negate(taxSum(adjustmentTaxes)))
  return { total, net: subtract(total, tax), tax, taxes: statedTaxes(reading, taken, adjustmentTaxes) }
}

function debtOf(order: Order): Debt {
  const { receipts, till } = moneyOf(order, 'presentment')
  const due = add(order.totals.currentTotal.presentment, adjustedBy(order, 'presentment'), till.refunded)
  return {
    currency: order.currencies.presentment,
    due,
    settled: till.settled,
    coveredAt: isPositive(due) ? coveredAt(receipts, due) : null,
  }
}

/** An order keeps the currency in which its first document was written, also when the policy changes. */
function sideOf(order: Order, policies: Policies, held: readonly HeldDocument[]): CurrencySide {
  const written = held.find((document) => document.state === 'issued')?.document.currency
  if (written === undefined || written === order.currencies[policies.currency]) return policies.currency
  return written === order.currencies.shop ? 'shop' : 'presentment'
}
