import { describe, expect, test } from 'vitest'
import { demoSite, listed, orderOf, STORES } from './life.test-kit.ts'

describe('the stock of a site', () => {
  test('moves with receipts, issues, transfers, counts and orders, and so does the time of the Bin', async () => {
    await using erp = await demoSite()
    const { stock } = erp
    const modified = (): unknown => erp.documents('Bin').find((bin) => bin['item_code'] === 'SHIRT')?.['modified']
    const steps: unknown[] = [modified()]
    const step = (work: () => unknown): void => {
      work()
      steps.push(modified())
    }
    step(() => stock.receive('SHIRT', 'Stores', 5))
    step(() => stock.issue('SHIRT', STORES, 1))
    step(() => stock.transfer('SHIRT', 'Stores', 'Finished Goods', 4))
    step(() => stock.set('SHIRT', 'Stores', 30))
    step(() => orderOf(erp, [['SHIRT', 3]]))
    expect(stock.level('SHIRT', 'Stores')).toMatchObject({ actual: 30, reserved: 3, projected: 27 })
    expect(stock.level('SHIRT', 'Finished Goods')).toMatchObject({ actual: 4, projected: 4 })
    expect(stock.set('SHIRT', 'Stores', 30)).toBeNull()
    expect(new Set(steps).size).toBe(steps.length)
    expect(steps.map(String)).toEqual(steps.map(String).toSorted())
  })

  test('many items come in, or are counted, with one document', async () => {
    await using erp = await demoSite()
    erp.stock.receiveMany('Stores', { MUG: 1, SHIRT: 2 })
    const count = erp.stock.setMany('Stores', { MUG: 11, SHIRT: 7 })
    expect(count?.['items']).toMatchObject([{ item_code: 'SHIRT', qty: 7, current_qty: 22 }])
    expect(erp.stock.level('SHIRT', 'Stores').actual).toBe(7)
    expect(erp.documents('Stock Entry')).toHaveLength(2)
  })

  test('a count that is cancelled counts no more; templates and groups hold nothing', async () => {
    await using erp = await demoSite()
    const { stock } = erp
    const count = stock.set('MUG', 'Stores', 3)
    expect(stock.level('MUG', 'Stores').actual).toBe(3)
    erp.cancel('Stock Reconciliation', String(count?.name))
    expect(stock.level('MUG', 'Stores').actual).toBe(10)
    erp.items.addTemplate({ code: 'HOODIE' }, { Size: ['M'] })
    expect(() => stock.receive('HOODIE', 'Stores', 1)).toThrow(/since has variants/)
    expect(() => stock.receive('MUG', 'All Warehouses', 1)).toThrow(/Group node warehouse/)
  })

  test.each([15, 16] as const)('moves in the same way in version %i', async (version) => {
    await using erp = await demoSite({ version })
    const order = orderOf(erp, [['MUG', 2]])
    erp.ship(erp.deliver(order.name).name, { awb: '1Z' })
    erp.stock.receiveOrder(erp.stock.order('MUG', 'Stores', 1).name)
    expect(erp.stock.level('MUG', 'Stores')).toMatchObject({ actual: 9, reserved: 0, ordered: 0, projected: 9 })
  })

  test('counts goods on purchase orders until they come or the order is closed', async () => {
    await using erp = await demoSite()
    const { stock, site } = erp
    const order = stock.order('MUG', 'Stores', 12)
    expect(stock.level('MUG', 'Stores')).toMatchObject({ actual: 10, ordered: 12, projected: 22 })
    stock.receiveOrder(order.name, 5)
    expect(stock.level('MUG', 'Stores')).toMatchObject({ actual: 15, ordered: 7, projected: 22 })
    expect(site.value('Purchase Order', order.name, 'per_received')).toBeCloseTo(41.666667, 5)
    stock.receiveOrder(order.name)
    expect(stock.level('MUG', 'Stores')).toMatchObject({ actual: 22, ordered: 0, projected: 22 })
    expect(site.value('Purchase Order', order.name, 'status')).toBe('To Bill')
    const other = stock.order('MUG', 'Stores', 3)
    erp.cancel('Purchase Order', other.name)
    expect(stock.level('MUG', 'Stores')).toMatchObject({ ordered: 0, projected: 22 })
  })

  test('pieces that are put aside are told apart, and used up by what is delivered', async () => {
    await using erp = await demoSite()
    const order = orderOf(erp, [['SHIRT', 6]])
    const entry = erp.stock.reserve(order.name, 'SHIRT', 5)
    expect(erp.stock.level('SHIRT', 'Stores')).toMatchObject({ reserved: 6, reservedStock: 5, projected: 14 })
    expect(() => erp.stock.reserve(order.name, 'SHIRT', 16)).toThrow(/not available to reserve/)
    const note = erp.deliver(order.name, [{ item: 'SHIRT', qty: 2 }])
    expect(erp.stock.level('SHIRT', 'Stores')).toMatchObject({ actual: 18, reserved: 4, reservedStock: 3 })
    erp.cancel('Delivery Note', note.name)
    expect(erp.stock.level('SHIRT', 'Stores')).toMatchObject({ actual: 20, reserved: 6, reservedStock: 5 })
    erp.cancel('Stock Reservation Entry', entry.name)
    expect(erp.stock.level('SHIRT', 'Stores')).toMatchObject({ reserved: 6, reservedStock: 0 })
  })

  test('lists the Bins that changed since a time, in the warehouses below a group', async () => {
    await using erp = await demoSite()
    const all = await listed(erp, 'Bin', { fields: ['name', 'modified'], order_by: 'modified desc', limit: '1' })
    erp.stock.receive('MUG', 'Finished Goods', 2)
    orderOf(erp, [['SHIRT', 2]])
    const changed = await listed(erp, 'Bin', {
      fields: ['item_code', 'warehouse', 'actual_qty', 'reserved_qty', 'projected_qty'],
      filters: [
        ['warehouse', 'descendants of', 'All Warehouses - NL'],
        ['modified', '>', all[0]?.['modified']],
      ],
      order_by: 'modified asc, name asc',
      limit_page_length: '5000',
    })
    expect(changed).toEqual([
      { item_code: 'MUG', warehouse: 'Finished Goods - NL', actual_qty: 2, reserved_qty: 0, projected_qty: 2 },
      { item_code: 'SHIRT', warehouse: STORES, actual_qty: 20, reserved_qty: 2, projected_qty: 18 },
    ])
  })
})
