import type { ShipmentSource } from '#contract/shipments'
import type { SettledCause } from '#database/settle'
import {
  type LinkedOrder,
  namesOfOrders,
  ordersOfDocuments,
  ordersOfShipment,
  type OrderKey,
  ordersUnderWay,
  shipmentMemory,
} from '#database/shipments'
import { TillbridgeError } from '#lib/errors'
import { isSalesDocument } from '#model/documents'
import type { Shipment } from '#model/shipment'
import type { ShipmentPlan } from '#shipments/facts'
import { type ShareRow, sharesOf } from '#shipments/share'
import { assertRunning } from '#engine/assert-running'
import type { OpenConnection } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun, RunRecord } from '#engine/reconcile'
import { bundlesOf } from './bundles.ts'
import { ORDER_KEY, raiseShipments, TARGET_KEY } from './keys.ts'
import { sendDigital } from './send-digital.ts'
import { tellOrder } from './tell-order.ts'

interface Sides {
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
  readonly target: OpenConnection
}

/**
 * Tells the store what one delivery of the target brought of its orders.
 *
 * @throws {TillbridgeError} what a person has to look at; whatever the systems answer.
 */
export async function runShipment(flow: FlowRun): Promise<void> {
  const { claimed } = flow.run
  const sides = await sidesOf(flow)
  if (claimed.recordKey.startsWith(ORDER_KEY))
    return sendDigital(flow, sides, claimed.recordKey.slice(ORDER_KEY.length))
  const key = claimed.recordKey.slice(TARGET_KEY.length)
  const source = shipmentSource(sides.target)
  const context = sides.target.context(flow.scope)
  flow.progress.talkingTo = sides.target
  assertRunning(sides.target, flow.services.clock.now())
  const deliveries = (await source.deliveriesOf?.(context, key)) ?? null
  if (deliveries !== null) return raiseDeliveries(flow, deliveries)
  const shipment = await source.get(context, key)
  if (shipment === null) return vanished(flow, key)
  flow.progress.record = recordOf(shipment)
  flow.progress.revision = sides.integration.row.revision
  if (shipment.reference !== null) {
    const message = 'Tillbridge wrote this delivery from what a store had sent: the store knows it.'
    flow.progress.verdict = cause('SHIPMENT_FROM_STORE', message)
    return
  }
  await tellAll(flow, sides, shipment)
}

async function sidesOf({ services, run: { claimed } }: FlowRun): Promise<Sides> {
  const { organizationId, integrationId, revisions } = claimed
  const integration = await services.integrations.load(organizationId, integrationId, revisions.integration)
  const { storeConnectionId, targetConnectionId } = integration.row
  const store = await services.connections.open(organizationId, storeConnectionId, revisions.store)
  const target = await services.connections.open(organizationId, targetConnectionId, revisions.target)
  return { integration, store, target }
}

export function shipmentSource({ connector }: OpenConnection): ShipmentSource<never> {
  const source = connector.reads.shipments as ShipmentSource<never> | undefined
  if (source !== undefined) return source
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SHIPMENTS_NOT_READABLE',
    message: `${connector.name} does not tell what was delivered.`,
    remedy: 'Turn the flow "fulfillments" off for this integration.',
  })
}

/** A paper of parcels says that something changed about its deliveries. */
async function raiseDeliveries(
  { services, run: { claimed }, progress }: FlowRun,
  keys: readonly string[],
): Promise<void> {
  await raiseShipments(services.pool, claimed, keys)
  progress.verdict = cause('PARCELS_OF_DELIVERIES', `It is about the deliveries ${keys.join(', ') || 'of nobody yet'}.`)
}

/** A delivery that is gone without having been taken back may as well have been lost: nothing is undone for that. */
async function vanished({ services, run: { claimed }, progress }: FlowRun, key: string): Promise<void> {
  const { organizationId, integrationId } = claimed
  for (const orderKey of await ordersOfShipment(services.pool, claimed, key)) {
    const { told } = await shipmentMemory(services.pool, { organizationId, integrationId, orderKey })
    if (told.some(({ shipment, state }) => shipment === key && state === 'told')) throw hasVanished(key)
  }
  progress.verdict = cause('SHIPMENT_GONE', 'There is no such delivery, and the store shows nothing of it.')
}

const hasVanished = (key: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'SHIPMENT_VANISHED',
    message: `The store was told of ${key}, which is no longer in the target and was never taken back there.`,
    remedy: 'If the goods did not leave, cancel the shipment in the store; then skip this delivery.',
    subject: `document:${key}`,
  })

/** A tip stands on a delivery like all rows of its order, and no store sends it. */
function withoutTips(linked: LinkedOrder): LinkedOrder {
  const rows = isSalesDocument(linked.document) ? linked.document.rows : []
  const tips = new Set(rows.filter(({ role }) => role === 'tip').map(({ id }) => id))
  const sent = Object.entries(linked.rowIds).filter(([id]) => !tips.has(id))
  return { ...linked, rowIds: Object.fromEntries(sent) }
}

