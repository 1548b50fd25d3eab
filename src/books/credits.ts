import {
  absolute,
  add,
  compare,
  decimal,
  type Decimal,
  divide,
  equals,
  HUNDRED,
  isNegative,
  isZero,
  maximum,
  minimum,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { allocate, round, smallestUnit } from '#lib/rounding'
import type { RowTax } from '#model/documents'
import type { Refund } from '#model/refund'
import { adjustmentId, adjustmentParts, NOTHING, type Taxed } from './adjustments.ts'
import { type Reading, taxContext } from './reading.ts'
import { withRest } from './rest.ts'
import type { SaleFact } from './sales.ts'
import { lessTax, negateTaxes } from './shares.ts'
import { type TakenBack, type TakenPart, valueOf } from './taken-back.ts'
import { mergeTaxes, readTaxes, taxSum } from './tax-keys.ts'

/** What one refund gave back, as parts with positive amounts. */
export interface CreditFact {
  /** The refund's id; part of the reference of its credit note. */
  readonly externalId: string
  /** When the money went back, or the parts were taken off. */
  readonly at: string
  readonly parts: readonly SaleFact[]
  /** Tax in the refund's amounts that belong to no part, as it is given back. */
  readonly adjustmentTaxes: readonly RowTax[]
}

/**
 * The refunds of one state as credits. Goodwill and fees kept carry the tax of the rates that were charged; what is booked of
 * them keeps its split, whatever is sold on the order later.
 */
export function creditsOf(
  parts: readonly SaleFact[],
  refunds: readonly TakenBack[],
  state: 'refunded' | 'removed',
  reading: Reading,
): CreditFact[] {
  const { order, minorUnits, bookedAdjustments } = reading
  const byId = new Map(parts.map((part) => [part.id, part]))
  const sold: Taxed = {
    amount: grossOf(parts, order.taxesIncluded),
    taxes: mergeTaxes(parts.flatMap((part) => part.taxes)),
  }
  const nominal = nominalRate(parts, minorUnits)
  const rates = ratesOf(parts)
  // A discount without tax leaves more tax in the sum than any rate makes of it.
  const isLowered = parts.some((part) => isNegative(part.amount))
  let goods = sold
  const credits: CreditFact[] = []
  // Goodwill that is taken back, a fee that is waived, takes its tax along.
  let given: Taxed = NOTHING
  for (const taken of refunds) {
    if (taken.state === 'open') continue
    goods = {
      amount: subtract(goods.amount, valueOf(taken, order.taxesIncluded)),
      taxes: mergeTaxes([...goods.taxes, ...taken.parts.flatMap((part) => negateTaxes(part.taxes))]),
    }
    const amount = negate(taken.adjustment)
    const charged: Charged = { goods, given, sold, nominal, rates, isLowered, minorUnits }
    const booked = bookedAdjustments.get(adjustmentId(taken.refund))
    const stated = statedIn(taken, reading)
    // A fee that is waived and as much that is given come to nothing; their tax need not.
    const isNothing = isZero(amount) && (stated === null || taken.state === 'removed')
    const taxes = isNothing
      ? []
      : ((booked !== undefined && equals(booked.gross, amount) ? booked.taxes : null) ??
        taxesWithStated(taken, amount, stated, charged))
    given = { amount: add(given.amount, amount), taxes: mergeTaxes([...given.taxes, ...taxes]) }
    if (taken.state !== state) continue
    const rows = taken.parts.flatMap((part) => creditPart(part, byId))
    const adjustment = adjustmentParts(taken.refund, { amount, taxes }, stated, order.taxesIncluded)
    if (rows.length + adjustment.length === 0) continue
    credits.push({
      externalId: taken.refund.externalId,
      at: instantOf(taken.refund),
      parts: [...rows, ...adjustment],
      adjustmentTaxes: taxes,
    })
  }
  return state === 'refunded' ? withRest(credits, { goods, given, parts }, reading) : credits
}

interface Charged {
  /** What is left of the order's parts: the rates that were charged for it. */
  readonly goods: Taxed
  /** What was given back without a part so far. */
  readonly given: Taxed
  /** All that was ever sold. */
  readonly sold: Taxed
  /** The rate of what was sold so cheaply that its tax came to nothing. */
  readonly nominal: RowTax['key'] | null
  /** What parts were taxed at, in percent of their net price. */
  readonly rates: Rates
  /** Whether parts lower the sum that have no tax of their own. */
  readonly isLowered: boolean
  readonly minorUnits: number
}

/** Amounts of a refund whose tax is stated by rate, as they are given back; `null` when there are none. */
function statedIn({ refund }: TakenBack, reading: Reading): Taxed | null {
  const { side } = reading
  const stated = refund.adjustments.filter(({ taxes }) => taxes !== undefined)
  if (stated.length === 0) return null
  const taxes = readTaxes(
    stated.flatMap((one) => one.taxes ?? []),
    taxContext(reading),
  )
  return {
    amount: negate(sum(stated.map(({ amount, tax }) => add(amount[side], tax[side])))),
    taxes: negateTaxes(taxes),
  }
}

/** What is stated keeps its tax; the rest of the amount is taxed as if it had been given apart. */
function taxesWithStated(taken: TakenBack, amount: Decimal, stated: Taxed | null, charged: Charged): RowTax[] {
  if (stated === null) return taxesOfAmount(taken, amount, charged)
  const rest = subtract(amount, stated.amount)
  if (isZero(rest)) return [...stated.taxes]
  const { given } = charged
  const before = { amount: add(given.amount, stated.amount), taxes: mergeTaxes([...given.taxes, ...stated.taxes]) }
  const own = taxesOfAmount({ ...taken, adjustmentTax: ZERO }, rest, { ...charged, given: before })
  return mergeTaxes([...stated.taxes, ...own])
}

const taxesOfAmount = (taken: TakenBack, amount: Decimal, charged: Charged): RowTax[] =>
  clearingTaxes(taken, amount, charged) ??
  reversedTaxes(amount, charged.given, charged.minorUnits) ??
  adjustmentTaxes(taken, amount, charged)

/** All tax that is left, for an amount that leaves nothing of the order; `null` for any other, and where its tax is stated. */
function clearingTaxes(taken: TakenBack, amount: Decimal, charged: Charged): RowTax[] | null {
  const { goods, given } = charged
  const left = mergeTaxes([...goods.taxes, ...negateTaxes(given.taxes)])
  if (!isZero(taken.adjustmentTax) || !equals(amount, subtract(goods.amount, given.amount))) return null
  // Together with what was given before, it is the tax of what was left of the goods.
  const isPlausible = isTaxOf({ amount, taxes: left }, charged) || isTaxOf(goods, charged)
  return isPlausible ? left : null
}

/** The tax of an amount that takes back what was `given` before, or `null` when it does not. */
function reversedTaxes(amount: Decimal, given: Taxed, places: number): RowTax[] | null {
  if (isZero(given.amount) || isNegative(amount) === isNegative(given.amount)) return null
  if (compare(absolute(amount), absolute(given.amount)) > 0) return null
  if (equals(amount, negate(given.amount))) return negateTaxes(given.taxes)
  return given.taxes.map((tax) => ({ key: tax.key, amount: shareAt(tax.amount, amount, given.amount, places) }))
}

const shareAt = (tax: Decimal, amount: Decimal, base: Decimal, places: number): Decimal =>
  round(divide(multiply(amount, tax), base), { places, direction: 'half-up' })

/** An amount that clears the order takes all tax that is left; any other its share of each rate. Stated tax is not recomputed. */
function adjustmentTaxes(taken: TakenBack, amount: Decimal, charged: Charged): RowTax[] {
  const { goods, given, sold, nominal, rates, isLowered, minorUnits } = charged
  const left = mergeTaxes([...goods.taxes, ...negateTaxes(given.taxes)])
  if (!isZero(taken.adjustmentTax)) {
    const rest = lessTax(left, negate(taken.adjustmentTax), minorUnits)
    return mergeTaxes([...left, ...negateTaxes(rest)])
  }
  // Where less is left than is given, the rates are those of what this refund took off, or of all that was ever sold.
  const candidates = [goods, ownParts(taken), sold].filter((one) => compare(one.amount, absolute(amount)) >= 0)
  const chosen = candidates[0] ?? sold
  const { amount: base, taxes } = isZero(taxSum(chosen.taxes)) ? sold : chosen
  if (isZero(taxSum(taxes)))
    return nominal === null ? [] : [{ key: nominal, amount: nominalTax(amount, nominal, minorUnits) }]
  if (isZero(base)) return []
  const shares = taxes.map((tax) => ({ key: tax.key, amount: shareAt(tax.amount, amount, base, minorUnits) }))
  if (compare(absolute(amount), base) <= 0 && !isLowered) return shares
  const [least, most] = [taxAt(rates.lowest, amount, minorUnits), taxAt(rates.highest, amount, minorUnits)]
  return within(shares, isNegative(amount) ? [most, least] : [least, most], minorUnits)
}

/** The cents that were rounded in a small tax grow with the amount that is computed from it: no amount is taxed beyond the rates. */
function within(taxes: readonly RowTax[], [least, most]: readonly [Decimal, Decimal], places: number): RowTax[] {
  const whole = taxSum(taxes)
  const bound = minimum(maximum(whole, least), most)
  if (equals(bound, whole)) return [...taxes]
  const weights = taxes.map(({ amount }) => absolute(amount))
  const parts = allocate(bound, weights, places)
  return taxes.map(({ key }, index) => ({ key, amount: parts[index] ?? ZERO }))
}

interface Rates {
  readonly lowest: Decimal
  readonly highest: Decimal
}

/** Rates that apply to one part together count together; shipping is split over the rates of the goods. */
function ratesOf(parts: readonly SaleFact[]): Rates {
  const each = parts.flatMap(({ role, amount, taxes }) => {
    const net = subtract(amount, taxes.some(({ key }) => key.included) ? taxSum(taxes) : ZERO)
    const own = taxes.map(({ key }) => rateOf(key))
    return role === 'shipping' && own.length > 0 ? own : [jointRate(own, net, taxSum(taxes))]
  })
  return { lowest: each.reduce(minimum, each[0] ?? ZERO), highest: each.reduce(maximum, ZERO) }
}

/** What several rates make together of a net price: side by side, or each upon the ones before, whichever is nearer to the tax. */
function jointRate(rates: readonly Decimal[], net: Decimal, tax: Decimal): Decimal {
  const beside = sum(rates)
  const upon = rates.reduce((whole, rate) => divide(multiply(whole, add(HUNDRED, rate)), HUNDRED), HUNDRED)
  const compound = subtract(upon, HUNDRED)
  const error = (rate: Decimal): Decimal => absolute(subtract(multiply(net, rate), multiply(tax, HUNDRED)))
  return compare(error(compound), error(beside)) < 0 ? compound : beside
}

/** The highest rate of parts so cheap that their tax was rounded to nothing. */
function nominalRate(parts: readonly SaleFact[], places: number): RowTax['key'] | null {
  const keys = parts.flatMap(({ role, amount, taxes }) => {
    const free = taxes.map((tax) => tax.key).filter((key) => isZero(nominalTax(amount, key, places)))
    // Shipping is split over the rates of the goods, and nobody says how.
    const rate = free.toSorted((a, b) => compare(rateOf(a), rateOf(b))).at(role === 'shipping' ? 0 : -1)
    return rate === undefined ? [] : [rate]
  })
  return keys.toSorted((a, b) => compare(rateOf(a), rateOf(b))).at(-1) ?? null
}

const rateOf = (key: RowTax['key']): Decimal => key.ratePercent ?? ZERO

const nominalTax = (amount: Decimal, key: RowTax['key'], places: number): Decimal => taxAt(rateOf(key), amount, places)

const taxAt = (ratePercent: Decimal, amount: Decimal, places: number): Decimal =>
  shareAt(ratePercent, amount, add(HUNDRED, ratePercent), places)

function ownParts(taken: TakenBack): Taxed {
  const taxes = mergeTaxes(taken.parts.flatMap((part) => part.taxes))
  const included = taxes.some((tax) => tax.key.included)
  return { amount: valueOf(taken, included), taxes }
}

/** What is left when amounts and taxes were given back apart may be no tax of such an amount at all. */
function isTaxOf({ amount, taxes }: Taxed, { rates, minorUnits }: Pick<Charged, 'rates' | 'minorUnits'>): boolean {
  const highest = taxes.map(({ key }) => rateOf(key)).reduce(maximum, rates.highest)
  const most = divide(multiply(absolute(amount), highest), add(HUNDRED, highest))
  const rounded = multiply(smallestUnit(minorUnits), decimal(taxes.length))
  return compare(absolute(taxSum(taxes)), add(most, rounded)) <= 0
}

const grossOf = (parts: readonly SaleFact[], included: boolean): Decimal =>
  sum(parts.map((part) => (included ? part.amount : add(part.amount, taxSum(part.taxes)))))

function creditPart(taken: TakenPart, byId: ReadonlyMap<string, SaleFact>): SaleFact[] {
  const part = byId.get(taken.id)
  if (part === undefined) return []
  const { amount, taxes } = taken
  // A part that is no line has no quantity in a refund: it is one piece when all of it is given back, else an amount.
  const whole = equals(amount, part.amount) ? ONE : ZERO
  const quantity = part.id.startsWith('line:') ? taken.quantity : whole
  return [{ ...part, quantity, amount, list: amount, taxes, discountTitle: null }]
}

const instantOf = (refund: Refund): string =>
  refund.payments.find((payment) => payment.status === 'success')?.processedAt ?? refund.createdAt
