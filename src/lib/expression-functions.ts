import { add, compare, decimal, type Decimal, multiply, subtract } from './decimal.ts'
import { round } from './rounding.ts'

type Amount = string | number

const exact = (value: Amount): Decimal => decimal(value)

const halfUp = (value: Amount, places: number): Decimal => round(exact(value), { places, direction: 'half-up' })

/** `12.5` with two digits is `12.50`. */
function fixed(value: Amount, digits = 2): string {
  const [whole = '0', fraction = ''] = halfUp(value, digits).split('.')
  return digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`
}

const list = (values: Amount | readonly Amount[] | undefined): readonly Amount[] =>
  values === undefined ? [] : Array.isArray(values) ? values : [values as Amount]

/**
 * Functions beside JSONata's own, whose numbers are floats: these calculate amounts exactly, as decimal texts such as `"12.5"`.
 * `$plus(a, b)`, `$minus(a, b)`, `$times(a, b)`, `$total(list)`, `$rounded(a, digits)`, `$fixed(a, digits)`, `$compare(a, b)`.
 */
export const expressionFunctions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  plus: (a: Amount, b: Amount) => add(exact(a), exact(b)),
  minus: (a: Amount, b: Amount) => subtract(exact(a), exact(b)),
  times: (a: Amount, b: Amount) => multiply(exact(a), exact(b)),
  total: (values: Amount | readonly Amount[] | undefined) => add(...list(values).map(exact)),
  rounded: (value: Amount, digits = 2) => halfUp(value, digits),
  fixed,
  compare: (a: Amount, b: Amount) => compare(exact(a), exact(b)),
  // What an expression does is known when it is applied, not when a record brings a text.
  eval: () => {
    throw new Error('$eval is not allowed')
  },
}

const LONGEST_PAD = 10_000

const notAllowed = (name: string) => () => {
  throw new Error(`$${name} is not allowed here: the same record must always come to the same value`)
}

/** In place of functions that answer otherwise each time, or that fill the memory in one step. */
export const strictFunctions: Readonly<Record<string, (...values: never[]) => unknown>> = {
  now: notAllowed('now'),
  millis: notAllowed('millis'),
  random: notAllowed('random'),
  shuffle: notAllowed('shuffle'),
  pad: (text: string | undefined, width: number, fill = ' ') => {
    if (text === undefined) return undefined
    if (!(Math.abs(width) <= LONGEST_PAD)) throw new Error(`$pad goes up to ${LONGEST_PAD} characters`)
    return width < 0 ? text.padStart(-width, fill) : text.padEnd(width, fill)
  },
}
