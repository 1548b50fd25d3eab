import { add, type Decimal, decimal, divide, isPositive, minimum, multiply, ONE, sum, ZERO } from '#lib/decimal'
import { smallestUnit } from '#lib/rounding'
import { halfUp } from './money.ts'
import { setStatus } from './order-status.ts'
import { hasRest, isAlive, type Left, leftOf, type Move, restOf, type Scene } from './random-life-state.ts'
import { createRefund } from './refund-routes.ts'
import { refundsOf } from './show-order.ts'
import { now, tell } from './state.ts'

interface Row {
  readonly id: number
  readonly quantity: number
  readonly refund_total: Decimal
  readonly refund_tax: readonly { readonly id: number; readonly refund_total: Decimal }[]
}

const valueOf = ({ refund_total, refund_tax }: Row): Decimal =>
  add(refund_total, ...refund_tax.map((tax) => tax.refund_total))

/** A share of what is left of a part, on whole minor units. */
const shareOf = ({ places }: Scene, { id, net, taxes }: Left, share: Decimal, pieces: number): Row => {
  const part = (amount: Decimal): Decimal => halfUp(multiply(amount, share), places)
  return {
    id,
    quantity: pieces,
    refund_total: part(net),
    refund_tax: taxes.map((tax) => ({ id: tax.id, refund_total: part(tax.amount) })),
  }
}

function lineRows(scene: Scene): Row[] {
  const { order, dice } = scene
  const open = order.lines.map((line) => leftOf(scene, line)).filter(({ pieces }) => isPositive(pieces))
  const chosen = open.filter(() => dice.chance(0.5))
  return (chosen.length === 0 ? open.slice(0, 1) : chosen).map((left) => {
    const all = Number(left.pieces)
    const pieces = dice.chance(0.5) ? all : dice.between(1, all)
    return shareOf(scene, left, divide(decimal(pieces), left.pieces), pieces)
  })
}

function otherRows(scene: Scene, share: number): Row[] {
  const { order, dice } = scene
  const parts = [...order.shippingLines, ...order.fees].map((part) => leftOf(scene, part))
  return parts
    .filter(({ net }) => isPositive(net))
    .filter(() => dice.chance(share))
    .map((left) => shareOf(scene, left, dice.chance(0.7) ? ONE : decimal('0.5'), 0))
}

/** Gives back the rows; what they come to, or what somebody typed instead. */
function giveBack(scene: Scene, rows: readonly Row[], change: Decimal): string {
  const { shop, order, dice, restocks } = scene
  const wanted = add(...rows.map(valueOf), change)
  const typed = isPositive(wanted) ? wanted : sum(rows.map(valueOf))
  const amount = minimum(isPositive(typed) ? typed : ZERO, restOf(scene))
  createRefund(shop, order, {
    amount,
    line_items: rows,
    reason: dice.chance(0.2) ? 'As agreed' : '',
    api_refund: false,
    api_restock: restocks,
  })
  return `${rows.map(({ quantity }) => quantity).join(', ')} for ${amount}`
}

const mayRefund = (scene: Scene): boolean => isAlive(scene) && scene.order.status !== 'refunded' && hasRest(scene)

const isPaid = ({ order }: Scene): boolean => order.paid !== null

/** Money back, with and without goods. */
export const REFUND_MOVES: readonly Move[] = [
  {
    name: 'refunded lines',
    weight: (scene) =>
      mayRefund(scene) && scene.order.lines.some((line) => isPositive(leftOf(scene, line).pieces))
        ? isPaid(scene)
          ? 6
          : 0.5
        : 0,
    run(scene) {
      const { dice, places } = scene
      const rows = [...lineRows(scene), ...(dice.chance(0.25) ? otherRows(scene, 0.7) : [])]
      const change = dice.chance(0.85) ? ZERO : dice.pick([smallestUnit(places), decimal(5), decimal(-5), decimal(-20)])
      return giveBack(scene, rows, change)
    },
  },
  {
    name: 'refunded shipping and fees',
    weight: (scene) => (mayRefund(scene) && isPaid(scene) ? 1.5 : 0),
    run(scene) {
      const rows = otherRows(scene, 0.8)
      return rows.length === 0 ? 'nothing left' : giveBack(scene, rows, ZERO)
    },
  },
  {
    name: 'gave money without goods',
    weight: (scene) => (mayRefund(scene) && isPaid(scene) ? 2 : 0),
    run(scene) {
      const { shop, order, dice, places } = scene
      const part = halfUp(multiply(restOf(scene), decimal(dice.pick(['0.1', '0.25', '0.5']))), places)
      const amount = isPositive(part) ? part : restOf(scene)
      createRefund(shop, order, { amount, api_refund: false, reason: 'Sorry' })
      return amount
    },
  },
  {
    name: 'gave a line less a discount',
    weight: (scene) => (mayRefund(scene) && isPaid(scene) && scene.order.lines.length > 0 ? 1 : 0),
    run(scene) {
      const line = scene.dice.any(scene.order.lines)
      if (line === undefined) return ''
      const left = leftOf(scene, line)
      if (!isPositive(left.net)) return 'nothing left'
      return giveBack(scene, [shareOf(scene, left, decimal('0.2'), 0)], ZERO)
    },
  },
  {
    name: 'gave everything back',
    weight: (scene) => (mayRefund(scene) && isPaid(scene) ? 1 : 0),
    run(scene) {
      const { shop, order, dice } = scene
      if (dice.chance(0.5)) createRefund(shop, order, { amount: restOf(scene), api_refund: false })
      else setStatus(shop, order, 'refunded')
      order.modified = now(shop)
      return order.status
    },
  },
  {
    name: 'deleted a refund',
    weight: (scene) => (isAlive(scene) && refundsOf(scene.shop, scene.order.id).length > 0 ? 0.6 : 0),
    run({ shop, order, dice }) {
      const refund = dice.any(refundsOf(shop, order.id))
      if (refund === undefined) return ''
      shop.refunds.delete(refund.id)
      // The status stays, and so does the stamp; here somebody saves the order afterwards.
      order.modified = now(shop)
      tell(shop, 'order.updated', order.id)
      return refund.amount
    },
  },
]
