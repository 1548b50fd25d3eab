import type { AccountSource } from '#contract/accounts'
import type { ShipmentSource } from '#contract/shipments'
import type { Account } from '#model/account'
import type { Shipment } from '#model/shipment'
import { accountFrom } from '#generic/account-record'
import { badSetting } from '#generic/failure-rules'
import { notReadable } from '#generic/operation-errors'
import { type RecordMap, type Told, toldBy } from '#generic/record-map'
import { shipmentFrom } from '#generic/shipment-record'
import type { RecordFolder } from './folders.ts'
import type { Intake } from './intake.ts'
import { sourceOf } from './read.ts'
import type { FileSettings, RecordFiles } from './settings.ts'

/** Deliveries from files, as they were told last. */
export function shipmentsOf(setting: NonNullable<FileSettings['shipments']>): ShipmentSource<FileSettings> {
  const { fields, lines, parcels } = setting
  const map = { fields, lists: { lines, parcels } }
  return { ...sourceOf(intakeOf<Shipment>('shipments', setting, map, shipmentFrom)), parse: notReadable }
}

/** Customers and companies from files, as they were told last. */
export function accountsOf(setting: NonNullable<FileSettings['accounts']>): AccountSource<FileSettings> {
  const { fields, addresses, contacts } = setting
  const map = { fields, lists: { addresses, contacts } }
  return { ...sourceOf(intakeOf<Account>('accounts', setting, map, accountFrom)), parse: notReadable }
}

const intakeOf = <R extends { readonly externalId: string }>(
  where: RecordFolder,
  setting: RecordFiles,
  map: RecordMap,
  from: (told: Told, where: string) => R,
): Intake<R> => ({
  kind: where,
  folder: where,
  setting,
  async make({ values }, record, { key, at }) {
    const told = await toldBy(map, record, { where, bindings: { settings: values } })
    const made = from({ ...told, updatedAt: at }, where)
    if (key === undefined || made.externalId === key) return made
    throw badSetting('ANSWER_PATH', where, `the record ${key} makes ${made.externalId}`, 'read')
  },
})
