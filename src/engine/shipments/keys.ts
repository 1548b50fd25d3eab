import type { Sql } from '#database/pool'
import { raiseTransfers } from '#database/raise'

/** Records of the target have keys that say so; those of the store are orders with lines of which nothing is shipped. */
export const TARGET_KEY = 'target/'
export const ORDER_KEY = 'order/'

interface OfIntegration {
  readonly organizationId: string
  readonly integrationId: string
}

/** Has deliveries of the target looked at again. */
export const raiseShipments = (sql: Sql, of: OfIntegration, shipments: readonly string[]): Promise<void> =>
  raise(
    sql,
    of,
    shipments.map((shipment) => ({ key: `${TARGET_KEY}${shipment}`, name: shipment })),
  )

/** Has an order looked at for lines of which nothing is shipped. */
export const raiseDigital = (sql: Sql, of: OfIntegration, order: string, name: string): Promise<void> =>
  raise(sql, of, [{ key: `${ORDER_KEY}${order}`, name }])

async function raise(
  sql: Sql,
  { organizationId, integrationId }: OfIntegration,
  records: readonly { readonly key: string; readonly name: string }[],
): Promise<void> {
  const options = {
    organizationId,
    integrationId,
    flow: 'fulfillments',
    foundBy: 'sweep',
    lane: 0,
    force: true,
  } as const
  await raiseTransfers(
    sql,
    options,
    records.map(({ key, name }) => ({ recordKey: key, recordName: name, updatedAt: null, createdAt: null })),
  )
}
