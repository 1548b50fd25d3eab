import { add, type Decimal, isZero, negate, subtract, sum, ZERO } from '#lib/decimal'
import {
  isPaymentDocument,
  isSalesDocument,
  type PaymentDocument,
  type RowTax,
  type SalesDocument,
  type TargetDocument,
  taxKeyText,
} from '#model/documents'
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
 * Compares what the store states with what the documents in force say: total, net, tax, tax per key, and the money where it is
 * booked. Invoices count less their credit notes; where there is none, the sales order counts, which carries the same figures.
 */
export function prove(
  facts: Facts,
  documents: readonly TargetDocument[],
  { isNothingLeft = false }: { readonly isNothingLeft?: boolean } = {},
): Proof {
  const sales = documents.filter(isSalesDocument)
  const invoices = sales.filter((document) => document.kind !== 'sales-order')
  const counted = invoices.length > 0 ? invoices : sales
  const payments = documents.filter(isPaymentDocument)
  const figures = [
    ...(counted.length > 0 ? salesFigures(facts, counted) : []),
    ...(isNothingLeft ? [figure('total', facts.stated.total, ZERO)] : []),
    ...moneyFigures(facts, payments),
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

const figure = (what: string, store: Decimal, documents: Decimal): Figure => ({ what, store, documents })

function moneyFigures({ till, money, refunds }: Facts, payments: readonly PaymentDocument[]): Figure[] {
  if (payments.length === 0) return []
  const paid = (kind: PaymentDocument['kind']) =>
    sum(payments.filter((one) => one.kind === kind).map((one) => one.amount))
  const received = figure('payments', till.received, paid('payment'))
  if (money.length > 0 && refunds.length === 0) return [received]
  return [received, figure('refunds', sum(refunds.map((one) => one.amount)), paid('refund-payment'))]
}

const signed = (document: SalesDocument, value: Decimal): Decimal =>
  document.kind === 'credit-note' ? negate(value) : value

function salesFigures({ stated }: Facts, documents: readonly SalesDocument[]): Figure[] {
  const net = (of: (document: SalesDocument) => Decimal) => sum(documents.map((one) => signed(one, of(one))))
  const taxes = documents.flatMap((one) =>
    one.taxes.map(({ key, amount }): RowTax => ({ key, amount: signed(one, amount) })),
  )
  return [
    figure(
      'total',
      stated.total,
      net((one) => one.total),
    ),
    figure(
      'net',
      stated.net,
      net((one) => one.netTotal),
    ),
    figure(
      'tax',
      stated.tax,
      net((one) => one.taxTotal),
    ),
    ...taxFigures(stated.taxes, taxes),
  ]
}

function taxFigures(stated: readonly RowTax[], documents: readonly RowTax[]): Figure[] {
  const figures = new Map<string, Figure>()
  for (const [side, taxes] of [
    ['store', stated],
    ['documents', documents],
  ] as const) {
    for (const { key, amount } of taxes) {
      const id = taxKeyId(key)
      const known = figures.get(id) ?? figure(`tax ${taxKeyText(key)}`, ZERO, ZERO)
      figures.set(id, { ...known, [side]: add(known[side], amount) })
    }
  }
  return [...figures.values()]
}
