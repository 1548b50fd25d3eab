import { isPositive } from '#lib/decimal'
import { figures } from './figures.ts'
import type { PlaceLine } from './place-input.ts'
import type { Dice } from './random-life-dice.ts'
import { gidOf, isOpen, linesUnsent, type Move, orderGid } from './random-life-state.ts'
import { unitsOut, unitsToSend } from './sent-units.ts'
import type { LineState } from './state.ts'

/** Changes to what was ordered, before and after it is paid. */
export const EDIT_MOVES: readonly Move[] = [
  {
    name: 'edited up',
    weight: ({ order }) => (isOpen(order) && linesUnsent(order).some(isPlain) ? 3 : 0),
    run({ life, dice, order }) {
      const line = dice.any(linesUnsent(order).filter(isPlain))
      if (line === undefined) return ''
      const quantity = line.currentQuantity + dice.between(1, 3)
      life.edit(orderGid(order), { quantities: [{ line: gidOf(line), quantity }] })
      return `to ${quantity}`
    },
  },
  {
    name: 'edited down',
    weight: ({ order }) => (isOpen(order) && order.lines.some((line) => unitsToSend(line) > 0) ? 3 : 0),
    run({ life, dice, order }) {
      const line = dice.any(order.lines.filter((entry) => unitsToSend(entry) > 0))
      if (line === undefined) return ''
      const quantity = dice.chance(0.4) ? unitsOut(line) : dice.between(unitsOut(line), line.currentQuantity - 1)
      life.edit(orderGid(order), { quantities: [{ line: gidOf(line), quantity, restock: dice.chance(0.8) }] })
      return `to ${quantity}`
    },
  },
  {
    name: 'added a line',
    weight: ({ order }) => (isOpen(order) && order.lines.length < 40 ? 3 : 0),
    run({ life, dice, order, places }) {
      const line = addedLine(dice, places)
      life.edit(orderGid(order), { addLines: [line] })
      return line.sku ?? 'custom'
    },
  },
  {
    name: 'discounted a line',
    weight: ({ order }) => (isOpen(order) && linesUnsent(order).some(isPlain) ? 2 : 0),
    run({ life, dice, order, places }) {
      const line = dice.any(linesUnsent(order).filter(isPlain))
      if (line === undefined) return ''
      const value = dice.chance(0.5)
        ? { percentage: dice.pick(['10', '12.5', '50']) }
        : { amount: places === 0 ? '100' : '1.99' }
      life.edit(orderGid(order), { discounts: [{ line: gidOf(line), ...value, name: 'Price match' }] })
      return Object.values(value).join('')
    },
  },
  {
    name: 'added shipping',
    weight: ({ order }) =>
      isOpen(order) && order.shipping.length < 3 && isPositive(figures(order).currentTotal.shop) ? 1 : 0,
    run({ life, dice, order, places }) {
      const price = places === 0 ? '500' : '29'
      life.edit(orderGid(order), {
        addShipping: { title: 'Express', price, taxRates: [dice.pick([VAT_25, VAT_12])] },
      })
      return price
    },
  },
]

const VAT_25 = { title: 'VAT 25%', rate: '0.25' }
const VAT_12 = { title: 'VAT 12%', rate: '0.12' }

const isPlain = (line: LineState): boolean => !line.tip && !line.giftCard

function addedLine(dice: Dice, places: number): PlaceLine {
  const custom = dice.chance(0.3)
  return {
    ...(custom ? { custom: true, title: 'Gift wrapping' } : { sku: `ADDED-${dice.between(1, 9)}`, title: 'Added' }),
    quantity: dice.between(1, 3),
    price: dice.chance(0.05) ? '0' : dice.price(places),
    taxRates: [dice.pick([VAT_25, VAT_12])],
    ...(dice.chance(0.15) ? { discounts: [{ kind: 'manual', name: 'Sorry', percentage: '20' }] } : {}),
  }
}
