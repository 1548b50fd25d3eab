import { add, type Decimal, isZero, subtract, sum, ZERO } from '#lib/decimal'
import { isSalesDocument, type RowTax, type SalesDocument, type TargetDocument, taxKeyText } from '#model/documents'
import { type Difference, documentDifferences } from '#model/invariants'
import type { Currency } from '#model/money'
import type { Facts } from './facts.ts'
import { taxKeyId } from './tax-keys.ts'

/** The store's figures beside those of the documents; what a preview shows and what permits the write. */
export interface Proof {
  readonly currency: Currency
  readonly figures: readonly Figure[]
  /** Where they are not equal. Empty = balanced. */
  readonly differences: readonly Difference[]
}

interface Figure {
  /** In words a bookkeeper knows, e.g. `total`, `tax SE 25% included`, `payments`. */
  readonly what: string
  readonly store: Decimal
  readonly documents: Decimal
}

/**
 * Compares what the store states with what the documents say: total, net, tax, tax per key, and payments where they are booked.
 * The invoice is compared when there is one, else the sales order; both carry the same figures.
 */
export function prove(facts: Facts, documents: readonly TargetDocument[]): Proof {
  const sales = documents.filter((document) => isSalesDocument(document))
  const payments = documents.filter((document) => !isSalesDocument(document))
  const figures = [
    ...sales.slice(-1).flatMap((document) => salesFigures(facts, document)),
    ...(payments.length === 0
      ? []
      : [figure('payments', facts.till.received, sum(payments.map((payment) => payment.amount)))]),
  ]
  const unequal = figures.filter(({ store, documents }) => !isZero(subtract(documents, store)))
  const differences = unequal.map(({ what, store, documents }) => ({
    what,
    expected: store,
    actual: documents,
    difference: subtract(documents, store),
  }))
  return { currency: facts.currency, figures, differences: [...differences, ...sales.flatMap(documentDifferences)] }
}

/** The proof of an order of which nothing is left: the store says so too. */
export function proveNothingLeft(facts: Facts): Proof {
  const { total } = facts.stated
  const difference = { what: 'total', expected: total, actual: ZERO, difference: subtract(ZERO, total) }
  return {
    currency: facts.currency,
    figures: [figure('total', total, ZERO)],
    differences: isZero(total) ? [] : [difference],
  }
}

const figure = (what: string, store: Decimal, documents: Decimal): Figure => ({ what, store, documents })

function salesFigures({ stated }: Facts, document: SalesDocument): Figure[] {
  return [
    figure('total', stated.total, document.total),
    figure('net', stated.net, document.netTotal),
    figure('tax', stated.tax, document.taxTotal),
    ...taxFigures(stated.taxes, document),
  ]
}

function taxFigures(stated: readonly RowTax[], document: SalesDocument): Figure[] {
  const figures = new Map<string, Figure>()
  for (const [side, taxes] of [
    ['store', stated],
    ['documents', document.taxes],
  ] as const) {
    for (const { key, amount } of taxes) {
      const id = taxKeyId(key)
      const known = figures.get(id) ?? figure(`tax ${taxKeyText(key)}`, ZERO, ZERO)
      figures.set(id, { ...known, [side]: add(known[side], amount) })
    }
  }
  return [...figures.values()]
}
