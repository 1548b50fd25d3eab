import type { ShipmentSource } from '#contract/shipments'
import type { Shipment } from '#model/shipment'
import { notReadable } from '#generic/operation-errors'
import { type Told, toldByRow } from '#generic/record-map'
import { PARCEL_NAMES, SHIPMENT_LINE_NAMES, SHIPMENT_NAMES, shipmentFrom } from '#generic/shipment-record'
import { headOf, sourceOf } from './read.ts'
import type { SqlSettings } from './settings.ts'

const WHERE = 'shipments'

/** The deliveries that the settings describe. */
export const shipmentsOf = (setting: NonNullable<SqlSettings['shipments']>): ShipmentSource<SqlSettings> => ({
  ...sourceOf<Shipment>({
    where: WHERE,
    setting,
    isOf: ({ externalId }, key) => externalId === key,
    async read(running, key) {
      const head = await headOf(running, setting.head, key, `${WHERE}.head`)
      if (head === null) return null
      const lines = await running.run(setting.lines, { key }, `${WHERE}.lines`)
      const parcels =
        setting.parcels === undefined ? null : await running.run(setting.parcels, { key }, `${WHERE}.parcels`)
      return {
        ...toldByRow(SHIPMENT_NAMES, head, `${WHERE}.head`),
        lines: lines.rows.map((row) => toldByRow(SHIPMENT_LINE_NAMES, row, `${WHERE}.lines`)),
        ...(parcels === null
          ? {}
          : { parcels: parcels.rows.map((row) => toldByRow(PARCEL_NAMES, row, `${WHERE}.parcels`)) }),
      }
    },
    make: (_settings, told) => shipmentFrom(told as Told, WHERE),
  }),
  parse: notReadable,
})
