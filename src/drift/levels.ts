import type { Difference } from './difference.ts'

export interface ComparedLevel {
  readonly sku: string
  readonly location: string
  /** `null` = the store has none of it at this location. */
  readonly offered: number | null
  /** What the target has for sale, by the rules. */
  readonly wanted: number
}

/** Where a level stands with us. */
export interface KnownLevel {
  readonly state: string
  readonly cause: { readonly message: string; readonly remedy: string | null } | null
}

/** The difference that a level comes to, `null` = it is as it should be. The target owns stock: it is the store that is wrong. Pure. */
export function levelDifference(
  { sku, location, offered, wanted }: ComparedLevel,
  known: KnownLevel | null,
): Difference | null {
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
    ...because(sku, known),
  }
}

function because(sku: string, known: KnownLevel | null): Pick<Difference, 'state' | 'because' | 'remedy'> {
  if (known?.cause != null) {
    return {
      state: 'held',
      because: known.cause.message,
      remedy: known.cause.remedy ?? `tillbridge stock ${sku}`,
    }
  }
  if (known?.state === 'pending' || known?.state === 'waiting') {
    return { state: 'under-way', because: 'It is about to be set.', remedy: 'Nothing, unless it stays so.' }
  }
  return {
    state: 'drifted',
    because: 'One side has changed its figure without a word, or somebody has set it in the store.',
    remedy: 'Set it to what the ERP has: tillbridge stock sync. Every term of it: tillbridge stock, with the SKU.',
  }
}
