import { add, compare, type Decimal, decimal, isPositive, subtract, ZERO } from '#lib/decimal'
import type { Fulfillment } from '#model/fulfillment'
import type { FulfillmentOrder } from '#model/shipment'
import type { LocationEntry, SentUnits, ShipmentFacts, ShipmentPlan, ShipmentStep, Told } from './facts.ts'
import { planShipment } from './plan.ts'
import { fulfillmentRulesSchema } from './rules.ts'
import { tallyOf, unitsOf } from './tally.ts'

export interface AskedUnits {
  readonly line: string
  readonly quantity: number
  readonly digital?: boolean
}

/** A store with one order, as far as sending goes; told by the steps of plans and by its own people. */
export interface ToyStore {
  paid: boolean
  fulfillmentOrders: FulfillmentOrder[]
  readonly fulfillments: Fulfillment[]
  /** One entry per e-mail to the customer: the numbers that it names. */
  readonly mails: (readonly string[])[]
  readonly told: Told[]
}

export const asked = (id: string, location: string | null, lines: readonly AskedUnits[]): FulfillmentOrder => ({
  externalId: id,
  locationExternalId: location,
  state: 'open',
  movable: true,
  holdReason: null,
  lines: lines.map(({ line, quantity, digital = false }) => ({
    externalId: `${id}-${line}`,
    lineExternalId: line,
    remaining: decimal(quantity),
    requiresShipping: !digital,
  })),
})

export const toyStore = (...fulfillmentOrders: FulfillmentOrder[]): ToyStore => ({
  paid: true,
  fulfillmentOrders,
  fulfillments: [],
  mails: [],
  told: [],
})

export interface Delivery {
  readonly id: string
  readonly state?: 'draft' | 'issued' | 'cancelled'
  readonly numbers?: readonly string[]
  readonly units: readonly (readonly [line: string, quantity: number, place?: string | null])[]
}

export interface Circumstances {
  readonly rules?: Parameters<typeof fulfillmentRulesSchema.parse>[0]
  readonly locations?: readonly LocationEntry[]
  readonly booked?: readonly string[]
}

export function factsOf(
  store: ToyStore,
  delivery: Delivery,
  { rules = {}, locations = [], booked = [] }: Circumstances = {},
): ShipmentFacts {
  const { id, state = 'issued', numbers = [], units } = delivery
  return {
    shipment: {
      externalId: id,
      name: id,
      state,
      parcels: numbers.map((number) => ({ carrier: 'UPS', number, url: null })),
    },
    units: units.map(([lineExternalId, quantity, place = null]): SentUnits => ({
      lineExternalId,
      quantity: decimal(quantity),
      place,
    })),
    order: { orderExternalId: '5501', orderName: '#1001', ...store },
    told: store.told,
    booked: new Set(booked),
    locations,
    rules: fulfillmentRulesSchema.parse(rules),
  }
}

export const planOf = (store: ToyStore, delivery: Delivery, circumstances: Circumstances = {}): ShipmentPlan =>
  planShipment(factsOf(store, delivery, circumstances))

/** Plans and carries out until nothing is left to do; answers the last plan. */
export function settle(store: ToyStore, delivery: Delivery, circumstances: Circumstances = {}): ShipmentPlan {
  for (let round = 0; round < 10; round += 1) {
    const plan = planOf(store, delivery, circumstances)
    if (plan.steps.length === 0) return plan
    for (const step of plan.steps) carryOut(store, delivery.id, step)
  }
  throw new Error('never in step')
}

export function carryOut(store: ToyStore, shipment: string, step: ShipmentStep): void {
  if (step.kind === 'ship') {
    const { parts, parcels } = step
    const lines = parts.flatMap((part) =>
      part.lines.map((units) => ({ fulfillmentOrder: part.fulfillmentOrder, ...units })),
    )
    const made = sendUnits(store, lines, parcels)
    if (step.notify) store.mails.push(parcels.flatMap(({ number }) => number ?? []))
    store.told.push({ shipment, fulfillment: made.externalId, by: 'told', lines: made.lines })
  } else if (step.kind === 'match') {
    store.told.push({ shipment, fulfillment: step.fulfillment, by: 'matched', lines: step.lines })
  } else if (step.kind === 'track') {
    const tracking = step.parcels.map(({ carrier: company, number, url }) => ({ company, number, url }))
    change(store, step.fulfillment, { tracking })
    if (step.notify) store.mails.push(step.parcels.flatMap(({ number }) => number ?? []))
  } else if (step.kind === 'cancel') {
    takeBack(store, step.fulfillment)
  } else {
    move(store, step)
  }
}

