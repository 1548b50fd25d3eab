import { seededRandom } from './ids.ts'
import type { Life } from './life.ts'
import { createDice } from './random-life-dice.ts'
import { EDIT_MOVES } from './random-life-edits.ts'
import { GOODS_MOVES } from './random-life-goods.ts'
import { PAYMENT_MOVES, REFUND_MOVES } from './random-life-money.ts'
import { placeRandom, type PlaceOptions } from './random-life-place.ts'
import { RETURN_MOVES } from './random-life-returns.ts'
import { isOpen, type Move, orderGid, type Scene, sceneOf } from './random-life-state.ts'

export interface RandomLifeOptions extends Partial<PlaceOptions> {
  /** The same seed lives the same life, whatever other orders the shop has. */
  readonly seed: number
  /** Steps after the placing, at most; default 30. Some lives end earlier, when nothing is left that may happen. */
  readonly steps?: number
  /** Called before each step with the time that goes by, in ms, so that the shop's clock can follow. */
  readonly pass?: (ms: number) => void
}

export interface LifeStep {
  /** `gid://shopify/Order/…` */
  readonly orderId: string
  /** 0 is the placing. */
  readonly step: number
  /** What happened, for the one who reads a failure: `refunded lines: 1 RETURN`. */
  readonly what: string
}

const OTHER_MOVES: readonly Move[] = [
  {
    name: 'changed a note',
    weight: () => 1,
    run({ life, dice, order }) {
      life.update(orderGid(order), { note: `Note ${dice.between(1, 9)}` })
      return ''
    },
  },
  {
    name: 'archived',
    weight: ({ order }) => (isOpen(order) ? 0.3 : 0),
    run({ life, order }) {
      life.close(orderGid(order))
      return ''
    },
  },
  {
    name: 'reopened',
    weight: ({ order }) => (order.cancelledAt === null && order.closedAt !== null ? 4 : 0),
    run({ life, order }) {
      life.reopen(orderGid(order))
      return ''
    },
  },
]

const MOVES: readonly Move[] = [
  ...PAYMENT_MOVES,
  ...EDIT_MOVES,
  ...GOODS_MOVES,
  ...REFUND_MOVES,
  ...RETURN_MOVES,
  ...OTHER_MOVES,
]

/** Every move's name, for those who count what was covered. */
export const MOVE_NAMES: readonly string[] = MOVES.map((move) => move.name)

const MS_PER_HOUR = 3_600_000
/** After a cancellation nothing but money and notes moves: a few steps of it are enough. */
const STEPS_AFTER_CANCELLATION = 4

/** The whole life of one order: it is placed, then one thing after another happens to it, each one allowed at that moment. */
export function* randomLife(life: Life, options: RandomLifeOptions): Generator<LifeStep, void, undefined> {
  const dice = createDice(seededRandom(options.seed))
  const { order, what } = placeRandom(life, dice, {
    currency: options.currency ?? 'SEK',
    presentments: options.presentments ?? [{ currency: 'EUR', rate: '0.0873' }],
    ...(options.taxesIncluded === undefined ? {} : { taxesIncluded: options.taxesIncluded }),
  })
  yield { orderId: order.id, step: 0, what }
  const scene = sceneOf(life, dice, order.state)
  const steps = options.steps ?? 30
  let afterwards = 0
  for (let step = 1; step <= steps && afterwards < STEPS_AFTER_CANCELLATION; step += 1) {
    options.pass?.(MS_PER_HOUR * dice.between(1, 120))
    const move = drawMove(scene)
    const more = move.run(scene)
    if (order.state.cancelledAt !== null) afterwards += 1
    yield { orderId: order.id, step, what: more === '' ? move.name : `${move.name}: ${more}` }
  }
}

function drawMove(scene: Scene): Move {
  const move = scene.dice.weighted(MOVES, ({ weight }) => weight(scene)) ?? OTHER_MOVES[0]
  if (move === undefined) throw new RangeError('nothing may happen')
  return move
}
