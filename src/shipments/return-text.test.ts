import { expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { Order } from '#model/order'
import { returnText } from './return-text.ts'

const order = {
  name: '#1001',
  lines: [{ externalId: '901', title: 'Mug', sku: 'MUG' }],
} as unknown as Pick<Order, 'name' | 'lines'>

test('a return says what comes back and why', () => {
  const lines = [{ lineExternalId: '901', quantity: decimal(2), reason: 'Damaged', note: 'handle broken' }]
  expect(returnText(order, { externalId: '7', name: '#1001-R1', status: 'open', lines })).toBe(
    'Return #1001-R1 of order #1001: goods are on their way back. 2 × Mug (MUG), Damaged: handle broken.',
  )
  expect(returnText(order, { externalId: '7', name: '#1001-R1', status: 'closed' })).toBe(
    'Return #1001-R1 of order #1001: done.',
  )
})
