import type { FoundDocument, FoundRow } from '#contract/target'
import { type Decimal, equals, isZero, sum, ZERO } from '#lib/decimal'
import { isSalesDocument, type MappedDocument } from '#model/documents'
import { type Pair, sameCustomer } from './adopt-match.ts'

/** One thing in which a document of the target differs from the planned one. */
export interface ShadowDifference {
  /** `total`, `tax`, `date`, `customer`, `quantity of MUG` … */
  readonly what: string
  readonly planned: string | null
  readonly found: string | null
  /** Of a tax: the rate in percent that the store states; `null` = none, or several. */
  readonly rate?: string | null
  /** Of a row: the target's item. */
  readonly item?: string
}

/** In what a pair differs. `mapped`: the planned document with the target's items, where they are known. Pure. */
export function shadowDifferences(
  { planned, found, doubts }: Pair,
  mapped: MappedDocument | null,
  others: readonly Pair[],
): ShadowDifference[] {
  const differences: ShadowDifference[] = []
  const compare = (what: string, ours: string | null, theirs: string | null): void => {
    if (ours !== theirs) differences.push({ what, planned: ours, found: theirs })
  }
  compare('total', planned.total, found.total)
  // What is paid is told in the currency of the account; a document is in one of its own.
  if (mapped !== null && isSalesDocument(mapped)) compare('currency', planned.currency, found.currency)
  const taxes = mapped === null ? [] : taxDifferences(mapped, found)
  differences.push(...taxes)
  if (taxes.length === 0 && planned.taxTotal !== null && found.taxTotal !== null) {
    compare('tax', planned.taxTotal, found.taxTotal)
  }
  compare('date', planned.date, found.date)
  if (sameCustomer(planned, found) === false) compare('customer', planned.partyName, found.partyName)
  if (found.state === 'draft') compare('state', 'issued', found.state)
  if (doubts.includes('number-missing')) compare('number', planned.numbers[0] ?? null, null)
  if (mapped !== null && found.rows !== null) differences.push(...rowDifferences(mapped, found.rows))
  const more = [...new Set(others.map((pair) => pair.found.externalId))]
  if (more.length > 0) compare('further documents that could be it', null, more.join(', '))
  return differences
}

/** Tax per account: a rate booked as another one leaves the sums as they are. */
function taxDifferences(mapped: MappedDocument, found: FoundDocument): ShadowDifference[] {
  if (!isSalesDocument(mapped) || found.taxes === undefined) return []
  const ours = mapped.taxes.filter(({ amount }) => !isZero(amount))
  const theirs = found.taxes.filter(({ amount }) => !isZero(amount))
  const accounts = new Set([...ours.map(({ account }) => account ?? ''), ...theirs.map(({ account }) => account)])
  return [...accounts].toSorted().flatMap((account) => {
    const planned = sum(ours.filter((tax) => (tax.account ?? '') === account).map(({ amount }) => amount))
    const booked = sum(theirs.filter((tax) => tax.account === account).map(({ amount }) => amount))
    if (equals(planned, booked)) return []
    const rates = new Set(ours.flatMap((tax) => ((tax.account ?? '') === account ? [tax.key.ratePercent] : [])))
    const [rate = null] = rates.size === 1 ? rates : []
    return [{ what: `tax on ${account}`, planned: shown(planned), found: shown(booked), rate }]
  })
}

const shown = (amount: Decimal): string | null => (equals(amount, ZERO) ? null : amount)

/** Rows by item: one line of an order may stand in two rows of the target. */
function rowDifferences(mapped: MappedDocument, rows: readonly FoundRow[]): ShadowDifference[] {
  if (!isSalesDocument(mapped)) return []
  const planned = mapped.rows.flatMap(({ item, quantity, net }) => (item === null ? [] : [{ item, quantity, net }]))
  const [ours, theirs] = [planned, rows].map((side) => Map.groupBy(side, (row) => row.item))
  const items = [...new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])].toSorted()
  return items.flatMap((item) => {
    const [mine = [], other = []] = [ours?.get(item), theirs?.get(item)]
    const figure = (side: typeof mine, name: 'quantity' | 'net'): string => sum(side.map((row) => row[name]))
    return (['quantity', 'net'] as const).flatMap((name) => {
      const what = name === 'quantity' ? `quantity of ${item}` : `net amount of ${item}`
      const pair = { what, planned: figure(mine, name), found: figure(other, name), item }
      return pair.planned === pair.found ? [] : [pair]
    })
  })
}
