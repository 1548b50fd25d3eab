import { type Decimal, decimal, divide, isPositive, multiply } from '#lib/decimal'
import { halfUp } from './money.ts'
import { restoreOrder, updateOrder } from './order-routes.ts'
import { payOrder, setStatus } from './order-status.ts'
import { newCoupon, newProduct, priceOf } from './random-life-place.ts'
import { isAlive, isEditable, isUnpaid, type Move, type Scene, unpacked } from './random-life-state.ts'
import { refundsOf } from './show-order.ts'
import { type ProductLine, now, tell } from './state.ts'

/** Somebody in the shop moves an order on, or the gateway does. */
function moveOn({ shop, order }: Scene, status: string): void {
  setStatus(shop, order, status)
  order.modified = now(shop)
  tell(shop, 'order.updated', order.id)
}

const isGoingOn = ({ order }: Scene): boolean => ['processing', 'completed'].includes(order.status)

/** Money, and where the order stands. */
export const STATUS_MOVES: readonly Move[] = [
  {
    name: 'paid',
    weight: (scene) => (isUnpaid(scene) && scene.order.status !== 'processing' ? 9 : 0),
    run({ shop, order, dice }) {
      if (dice.chance(0.5)) order.transactionId = `tp_${order.id}`
      payOrder(shop, order)
      order.modified = now(shop)
      return order.paymentMethod
    },
  },
  {
    name: 'set aside',
    weight: (scene) => (isUnpaid(scene) && ['pending', 'failed'].includes(scene.order.status) ? 2 : 0),
    run(scene) {
      if (scene.dice.chance(0.4)) scene.order.transactionId = `hold_${scene.order.id}`
      moveOn(scene, 'on-hold')
      return ''
    },
  },
  {
    name: 'payment failed',
    weight: (scene) => (isUnpaid(scene) && ['pending', 'on-hold'].includes(scene.order.status) ? 1 : 0),
    run(scene) {
      moveOn(scene, 'failed')
      return ''
    },
  },
  {
    name: 'completed',
    weight: ({ order }) => (order.status === 'processing' ? 7 : order.status === 'on-hold' ? 1 : 0),
    run(scene) {
      moveOn(scene, 'completed')
      return ''
    },
  },
  {
    name: 'taken up again',
    weight: ({ order, parcels }) =>
      order.status === 'completed' && parcels.length === 0 ? 0.4 : order.status === 'cancelled' ? 0.3 : 0,
    run(scene) {
      moveOn(scene, 'processing')
      return ''
    },
  },
  {
    name: 'cancelled',
    weight: (scene) => (isAlive(scene) && scene.order.status !== 'refunded' ? (isUnpaid(scene) ? 1.2 : 0.7) : 0),
    run(scene) {
      moveOn(scene, 'cancelled')
      return ''
    },
  },
  {
    name: 'thrown away',
    weight: (scene) => (isAlive(scene) ? 0.15 : 0),
    run({ shop, order }) {
      order.trashedFrom = order.status
      order.status = 'trash'
      order.modified = now(shop)
      tell(shop, 'order.deleted', order.id)
      return ''
    },
  },
  {
    name: 'taken out of the trash',
    weight: ({ order }) => (order.status === 'trash' ? 4 : 0),
    run({ shop, order }) {
      restoreOrder(shop, order)
      order.modified = now(shop)
      return ''
    },
  },
  {
    name: 'changed a note',
    weight: () => 1,
    run({ shop, order, dice }) {
      updateOrder(shop, order, { customer_note: `Note ${dice.between(1, 9)}` })
      return ''
    },
  },
]

