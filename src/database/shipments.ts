import type { Decimal } from '#lib/decimal'
import type { TargetDocument } from '#model/documents'
import type { Sql } from './pool.ts'

/** Names an order of the store: a row is never looked for without its organisation. */
export interface OrderKey {
  readonly organizationId: string
  readonly integrationId: string
  readonly orderKey: string
}

export interface ShippedRow {
  /** Ours, e.g. `line:901`. */
  readonly rowId: string
  /** The target's row of the delivery. */
  readonly externalId: string
  readonly quantity: Decimal
  readonly place: string | null
}

/** What a delivery brought of an order. */
export interface StoredShipment {
  readonly shipment: string
  readonly state: 'issued' | 'cancelled'
  readonly rows: readonly ShippedRow[]
}

export interface ToldUnits {
  readonly lineExternalId: string
  readonly quantity: Decimal
}

/** What the store was told, or may have been told (`intended`, `dropped`), of a delivery. */
export interface StoredTold {
  /** Counts from 0 for each order. */
  readonly position: number
  readonly shipment: string
  readonly state: 'intended' | 'told' | 'matched' | 'dropped' | 'gone'
  readonly fulfillment: string | null
  readonly lines: readonly ToldUnits[]
  /** Fulfilments that the order had when the intent was made. */
  readonly before: readonly string[]
  readonly numbers: readonly string[]
  readonly askedAt: string
  /** What the store is being told about the fulfilment's parcels, and nobody knows yet whether it was. */
  readonly tracking: { readonly numbers: readonly string[]; readonly askedAt: string } | null
}

export interface ShipmentMemory {
  readonly shipments: readonly StoredShipment[]
  readonly told: readonly StoredTold[]
}

/** All that is known of an order's deliveries, oldest first. */
export async function shipmentMemory(sql: Sql, order: OrderKey): Promise<ShipmentMemory> {
  const key = [order.organizationId, order.integrationId, order.orderKey]
  const result = await sql.query<{ shipments: StoredShipment[] | null; told: StoredTold[] | null }>({
    name: 'shipment-memory',
    text: `select
      (select jsonb_agg(jsonb_build_object('shipment', shipment_key, 'state', state, 'rows', rows) order by updated_at, shipment_key)
        from tillbridge.shipments where organization_id = $1 and integration_id = $2 and order_key = $3) as shipments,
      (select jsonb_agg(jsonb_build_object('position', position, 'shipment', shipment_key, 'state', state, 'fulfillment', fulfillment,
          'lines', lines, 'before', before, 'numbers', numbers, 'askedAt', asked_at, 'tracking', tracking) order by position)
        from tillbridge.told_shipments where organization_id = $1 and integration_id = $2 and order_key = $3) as told`,
    values: key,
  })
  return { shipments: result.rows[0]?.shipments ?? [], told: result.rows[0]?.told ?? [] }
}

/** The store's keys of the orders that a delivery was known to bring goods of. */
export async function ordersOfShipment(
  sql: Sql,
  { organizationId, integrationId }: Omit<OrderKey, 'orderKey'>,
  shipment: string,
): Promise<string[]> {
  const result = await sql.query<{ orderKey: string }>({
    name: 'orders-of-shipment',
    text: `select order_key as "orderKey" from tillbridge.shipments
      where organization_id = $1 and integration_id = $2 and shipment_key = $3 order by order_key`,
    values: [organizationId, integrationId, shipment],
  })
  return result.rows.map(({ orderKey }) => orderKey)
}

/** What people call the orders that a delivery of the target brought goods of, whatever the integration. */
export async function ordersBroughtBy(sql: Sql, organizationId: string, shipment: string): Promise<string[]> {
  const result = await sql.query<{ name: string }>(
    `select distinct coalesce(t.record_name, s.order_key) as name from tillbridge.shipments s
      left join tillbridge.transfers t on t.organization_id = s.organization_id and t.integration_id = s.integration_id
        and t.flow = 'orders' and t.record_key = s.order_key
      where s.organization_id = $1 and s.shipment_key = $2 order by name`,
    [organizationId, shipment],
  )
  return result.rows.map(({ name }) => name)
}

/** What people call orders of the store, in the order of their keys; one that is not known here goes by its key. */
export async function namesOfOrders(
  sql: Sql,
  { organizationId, integrationId }: Omit<OrderKey, 'orderKey'>,
  orderKeys: readonly string[],
): Promise<string[]> {
  const result = await sql.query<{ name: string }>({
    name: 'names-of-orders',
    text: `select coalesce(t.record_name, k.key) as name from unnest($3::text[]) as k (key)
      left join tillbridge.transfers t on t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders' and t.record_key = k.key
      order by k.key`,
    values: [organizationId, integrationId, orderKeys],
  })
  return result.rows.map(({ name }) => name)
}

