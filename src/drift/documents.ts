import { type Decimal, equals } from '#lib/decimal'
import type { Difference, DriftArea } from './difference.ts'
import { type KnownRecord, movingVerdict, NOTHING_TO_DO, type Verdict } from './moving.ts'

/** A planned document beside the one that the target holds, as the comparison found them. */
export interface ComparedDocument {
  readonly verdict: 'equal' | 'different' | 'missing' | 'extra' | 'held'
  readonly orderKey: string | null
  readonly orderName: string | null
  readonly kind: string | null
  readonly reference: string | null
  readonly externalId: string | null
  readonly planned: DocumentFigures | null
  readonly found: DocumentFigures | null
  readonly differences: readonly {
    readonly what: string
    readonly planned: string | null
    readonly found: string | null
    readonly rate?: string | null
    readonly item?: string
  }[]
  /** Why nothing would be written. */
  readonly reason: string | null
  /** Nothing of the order belongs into the target. */
  readonly leftOut?: true
  /** When the order was placed, an ISO instant. */
  readonly placedAt?: string
}

/** ISO instants: when the two sides began to be read, and until when each order of the store must have been heard of. */
export interface ReadingTimes {
  readonly since: string
  /** `null` = the store was never searched. */
  readonly searchedUntil: string | null
}

export interface DocumentFigures {
  readonly total: Decimal
  readonly taxTotal: Decimal | null
  /** Per account of the target, where that is known. */
  readonly taxes: Readonly<Record<string, Decimal>> | null
  readonly currency: string
  readonly date: string
}

/** Where an order stands with us. */
export interface KnownOrder extends KnownRecord {
  /** What we wrote for it, by reference. */
  readonly written: ReadonlyMap<string, WrittenFigures>
}

export interface WrittenFigures {
  readonly externalId: string
  readonly state: 'issued' | 'cancelled'
  /** `null` for kinds without an amount. */
  readonly total: Decimal | null
  readonly taxTotal: Decimal | null
}

/** The differences that a pair of documents comes to, each with the side that is wrong, why, and what to do. Pure. */
export function documentDifferences(
  compared: ComparedDocument,
  known: KnownOrder | null,
  times: ReadingTimes,
): Difference[] {
  const { verdict } = compared
  // Neither side has anything of it: they agree.
  if (verdict === 'equal' || compared.leftOut === true) return []
  if (verdict === 'held') return [held(compared, known)]
  const moving = notYet(compared, known, times)
  if (verdict === 'extra') return [{ ...extra(compared), ...moving }]
  if (verdict === 'missing') return [{ ...missing(compared, known), ...moving }]
  return different(compared, known).map((one) => ({ ...one, ...moving }))
}

const areaOf = (kind: string | null): DriftArea =>
  kind === 'payment' || kind === 'refund-payment' ? 'payments' : 'orders'

const base = ({ orderName, externalId, kind, planned, found }: ComparedDocument) => ({
  area: areaOf(kind),
  subject: orderName ?? externalId ?? '',
  day: (planned ?? found)?.date ?? null,
  currency: (planned ?? found)?.currency ?? null,
  account: null,
  rate: null,
  sku: null,
  location: null,
  externalId,
})

const label = (kind: string | null): string => kind?.replace('-', ' ') ?? 'documents'

function extra(compared: ComparedDocument): Difference {
  const { kind, found, reference, externalId } = compared
  return {
    ...base(compared),
    what: `${label(kind)} without an order`,
    store: null,
    target: found?.total ?? null,
    wrong: reference === null ? 'unknown' : 'target',
    state: 'drifted',
    because:
      reference === null
        ? `${externalId ?? 'It'} belongs to no order of these days: somebody booked it by hand, or another program did.`
        : `${externalId ?? 'It'} was written by Tillbridge, and the store has nothing that it stands for any more.`,
    remedy: 'If it is a sale of the store, let it be adopted: tillbridge adopt. If it is a duplicate, cancel it.',
  }
}

function held(compared: ComparedDocument, known: KnownOrder | null): Difference {
  const { kind, planned, reason } = compared
  return {
    ...base(compared),
    what: kind === null ? 'nothing can be booked' : `${label(kind)} is held`,
    store: planned?.total ?? null,
    target: null,
    wrong: 'target',
    state: 'held',
    because: reason ?? known?.causeMessage ?? 'A rule holds it.',
    remedy: known?.causeRemedy ?? 'See tillbridge status, which lists what waits for a person and why.',
  }
}

