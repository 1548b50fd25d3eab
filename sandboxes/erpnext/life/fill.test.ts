import { performance } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'
import { demoSite, listed } from './life.test-kit.ts'

describe('a site that was filled', () => {
  test('lists 5,000 of 100,000 Bins well within the time of a request', async () => {
    await using erp = await demoSite({ lean: true })
    const filled = erp.fillWith({ items: 50_000, warehouses: ['Stores', 'Finished Goods'] })
    expect(filled).toMatchObject({ bins: 100_000, prices: 0 })
    const read = (from: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
      listed(erp, 'Bin', {
        fields: ['name', 'item_code', 'warehouse', 'actual_qty', 'reserved_qty', 'projected_qty', 'modified'],
        filters: [
          ['warehouse', 'in', ['Stores - NL', 'Finished Goods - NL']],
          ['modified', '>', from],
        ],
        order_by: 'modified asc, name asc',
        limit_page_length: '5000',
      })
    const first = await read('2000-01-01')
    const started = performance.now()
    const second = await read(String(first.at(-1)?.['modified']))
    expect(performance.now() - started).toBeLessThan(1000)
    expect(second).toHaveLength(5000)
    expect(second[0]?.['modified']).not.toBe(first.at(-1)?.['modified'])
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
