import type { FulfillmentState, FulfillmentTarget } from '#contract/shipments'
import {
  awaitIntent,
  forgetTold,
  insertTold,
  isOrderUnderWay,
  type OrderKey,
  ownDeliveries,
  saveShipment,
  saveTracking,
  settleIntent,
  type ShipmentMemory,
  shipmentMemory,
} from '#database/shipments'
import { TillbridgeError } from '#lib/errors'
import type { Shipment } from '#model/shipment'
import type { ShipmentFacts, ShipmentPlan, ShipmentStep, Told } from '#shipments/facts'
import { numbersOf } from '#shipments/parcels'
import { planShipment } from '#shipments/plan'
import { type BundlePart, type ShareRow, unitsOfShare } from '#shipments/share'
import type { OpenConnection, RunScope } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { EngineServices } from '#engine/services'
import { settleIntents, settleTracking, underWay } from './intents.ts'

export interface Telling {
  readonly services: EngineServices
  readonly scope: RunScope
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
  readonly order: OrderKey
  readonly shipment: Shipment
  /** What the delivery brought of the order. */
  readonly rows: readonly ShareRow[]
  /** The components of the order's lines that are bundles. */
  readonly bundles: ReadonlyMap<string, readonly BundlePart[]>
}

type Writing = Extract<ShipmentStep, { kind: 'ship' }>

// Each round ends with a move in the store, of which an order needs one per location at most.
const MOST_ROUNDS = 8

/**
 * Tells the store what a delivery brought of one order, once, whatever happened before. `null` = the order is gone.
 *
 * @throws {TillbridgeError} `transient` while somebody else tells of the order; whatever the store answers.
 */
export async function tellOrder(telling: Telling): Promise<ShipmentPlan | null> {
  const { services, store, scope, order, shipment } = telling
  const target = fulfillmentTarget(store)
  const context = store.context(scope)
  await saveShipment(services.pool, order, {
    shipment: shipment.externalId,
    state: shipment.state === 'cancelled' ? 'cancelled' : 'issued',
    rows: telling.rows,
  })
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const state = await target.state(context, order.orderKey)
    if (state === null) return null
    const memory = await settledMemory(telling, state)
    const plan = planShipment(await factsOf(telling, state, memory))
    let { length: position } = memory.told
    for (const step of plan.steps) {
      if (step.kind === 'ship') position = await ship(telling, target, state, step, position)
      else if (step.kind === 'match') position = await match(telling, state, step, position)
      else if (step.kind === 'track') await track(telling, target, step)
      else if (step.kind === 'cancel') await target.cancel(context, step.fulfillment)
      else await target.move(context, step.fulfillmentOrder, step.location, step.lines)
    }
    if (shipment.state === 'cancelled' && plan.waits === null)
      await forgetTold(services.pool, order, shipment.externalId)
    if (!plan.steps.some(({ kind }) => kind === 'move')) return plan
  }
  throw new TillbridgeError({
    kind: 'transient',
    code: 'FULFILLMENT_UNSTEADY',
    message: `The store changes faster what is to be sent than ${shipment.name} can be told.`,
    remedy: 'Nothing, unless it stays so: then look at the order in the store.',
  })
}

export function fulfillmentTarget({ connector }: OpenConnection): FulfillmentTarget<never> {
  const target = connector.writes.fulfillments as FulfillmentTarget<never> | undefined
  if (target !== undefined) return target
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'NOT_SHIPPABLE',
    message: `${connector.name} cannot be told of what was sent.`,
    remedy: 'Turn the flow "fulfillments" off for this integration.',
  })
}

/** What was told of the order, with everything known that was not. */
async function settledMemory(
  { services: { pool, clock }, order, shipment }: Telling,
  state: FulfillmentState,
): Promise<ShipmentMemory> {
  const memory = await shipmentMemory(pool, order)
  const input = { shipment: shipment.externalId, memory, state, now: clock.now() }
  await settleTracking(pool, order, input)
  return (await settleIntents(pool, order, input)) ? shipmentMemory(pool, order) : memory
}