/** Changes to what was ordered, while nobody has paid. */
export const EDIT_MOVES: readonly Move[] = [
  {
    name: 'changed pieces',
    weight: (scene) => (isEditable(scene) && scene.order.lines.length > 0 ? 3 : 0),
    run({ shop, order, dice }) {
      const line = dice.any(order.lines)
      if (line === undefined) return ''
      const pieces = dice.between(1, 8)
      updateOrder(shop, order, { line_items: [{ id: line.id, quantity: pieces, ...amounts(line, pieces) }] })
      return `to ${pieces}`
    },
  },
  {
    name: 'added a line',
    weight: (scene) => (isEditable(scene) && scene.order.lines.length < 9 ? 2 : 0),
    run({ shop, order, dice }) {
      const product = newProduct(shop, dice)
      updateOrder(shop, order, { line_items: [{ product_id: product.id, quantity: dice.between(1, 3) }] })
      return product.sku
    },
  },
  {
    name: 'took a line off',
    weight: (scene) => (isEditable(scene) && scene.order.lines.length > 1 ? 2 : 0),
    run({ shop, order, dice }) {
      const line = dice.any(order.lines)
      updateOrder(shop, order, { line_items: [{ id: line?.id, quantity: 0 }] })
      return ''
    },
  },
  {
    name: 'changed a price',
    weight: (scene) => (isEditable(scene) && scene.order.lines.length > 0 ? 1 : 0),
    run({ shop, order, dice, places }) {
      const [line, total] = [dice.any(order.lines), priceOf(dice, places)]
      updateOrder(shop, order, { line_items: [{ id: line?.id, total }] })
      return total
    },
  },
  {
    name: 'changed fees and shipping',
    weight: (scene) => (isEditable(scene) ? 1 : 0),
    run({ shop, order, dice, places }) {
      const fee = order.fees[0]
      const shipping = order.shippingLines[0]
      updateOrder(shop, order, {
        ...(dice.chance(0.5)
          ? {
              fee_lines: [
                fee === undefined ? { name: 'Fee', total: priceOf(dice, places) } : { id: fee.id, name: null },
              ],
            }
          : {}),
        ...(shipping === undefined
          ? { shipping_lines: [{ method_id: 'flat_rate', method_title: 'Post', total: '39' }] }
          : { shipping_lines: [{ id: shipping.id, total: priceOf(dice, places) }] }),
      })
      return ''
    },
  },
  {
    name: 'used a code',
    weight: (scene) => (isEditable(scene) && scene.order.lines.length > 0 ? 1 : 0),
    run({ shop, order, dice }) {
      const code = newCoupon(shop, dice)
      updateOrder(shop, order, { coupon_lines: [{ code }] })
      return code
    },
  },
]

/** What the page of an order makes of other pieces at the same price. */
function amounts({ quantity, subtotal, total }: ProductLine, pieces: number) {
  if (!isPositive(quantity)) return {}
  const share = (amount: Decimal): Decimal => halfUp(divide(multiply(amount, decimal(pieces)), quantity), 2)
  return { subtotal: share(subtotal), total: share(total) }
}

/** Parcels that are told to the shop one by one. */
export const PARCEL_MOVES: readonly Move[] = [
  {
    name: 'packed a parcel',
    weight: (scene) =>
      // What was completed by hand and taken up again is packed by nobody: the shop would not tell the two apart.
      scene.packer !== null &&
      scene.order.status === 'processing' &&
      (scene.order.completed === null || scene.parcels.length > 0) &&
      toPack(scene).length > 0
        ? 5
        : 0,
    async run(scene) {
      const { dice, order, packer, parcels, shop } = scene
      const lines = toPack(scene).filter((_, index) => index === 0 || dice.chance(0.6))
      const packed = lines.map((line) => {
        const most = unpacked(scene, line)
        return { lineId: line.id, pieces: dice.chance(0.6) ? most : dice.between(1, most) }
      })
      const at = now(shop)
      const id = (await packer?.pack(order.id, packed)) ?? ''
      parcels.push({ id, at, cancelledAt: null, lines: packed })
      return packed.map(({ pieces }) => pieces).join(', ')
    },
  },
  {
    name: 'took a parcel back',
    // Before anything of it comes back.
    weight: (scene) =>
      isGoingOn(scene) && standing(scene).length > 0 && refundsOf(scene.shop, scene.order.id).length === 0 ? 0.7 : 0,
    async run(scene) {
      const parcel = scene.dice.any(standing(scene))
      if (parcel === undefined) return ''
      await scene.packer?.unpack(parcel.id)
      parcel.cancelledAt = now(scene.shop)
      return parcel.id
    },
  },
]

const standing = ({ parcels }: Scene) => parcels.filter(({ cancelledAt }) => cancelledAt === null)

const toPack = (scene: Scene): ProductLine[] => scene.order.lines.filter((line) => unpacked(scene, line) > 0)