async function tellAll(flow: FlowRun, sides: Sides, shipment: Shipment): Promise<void> {
  const { services, scope, progress, run } = flow
  const { organizationId, integrationId } = run.claimed
  const named = shipment.lines.flatMap(({ orderedBy }) => orderedBy?.externalId ?? [])
  const documents = (await ordersOfDocuments(services.pool, run.claimed, [...new Set(named)])).map(withoutTips)
  const shares = new Map(sharesOf(shipment.lines, documents).map(({ orderKey, rows }) => [orderKey, rows]))
  for (const orderKey of await ordersOfShipment(services.pool, run.claimed, shipment.externalId))
    if (!shares.has(orderKey)) shares.set(orderKey, await rowsBefore(flow, orderKey, shipment))
  if (shares.size === 0) return notOurs(flow, shipment)
  progress.record = recordOf(shipment, await namesOfOrders(services.pool, run.claimed, [...shares.keys()]))
  progress.talkingTo = sides.store
  assertRunning(sides.store, services.clock.now())
  const plans: (ShipmentPlan | null)[] = []
  for (const [orderKey, rows] of shares) {
    const order = { organizationId, integrationId, orderKey }
    const bundles = bundlesOf(documentsOf(documents, orderKey), sides.integration.mappings)
    const plan = await tellOrder({ services, scope, ...sides, order, shipment, rows, bundles })
    plans.push(plan)
    if (plan?.steps.some(({ kind }) => kind === 'cancel') === true) await raiseOthers(flow, order, shipment)
  }
  conclude(flow, plans)
}

/** What was taken back may be what other deliveries of the order lacked. */
async function raiseOthers({ services, run }: FlowRun, order: OrderKey, { externalId }: Shipment): Promise<void> {
  const { shipments } = await shipmentMemory(services.pool, order)
  const others = shipments.filter(({ shipment, state }) => shipment !== externalId && state === 'issued')
  await raiseShipments(
    services.pool,
    run.claimed,
    others.map(({ shipment }) => shipment),
  )
}

const documentsOf = (documents: readonly LinkedOrder[], orderKey: string) =>
  documents.filter((one) => one.orderKey === orderKey).map(({ document }) => document)

/** What a delivery brought that names its order no longer: a delivery that is gone is taken back with what it had. */
async function rowsBefore(flow: FlowRun, orderKey: string, { externalId }: Shipment): Promise<readonly ShareRow[]> {
  const { organizationId, integrationId } = flow.run.claimed
  const { shipments } = await shipmentMemory(flow.services.pool, { organizationId, integrationId, orderKey })
  return shipments.find((one) => one.shipment === externalId)?.rows ?? []
}

// The documents of an order that is being booked are known a moment later.
const MAY_BE_NEWER_MS = 2 * 60_000

async function notOurs({ services, run: { claimed }, progress }: FlowRun, shipment: Shipment): Promise<void> {
  const isFresh = services.clock.now().getTime() - Date.parse(shipment.updatedAt) < MAY_BE_NEWER_MS
  if (isFresh && (await ordersUnderWay(services.pool, claimed))) {
    throw new TillbridgeError({
      kind: 'transient',
      code: 'ORDER_UNDER_WAY',
      message: `Whether ${shipment.name} belongs to an order of the store is known when the orders that are being booked are.`,
      remedy: 'Nothing: it goes on by itself.',
    })
  }
  const message = 'No order of this store that was booked here is in the delivery.'
  progress.verdict = cause('SHIPMENT_OF_OTHERS', message)
}

/** The first problem speaks for all; a wait only when everything waits. */
function conclude({ progress }: FlowRun, plans: readonly (ShipmentPlan | null)[]): void {
  const problem = plans.map((plan) => plan?.problem ?? null).find((one) => one !== null)
  if (problem != null) throw new TillbridgeError({ kind: 'rejected', ...problem })
  const [first] = plans
  if (plans.every((plan) => plan === null)) {
    progress.verdict = cause('ORDER_GONE', 'The order of this delivery is no longer in the store.')
  } else if (plans.every((plan) => plan?.waits != null) && first?.waits != null) {
    progress.verdict = cause(first.waits.code, first.waits.message)
  }
}

export const cause = (code: string, message: string): SettledCause => ({
  kind: null,
  code,
  subject: null,
  message,
  remedy: null,
})

const recordOf = (shipment: Shipment, orders: readonly string[] = []): RunRecord => ({
  name: shipment.name,
  updatedAt: shipment.updatedAt,
  createdAt: shipment.shippedAt,
  summary: {
    state: shipment.state,
    orders,
    parcels: shipment.parcels.flatMap(({ number }) => number ?? []),
  },
  knownBy: [...orders, ...shipment.parcels.map(({ number }) => number)],
})
