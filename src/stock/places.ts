import type { Decimal } from '#lib/decimal'
import type { StockPlace } from '#model/stock'
import type { InventoryRules } from './rules.ts'

/** One place that feeds a location, and which part of what lies there it may offer. */
export interface Feed {
  readonly place: string
  readonly share: Decimal | null
  readonly upTo: Decimal | null
}

/** A location of the store with the places that feed it; none of them is a group. */
export interface FedLocation {
  readonly location: string
  readonly feeds: readonly Feed[]
}

/** Why it is not clear what a store may offer where. */
export interface PlaceProblem {
  readonly code: 'STOCK_LOCATIONS_UNCLEAR' | 'STOCK_PLACE_UNKNOWN' | 'STOCK_LOCATION_UNKNOWN' | 'STOCK_SHARES_TOO_LARGE'
  readonly subject: string
  readonly message: string
  readonly remedy: string
}

export interface PlaceInput {
  readonly rules: Pick<InventoryRules, 'locations'>
  /** The mapping of locations that documents are written by: one place each; `*` = all others. */
  readonly mapped: readonly { readonly location: string; readonly warehouse: string }[]
  /** All places of the target, groups too. */
  readonly places: readonly StockPlace[]
  readonly storeLocations: readonly StockPlace[]
}

type Wanted = InventoryRules['locations'][number]

/** Which places feed which location of the store, or why that is not clear. Order matters where places are shared. */
export function fedLocations(
  input: PlaceInput,
): { readonly locations: readonly FedLocation[] } | { readonly problem: PlaceProblem } {
  const wanted = wantedLocations(input)
  if ('problem' in wanted) return wanted
  const known = new Set(input.storeLocations.map((location) => location.externalId))
  const locations: FedLocation[] = []
  for (const { location, places } of wanted.locations) {
    if (!known.has(location)) return { problem: unknownLocation(location, input.storeLocations) }
    const feeds: Feed[] = []
    for (const entry of places) {
      const leaves = leavesOf(entry.place, input.places)
      if (leaves === null) return { problem: unknownPlace(entry.place, location) }
      const { share = null, upTo = null } = entry as { share?: Decimal; upTo?: Decimal }
      feeds.push(...leaves.map((place) => ({ place, share, upTo })))
    }
    // A place that is named itself and through its group counts once, by what stands first.
    locations.push({ location, feeds: uniqueBy(feeds, (feed) => feed.place) })
  }
  return checkedShares(locations)
}

/** What the rules say, else what the mapping of locations says, else everything for the only location. */
function wantedLocations({
  rules,
  mapped,
  places,
  storeLocations,
}: PlaceInput): { readonly locations: readonly Wanted[] } | { readonly problem: PlaceProblem } {
  if (rules.locations.length > 0) return { locations: rules.locations }
  const named = mapped.filter((entry) => entry.location !== '*')
  if (named.length > 0) {
    return { locations: named.map(({ location, warehouse }) => ({ location, places: [{ place: warehouse }] })) }
  }
  const [only, second] = storeLocations
  if (only === undefined || second !== undefined) return { problem: unclear(storeLocations) }
  const rest = mapped.find((entry) => entry.location === '*')
  const all = places.filter((place) => !place.isGroup && place.setApart !== true)
  const feeding = rest === undefined ? all.map((place) => ({ place: place.externalId })) : [{ place: rest.warehouse }]
  return { locations: [{ location: only.externalId, places: feeding }] }
}

/** The places in a group, however deep; the place itself when it is none. `null` = there is no such place. */
export function leavesOf(name: string, places: readonly StockPlace[]): string[] | null {
  const place = places.find((candidate) => candidate.externalId === name)
  if (place === undefined) return null
  if (!place.isGroup) return [place.externalId]
  const children = Map.groupBy(places, (candidate) => candidate.parent)
  const leaves: string[] = []
  const seen = new Set<string>()
  const visit = (group: string): void => {
    if (seen.has(group)) return
    seen.add(group)
    for (const child of children.get(group) ?? []) {
      if (child.isGroup) visit(child.externalId)
      else if (child.setApart !== true) leaves.push(child.externalId)
    }
  }
  visit(name)
  return leaves
}

function checkedShares(
  locations: readonly FedLocation[],
): { readonly locations: readonly FedLocation[] } | { readonly problem: PlaceProblem } {
  const sums = new Map<string, number>()
  for (const { feeds } of locations) {
    for (const { place, share } of feeds) sums.set(place, (sums.get(place) ?? 0) + Number(share ?? 0))
  }
  const tooMuch = [...sums].find(([, total]) => total > 100)
  return tooMuch === undefined ? { locations } : { problem: sharesTooLarge(tooMuch[0], tooMuch[1]) }
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  const seen = new Set<string>()
  return values.filter((value) => {
    const isNew = !seen.has(key(value))
    seen.add(key(value))
    return isNew
  })
}

const unclear = (locations: readonly StockPlace[]): PlaceProblem => ({
  code: 'STOCK_LOCATIONS_UNCLEAR',
  subject: 'locations',
  message:
    locations.length === 0
      ? 'The store has no location that holds stock.'
      : `The store has ${locations.length} locations (${locations.map(({ name }) => name).join(', ')}), so it is not clear which stock each of them offers.`,
  remedy:
    'Say which places feed which location. In the configuration, under rules: inventory: { locations: [{ location: …, places: [ … ] }] }',
})

const unknownPlace = (place: string, location: string): PlaceProblem => ({
  code: 'STOCK_PLACE_UNKNOWN',
  subject: `place:${place}`,
  message: `Location ${location} is fed from "${place}", which the target does not have.`,
  remedy: 'Correct the name in the rules of the stock, or in the mapping of locations.',
})

const unknownLocation = (location: string, present: readonly StockPlace[]): PlaceProblem => ({
  code: 'STOCK_LOCATION_UNKNOWN',
  subject: `location:${location}`,
  message: `The store has no location ${location} that holds stock.`,
  remedy: `Use one of: ${present.map(({ externalId, name }) => `${externalId} (${name})`).join(', ') || 'none are there'}.`,
})

const sharesTooLarge = (place: string, total: number): PlaceProblem => ({
  code: 'STOCK_SHARES_TOO_LARGE',
  subject: `place:${place}`,
  message: `The shares of "${place}" add up to ${total} percent: more would be offered than lies there.`,
  remedy: 'Lower the shares to 100 percent together.',
})
