import {
  add,
  compare,
  type Decimal,
  isNegative,
  isPositive,
  isZero,
  maximum,
  minimum,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { allocate, minorUnits } from '#lib/rounding'
import type { SalesDocument } from '#model/documents'
import * as reasons from '#books/reasons'
import { placesOf, shareOf } from '#books/shares'
import { create, type Desk, nextReference, salesDocument, salesInForce } from './desk.ts'
import { type Giving, invoiceMore } from './follow-ups.ts'
import {
  combined as added,
  difference,
  effectOf,
  fits,
  grossOf,
  isFlat,
  minus,
  plus,
  type Position,
  type Positions,
  reversed,
  rowOf,
  totalOf,
  withoutFlat,
} from './positions.ts'

/** An invoice and what is left of it after its credit notes. */
interface OpenInvoice {
  readonly document: SalesDocument
  left: Positions
  credited: boolean
}

/** Credit notes for `positions`, each against the invoice that holds the parts, in the form that the target can hold. */
export function giveBack(desk: Desk, positions: Positions, giving: Giving): void {
  const invoices = openInvoices(desk)
  const fees: [string, Position][] = []
  for (const [index, share] of assigned(positions, invoices, minorUnits(desk.facts.currency))) {
    const invoice = invoices[index]
    const { kept, given } = withoutFees(desk, share)
    fees.push(...kept)
    if (invoice === undefined || given.size === 0) continue
    // A ledger takes no credit note of an earlier day than its invoice.
    const date = giving.date < invoice.document.date ? invoice.document.date : giving.date
    giveBackOf(desk, invoice, given, { ...giving, date })
  }
  if (fees.length > 0) invoiceMore(desk, reversed(new Map(fees)), { ...giving, source: `${giving.source}-fee` })
}

/** What the shop keeps of a refund is an invoice of its own, where rows may not be negative or more is kept than given back. */
function withoutFees(desk: Desk, positions: Positions): { kept: Positions; given: Positions } {
  const isCredit = !isNegative(totalOf(positions))
  if (desk.capabilities.negativeRows && isCredit) return { kept: new Map(), given: positions }
  const isFee = ([, position]: [string, Position]) => isNegative(position.net) || isNegative(grossOf(position))
  const kept = [...positions].filter(isFee)
  const given = [...positions].filter((entry) => !isFee(entry))
  return { kept: new Map(kept), given: new Map(given) }
}

function giveBackOf(desk: Desk, invoice: OpenInvoice, positions: Positions, giving: Giving): void {
  const { credits } = desk.capabilities
  const remainder = withoutFlat(minus(invoice.left, positions))
  if (credits.partial || remainder.size === 0) return writeCredit(desk, invoice, positions, giving)
  // The whole invoice is given back, and what stays sold is invoiced anew. Goodwill beyond that waits for the end: it may
  // go to another invoice.
  writeCredit(desk, invoice, invoice.left, giving)
  const isGoodwill = ([, { row }]: [string, Position]): boolean => row.role === 'adjustment'
  const sold = new Map([...remainder].filter((entry) => !isGoodwill(entry)))
  invoiceMore(desk, isNegative(totalOf(remainder)) ? sold : remainder, giving)
}

function writeCredit(desk: Desk, invoice: OpenInvoice, positions: Positions, giving: Giving): void {
  const { credits, kinds, negativeInvoices } = desk.capabilities
  const isLinked = credits.perInvoice === 'many' || !invoice.credited
  if (kinds.includes('credit-note') && (isLinked || credits.withoutInvoice)) {
    return writeAs('credit-note', desk, isLinked ? invoice.document.reference : null, positions, giving)
  }
  if (negativeInvoices) return writeAs('invoice', desk, null, reversed(positions), giving)
  desk.refusal ??= reasons.creditNotPossible(desk.order, invoice.document.reference)
}

function writeAs(
  kind: 'credit-note' | 'invoice',
  desk: Desk,
  basedOn: string | null,
  positions: Positions,
  { source, date, cause }: Giving,
): void {
  const rows = [...positions].map(([part, position]) => rowOf(part, position, desk.facts.taxesIncluded))
  const head = { kind, reference: nextReference(desk, kind, source), date, basedOn, dueOn: null, cause } as const
  create(desk, salesDocument(desk, head, rows))
}

/** The invoices in force, oldest first, each with what is left of it. */
function openInvoices(desk: Desk): OpenInvoice[] {
  const invoices = salesInForce(desk, 'invoice')
    .filter((document) => !isNegative(document.total))
    .map((document): OpenInvoice => ({ document, left: effectOf(document), credited: false }))
  const takings = salesInForce(desk, 'invoice', 'credit-note').filter(
    (document) => document.kind === 'credit-note' || isNegative(document.total),
  )
  for (const taking of takings) {
    const own = invoices.findIndex((invoice) => invoice.document.reference === taking.basedOn)
    const given = reversed(effectOf(taking))
    const shares = own < 0 ? assigned(given, invoices, minorUnits(desk.facts.currency)) : new Map([[own, given]])
    for (const [index, share] of shares) {
      const invoice = invoices[index]
      if (invoice === undefined) continue
      invoice.left = withoutFlat(minus(invoice.left, share))
      invoice.credited ||= own >= 0
    }
  }
  return invoices
}

/** Which invoice gives back what: the oldest that holds all of a part, else all that hold some of it, by quantity. */
function assigned(positions: Positions, invoices: readonly OpenInvoice[], places: number): Map<number, Positions> {
  const shares = new Map<number, Positions>()
  const give = (index: number, part: string, position: Position): void => {
    if (isFlat(position)) return
    shares.set(index, plus(shares.get(index) ?? new Map(), new Map([[part, position]])))
  }
  const taken = (index: number): Positions => minus(invoices[index]?.left ?? new Map(), shares.get(index) ?? new Map())
  const isHeld = ([part, position]: [string, Position]) => {
    const lefts = invoices.flatMap((invoice) => invoice.left.get(part) ?? []).filter(holds)
    // An amount without goods goes beyond what an invoice says of it, as it does where no invoice has one.
    const isRoom = position.row.role !== 'adjustment' || compare(sum(lefts.map(grossOf)), grossOf(position)) >= 0
    return lefts.length > 0 && isRoom
  }
  const [held, others] = [[...positions].filter(isHeld), [...positions].filter((entry) => !isHeld(entry))]
  for (const [part, position] of held) {
    const holders = invoices.map((_, index) => index).filter((index) => holds(taken(index).get(part)))
    const whole = holders.find((index) => covers(taken(index).get(part), position))
    if (whole !== undefined) give(whole, part, position)
    else splitOver(holders, part, position, { taken, give, places })
  }
  // What belongs to no part goes along with the rest of the refund, else on the invoice of which most is left.
  const main = shares.size > 0 ? largest(shares) : largest(new Map(invoices.map((_, index) => [index, taken(index)])))
  for (const other of others) give(besideOf(other, main, invoices), ...other)
  return shares
}

/** No invoice gives back more of an amount than is left of it there; one that says nothing of it does. */
function besideOf([part, position]: [string, Position], main: number, invoices: readonly OpenInvoice[]): number {
  const isFree = ({ document, left }: OpenInvoice): boolean => {
    const [sold, rest] = [effectOf(document).get(part), left.get(part)]
    if (sold === undefined || !isPositive(grossOf(sold))) return true
    return rest !== undefined && compare(grossOf(rest), grossOf(position)) >= 0
  }
  const free = new Map(invoices.flatMap((invoice, index) => (isFree(invoice) ? [[index, invoice.left] as const] : [])))
  return free.has(main) || free.size === 0 ? main : largest(free)
}

interface Splitting {
  readonly places: number
  taken(index: number): Positions
  give(index: number, part: string, position: Position): void
}

/** Quantities oldest first, amounts as the invoices hold them; what does not fit is given back as an amount. */
function splitOver(holders: readonly number[], part: string, position: Position, splitting: Splitting): void {
  const { taken, give, places } = splitting
  const leftOn = (index: number): Position => taken(index).get(part) ?? { ...position, ...EMPTY }
  const lefts = holders.map(leftOn)
  let over: Position | null = null
  sharesOf(position, lefts, places).forEach((share, turn) => {
    const [index, left] = [holders[turn] ?? 0, lefts[turn] ?? share]
    const given = fits(share, left) ? share : { ...left, quantity: share.quantity }
    give(index, part, given)
    const rest = { ...difference(share, given), quantity: ZERO }
    if (!isFlat(rest)) over = over === null ? rest : added(over, rest)
  })
  if (over !== null) giveAmount(holders, part, over, { leftOn, give })
}

interface Room {
  leftOn(index: number): Position
  give(index: number, part: string, position: Position): void
}

/** An amount without pieces: where all of it has room, else as much as there is on each. */
function giveAmount(holders: readonly number[], part: string, amount: Position, { leftOn, give }: Room): void {
  let rest = amount
  const whole = holders.find((index) => fits(rest, leftOn(index)))
  for (const index of whole === undefined ? holders : [whole]) {
    const room = { ...leftOn(index), quantity: ZERO }
    const given = fits(rest, room) ? rest : room
    give(index, part, given)
    rest = difference(rest, given)
  }
  give(holders.at(-1) ?? 0, part, rest)
}

const EMPTY = { quantity: ZERO, net: ZERO, taxes: [] }

/** A position shared out over what invoices hold of it. */
function sharesOf(position: Position, lefts: readonly Position[], places: number): Position[] {
  let open = position.quantity
  const quantities = lefts.map((left) => {
    const quantity = minimum(open, maximum(ZERO, left.quantity))
    open = subtract(open, quantity)
    return quantity
  })
  const weights = lefts.map((left, index) => {
    const quantity = quantities[index] ?? ZERO
    const isAmount = isZero(position.quantity) || isZero(left.quantity)
    return isAmount ? grossOf(left) : shareOf(grossOf(left), quantity, left.quantity, places)
  })
  const share = (amount: Decimal): Decimal[] => allocate(amount, weights, placesOf([amount], places))
  const nets = share(position.net)
  const taxes = position.taxes.map(({ key, amount }) => ({ key, amounts: share(amount) }))
  return lefts.map((_, index) => ({
    row: position.row,
    // What no invoice holds stays with the last.
    quantity: index === lefts.length - 1 ? add(quantities[index] ?? ZERO, open) : (quantities[index] ?? ZERO),
    net: nets[index] ?? ZERO,
    taxes: taxes.map(({ key, amounts }) => ({ key, amount: amounts[index] ?? ZERO })),
  }))
}

/** Pieces or money of a part. A cent between net and tax, which rounding left behind, is neither and stands in nobody's way. */
const holds = (position: Position | undefined): boolean => {
  if (position === undefined) return false
  const [quantity, gross] = [position.quantity, grossOf(position)]
  return !isNegative(quantity) && !isNegative(gross) && !(isZero(quantity) && isZero(gross))
}

const covers = (left: Position | undefined, position: Position): boolean => left !== undefined && fits(position, left)

/** The index whose positions come to most. */
function largest(positions: ReadonlyMap<number, Positions>): number {
  const totals = [...positions].map(([index, all]) => ({ index, total: totalOf(all) }))
  return totals.reduce((best, one) => (compare(one.total, best.total) > 0 ? one : best), totals[0] ?? NONE).index
}

const NONE = { index: 0, total: ZERO }
