import { type Decimal, isNegative, negate } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { Order } from '#model/order'
import type { FigureOf } from './explain-figures.ts'
import type { Part, Term } from './explain-terms.ts'

/** What is needed to write a tree in words. */
export interface Reader {
  /** For the names of discounts; `null` = several orders, or none. */
  readonly order: Order | null
  readonly currency: string
  readonly figures: ReadonlyMap<string, FigureOf>
}

/** The whole tree on one line: `unit price 99.50 × quantity 2 − discount SPRING 19.90`. */
export function formulaOf(term: Term, reader: Reader): string {
  switch (term.what) {
    case 'sum':
      return term.parts.map((part, index) => signed(part, index === 0, reader)).join(' ')
    case 'product':
      return `${factor(term.of[0], reader)} × ${factor(term.of[1], reader)}`
    case 'quotient':
      return `${factor(term.of[0], reader)} ÷ ${factor(term.of[1], reader)}`
    case 'absolute':
      return `the size of (${formulaOf(term.of, reader)})`
    case 'rounded':
      return `(${formulaOf(term.of, reader)}) rounded ${term.direction} to ${digits(term.places)}`
    case 'share':
      return `part ${term.index + 1} of ${term.weights.length} of (${formulaOf(term.total, reader)})`
    case 'source':
    case 'held':
    case 'figure':
      return `${labelOf(term, reader)} ${valueText(term, reader)}`
    case 'constant':
      return term.value
  }
}

const factor = (term: Term, reader: Reader): string =>
  term.what === 'sum' ? `(${formulaOf(term, reader)})` : formulaOf(term, reader)

function signed({ sign, term }: Part, isFirst: boolean, reader: Reader): string {
  const formula = formulaOf(term, reader)
  const isBare = isNegative(term.value) && (sign === '-' || !isFirst)
  const text = isBare ? `(${formula})` : formula
  if (isFirst) return sign === '+' ? text : `−${text}`
  return `${sign === '+' ? '+' : '−'} ${text}`
}

type Named = Extract<Term, { readonly what: 'source' | 'held' | 'figure' }>

const valueText = (term: Named, { currency, figures }: Reader): string =>
  isQuantity(term, figures) ? term.value : amountText(term.value, currency)

const isQuantity = (term: Named, figures: Reader['figures']): boolean =>
  term.what === 'figure' ? figures.get(term.figure)?.isQuantity === true : /quantity$/i.test(term.path)

function amountText(amount: Decimal, currency: string): string {
  if (isNegative(amount)) return `−${amountText(negate(amount), currency)}`
  const [whole = '0', fraction = ''] = amount.split('.')
  const shown = fraction.padEnd(minorUnits(currency), '0')
  return shown === '' ? whole : `${whole}.${shown}`
}

const digits = (places: number): string => (places === 1 ? '1 digit' : `${places} digits`)

/** What a leaf is, in words: `unit price`, `discount SPRING`, `tax taken off by refund 77`. */
export function labelOf(term: Named, reader: Reader): string {
  if (term.what === 'figure') return reader.figures.get(term.figure)?.label ?? term.figure
  if (term.what === 'held') return heldLabel(term.path)
  const path = term.path.replace(/^orders\[.*?\]/, 'order')
  for (const [pattern, label] of LABELS) {
    const match = pattern.exec(path)
    if (match !== null) return label(match[1] ?? '', match[2] ?? '', reader.order)
  }
  return term.path
}