function missing(compared: ComparedDocument, known: KnownOrder | null): Difference {
  const { kind, planned, orderName, reference } = compared
  return {
    ...base(compared),
    what: `${label(kind)} missing`,
    store: planned?.total ?? null,
    target: null,
    wrong: 'target',
    ...missingBecause(known, orderName ?? '', reference ?? ''),
  }
}

const again = (name: string): string =>
  `To book it anew: tillbridge undo --order "${name}" --yes, then tillbridge transfers retry "${name}".`
const readAgain = (name: string): string => `tillbridge transfers retry "${name}"`

function missingBecause(known: KnownOrder | null, name: string, reference: string): Verdict {
  const open = openVerdict(known)
  if (open !== null) return open
  const written = known?.written.get(reference)
  if (written?.state === 'issued') {
    return {
      state: 'drifted',
      because: `It was booked as ${written.externalId}, which somebody has cancelled or deleted in the target since.`,
      remedy: again(name),
    }
  }
  if (known?.state === 'skipped') {
    return {
      state: 'held',
      because: known.causeMessage ?? 'A rule skips it.',
      remedy: 'Change the rule if it should be booked.',
    }
  }
  return {
    state: 'drifted',
    because: 'The order has changed in the store since it was brought in step, and no message told of it.',
    remedy: readAgain(name),
  }
}

/** The answer for orders that are only not in step yet; `null` = this one has been let alone. */
function notYet(
  { verdict, placedAt }: ComparedDocument,
  known: KnownOrder | null,
  { since, searchedUntil }: ReadingTimes,
): Verdict | null {
  if (known !== null) return movingVerdict(known, since)
  // The store is asked each minute for what has changed since.
  const isNew = verdict !== 'extra' && placedAt !== undefined && searchedUntil !== null && placedAt >= searchedUntil
  const because = 'It was placed just now, and is about to be heard of.'
  return isNew ? { state: 'under-way', because, remedy: NOTHING_TO_DO } : null
}

/** The answer for orders that are not in step by their own account; `null` = this one is. */
function openVerdict(known: KnownOrder | null): Verdict | null {
  if (known === null) {
    return {
      state: 'drifted',
      because: 'The order never arrived here: the message was lost, and no sweep has read it yet.',
      remedy: 'Search the store for what no message told of: tillbridge sync, with --since and the day.',
    }
  }
  if (known.state === 'attention') {
    return {
      state: 'held',
      because: known.causeMessage ?? 'It waits for a person.',
      remedy: known.causeRemedy ?? 'See tillbridge status.',
    }
  }
  if (known.state === 'held') {
    return { state: 'held', because: 'The integration is not live.', remedy: 'Set live: true and apply.' }
  }
  return null
}

function different(compared: ComparedDocument, known: KnownOrder | null): Difference[] {
  const verdict = differentBecause(compared, known)
  return compared.differences.map(({ what, planned, found, rate = null, item = null }) => {
    const account = what.startsWith('tax on ') ? what.slice('tax on '.length) : null
    const common = base(compared)
    return {
      ...common,
      area: account === null && what !== 'tax' ? common.area : 'taxes',
      what: `${label(compared.kind)}: ${what}`,
      account,
      rate,
      sku: item,
      store: planned,
      target: found,
      wrong: 'target',
      ...verdict,
    }
  })
}

function differentBecause(compared: ComparedDocument, known: KnownOrder | null): Verdict {
  const name = compared.orderName ?? ''
  const open = openVerdict(known)
  if (open !== null && known !== null) return open
  const written = known?.written.get(compared.reference ?? '')
  if (written === undefined || compared.found === null) {
    return {
      state: 'drifted',
      because: 'Somebody booked it by hand, or another program did, with other figures.',
      remedy: 'Correct the document in the target, or let it be adopted and corrected: tillbridge adopt.',
    }
  }
  const asWritten =
    isSame(written.total, compared.planned?.total ?? null) &&
    isSame(written.taxTotal, compared.planned?.taxTotal ?? null)
  return asWritten
    ? {
        state: 'drifted',
        because: `Somebody has changed ${compared.externalId ?? 'the document'} in the target since it was written.`,
        remedy: `Correct it there. ${again(name)}`,
      }
    : {
        state: 'drifted',
        because: 'The order has changed in the store since it was booked, and no message told of it.',
        remedy: readAgain(name),
      }
}

const isSame = (a: Decimal | null, b: Decimal | null): boolean => (a === null || b === null ? a === b : equals(a, b))
