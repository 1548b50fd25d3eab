import { expect, test } from 'vitest'
import type { ApiConnection } from '#api/connections'
import type { ApiIntegration } from '#api/integrations'
import { likely, promotionOf } from './promotion.ts'

const integration = (key: string, store: string, target: string) =>
  ({
    integration: key,
    name: key,
    store,
    target,
    payments: [],
    live: false,
    goLiveOn: null,
  }) as unknown as ApiIntegration
const connection = (key: string, kind: 'store' | 'erp') => ({ connection: key, kind }) as unknown as ApiConnection

const TEST = integration('nordlys-test', 'shop-test', 'erp-test')
const connections = [
  connection('erp-test', 'erp'),
  connection('erp', 'erp'),
  connection('shop-test', 'store'),
  connection('shop', 'store'),
]

test('offers the live systems that the test does not use, from today on', () => {
  const chosen = likely(TEST, { integrations: [TEST], connections, today: '2026-11-21' })
  expect(chosen).toMatchObject({ from: 'nordlys-test', to: 'nordlys', store: 'shop', target: 'erp', day: '2026-11-21' })
  // One store only: real orders were tried out with a test ERP.
  const one = connections.filter((each) => each.connection !== 'shop')
  expect(likely(TEST, { integrations: [TEST], connections: one, today: '' }).store).toBe('shop-test')
})

test('takes one that is not called a test for a trial all the same, and not for the live one itself', () => {
  const trial = integration('nordlys', 'shop', 'erp-test')
  const chosen = likely(trial, { integrations: [trial], connections, today: '2026-11-21' })
  expect(chosen).toMatchObject({ to: 'nordlys-live', target: 'erp', day: '2026-11-21' })
})

test('keeps what the live integration says already', () => {
  const live = { ...integration('nordlys', 'shop', 'erp'), goLiveOn: '2026-01-01' }
  const chosen = likely(TEST, { integrations: [TEST, live], connections, today: '2026-11-21' })
  expect(promotionOf(chosen)).toMatchObject({ to: 'nordlys', goLiveOn: '2026-01-01', payments: [] })
  expect(promotionOf({ ...chosen, day: '' }).goLiveOn).toBeNull()
})
