import { type Decimal, isPositive, negate, subtract, sum } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import { figures } from './figures.ts'
import type { Life } from './life.ts'
import type { Dice } from './random-life-dice.ts'
import { unitsAnnounced, unitsOut, unitsReturnable, unitsToSend } from './sent-units.ts'
import type { LineState, OrderState } from './state.ts'

/** What a move may use. */
export interface Scene {
  readonly life: Life
  readonly dice: Dice
  readonly order: OrderState
  readonly places: number
}

/** Something that may happen to an order: how likely it is now (0 when it is not allowed), and doing it. */
export interface Move {
  readonly name: string
  readonly weight: (scene: Scene) => number
  /** Does it and says more, or nothing. */
  readonly run: (scene: Scene) => string
}

export const sceneOf = (life: Life, dice: Dice, order: OrderState): Scene => ({
  life,
  dice,
  order,
  places: minorUnits(order.currencies.shop),
})

export const gidOf = (line: Pick<LineState, 'id'>): string => `gid://shopify/LineItem/${line.id}`
export const orderGid = (order: OrderState): string => `gid://shopify/Order/${order.id}`

export const hasPending = (order: OrderState, kind: 'SALE' | 'REFUND'): boolean =>
  order.transactions.some((entry) => entry.kind === kind && entry.status === 'PENDING')

export const isOpen = (order: OrderState): boolean => order.cancelledAt === null && order.closedAt === null

/** What the shop holds and has not begun to pay back. */
export function held(order: OrderState): Decimal {
  const coming = order.transactions.filter((entry) => entry.kind === 'REFUND' && entry.status === 'PENDING')
  return subtract(figures(order).net.shop, sum(coming.map((entry) => entry.amount.shop)))
}

/** What the customer has paid too much and is not on its way back. */
export function overpaid(order: OrderState): Decimal {
  const { net, outstanding } = figures(order)
  return subtract(negate(outstanding.shop), subtract(net.shop, held(order)))
}

export const isOwed = (order: OrderState): boolean => isPositive(figures(order).outstanding.shop)

/** Units of a line that no open return has announced. */
export const unitsFree = (order: OrderState, line: LineState): number =>
  line.currentQuantity - unitsAnnounced(order, line.id)

export const linesToSend = (order: OrderState): LineState[] =>
  order.lines.filter((line) => !line.tip && unitsToSend(line) > 0)

export const linesReturnable = (order: OrderState): LineState[] =>
  order.lines.filter((line) => unitsReturnable(order, line) > 0)

/** Lines of which nothing has been sent: what an edit may change freely. */
export const linesUnsent = (order: OrderState): LineState[] =>
  order.lines.filter((line) => line.currentQuantity > 0 && unitsOut(line) === 0)
