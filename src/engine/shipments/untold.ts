import type { ShipmentMemory } from '#database/shipments'
import { compare, isPositive } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { LoadedIntegration } from '#engine/integrations'
import { counts, type SentUnits, type Units } from '#shipments/facts'
import { isPlaceOf } from '#shipments/match'
import { unitsOfShare } from '#shipments/share'
import { less, take, tallyOf } from '#shipments/tally'
import { bundlesOf } from './bundles.ts'

interface Known {
  readonly order: Order
  readonly integration: Pick<LoadedIntegration, 'mappings'>
  readonly held: readonly HeldDocument[]
}

/**
 * Fulfilments that somebody made in the store for goods which a delivery of the target had brought already, and which the store was
 * not told of: each with that delivery. Only whole ones: of goods that are partly something else, the target is asked for a delivery.
 */
export function coveredBy(
  memory: ShipmentMemory,
  fulfillments: readonly Fulfillment[],
  { order, integration: { mappings }, held }: Known,
): Map<Fulfillment, string> {
  const covered = new Map<Fulfillment, string>()
  if (fulfillments.length === 0) return covered
  const documents = held.filter(({ state }) => state === 'issued').map(({ document }) => document)
  const bundles = bundlesOf(documents, mappings)
  const issued = memory.shipments.filter(({ state }) => state === 'issued')
  const told = standing(memory, order)
  for (const { shipment, rows } of issued) {
    const others = issued.filter((one) => one.shipment !== shipment).map((one) => one.rows)
    const toldForOthers = linesOf(told.filter((one) => one.shipment !== shipment))
    const units = unitsOfShare(rows, { bundles, others, toldForOthers })
    let left: SentUnits[] = less(units, tallyOf(linesOf(told.filter((one) => one.shipment === shipment))))
    for (const fulfillment of fulfillments.filter((one) => !covered.has(one))) {
      const here = left.filter(({ place }) => isPlaceOf(mappings.locations, place, fulfillment.locationExternalId))
      if (!isWithin(fulfillment.lines, here)) continue
      covered.set(fulfillment, shipment)
      left = [...less(here, tallyOf(fulfillment.lines)), ...left.filter((unit) => !here.includes(unit))]
    }
  }
  return covered
}

/** What the store still shows of what it was told. */
const standing = ({ told }: ShipmentMemory, { fulfillments }: Order): ShipmentMemory['told'] =>
  told.filter(
    ({ state, fulfillment }) =>
      (state === 'told' || state === 'matched') &&
      fulfillments.some((one) => one.externalId === fulfillment && counts(one)),
  )

const linesOf = (told: ShipmentMemory['told']): readonly Units[] => told.flatMap(({ lines }) => lines)

function isWithin(wanted: readonly Units[], units: readonly Units[]): boolean {
  const there = tallyOf(units)
  return (
    wanted.some(({ quantity }) => isPositive(quantity)) &&
    wanted.every(({ lineExternalId, quantity }) => compare(take(there, lineExternalId, quantity), quantity) === 0)
  )
}
