import { add, type Decimal, decimal, isPositive, negate, subtract, sum, ZERO } from '#lib/decimal'
import type { PlainDice } from '#sandboxes/kit/dice'
import { halfUp } from './money.ts'
import { refundsOf } from './show-order.ts'
import {
  decimalsOf,
  type FeeLine,
  type Order,
  type ProductLine,
  type Refund,
  type ShippingLine,
  type Shop,
} from './state.ts'

/** Goods that left in one go, as the one who packed them told the shop. */
export interface PackedParcel {
  readonly id: string
  readonly at: Date
  cancelledAt: Date | null
  readonly lines: readonly PackedLine[]
}

interface PackedLine {
  /** The order's line. */
  readonly lineId: number
  readonly pieces: number
}

/** Somebody with a parcel service beside the shop. */
export interface Packer {
  /** Tells the shop what left; answers the id under which it is kept. */
  pack(orderId: number, lines: readonly PackedLine[]): Promise<string>
  unpack(parcelId: string): Promise<void>
}

/** One order with everything that its next move may look at. */
export interface Scene {
  readonly shop: Shop
  readonly dice: PlainDice
  readonly order: Order
  readonly places: number
  readonly parcels: PackedParcel[]
  readonly packer: Packer | null
  readonly restocks: boolean
}

/** Something that may happen to an order: how likely it is now (0 when it is not allowed), and doing it. */
export interface Move {
  readonly name: string
  readonly weight: (scene: Scene) => number
  /** Does it and says more, or nothing. */
  readonly run: (scene: Scene) => string | Promise<string>
}

/** Neither cancelled nor thrown away. */
export const isAlive = ({ order }: Scene): boolean => !['cancelled', 'trash'].includes(order.status)

export const isUnpaid = (scene: Scene): boolean => scene.order.paid === null && isAlive(scene)

/** Nobody paid yet, nothing was given back and nothing is packed: only then the page of an order lets people change what is on it. */
export const isEditable = (scene: Scene): boolean =>
  isUnpaid(scene) && scene.parcels.length === 0 && refundsOf(scene.shop, scene.order.id).length === 0

/** What has not been given back. */
export const restOf = ({ shop, order }: Scene): Decimal =>
  subtract(order.total, sum(refundsOf(shop, order.id).map(({ amount }) => amount)))

type Part = ProductLine | ShippingLine | FeeLine

/** What of a part was not given back, as the page of a refund shows it. */
export interface Left {
  readonly id: number
  readonly pieces: Decimal
  readonly net: Decimal
  readonly taxes: readonly { readonly id: number; readonly amount: Decimal }[]
}

const itemOf = ({ meta }: Part): number => Number(meta.find(({ key }) => key === '_refunded_item_id')?.value)

const partsOf = ({ lines, shippingLines, fees }: Order | Refund): Part[] => [...lines, ...shippingLines, ...fees]

export function leftOf({ shop, order }: Scene, part: Part): Left {
  const places = decimalsOf(shop)
  const back = refundsOf(shop, order.id)
    .flatMap(partsOf)
    .filter((row) => itemOf(row) === part.id)
  const taxOf = (row: Part, id: number): Decimal =>
    sum(row.taxes.filter((tax) => tax.id === id).map(({ total }) => total))
  const pieces = (row: Part): Decimal => ('quantity' in row ? row.quantity : ZERO)
  return {
    id: part.id,
    pieces: add(pieces(part), ...back.map(pieces)),
    net: add(halfUp(part.total, places), ...back.map(({ total }) => total)),
    taxes: part.taxes.map(({ id, total }) => ({
      id,
      amount: add(halfUp(total, places), ...back.map((row) => taxOf(row, id))),
    })),
  }
}

/** Pieces of a line that are still to be packed. */
export function unpacked(scene: Scene, line: ProductLine): number {
  const packed = scene.parcels
    .filter(({ cancelledAt }) => cancelledAt === null)
    .flatMap(({ lines }) => lines)
    .filter(({ lineId }) => lineId === line.id)
  const { pieces } = leftOf(scene, line)
  return Number(add(pieces, ...packed.map((one) => negate(decimal(one.pieces)))))
}

export const hasRest = (scene: Scene): boolean => isPositive(restOf(scene))
