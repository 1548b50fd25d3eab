import { expect, test } from 'vitest'
import { PATIENCE_MS } from './books.ts'
import { startStockStory, STORES } from './stock-story.ts'

const mug = { sku: 'MUG-1', title: 'Mug', price: '12.50', stock: 0 }

test(
  'scenario 38: a store shows on hand less reserved less the buffer, and what another store sells is gone at once',
  async () => {
    await using selling = await startStockStory({ shops: 2, inventory: { buffer: { pieces: 2 } } })
    const { story, shops } = selling
    for (const shop of shops) shop.products.add(mug)
    const onHand = story.erp.stock.level('MUG-1', STORES)
    story.erp.stock.set('MUG-1', STORES, 51)
    await selling.compareAll()
    const free = 51 - onHand.reserved - 2
    expect(selling.offered('MUG-1', 0)).toBe(free)
    expect(selling.offered('MUG-1', 1)).toBe(free)

    shops[0]?.place({ lines: [{ sku: 'MUG-1', quantity: 3, price: '12.50' }] })
    await selling.until('the other store sells three less', () => selling.offered('MUG-1', 1) === free - 3)
    await story.settled()
    // Booked by now: the ERP reserves them itself, and they are not taken off twice.
    await selling.until(
      'the ERP reserves them',
      () => story.erp.stock.level('MUG-1', STORES).reserved === onHand.reserved + 3,
    )
    await selling.compareAll()
    expect([selling.offered('MUG-1', 0), selling.offered('MUG-1', 1)]).toEqual([free - 3, free - 3])
  },
  PATIENCE_MS,
)
