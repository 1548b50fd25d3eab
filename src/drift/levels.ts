import { type Decimal, equals, isPositive } from '#lib/decimal'
import type { Difference } from './difference.ts'
import { NOTHING_TO_DO, type Verdict } from './moving.ts'

export interface ComparedLevel {
  readonly sku: string
  readonly location: string
  /** `null` = the store has none of it at this location. */
  readonly offered: number | null
  /** What the target has for sale, by the rules. */
  readonly wanted: number
  /** When the comparison began to read both sides. All instants are ISO, by the database's clock. */
  readonly since: string
}

/** Where a level stands with us. */
export interface KnownLevel {
  readonly state: string
  readonly cause: { readonly message: string; readonly remedy: string | null } | null
  /** It is to be looked at, or everything is. */
  readonly isDue: boolean
  /** Something that was told of it has not been looked at yet. */
  readonly hasNews: boolean
  /** When it was looked at last; `null` = never. */
  readonly checkedAt: string | null
  /** Units of orders that the target did not know: when the figure was computed, and by all that is known now. */
  readonly unknownThen: Decimal
  readonly unknownNow: Decimal
  /** By when the target's figure of it was last read; `null` = never. */
  readonly targetReadAt: string | null
  /** Documents of orders that take it are being written. */
  readonly isBooking: boolean
  /** When they were last written; `null` = never. */
  readonly bookedAt: string | null
}

/** The difference that a level comes to, `null` = it is as it should be. The target owns stock: it is the store that is wrong. Pure. */
export function levelDifference(compared: ComparedLevel, known: KnownLevel | null): Difference | null {
  const { sku, location, offered, wanted, since } = compared
  if ((offered ?? 0) === wanted) return null
  return {
    area: 'stock',
    subject: sku,
    what: 'available',
    day: null,
    currency: null,
    account: null,
    rate: null,
    sku,
    location,
    store: offered === null ? null : String(offered),
    target: String(wanted),
    wrong: 'store',
    externalId: null,
    ...because(sku, known, since),
  }
}

function because(sku: string, known: KnownLevel | null, since: string): Verdict {
  if (known !== null && known.cause !== null && known.state === 'attention') {
    return { state: 'held', because: known.cause.message, remedy: known.cause.remedy ?? `tillbridge stock ${sku}` }
  }
  const reason = known === null ? null : underWay(known, since)
  if (reason !== null) return { state: 'under-way', because: reason, remedy: NOTHING_TO_DO }
  return {
    state: 'drifted',
    because: 'One side has changed its figure without a word, or somebody has set it in the store.',
    remedy: 'Set it to what the ERP has: tillbridge stock sync. Every term of it: tillbridge stock, with the SKU.',
  }
}

/** Why a level is looked at again although nobody tells of it any more; `null` = it is not. */
function underWay(known: KnownLevel, since: string): string | null {
  if (known.state === 'waiting' && known.cause !== null) {
    return `It could not be set just now, and is tried again: ${known.cause.message}`
  }
  const isLeft = known.state === 'pending' || known.state === 'waiting'
  if (isLeft || known.isDue || known.hasNews) return 'It is about to be set.'
  if (known.checkedAt !== null && known.checkedAt >= since) return 'It was looked at while both sides were being read.'
  return isBookedAhead(known) || isCountedOtherwise(known)
    ? 'Orders of it were booked a moment ago: it is set once the ERP has told its stock again, within a minute.'
    : null
}

/** What we wrote moves the target's figure, or an order counts twice, until the target is read again. */
const isBookedAhead = ({ isBooking, bookedAt, targetReadAt }: KnownLevel): boolean =>
  isBooking || (bookedAt !== null && (targetReadAt === null || bookedAt >= targetReadAt))

/** The target has been read since: orders that counted twice do no more, and the level is the next to be looked at. */
const isCountedOtherwise = ({ unknownThen, unknownNow }: KnownLevel): boolean =>
  isPositive(unknownThen) && !equals(unknownThen, unknownNow)
