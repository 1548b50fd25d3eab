import { absolute, add, type Decimal, divide, isZero, multiply, negate, sum, ZERO } from '#lib/decimal'
import { type Origin, originOf, type RoundingDirection, unfollowed } from '#lib/decimal-origin'
import { allocate, round } from '#lib/rounding'

/** How a number came about, as a tree whose leaves are fields of the store's record. `evaluate` gives the number again. */
export type Term =
  /** A field of the record: `order.lines[901].unitPrice.shop`. */
  | { readonly what: 'source'; readonly path: string; readonly value: Decimal }
  /** A figure of a document that was held before: `held[nordlys:invoice:5501].rows[line:901].net`. */
  | { readonly what: 'held'; readonly path: string; readonly value: Decimal }
  /** Another figure of the same document, explained for itself. */
  | { readonly what: 'figure'; readonly figure: string; readonly value: Decimal }
  /** A number that no record states, such as the quantity of a delivery charge. */
  | { readonly what: 'constant'; readonly value: Decimal }
  | { readonly what: 'sum'; readonly parts: readonly Part[]; readonly value: Decimal }
  | { readonly what: 'product' | 'quotient'; readonly of: readonly [Term, Term]; readonly value: Decimal }
  | { readonly what: 'absolute'; readonly of: Term; readonly value: Decimal }
  | {
      readonly what: 'rounded'
      readonly of: Term
      /** Digits behind the point. */
      readonly places: number
      readonly direction: RoundingDirection
      readonly value: Decimal
    }
  /** What falls on one of several weights when `total` is split by largest remainder. */
  | {
      readonly what: 'share'
      readonly total: Term
      readonly weights: readonly Term[]
      readonly index: number
      readonly places: number
      readonly value: Decimal
    }

export interface Part {
  readonly sign: '+' | '-'
  readonly term: Term
}

/** The figures of the document that is explained. */
export interface Figures {
  /** The figure that this very result is, or `undefined`. */
  idOf(value: Decimal): string | undefined
  /** What a figure is made of. */
  termOf(id: string): Term
}

/**
 * The tree of a followed decimal. It ends at fields of the record and at other figures of the document.
 *
 * @param self - the figure that is explained, which must not refer to itself.
 */
export function termOf(value: Decimal, figures: Figures, self: string | null): Term {
  const figure = figures.idOf(value)
  if (figure !== undefined && figure !== self) return { what: 'figure', figure, value: unfollowed(value) }
  const origin = originOf(value)
  if (origin === null) return { what: 'constant', value }
  const inner = (operand: Decimal): Term => termOf(operand, figures, null)
  if (origin.by === 'source') return leaf(origin.path, unfollowed(value))
  if (isSum(origin)) return sumOf(signedOperands(origin), inner, unfollowed(value), figures)
  return calculated(origin, inner, unfollowed(value))
}

const isSum = (origin: Exclude<Origin, { readonly by: 'source' }>): origin is SumOrigin =>
  origin.by === 'sum' || origin.by === 'difference' || origin.by === 'negative'

const leaf = (path: string, value: Decimal): Term => ({
  what: path.startsWith('held[') ? 'held' : 'source',
  path,
  value,
})

type SumOrigin = Extract<Origin, { readonly by: 'sum' | 'difference' | 'negative' }>

type Calculated = Exclude<Origin, { readonly by: 'source' } | SumOrigin>

function calculated(origin: Calculated, inner: (operand: Decimal) => Term, value: Decimal): Term {
  switch (origin.by) {
    case 'product':
    case 'quotient':
      return { what: origin.by, of: [inner(origin.of[0]), inner(origin.of[1])], value }
    case 'absolute':
      return { what: 'absolute', of: inner(origin.of[0]), value }
    case 'rounding':
      return { what: 'rounded', of: inner(origin.of[0]), places: origin.places, direction: origin.direction, value }
    case 'allocation': {
      const [total, ...weights] = origin.of
      const { index, places } = origin
      // Over a single weight there is nothing to split.
      if (weights.length === 1) return inner(total)
      return { what: 'share', total: inner(total), weights: weights.map(inner), index, places, value }
    }
  }
}

