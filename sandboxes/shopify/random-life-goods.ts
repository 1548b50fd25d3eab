import { isCancellable } from './fulfillments.ts'
import { gidOf, hasPending, isOpen, isOwed, linesToSend, type Move, orderGid } from './random-life-state.ts'
import { unitsToSend } from './sent-units.ts'

/** Sending, taking back what was sent, and ending the order. */
export const GOODS_MOVES: readonly Move[] = [
  {
    name: 'sent',
    // Most shops send when they are paid or sure to be.
    weight: ({ order }) => (order.cancelledAt !== null || linesToSend(order).length === 0 ? 0 : isOwed(order) ? 5 : 14),
    run({ life, dice, order }) {
      const all = linesToSend(order)
      const chosen = dice.chance(0.5) ? all : all.filter(() => dice.chance(0.5))
      const lines = (chosen.length === 0 ? all.slice(0, 1) : chosen).map((line) => ({
        line: gidOf(line),
        quantity: dice.chance(0.7) ? unitsToSend(line) : dice.between(1, unitsToSend(line)),
      }))
      const locationId = dice.any(life.locations())
      life.fulfill(orderGid(order), {
        lines,
        ...(locationId === undefined ? {} : { locationId }),
        ...(dice.chance(0.5) ? { tracking: { company: 'PostNord', number: String(dice.between(1e6, 9e6)) } } : {}),
        archive: dice.chance(0.1),
      })
      return `${lines.length} lines`
    },
  },
  {
    name: 'cancelled a shipment',
    weight: ({ order }) => (isOpen(order) && order.fulfillments.some((entry) => isCancellable(order, entry)) ? 1 : 0),
    run({ life, dice, order }) {
      const found = dice.any(order.fulfillments.filter((entry) => isCancellable(order, entry)))
      if (found !== undefined) life.cancelFulfillment(orderGid(order), found.id)
      return ''
    },
  },
  {
    name: 'cancelled the order',
    weight: ({ order }) =>
      order.cancelledAt === null &&
      !hasPending(order, 'REFUND') &&
      order.returns.every((entry) => entry.status !== 'OPEN' && entry.status !== 'REQUESTED')
        ? order.fulfillments.length === 0
          ? 1.2
          : 0.4
        : 0,
    run({ life, dice, order }) {
      const [refund, restock] = [dice.chance(0.8), dice.chance(0.75)]
      life.cancel(orderGid(order), { refund, restock, reason: dice.pick(['CUSTOMER', 'INVENTORY', 'FRAUD', 'OTHER']) })
      return `${refund ? 'with' : 'without'} refund, ${restock ? 'with' : 'without'} restock`
    },
  },
]
