import { add, type Decimal, ZERO } from '#lib/decimal'
import type { DayFigure, DayFigures, DriftArea } from './difference.ts'
import type { ComparedDocument, DocumentFigures } from './documents.ts'

interface Sums {
  readonly area: DriftArea
  storeCount: number
  targetCount: number
  store: Decimal
  target: Decimal
}

/** The documents of each day and currency in sums: what the store's orders come to, and what the target holds. Pure. */
export function dayFigures(compared: readonly ComparedDocument[]): DayFigures[] {
  const days = new Map<string, Map<string, Sums>>()
  for (const { kind, planned, found } of compared) {
    if (kind === null) continue
    const area = kind === 'payment' || kind === 'refund-payment' ? 'payments' : 'orders'
    if (planned !== null) count(days, planned, kind, area, 'store')
    if (found !== null) count(days, found, kind, area, 'target')
  }
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, sums]) => {
      const [day = '', currency = ''] = key.split(' ')
      return { day, currency, figures: [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(figure) }
    })
}

const figure = ([what, sums]: readonly [string, Sums]): DayFigure => ({ what, ...sums })

function count(
  days: Map<string, Map<string, Sums>>,
  document: DocumentFigures,
  kind: string,
  area: DriftArea,
  side: 'store' | 'target',
): void {
  const key = `${document.date} ${document.currency}`
  const sums = days.get(key) ?? new Map<string, Sums>()
  days.set(key, sums)
  take(sums, kind, area, side, document.total)
  for (const [account, amount] of Object.entries(document.taxes ?? {})) {
    take(sums, `${kind}: tax on ${account}`, 'taxes', side, amount)
  }
}

function take(sums: Map<string, Sums>, what: string, area: DriftArea, side: 'store' | 'target', amount: Decimal): void {
  const own = sums.get(what) ?? { area, storeCount: 0, targetCount: 0, store: ZERO, target: ZERO }
  sums.set(what, own)
  own[side] = add(own[side], amount)
  own[`${side}Count`] += 1
}
