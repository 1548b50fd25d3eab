import { expect, test } from 'vitest'
import { copyOrder } from './copy-order.ts'

const key = (table: string, references: string) => ({ name: `${table}_${references}`, table, references })

test('a table comes after those that it refers to', () => {
  const order = copyOrder(['a', 'b', 'c'], [key('a', 'b'), key('b', 'c')])
  expect(order).toEqual({ tables: ['c', 'b', 'a'], circular: [] })
})

test('a table that refers to itself is no circle', () => {
  expect(copyOrder(['a'], [key('a', 'a')])).toEqual({ tables: ['a'], circular: [] })
})

test('of a circle, the keys that point forward are named', () => {
  const order = copyOrder(['a', 'b', 'c'], [key('a', 'b'), key('b', 'a'), key('c', 'a')])
  expect(order).toEqual({ tables: ['a', 'b', 'c'], circular: [key('a', 'b')] })
})
