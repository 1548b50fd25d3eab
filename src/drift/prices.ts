import type { Difference } from './difference.ts'
import { type KnownRecord, movingVerdict, type Verdict } from './moving.ts'

/** A price that is not what the list that feeds it says. */
export interface ComparedPrice {
  readonly sku: string | null
  readonly targetItem: string
  /** The store's list, `''` for the price of the variant itself. */
  readonly list: string
  /** Where it would be set. */
  readonly side: 'store' | 'target'
  readonly from: { readonly amount: string | null; readonly compareAt: string | null }
  /** `null` = the price goes away. */
  readonly to: { readonly amount: string; readonly compareAt?: string | null } | null
}

/**
 * The difference that a price comes to: the side that would be set is the one that is wrong. `known`: where the prices of the item stand with
 * us, `null` = nobody ever told of them. `since`: when the sides began to be read. Pure.
 */
export function priceDifference(
  { sku, targetItem, list, side, from, to }: ComparedPrice,
  known: KnownRecord | null,
  since: string,
): Difference {
  const [present, wanted] = [priceText(from.amount, from.compareAt), priceText(to?.amount ?? null, to?.compareAt)]
  return {
    area: 'prices',
    subject: sku ?? targetItem,
    what: list === '' ? 'price' : `price on ${list}`,
    day: null,
    currency: null,
    account: null,
    rate: null,
    sku,
    location: null,
    store: side === 'store' ? present : wanted,
    target: side === 'store' ? wanted : present,
    wrong: side,
    externalId: null,
    ...because(known, since),
  }
}

function because(known: KnownRecord | null, since: string): Verdict {
  const moving = known === null ? null : movingVerdict(known, since)
  if (moving !== null) return moving
  const remedy = 'Set it to what its list says: tillbridge prices compare. See each change first with --dry-run.'
  return known?.state === 'attention' && known.causeMessage !== null
    ? { state: 'held', because: known.causeMessage, remedy: known.causeRemedy ?? remedy }
    : {
        state: 'drifted',
        because: 'The list that it follows says otherwise: one of the two was changed without a word.',
        remedy,
      }
}

const priceText = (amount: string | null, compareAt: string | null | undefined): string | null =>
  amount === null || compareAt == null ? amount : `${amount} (before: ${compareAt})`
