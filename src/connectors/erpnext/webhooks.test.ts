import { expect, test } from 'vitest'
import { webhooks } from './webhooks.ts'

const body = (more: object) => ({
  event: 'on_submit',
  doctype: 'X',
  name: 'X-1',
  modified: '2026-11-21 10:00:00.1',
  ...more,
})

test.each([
  [
    { tells: 'stock', key: 'MUG-1' },
    { kind: 'record-changed', record: 'stock', key: 'MUG-1' },
  ],
  [{ tells: 'stock-moved' }, { kind: 'record-changed', record: 'stock', key: '*' }],
  [{ tells: 'delivery' }, { kind: 'record-changed', record: 'shipment', key: 'X-1', name: 'X-1' }],
  [{ tells: 'shipment' }, { kind: 'record-changed', record: 'shipment', key: 'Shipment/X-1' }],
  [{ tells: 'product' }, { kind: 'record-changed', record: 'product', key: 'X-1' }],
  [
    { tells: 'product', event: 'on_trash' },
    { kind: 'record-deleted', record: 'product', key: 'X-1' },
  ],
  [
    { tells: 'price', key: 'MUG-1', event: 'on_trash' },
    { kind: 'record-changed', record: 'price', key: 'MUG-1' },
  ],
  [
    { tells: 'customer', event: 'on_trash' },
    { kind: 'record-deleted', record: 'account', key: 'X-1' },
  ],
  [{ tells: 'weather' }, { kind: 'ignored' }],
])('%o means %o', (told, expected) => {
  expect(webhooks.parse('', body(told))).toMatchObject(expected)
})

test('copies of one event are known, a later change is another event', () => {
  const head = (more: object) => webhooks.head({}, JSON.stringify(body({ tells: 'product', ...more })))
  expect(head({})).toEqual(head({}))
  expect(head({ modified: '2026-11-21 10:00:00.2' })?.dedupeKey).not.toBe(head({})?.dedupeKey)
  expect(webhooks.head({}, '{}')).toBeNull()
  expect(webhooks.head({}, 'no json')).toBeNull()
  expect(() => webhooks.parse('', {})).toThrow('does not say')
})