/** Somebody, perhaps we, tells the store what left. */
export function sendUnits(
  store: ToyStore,
  lines: readonly { readonly fulfillmentOrder: string; readonly line: string; readonly quantity: Decimal }[],
  parcels: readonly {
    readonly carrier: string | null
    readonly number: string | null
    readonly url: string | null
  }[] = [],
): Fulfillment {
  const sent = lines.map(({ fulfillmentOrder, line, quantity }) => {
    const from = store.fulfillmentOrders.find(({ externalId }) => externalId === fulfillmentOrder)
    const own = from?.lines.find(({ externalId }) => externalId === line)
    if (from === undefined || own === undefined || from.state !== 'open')
      throw new Error(`${fulfillmentOrder} does not ask for ${line}`)
    if (compare(quantity, own.remaining) > 0) throw new Error(`${quantity} are more than remain of ${line}`)
    addRemaining(store, fulfillmentOrder, line, subtract(ZERO, quantity))
    return { location: from.locationExternalId, lineExternalId: own.lineExternalId, quantity }
  })
  if (new Set(sent.map(({ location }) => location)).size > 1)
    throw new Error('goods of two locations in one fulfilment')
  const made: Fulfillment = {
    externalId: `F${store.fulfillments.length + 1}`,
    status: 'success',
    createdAt: new Date(store.fulfillments.length).toISOString(),
    locationExternalId: sent[0]?.location ?? null,
    lines: unitsOf(tallyOf(sent)),
    tracking: parcels.map(({ carrier: company, number, url }) => ({ company, number, url })),
  }
  store.fulfillments.push(made)
  return made
}

function addRemaining(store: ToyStore, fulfillmentOrder: string, line: string, quantity: Decimal): void {
  store.fulfillmentOrders = store.fulfillmentOrders.map((one) =>
    one.externalId === fulfillmentOrder
      ? {
          ...one,
          lines: one.lines.map((own) =>
            own.externalId === line ? { ...own, remaining: add(own.remaining, quantity) } : own,
          ),
        }
      : one,
  )
}

function change(store: ToyStore, id: string, more: Partial<Fulfillment>): void {
  const index = store.fulfillments.findIndex(({ externalId }) => externalId === id)
  const known = store.fulfillments[index]
  if (known === undefined) throw new Error(`there is no ${id}`)
  store.fulfillments[index] = { ...known, ...more }
}

/** The units have to be sent again. */
export function takeBack(store: ToyStore, id: string): void {
  const known = store.fulfillments.find(({ externalId }) => externalId === id)
  if (known?.status !== 'success') throw new Error(`${id} cannot be cancelled`)
  change(store, id, { status: 'cancelled' })
  const again = asked(
    `again-${id}`,
    known.locationExternalId,
    known.lines.map(({ lineExternalId, quantity }) => ({ line: lineExternalId, quantity: Number(quantity) })),
  )
  store.fulfillmentOrders.push(again)
}

function move(store: ToyStore, step: Extract<ShipmentStep, { kind: 'move' }>): void {
  for (const { line, quantity } of step.lines)
    addRemaining(store, step.fulfillmentOrder, line, subtract(ZERO, quantity))
  const lines = step.lines.map(({ lineExternalId, quantity }) => ({ line: lineExternalId, quantity: Number(quantity) }))
  store.fulfillmentOrders.push(asked(`moved-${store.fulfillmentOrders.length}`, step.location, lines))
}

/** Pieces of a line that the store counts as sent. */
export const sentOf = (store: ToyStore, line: string): number =>
  store.fulfillments
    .filter(({ status }) => status === 'success')
    .flatMap(({ lines }) => lines)
    .filter(({ lineExternalId, quantity }) => lineExternalId === line && isPositive(quantity))
    .reduce((count, { quantity }) => count + Number(quantity), 0)