export async function saveShipment(
  sql: Sql,
  order: OrderKey,
  { shipment, state, rows }: StoredShipment,
): Promise<void> {
  await sql.query({
    name: 'save-shipment',
    text: `insert into tillbridge.shipments as s (organization_id, integration_id, order_key, shipment_key, state, rows)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (organization_id, integration_id, order_key, shipment_key) do update
        set state = excluded.state, rows = excluded.rows, updated_at = now()
        where s.state <> excluded.state or s.rows <> excluded.rows`,
    values: [order.organizationId, order.integrationId, order.orderKey, shipment, state, JSON.stringify(rows)],
  })
}

export interface NewTold {
  readonly shipment: string
  readonly lines: readonly ToldUnits[]
  /** Somebody else told the store with this fulfilment; absent = we are about to. */
  readonly fulfillment?: string
  readonly before?: readonly string[]
  readonly numbers?: readonly string[]
}

/**
 * Writes down what the store is about to be told, or was told by somebody else, as the row at `position`. `false` = somebody told
 * something of the order since its rows were read, or an intent is open: read again.
 */
export async function insertTold(sql: Sql, order: OrderKey, position: number, told: NewTold): Promise<boolean> {
  const result = await sql.query({
    name: 'insert-told',
    text: `insert into tillbridge.told_shipments (organization_id, integration_id, order_key, position, shipment_key, state, fulfillment,
        lines, before, numbers)
      select $1::uuid, $2::uuid, $3::text, $4::int, $5::text, $6::text, $7::text, $8::jsonb, $9::jsonb, $10::jsonb
      where not exists (select from tillbridge.told_shipments
        where organization_id = $1 and integration_id = $2 and order_key = $3 and state = 'intended')
      on conflict do nothing`,
    values: [
      order.organizationId,
      order.integrationId,
      order.orderKey,
      position,
      told.shipment,
      told.fulfillment === undefined ? 'intended' : 'matched',
      told.fulfillment ?? null,
      JSON.stringify(told.lines),
      JSON.stringify(told.before ?? []),
      JSON.stringify(told.numbers ?? []),
    ],
  })
  return result.rowCount === 1
}

/** What became of an intent: the store's fulfilment, or `null` = the store was not told. */
export async function settleIntent(
  sql: Sql,
  order: OrderKey,
  position: number,
  fulfillment: string | null,
): Promise<void> {
  await sql.query({
    name: 'settle-intent',
    text: `update tillbridge.told_shipments set state = case when $5::text is null then 'dropped' else 'told' end, fulfillment = $5,
        numbers = case when $5::text is null then numbers else '[]' end
      where organization_id = $1 and integration_id = $2 and order_key = $3 and position = $4 and state in ('intended', 'dropped')`,
    values: [order.organizationId, order.integrationId, order.orderKey, position, fulfillment],
  })
}

/** The answer to a call was lost: the store has from now on to finish it. */
export async function awaitIntent(sql: Sql, order: OrderKey, position: number): Promise<void> {
  await sql.query({
    name: 'await-intent',
    text: `update tillbridge.told_shipments set asked_at = now()
      where organization_id = $1 and integration_id = $2 and order_key = $3 and position = $4 and state = 'intended'`,
    values: [order.organizationId, order.integrationId, order.orderKey, position],
  })
}

/** A fulfilment that the store was told of, or shows, for a delivery. */
export interface ToldFulfillment {
  readonly shipment: string
  readonly fulfillment: string
}

/**
 * Writes down which numbers the store is about to be told of a fulfilment, or that it has from now on to finish that; `null` = what
 * became of it is known.
 */
export async function saveTracking(
  sql: Sql,
  order: OrderKey,
  { shipment, fulfillment }: ToldFulfillment,
  numbers: readonly string[] | null,
): Promise<void> {
  await sql.query({
    name: 'save-tracking',
    text: `update tillbridge.told_shipments
      set tracking = case when $6::jsonb is null then null else jsonb_build_object('numbers', $6::jsonb, 'askedAt', now()) end
      where organization_id = $1 and integration_id = $2 and order_key = $3 and shipment_key = $4 and fulfillment = $5
        and state in ('told', 'matched')`,
    values: [
      order.organizationId,
      order.integrationId,
      order.orderKey,
      shipment,
      fulfillment,
      numbers === null ? null : JSON.stringify(numbers),
    ],
  })
}

