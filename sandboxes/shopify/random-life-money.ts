import { decimal, isPositive, minimum } from '#lib/decimal'
import { figures } from './figures.ts'
import { hasPending, held, isOwed, type Move, orderGid, overpaid, type Scene, unitsFree } from './random-life-state.ts'
import type { RefundInput } from './refunds.ts'
import { unitsReturnable, unitsToSend } from './sent-units.ts'
import type { RestockType } from './state.ts'

const GATEWAYS: readonly [string, ...string[]] = ['shopify_payments', 'shopify_payments', 'Klarna', 'paypal', 'manual']

/** Payments, captures, releases: everything by which money comes in. */
export const PAYMENT_MOVES: readonly Move[] = [
  {
    name: 'paid the rest',
    weight: ({ order }) =>
      order.cancelledAt === null &&
      isOwed(order) &&
      !isPositive(figures(order).capturable.shop) &&
      !hasPending(order, 'SALE')
        ? 12
        : 0,
    run({ life, dice, order }) {
      const gateway = dice.chance(0.1) ? dice.pick(['store_credit', 'gift_card']) : dice.pick(GATEWAYS)
      life.pay(orderGid(order), { gateway })
      return gateway
    },
  },
  {
    name: 'paid a part',
    weight: ({ order }) =>
      order.cancelledAt === null &&
      isOwed(order) &&
      !isPositive(figures(order).capturable.shop) &&
      !hasPending(order, 'SALE')
        ? 3
        : 0,
    run({ life, dice, order, places }) {
      const amount = dice.partOf(figures(order).outstanding.shop, places)
      if (!isPositive(amount)) life.pay(orderGid(order), { gateway: 'manual' })
      else life.pay(orderGid(order), { gateway: dice.pick(GATEWAYS), amount })
      return amount
    },
  },
  {
    name: 'captured',
    weight: ({ order }) =>
      order.cancelledAt === null && isPositive(figures(order).capturable.shop) && isOwed(order) ? 16 : 0,
    run({ life, dice, order, places }) {
      const { capturable, outstanding } = figures(order)
      const most = minimum(capturable.shop, outstanding.shop)
      const part = dice.chance(0.35) ? dice.partOf(most, places) : most
      const amount = isPositive(part) ? part : most
      life.capture(orderGid(order), { amount })
      return amount
    },
  },
  {
    name: 'voided the authorisation',
    weight: ({ order }) => (isPositive(figures(order).capturable.shop) ? (isOwed(order) ? 2 : 8) : 0),
    run({ life, order }) {
      life.void(orderGid(order))
      return ''
    },
  },
  {
    name: 'settled what was pending',
    weight: ({ order }) => (hasPending(order, 'SALE') ? 8 : hasPending(order, 'REFUND') ? 20 : 0),
    run({ life, dice, order }) {
      const outcome = dice.chance(0.75) ? 'success' : 'failure'
      life.settle(orderGid(order), outcome)
      return outcome
    },
  },
]

/** Refunds with and without goods. */
export const REFUND_MOVES: readonly Move[] = [
  {
    name: 'refunded lines',
    weight: ({ order }) =>
      order.cancelledAt === null && isPositive(held(order)) && order.lines.some((line) => unitsFree(order, line) > 0)
        ? 7
        : 0,
    run: refundLines,
  },
  {
    name: 'refunded shipping',
    weight: ({ order }) =>
      order.cancelledAt === null && isPositive(held(order)) && isPositive(figures(order).currentShipping.shop) ? 3 : 0,
    run({ life, dice, order, places }) {
      const part = dice.partOf(figures(order).currentShipping.shop, places)
      const shipping = dice.chance(0.5) && isPositive(part) ? part : true
      life.refund(orderGid(order), { shipping, ...howPaid(dice.next()) })
      return String(shipping)
    },
  },
  {
    name: 'gave money without goods',
    weight: ({ order }) =>
      order.cancelledAt === null && isPositive(held(order)) && !isPositive(overpaid(order)) ? 2.5 : 0,
    run({ life, dice, order, places }) {
      const part = dice.partOf(held(order), places)
      const amount = minimum(isPositive(part) ? part : held(order), decimal(dice.pick(['10', '25', '100'])))
      life.refund(orderGid(order), {
        goodwill: amount,
        reason: dice.pick(['CUSTOMER', 'DAMAGE', 'REFUND_DISCREPANCY']),
        ...howPaid(dice.next()),
      })
      return amount
    },
  },
  {
    name: 'paid back what was paid too much',
    weight: ({ order }) => (isPositive(overpaid(order)) && isPositive(held(order)) ? 10 : 0),
    run({ life, dice, order }) {
      const amount = minimum(overpaid(order), held(order))
      life.refund(orderGid(order), { amount, ...howPaid(dice.next()) })
      return amount
    },
  },
]

/** Most refunds go through at once; some stay on their way, a few fail. */
function howPaid(draw: number): Pick<RefundInput, 'status' | 'note'> {
  if (draw < 0.12) return { status: 'pending' }
  if (draw < 0.16) return { status: 'failure' }
  return draw < 0.4 ? { note: 'As agreed with the customer' } : {}
}

function refundLines({ life, dice, order, places }: Scene): string {
  const open = order.lines.filter((line) => unitsFree(order, line) > 0)
  const chosen = open.filter(() => dice.chance(0.45))
  const wanted = (chosen.length === 0 ? open.slice(0, 1) : chosen).map((line) => {
    const most = unitsFree(order, line)
    const quantity = dice.chance(0.5) ? most : dice.between(1, most)
    const returnable = quantity <= unitsReturnable(order, line)
    const unsent = quantity <= unitsToSend(line)
    const kinds: RestockType[] = [...(returnable ? ['RETURN' as const] : []), ...(unsent ? ['CANCEL' as const] : [])]
    const restockType = dice.chance(0.25) ? 'NO_RESTOCK' : (dice.any(kinds) ?? 'NO_RESTOCK')
    const locationId = dice.any(life.locations())
    return {
      line: `gid://shopify/LineItem/${line.id}`,
      quantity,
      restockType,
      ...(restockType === 'NO_RESTOCK' || locationId === undefined || dice.chance(0.6) ? {} : { locationId }),
    }
  })
  const draw = dice.next()
  const less = draw < 0.12 ? { withhold: dice.partOf(held(order), places) } : {}
  const more = draw > 0.92 ? { goodwill: dice.pick(['5', '20']) } : {}
  const shipping = dice.chance(0.15) ? { shipping: true as const } : {}
  const duties = order.lines.some((line) => line.duties.length > 0) && dice.chance(0.3) ? { duties: true } : {}
  const unpaid = dice.chance(0.04) ? { transactions: [] } : {}
  life.refund(orderGid(order), {
    lines: wanted,
    ...shipping,
    ...duties,
    ...less,
    ...more,
    ...unpaid,
    ...howPaid(dice.next()),
  })
  return wanted.map((entry) => `${entry.quantity} ${entry.restockType}`).join(', ')
}
