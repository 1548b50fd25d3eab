import {
  add,
  compare,
  type Decimal,
  divide,
  HUNDRED,
  isNegative,
  isPositive,
  maximum,
  minimum,
  multiply,
  subtract,
  sum,
  toNumber,
  ZERO,
} from '#lib/decimal'
import type { StockFact } from '#model/stock'
import type { FedLocation, Feed } from './places.ts'
import type { InventoryRules, Kept } from './rules.ts'

/** An item of the target that one sold piece takes so much of. A bundle has several. */
export interface Part {
  readonly item: string
  /** In the item's stock unit, more than zero. */
  readonly quantity: Decimal
}

/** Units of an item that were sold and that the target does not know of yet. */
export interface Demand {
  readonly item: string
  /** The place that they will be taken from; `null` = not known, so they count everywhere. */
  readonly place: string | null
  readonly units: Decimal
}

export interface QuantityInput {
  readonly rules: InventoryRules
  readonly sku: string | null
  readonly location: string
  /** All fed locations, in the order of the rules: a shared place is given out in that order. */
  readonly locations: readonly FedLocation[]
  readonly parts: readonly Part[]
  /** What the target told of the parts; a place without a fact holds none. */
  readonly facts: readonly StockFact[]
  readonly demand: readonly Demand[]
  /** Pieces that the store has promised at this location to orders that nobody has heard of. */
  readonly unheard: Decimal
}

/** What one part allows, term by term, in its own unit. */
export interface PartTerms {
  readonly item: string
  readonly perPiece: Decimal
  readonly places: readonly {
    readonly place: string
    /** The chosen figure, incoming goods included, before it is shared. */
    readonly figure: Decimal
    readonly offered: Decimal
  }[]
  readonly available: Decimal
  readonly demand: Decimal
  /** Whole or broken pieces that this part allows. */
  readonly pieces: Decimal
}

/** How a figure came about: each line is subtracted from what stands before it. All in pieces. */
export interface Terms {
  readonly parts: readonly PartTerms[]
  /** What the scarcest part allows. */
  readonly possible: Decimal
  readonly unheard: Decimal
  readonly safetyStock: Decimal
  readonly buffer: Decimal
  readonly maximum: number | null
  /** Whole pieces, never below zero. */
  readonly quantity: number
  /** The target itself has none: orders are not the reason. */
  readonly emptyAtSource: boolean
}

// What stores accept as a figure.
const LARGEST = 1_000_000_000

/** How many pieces a store may offer at a location, with every term of the sum. */
export function quantityToSell(input: QuantityInput): Terms {
  const { rules, sku } = input
  const own = rules.items.find((entry) => entry.sku === sku)
  const perPiece = own?.perPiece
  const parts = input.parts.map((part) => partTerms(input, part, perPiece))
  const possible = least(parts.map((part) => part.pieces))
  const atSource = least(parts.map((part) => divide(part.available, part.perPiece)))
  const safetyStock = keptBack(own?.safetyStock ?? rules.safetyStock, atSource)
  const afterSafety = subtract(subtract(possible, input.unheard), safetyStock)
  const buffer = keptBack(rules.buffer, afterSafety)
  const most = own?.maximum ?? rules.maximum
  const whole = floor(subtract(afterSafety, buffer))
  return {
    parts,
    possible,
    unheard: input.unheard,
    safetyStock,
    buffer,
    maximum: most,
    quantity: Math.min(whole, most ?? LARGEST, LARGEST),
    emptyAtSource: floor(atSource) === 0,
  }
}

function partTerms(input: QuantityInput, part: Part, perPiece: Decimal | undefined): PartTerms {
  const own = input.facts.filter((fact) => fact.item === part.item)
  const location = input.locations.find((entry) => entry.location === input.location)
  const places = (location?.feeds ?? []).map(({ place }) => {
    const figure = sum(own.filter((fact) => fact.place === place).map((fact) => figureOf(fact, input.rules)))
    return { place, figure, offered: offeredAt(input, place, figure) }
  })
  const available = sum(places.map((place) => place.offered))
  const feeding = new Set(places.map(({ place }) => place))
  const counts = (row: Demand): boolean => row.item === part.item && (row.place === null || feeding.has(row.place))
  const demand = sum(input.demand.filter(counts).map((row) => row.units))
  const each = perPiece === undefined ? part.quantity : multiply(part.quantity, perPiece)
  return {
    item: part.item,
    perPiece: each,
    places,
    available,
    demand,
    pieces: divide(subtract(available, demand), each),
  }
}

/** The figure that the rules choose, of one item at one place. */
export function figureOf(fact: StockFact, rules: Pick<InventoryRules, 'figure' | 'incomingPercent'>): Decimal {
  const { figure, incomingPercent } = rules
  if (figure === 'projected') return fact.projected ?? subtract(fact.onHand, fact.reserved)
  const incoming = divide(multiply(fact.incoming, incomingPercent), HUNDRED)
  const base = {
    'on-hand': fact.onHand,
    'less-reserved': subtract(fact.onHand, fact.reserved),
    'less-set-aside': subtract(fact.onHand, fact.setAside),
  }[figure]
  return add(base, incoming)
}

/** The part of a place's figure that a location offers. What is missing at a place is missing for all that share it. */
function offeredAt({ locations, location }: QuantityInput, place: string, figure: Decimal): Decimal {
  if (isNegative(figure)) return figure
  let left = figure
  for (const entry of locations) {
    const feed = entry.feeds.find((candidate) => candidate.place === place)
    if (feed === undefined) continue
    const taken = takenBy(feed, figure, left)
    if (entry.location === location) return taken
    left = subtract(left, taken)
  }
  return ZERO
}

function takenBy({ share, upTo }: Feed, figure: Decimal, left: Decimal): Decimal {
  const part = share === null ? left : minimum(left, divide(multiply(figure, share), HUNDRED))
  return upTo === null ? part : minimum(part, upTo)
}

function keptBack(kept: Kept, of: Decimal): Decimal {
  if ('pieces' in kept) return kept.pieces
  return isPositive(of) ? divide(multiply(of, kept.percent), HUNDRED) : ZERO
}

const least = (values: readonly Decimal[]): Decimal =>
  values.reduce<Decimal | null>((low, value) => (low === null ? value : minimum(low, value)), null) ?? ZERO

/** Whole pieces, never below zero. A quotient that ran out of digits right below a whole number is that number. */
function floor(value: Decimal): number {
  const whole = Math.floor(Math.min(toNumber(maximum(value, ZERO)), LARGEST))
  return compare(subtract(String(whole + 1) as Decimal, value), TINY) <= 0 ? whole + 1 : whole
}

const TINY = '0.000000001' as Decimal
