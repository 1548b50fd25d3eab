import {
  add,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  toNumber,
  ZERO,
} from '#lib/decimal'
import { round } from '#lib/rounding'
import type { Version } from '#sandboxes/odoo/orm/fields'

export interface Tax {
  readonly id: number
  readonly sequence: number
  readonly kind: 'percent' | 'fixed' | 'division'
  readonly amount: Decimal
  readonly included: boolean
  /** Later taxes are reckoned on the price with this one. */
  readonly inBase: boolean
  readonly baseAffected: boolean
}

export interface TaxRules {
  readonly version: Version
  /** Round each line, or the sums only. */
  readonly perLine: boolean
  /** Digits of the currency. */
  readonly places: number
}

export interface LineInput {
  readonly price: Decimal
  readonly quantity: Decimal
  readonly discount: Decimal
  readonly taxes: readonly Tax[]
}

/** A line's amounts before they are rounded for show. */
export interface LineTaxes {
  readonly untaxed: Decimal
  readonly total: Decimal
  readonly taxes: readonly { readonly tax: Tax; readonly amount: Decimal; readonly base: Decimal }[]
}

const at = (value: Decimal, places: number): Decimal => round(value, { places, direction: 'half-up' })

/** Splits a line into its price without taxes and each tax. */
export function lineTaxes(line: LineInput, rules: TaxRules): LineTaxes {
  const share = subtract(ONE, divide(line.discount, HUNDRED))
  const raw = multiply(multiply(line.price, share), line.quantity)
  const taxes = line.taxes.toSorted((a, b) => a.sequence - b.sequence || a.id - b.id)
  return rules.version <= 17 ? oldWay(raw, line.quantity, taxes, rules) : newWay(raw, line.quantity, taxes, rules)
}

/** 18 and 19: included taxes from the last to the first, those beside each other at once. */
function newWay(raw: Decimal, quantity: Decimal, taxes: readonly Tax[], { perLine, places }: TaxRules): LineTaxes {
  const cut = (value: Decimal): Decimal => (perLine ? at(value, places) : value)
  const total = cut(raw)
  const amounts = new Map<Tax, Decimal>()
  let left = total
  for (const batch of batches(taxes.filter((tax) => tax.included)).toReversed()) {
    const rate = sum(batch.filter((tax) => tax.kind === 'percent').map((tax) => tax.amount))
    const from = left
    for (const tax of batch) {
      const amount = cut(includedAmount(tax, from, rate, quantity))
      amounts.set(tax, amount)
      left = subtract(left, amount)
    }
  }
  return forward(left, quantity, taxes, amounts, cut)
}

function batches(taxes: readonly Tax[]): Tax[][] {
  const found: Tax[][] = []
  for (const tax of taxes) {
    const last = found.at(-1)
    const before = last?.at(-1)
    const together = last !== undefined && before !== undefined && !before.inBase && before.kind === tax.kind
    if (together) last.push(tax)
    else found.push([tax])
  }
  return found
}

function includedAmount(tax: Tax, from: Decimal, rate: Decimal, quantity: Decimal): Decimal {
  if (tax.kind === 'fixed') return multiply(tax.amount, quantity)
  if (tax.kind === 'division') return divide(multiply(from, tax.amount), HUNDRED)
  return divide(multiply(from, tax.amount), add(HUNDRED, rate))
}

/** Taxes in their order on a known base; those whose amount is known keep it. */
function forward(
  base: Decimal,
  quantity: Decimal,
  taxes: readonly Tax[],
  known: ReadonlyMap<Tax, Decimal>,
  cut: (value: Decimal) => Decimal,
): LineTaxes {
  const found: { tax: Tax; amount: Decimal; base: Decimal }[] = []
  let carried = ZERO
  for (const tax of taxes) {
    const own = tax.baseAffected ? add(base, carried) : base
    const amount = known.get(tax) ?? cut(excludedAmount(tax, own, quantity))
    found.push({ tax, amount, base: own })
    if (tax.inBase) carried = add(carried, amount)
  }
  return { untaxed: base, total: add(base, ...found.map((one) => one.amount)), taxes: found }
}

function excludedAmount(tax: Tax, base: Decimal, quantity: Decimal): Decimal {
  if (tax.kind === 'fixed') return multiply(tax.amount, quantity)
  if (tax.kind === 'division') return subtract(divide(base, subtract(ONE, divide(tax.amount, HUNDRED))), base)
  return divide(multiply(base, tax.amount), HUNDRED)
}

