import { isPositive, minimum, subtract, ZERO } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import { counts, type LocationEntry, type SentUnits, type ShipmentFacts, type Told, type Units } from './facts.ts'
import { numbersOf } from './parcels.ts'
import { less, take, type Tally, tallyOf, unitsOf } from './tally.ts'

export interface Match {
  readonly fulfillment: string
  readonly lines: readonly Units[]
}

/**
 * Goods of a delivery that somebody else (staff, a warehouse that works in the store) has told the store of already. The same
 * goods are told by a number of a parcel, else by line and place; a different number or place means other goods, unless the
 * order has nothing else left that could be meant.
 */
export function matchSent(
  { order, told, booked, shipment, locations }: ShipmentFacts,
  left: readonly SentUnits[],
): { readonly matches: readonly Match[]; readonly left: readonly SentUnits[] } {
  const strangers = order.fulfillments
    .filter((one) => counts(one) && !booked.has(one.externalId) && !told.some((known) => isMade(known, one)))
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
    .map((fulfillment) => ({ fulfillment, open: openUnits(fulfillment, told) }))
  const numbers = numbersOf(shipment.parcels)
  const wanted = [...left]
  const matches: Match[] = []
  const claim = (fits: (fulfillment: Fulfillment, unit: SentUnits) => boolean, limit?: Tally): void => {
    for (const { fulfillment, open } of strangers) {
      const lines: Units[] = []
      wanted.forEach((unit, index) => {
        if (!fits(fulfillment, unit)) return
        const { lineExternalId } = unit
        const most = minimum(unit.quantity, limit?.get(lineExternalId) ?? (limit === undefined ? unit.quantity : ZERO))
        const quantity = take(open, lineExternalId, most)
        if (!isPositive(quantity)) return
        if (limit !== undefined) take(limit, lineExternalId, quantity)
        lines.push({ lineExternalId, quantity })
        wanted[index] = { ...unit, quantity: subtract(unit.quantity, quantity) }
      })
      if (lines.length > 0) matches.push({ fulfillment: fulfillment.externalId, lines })
    }
  }
  const sharesNumber = (fulfillment: Fulfillment): boolean =>
    [...numbersOf(fulfillment.tracking)].some((number) => numbers.has(number))
  const isOther = (fulfillment: Fulfillment): boolean => numbers.size > 0 && numbersOf(fulfillment.tracking).size > 0
  claim(sharesNumber)
  claim(
    (fulfillment, unit) => !isOther(fulfillment) && isPlaceOf(locations, unit.place, fulfillment.locationExternalId),
  )
  claim(() => true, shortage(order, wanted))
  return { matches: merged(matches), left: wanted.filter(({ quantity }) => isPositive(quantity)) }
}

const isMade = (known: Told, { externalId }: Fulfillment): boolean =>
  known.by === 'told' && known.fulfillment === externalId

function openUnits({ externalId, lines }: Fulfillment, told: readonly Told[]): Tally {
  const claimed = tallyOf(told.filter(({ fulfillment }) => fulfillment === externalId).flatMap((known) => known.lines))
  return tallyOf(less(lines, claimed))
}

/** What the order no longer asks for, of what is wanted. */
function shortage(order: ShipmentFacts['order'], wanted: readonly SentUnits[]): Tally {
  const asked = tallyOf(
    order.fulfillmentOrders.flatMap((one) =>
      one.lines.map(({ lineExternalId, remaining }) => ({ lineExternalId, quantity: remaining })),
    ),
  )
  return tallyOf(less(unitsOf(tallyOf(wanted)), asked))
}

/** Whether goods of the target's place are those of the store's location, as far as both are known. */
export function isPlaceOf(locations: readonly LocationEntry[], place: string | null, location: string | null): boolean {
  if (place === null || location === null) return true
  const own = locationsOf(locations, place)
  if (own.length > 0) return own.includes(location)
  // A place that only `*` names may be any location that has no place of its own.
  return !locations.some((entry) => entry.location === location && entry.warehouse !== place)
}

/** The store's locations that a place of the target stands for, in the order of the table. */
export const locationsOf = (locations: readonly LocationEntry[], place: string): string[] =>
  locations.filter(({ location, warehouse }) => location !== '*' && warehouse === place).map(({ location }) => location)

function merged(matches: readonly Match[]): Match[] {
  const byFulfillment = Map.groupBy(matches, ({ fulfillment }) => fulfillment)
  return [...byFulfillment].map(([fulfillment, found]) => ({
    fulfillment,
    lines: unitsOf(tallyOf(found.flatMap(({ lines }) => lines))),
  }))
}
