import type { FulfillmentState } from '#contract/shipments'
import type { OrderKey, ShipmentMemory, StoredTold, ToldUnits } from '#database/shipments'
import { saveTracking, settleIntent } from '#database/shipments'
import type { Sql } from '#database/pool'
import { equals, ZERO } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Fulfillment } from '#model/fulfillment'
import { numbersOf } from '#shipments/parcels'
import { tallyOf } from '#shipments/tally'

// A store may still be at work on a call that we have given up waiting for.
const STILL_UNDER_WAY_MS = 10_000
// Another delivery's call is over in seconds; one that stays open waits for a person.
const SOON_MS = 60_000
const SOON_SECONDS = 3
const LATER_SECONDS = 60

/**
 * Whether a fulfilment is what an intent meant: it was not there before, nobody else's is known, and it tells the same units and
 * numbers.
 */
export function isMeant(
  { before, lines, numbers }: Pick<StoredTold, 'before' | 'lines' | 'numbers'>,
  fulfillment: Pick<Fulfillment, 'externalId' | 'lines' | 'tracking'>,
): boolean {
  if (before.includes(fulfillment.externalId) || !hasUnits(lines, fulfillment.lines)) return false
  const told = numbersOf(fulfillment.tracking)
  return numbers.every((number) => told.has(number)) && (numbers.length > 0 || told.size === 0)
}

function hasUnits(a: readonly ToldUnits[], b: readonly ToldUnits[]): boolean {
  const [left, right] = [tallyOf(a), tallyOf(b)]
  return [...new Set([...left.keys(), ...right.keys()])].every((line) =>
    equals(left.get(line) ?? ZERO, right.get(line) ?? ZERO),
  )
}

/** The intents that the store's fulfilments may come from; those that were given up may have been carried out after all. */
export const openIntents = ({ told }: ShipmentMemory): StoredTold[] =>
  told.filter(({ state }) => state === 'intended' || state === 'dropped')

/** The fulfilments of which it is known whose they are. */
export const knownFulfillments = ({ told }: ShipmentMemory): ReadonlySet<string> =>
  new Set(told.flatMap(({ fulfillment }) => fulfillment ?? []))

/**
 * Finds out what became of what a delivery was about to tell. Answers whether anything was found, so that the memory has to be read
 * again.
 *
 * @throws {TillbridgeError} `transient` while another delivery of the order is being told, or the store may still be at work.
 */
export async function settleIntents(
  sql: Sql,
  order: OrderKey,
  { shipment, memory, state, now }: { shipment: string; memory: ShipmentMemory; state: FulfillmentState; now: Date },
): Promise<boolean> {
  const known = new Set(knownFulfillments(memory))
  let found = false
  for (const intent of openIntents(memory).filter((one) => one.shipment === shipment)) {
    const made = state.fulfillments.find((one) => !known.has(one.externalId) && isMeant(intent, one))
    if (made === undefined && intent.state === 'dropped') continue
    if (made === undefined && now.getTime() - Date.parse(intent.askedAt) < STILL_UNDER_WAY_MS) throw underWay(state)
    await settleIntent(sql, order, intent.position, made?.externalId ?? null)
    if (made !== undefined) known.add(made.externalId)
    found = true
  }
  const other = memory.told.find((one) => one.state === 'intended' && one.shipment !== shipment)
  if (other !== undefined) throw underWay(state, now.getTime() - Date.parse(other.askedAt))
  return found
}

/**
 * Finds out whether the store was told the numbers that a delivery was about to tell: the customer is written to about them, and must
 * not be twice because an answer was lost.
 *
 * @throws {TillbridgeError} `transient` while the store may still be at work.
 */
export async function settleTracking(
  sql: Sql,
  order: OrderKey,
  { shipment, memory, state, now }: { shipment: string; memory: ShipmentMemory; state: FulfillmentState; now: Date },
): Promise<void> {
  for (const { fulfillment, tracking, ...told } of memory.told) {
    if (told.shipment !== shipment || tracking === null || fulfillment === null) continue
    const shown = state.fulfillments.find(({ externalId }) => externalId === fulfillment)
    const known = numbersOf(shown?.tracking ?? [])
    const isDone = shown === undefined || tracking.numbers.every((number) => known.has(number))
    if (!isDone && now.getTime() - Date.parse(tracking.askedAt) < STILL_UNDER_WAY_MS) throw underWay(state)
    await saveTracking(sql, order, { shipment, fulfillment }, null)
  }
}

/** What is told of an order is not known yet, and has not been for `forMs`. */
export const underWay = ({ orderName }: Pick<FulfillmentState, 'orderName'>, forMs = 0): TillbridgeError =>
  new TillbridgeError({
    kind: 'transient',
    code: 'SHIPMENT_UNDER_WAY',
    message: `The store is being told of a delivery of ${orderName}; its answer is awaited.`,
    remedy: 'Nothing: it goes on by itself.',
    retryAfterSeconds: forMs < SOON_MS ? SOON_SECONDS : LATER_SECONDS,
  })
