import type { Parcel } from '#model/shipment'
import type { FulfillmentRules } from './rules.ts'

type Tracking = { readonly number: string | null }

/** A parcel in the store's words: its carrier by the table, its address from the target, else from the table. */
export function parcelFor(parcel: Parcel, { carriers }: Pick<FulfillmentRules, 'carriers'>): Parcel {
  const fold = (value: string): string => value.trim().toLowerCase()
  const word = parcel.carrier
  const entry =
    (word === null ? undefined : carriers.find(({ carrier }) => fold(carrier) === fold(word))) ??
    carriers.find(({ carrier }) => carrier === '*')
  const { number } = parcel
  const template = entry?.url
  const made =
    template === undefined || number === null ? null : template.replaceAll('{number}', encodeURIComponent(number))
  return { carrier: entry?.company ?? word, number, url: parcel.url ?? made }
}

/** The parcels to be told, each number once; those without one say nothing. */
export function parcelsFor(parcels: readonly Parcel[], rules: Pick<FulfillmentRules, 'carriers'>): Parcel[] {
  const byNumber = new Map<string, Parcel>()
  for (const parcel of parcels.map((one) => parcelFor(one, rules))) {
    const key = numberKey(parcel)
    if (key !== null && !byNumber.has(key)) byNumber.set(key, parcel)
  }
  return [...byNumber.values()]
}

/** Two spellings of one number (case, spaces, hyphens) are equal. */
export function numberKey({ number }: Tracking): string | null {
  const key = number?.replaceAll(/[\s-]/g, '').toUpperCase() ?? ''
  return key === '' ? null : key
}

export const numbersOf = (tracking: readonly Tracking[]): ReadonlySet<string> =>
  new Set(tracking.flatMap((one) => numberKey(one) ?? []))