type Signed = readonly [sign: Part['sign'], operand: Decimal]

const signedOperands = (origin: SumOrigin): Signed[] =>
  origin.by === 'sum'
    ? origin.of.map((operand) => ['+', operand])
    : origin.by === 'difference'
      ? [
          ['+', origin.of[0]],
          ['-', origin.of[1]],
        ]
      : [['-', origin.of[0]]]

/**
 * Sums of sums are one sum. What is nothing is left out, since a line without a discount has no discount to explain, and so is
 * what is added and taken off again.
 */
function sumOf(operands: readonly Signed[], inner: (operand: Decimal) => Term, value: Decimal, figures: Figures): Term {
  const all = operands.flatMap(([sign, operand]): Part[] => {
    const term = inner(operand)
    return term.what === 'sum'
      ? term.parts.map((part) => ({ ...part, sign: part.sign === sign ? '+' : '-' }))
      : [{ sign, term }]
  })
  const parts = withoutOpposites(
    all.filter(({ term }) => !isZero(term.value)),
    figures,
  )
  const [first, second] = parts
  if (first === undefined)
    return all.find(({ term }) => isZero(term.value) && term.what !== 'constant')?.term ?? NOTHING
  return second === undefined && first.sign === '+' ? first.term : { what: 'sum', parts, value }
}

const NOTHING: Term = { what: 'constant', value: ZERO }

function withoutOpposites(parts: readonly Part[], figures: Figures): Part[] {
  const kept: { readonly part: Part; readonly key: string }[] = []
  for (const part of parts) {
    const key = keyOf(part.term, figures)
    const opposite = kept.findIndex((one) => one.key === key && one.part.sign !== part.sign)
    if (opposite < 0) kept.push({ part, key })
    else kept.splice(opposite, 1)
  }
  // What is there before what is taken off it, as people write it.
  const signed = (sign: Part['sign']) => kept.flatMap(({ part }) => (part.sign === sign ? [part] : []))
  return [...signed('+'), ...signed('-')]
}

/** Equal for equal calculations: a figure counts as what it is made of. */
const keyOf = (term: Term, figures: Figures): string =>
  term.what === 'figure' ? keyOf(figures.termOf(term.figure), figures) : JSON.stringify(term)

/** Calculates a tree. `figureValue` gives the figures that it refers to. */
export function evaluate(term: Term, figureValue: (figure: string) => Decimal): Decimal {
  const inner = (operand: Term): Decimal => evaluate(operand, figureValue)
  switch (term.what) {
    case 'source':
    case 'held':
    case 'constant':
      return term.value
    case 'figure':
      return figureValue(term.figure)
    case 'sum':
      return sum(term.parts.map((part) => (part.sign === '+' ? inner(part.term) : negate(inner(part.term)))))
    case 'product':
      return multiply(inner(term.of[0]), inner(term.of[1]))
    case 'quotient':
      return divide(inner(term.of[0]), inner(term.of[1]))
    case 'absolute':
      return absolute(inner(term.of))
    case 'rounded':
      return round(inner(term.of), { places: term.places, direction: term.direction })
    case 'share':
      return allocate(inner(term.total), term.weights.map(inner), term.places)[term.index] ?? add(ZERO)
  }
}

/** The tree's nodes, from the outside in. */
export function termsIn(term: Term): Term[] {
  switch (term.what) {
    case 'sum':
      return [term, ...term.parts.flatMap((part) => termsIn(part.term))]
    case 'product':
    case 'quotient':
      return [term, ...term.of.flatMap(termsIn)]
    case 'absolute':
    case 'rounded':
      return [term, ...termsIn(term.of)]
    case 'share':
      return [term, ...termsIn(term.total), ...term.weights.flatMap(termsIn)]
    case 'source':
    case 'held':
    case 'constant':
    case 'figure':
      return [term]
  }
}
