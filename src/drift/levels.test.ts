import { expect, test } from 'vitest'
import { decimal, ZERO } from '#lib/decimal'
import type { KnownRecord } from './moving.ts'
import { type KnownLevel, levelDifference } from './levels.ts'
import { priceDifference } from './prices.ts'

const [before, since, after] = ['2026-11-22T10:00:00.000Z', '2026-11-22T10:00:30.000Z', '2026-11-22T10:00:31.000Z']
const mug = { sku: 'MUG', location: '77', offered: 11, wanted: 12, since }

const settled: KnownLevel = {
  state: 'in-step',
  cause: null,
  isDue: false,
  hasNews: false,
  checkedAt: before,
  unknownThen: ZERO,
  unknownNow: ZERO,
  targetReadAt: before,
  isBooking: false,
  bookedAt: null,
}

test('a level that is as it should be differs in nothing', () => {
  expect(levelDifference({ ...mug, offered: 12 }, settled)).toBe(null)
  expect(levelDifference({ ...mug, offered: null, wanted: 0 }, null)).toBe(null)
})

test('of a level that differs the store is wrong', () => {
  expect(levelDifference(mug, settled)).toMatchObject({ store: '11', target: '12', wrong: 'store', state: 'drifted' })
  expect(levelDifference({ ...mug, offered: null }, null)).toMatchObject({ store: null, state: 'drifted' })
})

const earlier = '2026-11-22T09:59:00.000Z'
const cause = { message: 'Two variants have this SKU.', remedy: 'Give each its own.' }
const busy = { message: 'The shop is busy.', remedy: null }

test.each<[string, Partial<KnownLevel>, string, string]>([
  ['nobody has heard of it', {}, 'drifted', 'without a word'],
  ['it waits for a person', { state: 'attention', cause }, 'held', cause.message],
  [
    'it waits for a person, and is tried now and then',
    { state: 'attention', cause, isDue: true },
    'held',
    cause.message,
  ],
  ['it is to be looked at', { state: 'pending' }, 'under-way', 'about to be set'],
  ['missing pieces are looked for', { isDue: true }, 'under-way', 'about to be set'],
  ['a system was busy', { state: 'waiting', cause: busy }, 'under-way', busy.message],
  ['a busy system, and a sale since', { state: 'pending', cause: busy }, 'under-way', 'about to be set'],
  ['a note of it is not followed yet', { hasNews: true }, 'under-way', 'about to be set'],
  ['it was set while the sides were read', { checkedAt: after }, 'under-way', 'looked at while'],
  ['an order of it is being booked', { isBooking: true }, 'under-way', 'booked a moment ago'],
  ['an order was booked after the ERP was read', { bookedAt: after }, 'under-way', 'booked a moment ago'],
  ['the ERP was read at the moment of booking', { bookedAt: before }, 'under-way', 'booked a moment ago'],
  ['the ERP was never read', { bookedAt: earlier, targetReadAt: null }, 'under-way', 'booked a moment ago'],
  ['the ERP was read after the booking', { bookedAt: earlier }, 'drifted', 'without a word'],
  [
    'the booking counted twice, and does no more',
    { bookedAt: earlier, unknownThen: decimal('1') },
    'under-way',
    'booked a moment ago',
  ],
  [
    'an order waits for a person, and has done so all along',
    { unknownThen: decimal('2'), unknownNow: decimal('2') },
    'drifted',
    'without a word',
  ],
  ['nobody watches an order that counts now', { unknownNow: decimal('2') }, 'drifted', 'without a word'],
])('of a level that differs it is told whether it is seen to: %s', (_, more, state, because) => {
  const found = levelDifference(mug, { ...settled, ...more })
  expect(found).toMatchObject({ state, because: expect.stringContaining(because) })
  expect(found?.remedy).not.toBe('')
})

test('of a price the side that would be set is wrong', () => {
  const price = {
    sku: 'MUG',
    targetItem: 'MUG',
    list: '',
    from: { amount: '41', compareAt: null },
    to: { amount: '40', compareAt: '50' },
  }
  expect(priceDifference({ ...price, side: 'store' }, null, since)).toMatchObject({
    what: 'price',
    store: '41',
    target: '40 (before: 50)',
    wrong: 'store',
    state: 'drifted',
  })
  expect(priceDifference({ ...price, list: 'US', side: 'target', to: null }, null, since)).toMatchObject({
    what: 'price on US',
    store: null,
    target: '41',
    wrong: 'target',
  })
  const record = { state: 'synced', causeMessage: null, causeRemedy: null, settledAt: before } as const
  const told = (more: Partial<KnownRecord>) =>
    priceDifference({ ...price, side: 'store' }, { ...record, ...more }, since)
  expect(told({}).state).toBe('drifted')
  expect(told({ state: 'pending' }).state).toBe('under-way')
  expect(told({ settledAt: after }).state).toBe('under-way')
  expect(told({ state: 'attention', causeMessage: 'Two units.' })).toMatchObject({
    state: 'held',
    because: 'Two units.',
  })
})