/** `net of line:901 in acme:invoice:5501`, `part of acme:payment:8801 for acme:invoice:5501`. */
function heldLabel(path: string): string {
  const [, document = '', rest = ''] = /^held\[(.*?)\]\.(.*)$/.exec(path) ?? []
  const [, list = '', part = '', field = ''] =
    /^(rows|lines|allocations|taxes)\[(.*?)\](?:\.(\w+))?(?:\[.*)?/.exec(rest) ?? []
  if (list === 'allocations' || list === 'lines') return `part of ${document} for ${part}`
  if (list === 'taxes') return `tax ${Number(part) + 1} of ${document}`
  if (list === 'rows') return `${field === 'taxes' ? 'tax' : field} of ${part} in ${document}`
  return `${rest} of ${document}`
}

type Label = (id: string, part: string, order: Order | null) => string

/** Fields of the record by their path; the first that fits. Groups: the id of the whole, the id or position of the part. */
const LABELS: readonly (readonly [RegExp, Label])[] = [
  [/^order\.lines\[(.*?)\]\.unitPrice/, () => 'unit price'],
  [/^order\.lines\[(.*?)\]\.quantity$/, () => 'quantity ordered'],
  [/^order\.lines\[(.*?)\]\.currentQuantity$/, () => 'quantity left'],
  [/^order\.lines\[(.*?)\]\.discounts\[(.*?)\]/, (id, index, order) => discountLabel(order, id, index)],
  [/^order\.lines\[(.*?)\]\.taxes\[(.*?)\]/, () => 'stated tax'],
  [/^order\.lines\[.*?\]\.duties\[(.*?)\]\.amount/, (id) => `duty ${id}`],
  [/^order\.lines\[.*?\]\.duties\[(.*?)\]\.taxes/, (id) => `stated tax of duty ${id}`],
  [/^order\.shippingLines\[(.*?)\]\.price/, () => 'price of the delivery'],
  [/^order\.shippingLines\[(.*?)\]\.discounts/, () => 'discount on the delivery'],
  [/^order\.shippingLines\[(.*?)\]\.taxes/, () => 'stated tax of the delivery'],
  [/^order\.fees\[(.*?)\]\.price/, () => 'fee'],
  [/^order\.fees\[(.*?)\]\.taxes/, () => 'stated tax of the fee'],
  [/^order\.refunds\[(.*?)\]\.payments\[(.*?)\]\.rounding/, (id) => `cash rounding of refund ${id}`],
  [/^order\.refunds\[(.*?)\]\.payments\[(.*?)\]/, (id, part) => `money given back by refund ${id} (${part})`],
  [/^order\.refunds\[(.*?)\].*\.quantity$/, (id) => `quantity taken off by refund ${id}`],
  [/^order\.refunds\[(.*?)\].*\.tax\.\w+$/, (id) => `tax taken off by refund ${id}`],
  [/^order\.refunds\[(.*?)\]\.adjustments/, (id) => `adjustment of refund ${id}`],
  [/^order\.refunds\[(.*?)\]\.duties/, (id) => `duty taken off by refund ${id}`],
  [/^order\.refunds\[(.*?)\]\.shipping/, (id) => `delivery taken off by refund ${id}`],
  [/^order\.refunds\[(.*?)\]/, (id) => `amount taken off by refund ${id}`],
  [/^order\.fulfillments\[(.*?)\]\.lines\[.*?\]\.quantity$/, (id) => `quantity sent by shipment ${id}`],
  [/^order\.payments\[(.*?)\]\.rounding/, (id) => `cash rounding of payment ${id}`],
  [/^order\.payments\[(.*?)\]\.amount/, (id) => `payment ${id}`],
  [/^mappings\.items\[.*?\]\.components\[(.*?)\]\.share$/, (index) => `share of component ${Number(index) + 1}`],
  [/^mappings\.items\[.*?\]\.components\[.*?\]\.quantity$/, () => 'pieces in one bundle'],
  [/^payout\.transactions\[(.*?)\]\.feeTax$/, (id) => `tax on the fee of ${id}`],
  [/^payout\.transactions\[(.*?)\]\.withheldTax$/, (id) => `tax withheld from ${id}`],
  [/^payout\.transactions\[(.*?)\]\.(\w+)$/, (id, field) => `${field} of ${id}`],
  [/^payout\.net$/, () => 'what the bank got'],
  [/^order\.totals\.currentTotal/, () => 'total that the store states'],
  [/^order\.totals\.currentTax/, () => 'tax that the store states'],
  [/^order\.totals\.total/, () => 'first total that the store states'],
]

function discountLabel(order: Order | null, lineId: string, position: string): string {
  const line = order?.lines.find((one) => one.externalId === lineId)
  const application = line?.discounts[Number(position)]?.applicationIndex
  const title = order?.discounts.find((one) => one.index === application)?.title
  return title == null ? 'discount' : `discount ${title}`
}

/** What was done to get from the fields to the number, one sentence each, in the order of the calculation. */
export function stepsOf(term: Term, reader: Reader): string[] {
  return [...new Set(stepsIn(term, reader))]
}

/** What a factor or a weight is made of only says how much falls on the number; it is no step to it. */
function stepsIn(term: Term, reader: Reader): string[] {
  const own = stepOf(term, reader)
  if (term.what === 'sum') return [...term.parts.flatMap((part) => stepsIn(part.term, reader)), ...own]
  if (term.what === 'rounded' || term.what === 'absolute') return [...stepsIn(term.of, reader), ...own]
  return term.what === 'share' ? [...stepsIn(term.total, reader), ...own] : own
}

function stepOf(term: Term, reader: Reader): string[] {
  if (term.what === 'sum') return term.parts.flatMap((part) => partStep(part, reader))
  if (term.what === 'rounded') return [`rounded ${term.direction} to ${digits(term.places)}`]
  if (term.what !== 'share') return []
  const total = amountText(term.total.value, reader.currency)
  const weights = term.weights.map((weight) => weight.value).join(' : ')
  return [
    `${total} allocated by largest remainder over ${weights}, to ${digits(term.places)}: part ${term.index + 1} is ${amountText(term.value, reader.currency)}`,
  ]
}

function partStep({ sign, term }: Part, reader: Reader): string[] {
  const isTakenOff = sign === '-' && term.what === 'source' && /\.(refunds|discounts)\[/.test(term.path)
  return isTakenOff ? [`less ${labelOf(term, reader)}`] : []
}
