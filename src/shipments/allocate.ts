import { add, type Decimal, isInteger, isPositive, minimum, subtract } from '#lib/decimal'
import type { FulfillmentOrder } from '#model/shipment'
import type { PlannedUnits, SentUnits, ShipmentFacts, ShipmentProblem, ShipmentStep } from './facts.ts'
import { isPlaceOf, locationsOf } from './match.ts'
import { held, notMovable, notWhole, otherPlace, tooMuch } from './problems.ts'

type Move = Extract<ShipmentStep, { kind: 'move' }>

/** Units to be sent from one location of the store. */
export interface Batch {
  readonly location: string | null
  readonly parts: readonly { readonly fulfillmentOrder: string; readonly lines: readonly PlannedUnits[] }[]
}

export interface Allocation {
  readonly batches: readonly Batch[]
  /** What has to be moved first; then everything is read and planned again. */
  readonly moves: readonly Move[]
  readonly problem: ShipmentProblem | null
}

interface OpenLine {
  readonly order: FulfillmentOrder
  readonly line: string
  readonly lineExternalId: string
  remaining: Decimal
}

interface Taken {
  readonly from: OpenLine
  readonly quantity: Decimal
}

/** Finds the fulfilment orders that the units are sent from: those at the goods' own place first. All or nothing. */
export function allocate(facts: ShipmentFacts, units: readonly SentUnits[]): Allocation {
  const lines = facts.order.fulfillmentOrders.flatMap(openLines)
  const taken: Taken[] = []
  const moves: Move[] = []
  const fail = (problem: ShipmentProblem): Allocation => ({ batches: [], moves: [], problem })
  for (const unit of units) {
    if (!isInteger(unit.quantity)) return fail(notWhole(facts, unit))
    const own = lines.filter((line) => line.lineExternalId === unit.lineExternalId && line.order.state === 'open')
    const near = own.filter(({ order }) => isPlaceOf(facts.locations, unit.place, order.locationExternalId))
    const left = takeFrom(near, unit.quantity, taken)
    if (!isPositive(left)) continue
    const far = own.filter((line) => !near.includes(line))
    const elsewhere = takeElsewhere(facts, unit, far, left)
    if (elsewhere.problem !== null) return fail(elsewhere.problem)
    taken.push(...elsewhere.taken)
    moves.push(...elsewhere.moves)
    if (!isPositive(elsewhere.left)) continue
    const stopped = lines.find(
      ({ order, lineExternalId, remaining }) =>
        lineExternalId === unit.lineExternalId && order.state !== 'open' && isPositive(remaining),
    )
    return fail(
      stopped === undefined ? tooMuch(facts, { ...unit, quantity: elsewhere.left }) : held(facts, stopped.order),
    )
  }
  return { batches: batchesOf(taken), moves: mergedMoves(moves), problem: null }
}

const openLines = (order: FulfillmentOrder): OpenLine[] =>
  order.state === 'closed'
    ? []
    : order.lines.map(({ externalId, lineExternalId, remaining }) => ({
        order,
        line: externalId,
        lineExternalId,
        remaining,
      }))

/** Answers what could not be taken. */
function takeFrom(lines: readonly OpenLine[], wanted: Decimal, taken: Taken[]): Decimal {
  let left = wanted
  for (const from of lines) {
    const quantity = minimum(left, from.remaining)
    if (!isPositive(quantity)) continue
    from.remaining = subtract(from.remaining, quantity)
    left = subtract(left, quantity)
    taken.push({ from, quantity })
  }
  return left
}

interface Elsewhere {
  readonly taken: readonly Taken[]
  readonly moves: readonly Move[]
  readonly left: Decimal
  readonly problem: ShipmentProblem | null
}

/** Units that the store plans to send from other locations than the goods left from. */
function takeElsewhere(facts: ShipmentFacts, unit: SentUnits, lines: readonly OpenLine[], wanted: Decimal): Elsewhere {
  const found: Taken[] = []
  const left = takeFrom(lines, wanted, found)
  const [location] = unit.place === null ? [] : locationsOf(facts.locations, unit.place)
  if (found.length === 0 || facts.rules.otherLocation === 'keep' || location === undefined)
    return { taken: found, moves: [], left, problem: null }
  const [first] = found
  const none = { taken: [], moves: [], left }
  if (facts.rules.otherLocation === 'hold' && first !== undefined)
    return { ...none, problem: otherPlace(facts, unit, first.from.order) }
  const fixed = found.find(({ from }) => !from.order.movable)
  if (fixed !== undefined) return { ...none, problem: notMovable(facts, unit, fixed.from.order) }
  const moves = found.map(({ from, quantity }): Move => {
    const { line, lineExternalId } = from
    return {
      kind: 'move',
      fulfillmentOrder: from.order.externalId,
      location,
      lines: [{ line, lineExternalId, quantity }],
    }
  })
  return { taken: [], moves, left, problem: null }
}

/** One move per fulfilment order and location: a second one would not find the first one's lines any more. */
function mergedMoves(moves: readonly Move[]): Move[] {
  const groups = Map.groupBy(moves, ({ fulfillmentOrder, location }) => `${fulfillmentOrder} ${location}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ ...first, lines: merged(group.flatMap(({ lines }) => lines)) }]
  })
}

/** By location, the largest first. */
function batchesOf(taken: readonly Taken[]): Batch[] {
  const byLocation = Map.groupBy(taken, ({ from }) => from.order.locationExternalId)
  return [...byLocation]
    .map(([location, found]) => ({
      location,
      parts: [...Map.groupBy(found, ({ from }) => from.order.externalId)].map(([fulfillmentOrder, own]) => ({
        fulfillmentOrder,
        lines: merged(own.map(unitsTaken)),
      })),
    }))
    .toSorted((a, b) => countOf(b) - countOf(a) || (a.location ?? '').localeCompare(b.location ?? ''))
}

/** Two rows of a delivery may take from one line. */
function merged(units: readonly PlannedUnits[]): PlannedUnits[] {
  const byLine = new Map<string, PlannedUnits>()
  for (const unit of units) {
    const known = byLine.get(unit.line)
    byLine.set(unit.line, known === undefined ? unit : { ...known, quantity: add(known.quantity, unit.quantity) })
  }
  return [...byLine.values()]
}

const unitsTaken = ({ from: { line, lineExternalId }, quantity }: Taken): PlannedUnits => ({
  line,
  lineExternalId,
  quantity,
})

const countOf = ({ parts }: Batch): number =>
  parts.flatMap(({ lines }) => lines).reduce((count, { quantity }) => count + Number(quantity), 0)
