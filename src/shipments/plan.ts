import type { Fulfillment } from '#model/fulfillment'
import type { Parcel } from '#model/shipment'
import { allocate, type Batch } from './allocate.ts'
import { digitalSteps } from './digital.ts'
import { counts, type ShipmentFacts, type ShipmentPlan, type ShipmentStep, type Told } from './facts.ts'
import { matchSent } from './match.ts'
import { numberKey, numbersOf, parcelsFor } from './parcels.ts'
import { cancelledInStore } from './problems.ts'
import { less, tallyOf } from './tally.ts'

/**
 * What the store has to be told of a delivery: what it was not told yet, and nothing twice, however often it is asked. A plan
 * without steps, problem and wait is in step.
 */
export function planShipment(facts: ShipmentFacts): ShipmentPlan {
  const own = facts.told.filter(({ shipment }) => shipment === facts.shipment.externalId)
  if (facts.shipment.state === 'draft')
    return nothing({ code: 'SHIPMENT_DRAFT', message: 'The delivery is a draft: nothing has left yet.' })
  return facts.shipment.state === 'cancelled' ? takeBack(facts, own) : tell(facts, own)
}

const nothing = (waits: ShipmentPlan['waits'] = null): ShipmentPlan => ({ steps: [], problem: null, waits })

/** Only what we told is taken back: what somebody else told the store is for them to correct. */
function takeBack({ order, rules }: ShipmentFacts, own: readonly Told[]): ShipmentPlan {
  const standing = own.filter((known) => known.by === 'told' && isStanding(order.fulfillments, known))
  if (standing.length === 0) return nothing()
  if (rules.cancelled === 'leave') {
    return nothing({
      code: 'SHIPMENT_CANCELLED_LATER',
      message: 'The delivery was taken back in the target; by a rule the store still shows it as sent.',
    })
  }
  const ids = new Set(standing.map(({ fulfillment }) => fulfillment))
  return { ...nothing(), steps: [...ids].map((fulfillment) => ({ kind: 'cancel', fulfillment })) }
}

const isStanding = (fulfillments: readonly Fulfillment[], { fulfillment }: Told): boolean =>
  fulfillments.some((one) => one.externalId === fulfillment && counts(one))

function tell(facts: ShipmentFacts, own: readonly Told[]): ShipmentPlan {
  const { order, rules } = facts
  const parcels = parcelsFor(facts.shipment.parcels, rules)
  const standing = own.filter((known) => isStanding(order.fulfillments, known))
  const open = less(facts.units, tallyOf(standing.flatMap(({ lines }) => lines)))
  const { matches, left } = matchSent(facts, open)
  const steps: ShipmentStep[] = matches.map((match) => ({ kind: 'match', ...match }))
  const known = [...standing.map(({ fulfillment }) => fulfillment), ...matches.map(({ fulfillment }) => fulfillment)]
  if (left.length > 0) {
    const gone = own.some((one) => one.by === 'told' && !isStanding(order.fulfillments, one))
    if (gone) return { steps, problem: cancelledInStore(facts), waits: null }
    if (parcels.length === 0 && rules.withoutNumber === 'wait') return { steps, problem: null, waits: NUMBER_MISSING }
  }
  const { batches, moves, problem } = allocate(facts, left)
  if (problem !== null || moves.length > 0) return { steps: [...steps, ...moves], problem, waits: null }
  const elsewhere = facts.told.filter((one) => !own.includes(one)).map(({ fulfillment }) => fulfillment)
  const followed = followUp(facts, known, elsewhere, parcels)
  const news = followed === null ? unknownIn(order.fulfillments, [...known, ...elsewhere], parcels) : []
  // Goods in a parcel that the customer was told of are no news.
  const notify = parcels.length > 0 && news.length === 0 ? 'never' : rules.notify
  const sent = shipSteps(batches, news, notify)
  const planned = batches.flatMap(({ parts }) => parts.flatMap(({ lines }) => lines))
  const taken = tallyOf(planned.map(({ line, quantity }) => ({ lineExternalId: line, quantity })))
  const digital = facts.units.length === 0 ? [] : digitalSteps(order, rules, taken)
  return { ...nothing(), steps: [...steps, ...(followed === null ? [] : [followed]), ...sent, ...digital] }
}

const NUMBER_MISSING = {
  code: 'TRACKING_AWAITED',
  message: 'The delivery has no number of a parcel yet; by a rule the store is told when it has.',
} as const

/** Parcels that none of the fulfilments tells yet. */
function unknownIn(
  fulfillments: readonly Fulfillment[],
  known: readonly string[],
  parcels: readonly Parcel[],
): readonly Parcel[] {
  const telling = fulfillments.filter((one) => counts(one) && known.includes(one.externalId))
  const numbers = numbersOf(telling.flatMap((one) => one.tracking))
  return parcels.filter((parcel) => !numbers.has(numberKey(parcel) ?? ''))
}

/**
 * Numbers that became known, or changed, after the store was told. They stand at the first fulfilment of the delivery; numbers
 * that somebody else put there are left alone.
 */
function followUp(
  { order, told, rules }: ShipmentFacts,
  known: readonly string[],
  others: readonly string[],
  parcels: readonly Parcel[],
): Extract<ShipmentStep, { kind: 'track' }> | null {
  const own = known.flatMap((id) => order.fulfillments.filter((one) => one.externalId === id))
  const isOurs = ({ externalId, tracking }: Fulfillment): boolean =>
    tracking.length === 0 || told.some(({ fulfillment, by }) => fulfillment === externalId && by === 'told')
  const first = own.find(isOurs)
  if (first === undefined) return null
  const rest = order.fulfillments.filter(
    (one) => one !== first && counts(one) && (own.includes(one) || others.includes(one.externalId)),
  )
  const elsewhere = numbersOf(rest.flatMap(({ tracking }) => tracking))
  const here = parcels.filter((parcel) => !elsewhere.has(numberKey(parcel) ?? ''))
  const before = numbersOf(first.tracking)
  const wanted = numbersOf(here)
  const isSame = wanted.size === before.size && isWithin(wanted, before)
  if (wanted.size === 0 || isSame) return null
  return {
    kind: 'track',
    fulfillment: first.externalId,
    parcels: here,
    notify: !isWithin(wanted, before) && (rules.notify === 'news' || rules.notify === 'number'),
  }
}

const isWithin = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((one) => all.has(one))

/** Which parcel holds which goods is not known: all stand at the first, the largest, so that each is told once. */
function shipSteps(
  batches: readonly Batch[],
  parcels: readonly Parcel[],
  notify: ShipmentFacts['rules']['notify'],
): ShipmentStep[] {
  return batches.map(({ parts }, index) => {
    const own = index === 0 ? parcels : []
    const tells = index === 0 && notify !== 'never' && (notify !== 'number' || own.length > 0)
    return { kind: 'ship', parts, parcels: own, notify: tells }
  })
}