async function factsOf(
  { services: { pool }, order, shipment, rows, bundles, integration }: Telling,
  state: FulfillmentState,
  memory: ShipmentMemory,
): Promise<ShipmentFacts> {
  const told = toldOf(memory)
  const others = memory.shipments.filter((one) => one.shipment !== shipment.externalId && one.state === 'issued')
  const toldForOthers = told.filter((one) => one.shipment !== shipment.externalId).flatMap(({ lines }) => lines)
  const booked = await bookedIn(pool, order)
  const isDoubtful = integration.policies.stock === 'deliveries' && hasStrangers(state, told, booked)
  // The order's own run is about to write them as deliveries, and then they mean other goods.
  if (isDoubtful && (await isOrderUnderWay(pool, order))) throw underWay(state)
  return {
    shipment,
    units: unitsOfShare(rows, { bundles, others: others.map((one) => one.rows), toldForOthers }),
    order: state,
    told,
    booked,
    locations: integration.mappings.locations,
    rules: integration.rules.fulfillments,
  }
}

export const toldOf = ({ told }: ShipmentMemory): Told[] =>
  told.flatMap(({ shipment, state, fulfillment, lines }) =>
    (state === 'told' || state === 'matched') && fulfillment !== null
      ? [{ shipment, fulfillment, by: state, lines }]
      : [],
  )

/** Fulfilments of the store that are deliveries of ours in the target. */
async function bookedIn(pool: EngineServices['pool'], order: OrderKey): Promise<ReadonlySet<string>> {
  const references = await ownDeliveries(pool, order)
  return new Set(references.map((reference) => reference.replace(/#\d+$/, '').replace(/^.*:/, '')))
}

const hasStrangers = (state: FulfillmentState, told: readonly Told[], booked: ReadonlySet<string>): boolean =>
  state.fulfillments.some(
    ({ externalId }) => !booked.has(externalId) && !told.some(({ fulfillment }) => fulfillment === externalId),
  )

async function match(
  { services: { pool }, order, shipment }: Telling,
  state: FulfillmentState,
  { fulfillment, lines }: Extract<ShipmentStep, { kind: 'match' }>,
  position: number,
): Promise<number> {
  const told = { shipment: shipment.externalId, fulfillment, lines }
  if (!(await insertTold(pool, order, position, told))) throw underWay(state)
  return position + 1
}

/**
 * The intent goes first: a process that dies, or a call of which nobody knows the end, leaves a trace by which the next run finds
 * what became of it. Answers the next position.
 */
async function ship(
  { services: { pool }, store, scope, order, shipment }: Telling,
  target: FulfillmentTarget<never>,
  state: FulfillmentState,
  { parts, parcels, notify }: Writing,
  position: number,
): Promise<number> {
  scope.beforeWrite()
  const intent = {
    shipment: shipment.externalId,
    lines: parts.flatMap((part) => part.lines.map(({ lineExternalId, quantity }) => ({ lineExternalId, quantity }))),
    before: state.fulfillments.map(({ externalId }) => externalId),
    numbers: [...numbersOf(parcels)],
  }
  if (!(await insertTold(pool, order, position, intent))) throw underWay(state)
  try {
    const wanted = { orderExternalId: order.orderKey, parts, parcels, notify }
    const made = await target.ship(store.context(scope), wanted)
    await settleIntent(pool, order, position, made.externalId)
  } catch (error) {
    if (isRefused(error)) await settleIntent(pool, order, position, null)
    else await awaitIntent(pool, order, position)
    throw error
  }
  return position + 1
}

/** Written down first as well: a number is told with an e-mail, and again only when it is known that the store was not told. */
async function track(
  { services: { pool }, store, scope, order, shipment }: Telling,
  target: FulfillmentTarget<never>,
  { fulfillment, parcels, notify }: Extract<ShipmentStep, { kind: 'track' }>,
): Promise<void> {
  scope.beforeWrite()
  const told = { shipment: shipment.externalId, fulfillment }
  const numbers = [...numbersOf(parcels)]
  await saveTracking(pool, order, told, numbers)
  try {
    await target.track(store.context(scope), fulfillment, parcels, notify)
  } catch (error) {
    await saveTracking(pool, order, told, isRefused(error) ? null : numbers)
    throw error
  }
  await saveTracking(pool, order, told, null)
}

/** Whether it is certain that the store was not told. */
const isRefused = (error: unknown): boolean =>
  error instanceof TillbridgeError && !['outcome-unknown', 'bug'].includes(error.kind)
