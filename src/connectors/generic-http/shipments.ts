import type { ShipmentSource } from '#contract/shipments'
import type { Shipment } from '#model/shipment'
import { notReadable } from '#generic/operation-errors'
import { toldBy } from '#generic/record-map'
import { shipmentFrom } from '#generic/shipment-record'
import { sourceOf } from './read.ts'
import type { HttpSettings } from './settings.ts'

/** The deliveries that the settings describe. */
export function shipmentsOf(setting: NonNullable<HttpSettings['shipments']>): ShipmentSource<HttpSettings> {
  const { fields, lines, parcels } = setting
  const where = 'shipments'
  const source = sourceOf<Shipment>({
    where,
    setting,
    isOf: ({ externalId }, key) => externalId === key,
    make: async ({ values }, record) => {
      const place = { where, bindings: { settings: values } }
      return shipmentFrom(await toldBy({ fields, lists: { lines, parcels } }, record, place), where)
    },
  })
  return { ...source, parse: notReadable }
}
