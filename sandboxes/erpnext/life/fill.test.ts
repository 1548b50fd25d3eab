import { describe, expect, test } from 'vitest'
import { demoSite, listed } from './life.test-kit.ts'

const RECEIVED = ['SKU-000003', 'SKU-004000', 'SKU-000001']

describe('a site that was filled', () => {
  test('pages through its Bins, each once, whatever changes last', async () => {
    await using erp = await demoSite({ lean: true })
    const filled = erp.fillWith({ items: 6000, warehouses: ['Stores', 'Finished Goods'] })
    expect(filled).toMatchObject({ bins: 12_000, prices: 0 })
    for (const item of RECEIVED) erp.stock.receive(item, 'Stores', 1)
    const seen = new Set<unknown>()
    let last: unknown[] = []
    let from = '2000-01-01'
    for (let page = 0; page < 3; page += 1) {
      const rows = await listed(erp, 'Bin', {
        fields: ['name', 'item_code', 'modified'],
        filters: [
          ['warehouse', 'in', ['Stores - NL', 'Finished Goods - NL']],
          ['modified', '>', from],
        ],
        order_by: 'modified asc, name asc',
        limit_page_length: '5000',
      })
      for (const row of rows) seen.add(row['name'])
      from = String(rows.at(-1)?.['modified'])
      last = rows.slice(-3).map((row) => row['item_code'])
    }
    expect(last).toEqual(RECEIVED)
    // The demo has a Bin for each of its two items.
    expect(seen.size).toBe(12_002)
  })

  test('takes orders for its items as for any other', async () => {
    await using erp = await demoSite()
    erp.fillWith({ items: ['A', 'B'], warehouses: ['Stores'], priceLists: ['Web SEK'], qty: () => 5, rate: () => 99 })
    erp.stock.receive('A', 'Stores', 2)
    expect(erp.stock.level('A', 'Stores').actual).toBe(7)
    expect(erp.documents('Item Price').map((one) => [one['item_code'], one['price_list_rate']])).toEqual([
      ['A', 99],
      ['B', 99],
    ])
    expect(erp.site.exists('Item', 'PATTERN-OF-FILL')).toBe(false)
  })
})
