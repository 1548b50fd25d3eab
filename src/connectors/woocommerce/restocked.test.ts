import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { restockingOf } from './restocked.ts'
import { exampleOrder } from './samples/order.ts'
import { order } from './vendor.ts'

const [line] = exampleOrder.line_items
const restocking = (meta: Readonly<Record<string, string>>) =>
  restockingOf(
    order.parse({
      ...exampleOrder,
      line_items: [
        { ...line, id: 315, meta_data: Object.entries(meta).map(([key, value]) => ({ id: 1, key, value })) },
      ],
    }),
  )

const asked = (meta: Readonly<Record<string, string>>, ...refunds: readonly number[]) => {
  const answer = restocking(meta)
  return refunds.map((pieces) => answer('315', decimal(pieces)))
}

test('of pieces that nobody counts it is not known whether they came back', () => {
  expect(asked({}, 1)).toEqual([null])
  expect(restocking({ _reduced_stock: '4' })('999', decimal(1))).toBeNull()
})

test('pieces that are counted came back when the line says so', () => {
  expect(asked({ _reduced_stock: '4' }, 1)).toEqual([false])
  expect(asked({ _reduced_stock: '3', _restock_refunded_items: '1' }, 1)).toEqual([true])
  expect(asked({ _restock_refunded_items: '4' }, 4)).toEqual([true])
})

test('where all that was taken is back, nobody counts what is given back beyond it', () => {
  expect(asked({ _restock_refunded_items: '1' }, 1, 1)).toEqual([true, null])
  expect(asked({ _reduced_stock: '0', _restock_refunded_items: '1' }, 2)).toEqual([null])
})

test('a refund puts back all of its pieces or none: the oldest ones that the count covers', () => {
  expect(asked({ _reduced_stock: '3', _restock_refunded_items: '1' }, 2, 1)).toEqual([false, true])
  expect(asked({ _reduced_stock: '3', _restock_refunded_items: '1' }, 1, 1)).toEqual([true, false])
})
