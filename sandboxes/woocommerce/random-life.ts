import { plainDice } from '#sandboxes/kit/dice'
import { EDIT_MOVES, PARCEL_MOVES, STATUS_MOVES } from './random-life-orders.ts'
import { placeRandom } from './random-life-place.ts'
import { REFUND_MOVES } from './random-life-refunds.ts'
import { isAlive, type Move, type Packer, type PackedParcel, type Scene } from './random-life-state.ts'
import { decimalsOf, type Shop } from './state.ts'

export interface RandomLifeOptions {
  /** From 0 up to and without 1: the same numbers live the same life. */
  readonly random: () => number
  /** Steps after the placing, at most. */
  readonly steps: number
  /** Called before each step with the time that goes by, in ms, so that the shop's clock can follow. */
  readonly pass: (ms: number) => void
  /** Who tells the shop of parcels; `null` = nobody does. */
  readonly packer: Packer | null
}

export interface LifeStep {
  readonly orderId: number
  /** 0 is the placing. */
  readonly step: number
  /** What happened, for the one who reads a failure: `refunded lines: 1 for 25`. */
  readonly what: string
  /** What was packed so far. */
  readonly parcels: readonly PackedParcel[]
  /** Whether the shop puts pieces back into stock when it gives their money back. */
  readonly restocks: boolean
}

const MOVES: readonly Move[] = [...STATUS_MOVES, ...EDIT_MOVES, ...PARCEL_MOVES, ...REFUND_MOVES]

const MS_PER_HOUR = 3_600_000
/** Of an order that is over nothing but notes change: a few steps of it are enough. */
const STEPS_AFTERWARDS = 4

/** The whole life of one order: it is placed, then one thing after another happens to it, each one allowed at that moment. */
export async function* randomLife(shop: Shop, options: RandomLifeOptions): AsyncGenerator<LifeStep, void, undefined> {
  const dice = plainDice(options.random)
  const { order, what } = placeRandom(shop, dice)
  const parcels: PackedParcel[] = []
  const restocks = dice.chance(0.75)
  const told = (step: number, what: string): LifeStep => ({ orderId: order.id, step, what, parcels, restocks })
  yield told(0, what)
  const scene: Scene = { shop, dice, order, places: decimalsOf(shop), parcels, restocks, packer: options.packer }
  let afterwards = 0
  for (let step = 1; step <= options.steps && afterwards < STEPS_AFTERWARDS; step += 1) {
    options.pass(MS_PER_HOUR * dice.between(1, 120))
    const move = dice.weighted(MOVES, ({ weight }) => weight(scene))
    if (move === undefined) return
    const more = await move.run(scene)
    if (!isAlive(scene)) afterwards += 1
    yield told(step, more === '' ? move.name : `${move.name}: ${more}`)
  }
}
