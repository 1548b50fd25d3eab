import { expect, test } from 'vitest'
import { dateIn } from '#lib/clock'
import { startStory } from '#testing/story'

test('the ledger counts each day on both sides, and names what never arrived', async () => {
  await using story = await startStory({ withoutWebhooks: true, policies: { documents: 'order', payments: false } })
  const sell = (at: string) =>
    story.shop.place({
      placedAt: at,
      financial: 'pending',
      lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 1, price: '10.00', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    })
  // The night in which the clocks go back has 25 hours in Berlin: from 22:00 UTC to 23:00 UTC.
  for (const at of ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'])
    sell(at)
  const { organizationId, integrationId } = story
  const days = ['2026-10-24', '2026-10-25', '2026-10-26']
  const ledger = () =>
    story.running.bridge.engine.ledger({
      organizationId,
      integrationId,
      flow: 'orders',
      timeZone: 'Europe/Berlin',
      days,
    })

  expect((await ledger()).map(({ storeRecords, records, missing }) => [storeRecords, records, missing])).toEqual([
    [1, 0, 1],
    [2, 0, 2],
    [1, 0, 1],
  ])
  await story.running.bridge.engine.sweep({
    organizationId,
    integrationId,
    flow: 'orders',
    since: new Date('2026-10-01'),
  })
  await story.settled()
  expect((await ledger()).map(({ storeRecords, synced, missing }) => [storeRecords, synced, missing])).toEqual([
    [1, 1, 0],
    [2, 2, 0],
    [1, 1, 0],
  ])

  // An order that was placed after the last search is about to be heard of.
  await story.running.bridge.engine.sweep({ organizationId, integrationId, flow: 'orders' })
  const now = new Date()
  sell(now.toISOString())
  days.splice(0, days.length, dateIn('Europe/Berlin', now))
  expect(await ledger()).toMatchObject([{ storeRecords: 1, records: 0, missing: 0 }])
})
