import { isPositive } from '#lib/decimal'
import type { PlaceLine } from './place-input.ts'
import type { Dice } from './random-life-dice.ts'
import { gidOf, held, linesReturnable, type Move, orderGid, type Scene } from './random-life-state.ts'
import type { ReturnInput, ReturnLineInput } from './returns.ts'
import { unitsReturnable } from './sent-units.ts'
import type { LineState, OrderState } from './state.ts'

const openReturn = (order: OrderState, status: 'OPEN' | 'REQUESTED') =>
  order.returns.find((entry) => entry.status === status)

/** Goods that come back, for money or for something else. */
export const RETURN_MOVES: readonly Move[] = [
  {
    name: 'returned',
    weight: ({ order }) => (order.cancelledAt === null && linesReturnable(order).length > 0 ? 6 : 0),
    run: returnSome,
  },
  {
    name: 'exchanged',
    weight: ({ order }) =>
      order.cancelledAt === null && linesReturnable(order).some((line) => !line.giftCard) ? 3 : 0,
    run: exchange,
  },
  {
    name: 'decided about a return',
    weight: ({ order }) => (openReturn(order, 'REQUESTED') === undefined ? 0 : 12),
    run({ life, dice, order }) {
      const found = openReturn(order, 'REQUESTED')
      const what = dice.chance(0.8) ? 'approve' : 'decline'
      if (found !== undefined) life.decideReturn(orderGid(order), { what, returnId: found.id })
      return what
    },
  },
  {
    name: 'took a return in',
    weight: ({ order }) => (order.cancelledAt === null && openReturn(order, 'OPEN') !== undefined ? 12 : 0),
    run({ life, dice, order }) {
      const found = openReturn(order, 'OPEN')
      const what = dice.chance(0.85) ? 'process' : 'cancel'
      if (found === undefined) return what
      const lines = found.lines.map((part) => fate(life.locations(), dice, gidOf({ id: part.lineId })))
      if (what === 'cancel') life.decideReturn(orderGid(order), { what, returnId: found.id })
      else life.decideReturn(orderGid(order), { what, returnId: found.id, lines, refund: moneyBack(dice, order) })
      return what
    },
  },
]

/** What becomes of returned goods. */
function fate(locations: readonly number[], dice: Dice, line: string): Omit<ReturnLineInput, 'quantity'> {
  const draw = dice.next()
  const locationId = dice.any(locations)
  if (draw < 0.5) return { line, disposition: 'RESTOCKED' }
  if (draw < 0.7 && locationId !== undefined) return { line, disposition: 'RESTOCKED', locationId }
  if (draw < 0.88) return { line, disposition: 'NOT_RESTOCKED' }
  return { line, disposition: dice.pick(['MISSING', 'PROCESSING_REQUIRED']) }
}

/** Now and then the goods are taken in and the money stays, or is on its way, or fails. */
function moneyBack(dice: Dice, order: OrderState): Exclude<ReturnInput['refund'], false | undefined> {
  const draw = dice.next()
  if (draw < 0.1) return { transactions: [] }
  if (draw < 0.2) return { status: 'pending' }
  if (draw < 0.23) return { status: 'failure' }
  return draw < 0.3 && isPositive(held(order)) ? { shipping: true } : {}
}

function returnLinesOf(
  dice: Dice,
  order: OrderState,
  locations: readonly number[],
  from: LineState[],
): ReturnLineInput[] {
  const chosen = from.filter(() => dice.chance(0.4))
  return (chosen.length === 0 ? from.slice(0, 1) : chosen).map((line) => ({
    ...fate(locations, dice, gidOf(line)),
    quantity: dice.chance(0.5) ? unitsReturnable(order, line) : dice.between(1, unitsReturnable(order, line)),
    reason: dice.pick(['UNWANTED', 'DEFECTIVE', 'SIZE_TOO_SMALL', 'WRONG_ITEM', 'OTHER']),
    ...(dice.chance(0.12) ? { restockingFeePercent: dice.pick(['5', '10', '15', '33.3']) } : {}),
  }))
}

function returnSome({ life, dice, order, places }: Scene): string {
  const draw = dice.next()
  const lines = returnLinesOf(dice, order, life.locations(), linesReturnable(order))
  const shippingFee = dice.chance(0.1) ? { shippingFee: places === 0 ? '500' : '4.95' } : {}
  if (draw < 0.15) life.return(orderGid(order), { lines, ...shippingFee, requested: true })
  else if (draw < 0.4) life.return(orderGid(order), { lines, ...shippingFee, refund: false })
  else life.return(orderGid(order), { lines, ...shippingFee, refund: moneyBack(dice, order) })
  return draw < 0.15 ? 'asked for' : draw < 0.4 ? 'open' : 'processed'
}

/** Even, cheaper or dearer; at once or when the goods have arrived. */
function exchange({ life, dice, order, places }: Scene): string {
  const from = linesReturnable(order).filter((line) => !line.giftCard)
  const lines = returnLinesOf(dice, order, life.locations(), from.slice(0, 1))
  const line = from[0]
  const kind = dice.pick(['even', 'even', 'cheaper', 'dearer'])
  if (line === undefined) return kind
  const price = kind === 'even' ? line.unitPrice.shop : dice.price(places)
  const wanted: PlaceLine = {
    sku: `SWAP-${dice.between(1, 9)}`,
    title: 'Another size',
    quantity: lines[0]?.quantity ?? 1,
    price,
    taxable: line.taxable,
    taxRates: line.taxLines.map((tax) => ({ title: tax.title, rate: tax.rate })),
  }
  const refund = dice.chance(0.3) ? false : moneyBack(dice, order)
  life.return(orderGid(order), { lines, exchange: [wanted], refund })
  return `${kind}, ${refund === false ? 'open' : 'processed'}`
}
