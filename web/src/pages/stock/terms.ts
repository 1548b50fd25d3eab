import type { ExplainedStock } from '#api/stock'

export interface Term {
  readonly key: string
  readonly kind:
    | 'on-hand'
    | 'reserved'
    | 'set-aside'
    | 'offered'
    | 'order'
    | 'pieces'
    | 'possible'
    | 'unheard'
    | 'safety'
    | 'buffer'
    | 'maximum'
    | 'quantity'
  /** `note`: what a figure is made of, told and not counted again. */
  readonly sign: 'plus' | 'minus' | 'note'
  /** Decimal text, without a sign. */
  readonly amount: string
  readonly words: Readonly<Record<string, string>>
  /** The order that it is about. */
  readonly order: string | null
}

const isSome = (amount: string | null): amount is string => amount !== null && !/^-?0*(\.0*)?$/.test(amount)
/** Broken pieces are not for sale: three digits tell enough. */
const shortened = (amount: string): string => amount.replace(/(\.\d{3})\d+$/, '$1')

/** Every term of a figure in the order of the sum, as people read it. Nothing is computed here. */
export function termsOf({ terms, orders }: ExplainedStock): Term[] {
  if (terms === null) return []
  const isBundle = terms.parts.length > 1
  const lines = terms.parts.flatMap((part) => [
    ...part.places.flatMap((place): Term[] => placeTerms(part.item, place)),
    ...orders
      .filter(({ item }) => item === part.item)
      .map((order) => termOf('order', 'minus', order.units, { item: part.item }, order.recordName ?? order.recordKey)),
    ...(isBundle || part.perPiece !== '1'
      ? [termOf('pieces', 'note', shortened(part.pieces), { item: part.item, each: part.perPiece })]
      : []),
  ])
  const less = (kind: Term['kind'], amount: string): Term[] =>
    isSome(amount) ? [termOf(kind, 'minus', shortened(amount))] : []
  return [
    ...lines,
    ...(isBundle ? [termOf('possible', 'plus', shortened(terms.possible))] : []),
    ...less('unheard', terms.unheard),
    ...less('safety', terms.safetyStock),
    ...less('buffer', terms.buffer),
    ...(terms.maximum === null ? [] : [termOf('maximum', 'note', String(terms.maximum))]),
    termOf('quantity', 'plus', String(terms.quantity)),
  ]
}

type Place = NonNullable<ExplainedStock['terms']>['parts'][number]['places'][number]

function placeTerms(item: string, { place, onHand, reserved, setAside, offered }: Place): Term[] {
  const words = { item, place }
  return [
    ...(onHand === null ? [] : [termOf('on-hand', 'note', onHand, words)]),
    ...(isSome(reserved) ? [termOf('reserved', 'note', reserved, words)] : []),
    ...(isSome(setAside) ? [termOf('set-aside', 'note', setAside, words)] : []),
    termOf('offered', 'plus', offered, words),
  ]
}

const termOf = (
  kind: Term['kind'],
  sign: Term['sign'],
  amount: string,
  words: Readonly<Record<string, string>> = {},
  order: string | null = null,
): Term => ({ key: `${kind} ${Object.values(words).join(' ')} ${order ?? ''}`, kind, sign, amount, words, order })