/** 17: the base is rounded in both modes, and the last included tax of a run is what is left of the price. */
function oldWay(raw: Decimal, quantity: Decimal, taxes: readonly Tax[], { perLine, places }: TaxRules): LineTaxes {
  const cut = (value: Decimal): Decimal => at(value, perLine ? places : places + 5)
  const checkpoints = new Map<Tax, Decimal>()
  let base = at(raw, places)
  let pending = { fixed: ZERO, percent: ZERO, division: ZERO }
  const settle = (): void => {
    const net = divide(subtract(base, pending.fixed), add(ONE, divide(pending.percent, HUNDRED)))
    base = divide(multiply(net, subtract(HUNDRED, pending.division)), HUNDRED)
    pending = { fixed: ZERO, percent: ZERO, division: ZERO }
  }
  let store = true
  for (const tax of taxes.toReversed()) {
    if (tax.inBase) {
      settle()
      store = true
    }
    if (!tax.included) continue
    if (tax.kind === 'percent') pending = { ...pending, percent: add(pending.percent, tax.amount) }
    else if (tax.kind === 'division') pending = { ...pending, division: add(pending.division, tax.amount) }
    else pending = { ...pending, fixed: add(pending.fixed, multiply(tax.amount, quantity)) }
    if (store) {
      checkpoints.set(tax, base)
      store = false
    }
  }
  settle()
  return oldForward(at(base, places), quantity, taxes, checkpoints, cut)
}

function oldForward(
  untaxed: Decimal,
  quantity: Decimal,
  taxes: readonly Tax[],
  checkpoints: ReadonlyMap<Tax, Decimal>,
  cut: (value: Decimal) => Decimal,
): LineTaxes {
  const found: { tax: Tax; amount: Decimal; base: Decimal }[] = []
  let base = untaxed
  let total = untaxed
  let cumulated = ZERO
  for (const tax of taxes) {
    const own = tax.included || tax.baseAffected ? base : untaxed
    const checkpoint = checkpoints.get(tax)
    const last = tax.included && checkpoint !== undefined
    const amount = last ? cut(subtract(checkpoint, add(base, cumulated))) : cut(excludedAmount(tax, own, quantity))
    if (last) cumulated = ZERO
    else if (tax.included) cumulated = add(cumulated, amount)
    found.push({ tax, amount, base: own })
    if (tax.inBase) base = add(base, amount)
    total = add(total, amount)
  }
  return { untaxed, total, taxes: found }
}

export interface ShownLine {
  readonly subtotal: number
  readonly tax: number
  readonly total: number
}

/** What an order line or an invoice line shows. */
export function shownLine(line: LineTaxes, { version, perLine, places }: TaxRules): ShownLine {
  const subtotal = at(line.untaxed, places)
  const taxed =
    version === 19 && !perLine
      ? add(subtotal, ...line.taxes.map((one) => at(one.amount, places)))
      : at(line.total, places)
  return { subtotal: toNumber(subtotal), tax: toNumber(subtract(taxed, subtotal)), total: toNumber(taxed) }
}

export interface TotalTax {
  readonly tax: Tax
  readonly amount: Decimal
}

export interface Totals {
  readonly untaxed: Decimal
  readonly tax: Decimal
  readonly total: Decimal
  readonly taxes: readonly TotalTax[]
}

/** The sums of a document. */
export function documentTotals(lines: readonly LineTaxes[], { version, perLine, places }: TaxRules): Totals {
  const byTax = new Map<number, { tax: Tax; amount: Decimal }>()
  for (const { tax, amount } of lines.flatMap((line) => line.taxes))
    byTax.set(tax.id, { tax, amount: add(byTax.get(tax.id)?.amount ?? ZERO, amount) })
  const taxes = [...byTax.values()].map(({ tax, amount }) => ({ tax, amount: at(amount, places) }))
  const tax = sum(taxes.map((one) => one.amount))
  const untaxed =
    perLine || version <= 17
      ? sum(lines.map((line) => at(line.untaxed, places)))
      : globalBase(lines, taxes, version, places)
  return { untaxed, tax, total: add(untaxed, tax), taxes }
}

/** 19 keeps the price that was asked when all taxes are in it; 18 rounds the base by itself. */
function globalBase(
  lines: readonly LineTaxes[],
  taxes: readonly TotalTax[],
  version: Version,
  places: number,
): Decimal {
  if (version === 18) return at(sum(lines.map((line) => line.untaxed)), places)
  const included = lines.filter((line) => line.taxes.length > 0 && line.taxes.every(({ tax }) => tax.included))
  const other = lines.filter((line) => !included.includes(line))
  const ids = new Set(included.flatMap((line) => line.taxes.map(({ tax }) => tax.id)))
  const gone = taxes.filter(({ tax }) => ids.has(tax.id)).map(({ amount }) => negate(amount))
  const asked = included.length === 0 ? ZERO : add(at(sum(included.map((line) => line.total)), places), ...gone)
  return add(asked, at(sum(other.map((line) => line.untaxed)), places))
}

export const asDecimal = (value: unknown): Decimal => decimal(typeof value === 'number' ? value : Number(value))