/** A delivery that was taken back tells nothing any more. */
export async function forgetTold(sql: Sql, order: OrderKey, shipment: string): Promise<void> {
  await sql.query({
    name: 'forget-told',
    text: `update tillbridge.told_shipments set state = 'gone' where organization_id = $1 and integration_id = $2 and order_key = $3
        and shipment_key = $4 and state in ('told', 'matched')`,
    values: [order.organizationId, order.integrationId, order.orderKey, shipment],
  })
}

/** References of the deliveries that we wrote for an order ourselves. */
export async function ownDeliveries(
  sql: Sql,
  { organizationId, integrationId, orderKey }: OrderKey,
): Promise<string[]> {
  const result = await sql.query<{ reference: string }>({
    name: 'own-deliveries',
    text: `select l.reference from tillbridge.transfers t
      join tillbridge.links l on l.organization_id = t.organization_id and l.transfer_id = t.transfer_id
      where t.organization_id = $1 and t.integration_id = $2 and t.flow = 'orders' and t.record_key = $3
        and l.kind = 'delivery' and l.state = 'issued'`,
    values: [organizationId, integrationId, orderKey],
  })
  return result.rows.map(({ reference }) => reference)
}

/** A document of ours that deliveries may point at, and the order that it was written for. */
export interface LinkedOrder {
  readonly externalId: string
  readonly kind: string
  readonly orderKey: string
  readonly transferId: string
  readonly rowIds: Readonly<Record<string, string>>
  /** As it was planned. */
  readonly document: TargetDocument
}

/** Which of the target's documents were written for orders of this integration. */
export async function ordersOfDocuments(
  sql: Sql,
  { organizationId, integrationId }: Omit<OrderKey, 'orderKey'>,
  externalIds: readonly string[],
): Promise<LinkedOrder[]> {
  if (externalIds.length === 0) return []
  const result = await sql.query<LinkedOrder>({
    name: 'orders-of-documents',
    text: `select l.external_id as "externalId", l.kind, t.record_key as "orderKey", t.transfer_id as "transferId", l.row_ids as "rowIds",
        l.document
      from tillbridge.links l
      join tillbridge.transfers t on t.organization_id = l.organization_id and t.transfer_id = l.transfer_id
      where l.organization_id = $1 and l.external_id = any($3) and l.kind in ('sales-order', 'invoice')
        and t.integration_id = $2 and t.flow = 'orders'
      order by l.external_id`,
    values: [organizationId, integrationId, externalIds],
  })
  return result.rows
}

/** Whether some order of this integration is being booked: what it writes is not known yet. */
export async function ordersUnderWay(
  sql: Sql,
  { organizationId, integrationId }: Omit<OrderKey, 'orderKey'>,
): Promise<boolean> {
  const result = await sql.query({
    name: 'orders-under-way',
    text: `select from tillbridge.transfers
      where organization_id = $1 and integration_id = $2 and flow = 'orders' and state = 'running' limit 1`,
    values: [organizationId, integrationId],
  })
  return (result.rowCount ?? 0) > 0
}

/** Whether an order is being booked or about to be. */
export async function isOrderUnderWay(sql: Sql, order: OrderKey): Promise<boolean> {
  const result = await sql.query({
    name: 'order-under-way',
    text: `select from tillbridge.transfers where organization_id = $1 and integration_id = $2 and flow = 'orders'
        and record_key = $3 and state in ('running', 'pending')`,
    values: [order.organizationId, order.integrationId, order.orderKey],
  })
  return (result.rowCount ?? 0) > 0
}

/** Deliveries of an order that wait for a person: a change of the order may have solved what stands in their way. */
export async function stuckShipments(sql: Sql, order: OrderKey): Promise<string[]> {
  const result = await sql.query<{ shipment: string }>({
    name: 'stuck-shipments',
    text: `select s.shipment_key as shipment from tillbridge.shipments s
      join tillbridge.transfers t on t.organization_id = s.organization_id and t.integration_id = s.integration_id
        and t.flow = 'fulfillments' and t.record_key = 'target/' || s.shipment_key and t.state = 'attention'
      where s.organization_id = $1 and s.integration_id = $2 and s.order_key = $3`,
    values: [order.organizationId, order.integrationId, order.orderKey],
  })
  return result.rows.map(({ shipment }) => shipment)
}

export async function isFlowEnabled(
  sql: Sql,
  { organizationId, integrationId }: Omit<OrderKey, 'orderKey'>,
  flow: string,
): Promise<boolean> {
  const result = await sql.query(
    'select from tillbridge.flows where organization_id = $1 and integration_id = $2 and flow = $3 and enabled',
    [organizationId, integrationId, flow],
  )
  return (result.rowCount ?? 0) > 0
}
