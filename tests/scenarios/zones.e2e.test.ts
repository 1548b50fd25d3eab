import { expect, test } from 'vitest'
import { startStory } from '#testing/story'
import { aMug, PATIENCE_MS } from './books.ts'

test(
  'scenario 7: the first day to be booked begins at the store’s midnight',
  async () => {
    await using story = await startStory({
      shop: { shop: { currency: 'EUR', ianaTimezone: 'Pacific/Honolulu' } },
      withoutWebhooks: true,
      policies: { goLiveOn: '2026-03-09' },
    })
    const { shop } = story
    // In Honolulu 8 March is not over until 10:00 UTC of the 9th.
    const dayBefore = shop.place(aMug({ placedAt: '2026-03-09T09:59:59Z' }))
    const firstDay = shop.place(aMug({ placedAt: '2026-03-09T10:00:00Z' }))
    for (const order of [dayBefore, firstDay]) shop.update(order.id, { note: 'touched today' })
    await story.sweep()
    await story.settled()
    expect(await story.transfer(dayBefore.name)).toMatchObject({ state: 'skipped', causeCode: 'BEFORE_GO_LIVE' })
    expect(await story.transfer(firstDay.name)).toMatchObject({ state: 'synced' })
  },
  PATIENCE_MS,
)
