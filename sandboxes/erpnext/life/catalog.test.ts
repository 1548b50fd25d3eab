import { describe, expect, test } from 'vitest'
import { demoSite, listed, orderOf } from './life.test-kit.ts'

describe('items of a site', () => {
  test('templates have variants, which follow what the template hands down', async () => {
    await using erp = await demoSite()
    erp.items.addTemplate({ code: 'HOODIE', name: 'Hoodie' }, { Colour: ['Blue', 'Red'], Size: ['M', 'L'] })
    erp.items.addVariant('HOODIE', { code: 'HOODIE-BLU-M' }, { Colour: 'Blue', Size: 'M' })
    const variant = (code: string, values: Record<string, string>): unknown =>
      erp.items.addVariant('HOODIE', { code }, values)
    expect(() => variant('X', { Colour: 'Blue', Size: 'M' })).toThrow('Item variant HOODIE-BLU-M exists')
    expect(() => variant('X', { Colour: 'Green', Size: 'M' })).toThrow(/not valid for the selected attribute/)
    expect(() => orderOf(erp, [['HOODIE', 1]])).toThrow(/is a template/)
    const before = erp.site.value('Item', 'HOODIE-BLU-M', 'modified')
    erp.items.update('HOODIE', { weight_per_unit: 0.6, weight_uom: 'Kg', country_of_origin: 'Portugal' })
    const [changed] = await listed(erp, 'Item', {
      fields: ['name', 'weight_per_unit', 'country_of_origin', 'variant_of'],
      filters: [
        ['variant_of', 'is', 'set'],
        ['modified', '>', before],
      ],
    })
    expect(changed).toEqual({
      name: 'HOODIE-BLU-M',
      weight_per_unit: 0.6,
      country_of_origin: 'Portugal',
      variant_of: 'HOODIE',
    })
  })

  test('a new code takes stock, prices and orders along and moves the time of the item', async () => {
    await using erp = await demoSite()
    erp.prices.set('MUG', 'Web SEK', 95)
    const order = orderOf(erp, [['MUG', 1]])
    const before = erp.site.value('Item', 'MUG', 'modified')
    erp.items.rename('MUG', 'MUG-2')
    expect(erp.stock.level('MUG-2', 'Stores')).toMatchObject({ actual: 10, reserved: 1 })
    expect(erp.documents('Item Price')[0]).toMatchObject({ item_code: 'MUG-2' })
    expect(erp.site.get('Sales Order', order.name)['items']).toMatchObject([{ item_code: 'MUG-2' }])
    expect(String(erp.site.value('Item', 'MUG-2', 'modified')) > String(before)).toBe(true)
    expect(erp.site.exists('Item', 'MUG')).toBe(false)
    erp.items.rename('MUG-2', 'mug-2')
    expect(erp.site.get('Item', 'MUG-2').name).toBe('mug-2')
  })

  test('two items become one: quantities add up and the other one is told as deleted', async () => {
    await using erp = await demoSite()
    erp.stock.receive('MUG', 'Finished Goods', 4)
    erp.items.merge('MUG', 'SHIRT')
    expect(erp.stock.level('SHIRT', 'Stores').actual).toBe(30)
    expect(erp.stock.level('SHIRT', 'Finished Goods').actual).toBe(4)
    expect(await listed(erp, 'Deleted Document', { fields: ['deleted_doctype', 'deleted_name'] })).toEqual([
      { deleted_doctype: 'Item', deleted_name: 'MUG' },
    ])
    expect(() => erp.items.merge('SHIRT', 'SHIPPING')).toThrow(/must be same for both items/)
  })

  test('what an item is cannot change once its goods have moved; units and companies occur once', async () => {
    await using erp = await demoSite()
    expect(() => erp.items.update('MUG', { is_stock_item: 0 })).toThrow(/can not change the value of/)
    expect(() => erp.items.update('MUG', { stock_uom: 'Kg' })).toThrow(/cannot be changed directly/)
    const uoms = [
      { uom: 'Box', conversion_factor: 6 },
      { uom: 'Box', conversion_factor: 12 },
    ]
    expect(() => erp.items.update('MUG', { uoms })).toThrow(/entered more than once/)
  })

  test('brand, tariff number, origin and weight are kept as they are', async () => {
    await using erp = await demoSite()
    const facts = { brand: 'Nordlys', customs_tariff_number: '61091000', country_of_origin: 'Portugal' }
    erp.items.add({ code: 'TEE', group: 'Shirts', ...facts, weight_per_unit: 0.2, weight_uom: 'Kg', barcode: '123' })
    const [found] = await listed(erp, 'Item', {
      fields: [
        'name',
        'item_group',
        ...Object.keys(facts),
        'weight_per_unit',
        'weight_uom',
        '`tabItem Barcode`.barcode',
      ],
      filters: [['Item Barcode', 'barcode', '=', '123']],
    })
    const weight = { weight_per_unit: 0.2, weight_uom: 'Kg' }
    expect(found).toEqual({ name: 'TEE', item_group: 'Shirts', ...facts, ...weight, barcode: '123' })
  })

  test('goes only while nothing names it; its prices go along', async () => {
    await using erp = await demoSite()
    erp.items.add({ code: 'CAP' })
    erp.prices.set('CAP', 'Web SEK', 10)
    erp.items.remove('CAP')
    expect(erp.documents('Item Price')).toEqual([])
    expect(() => erp.items.remove('MUG')).toThrow(/Cannot delete or cancel because Item .* is linked with Stock/)
  })

  test('a standard rate becomes a price, and an opening stock comes in', async () => {
    await using erp = await demoSite()
    erp.items.add({ code: 'CAP', standard_rate: 150, opening_stock: 7 })
    expect(erp.stock.level('CAP', 'Stores').actual).toBe(7)
    expect(erp.documents('Item Price')).toMatchObject([
      { item_code: 'CAP', price_list: 'Standard Selling', price_list_rate: 150 },
    ])
  })

  test('what was bought last is remembered', async () => {
    await using erp = await demoSite()
    erp.stock.receiveOrder(erp.stock.order('MUG', 'Stores', 5, { rate: 42 }).name)
    expect(erp.site.value('Item', 'MUG', 'last_purchase_rate')).toBe(42)
  })

  test('a bundle has no stock of its own, and cannot hold another one', async () => {
    await using erp = await demoSite()
    erp.items.addBundle({ code: 'SET' }, { SHIRT: 1, MUG: 2 })
    expect(() => erp.items.addBundle({ code: 'SETS' }, { SET: 2 })).toThrow(/should not be a Product Bundle/)
    const note = erp.deliver(orderOf(erp, [['SET', 2]]).name)
    expect(note['packed_items']).toMatchObject([
      { parent_item: 'SET', item_code: 'SHIRT', qty: 2 },
      { parent_item: 'SET', item_code: 'MUG', qty: 4 },
    ])
    expect(erp.stock.level('MUG', 'Stores')).toMatchObject({ actual: 6, reserved: 0 })
    expect(erp.documents('Bin').some((bin) => bin['item_code'] === 'SET')).toBe(false)
  })
})

describe('prices of a site', () => {
  test('one key has one price; other days, units and customers are other keys', async () => {
    await using erp = await demoSite()
    erp.customers.add('Big Shop')
    const first = erp.prices.set('MUG', 'Web SEK', 95)
    expect(erp.prices.set('MUG', 'Web SEK', 99)).toMatchObject({
      name: first.name,
      price_list_rate: 99,
      currency: 'SEK',
    })
    erp.prices.set('MUG', 'Web SEK', 80, { customer: 'Big Shop' })
    erp.prices.set('MUG', 'Web SEK', 79, { validFrom: '2099-01-01', validUpto: '2099-01-31' })
    expect(erp.documents('Item Price')).toHaveLength(3)
    const add = (values: object): unknown =>
      erp.insert({ doctype: 'Item Price', item_code: 'MUG', price_list: 'Web SEK', price_list_rate: 1, ...values })
    expect(() => add({ customer: 'Big Shop' })).toThrow(/multiple times/)
    expect(() => add({ valid_from: '2099-03-01', valid_upto: '2099-02-01' })).toThrow(/must be after/)
  })

  test('a price for packs is none for a broken pack', async () => {
    await using erp = await demoSite()
    erp.prices.set('MUG', 'Standard Selling', 50, { packingUnit: 6 })
    const rateOf = (qty: number): unknown => {
      orderOf(erp, [['SHIRT', 1]])
      const items = [{ item_code: 'MUG', qty }]
      const head = { doctype: 'Sales Order', customer: 'Ann Example', delivery_date: erp.site.today() }
      return (erp.insert({ ...head, items })['items'] as { rate: number }[])[0]?.rate
    }
    expect(rateOf(12)).toBe(50)
    expect(rateOf(7)).toBe(0)
  })

  test('follow the currency of their list and can be read since a time', async () => {
    await using erp = await demoSite()
    const { modified } = erp.prices.set('MUG', 'Web EUR', 9)
    erp.site.request('Administrator', () =>
      erp.site.save({ ...erp.site.get('Price List', 'Web EUR'), currency: 'GBP' }),
    )
    const changed = await listed(erp, 'Item Price', {
      fields: ['item_code', 'currency'],
      filters: [['modified', '>', modified]],
    })
    expect(changed).toEqual([{ item_code: 'MUG', currency: 'GBP' }])
  })

  test('the effective price of an item takes Pricing Rules into account', async () => {
    await using erp = await demoSite()
    erp.customers.add('Big Shop')
    erp.prices.set('MUG', 'Web SEK', 100)
    erp.insert({
      doctype: 'Pricing Rule',
      title: 'Many mugs',
      apply_on: 'Item Code',
      items: [{ item_code: 'MUG' }],
      selling: 1,
      min_qty: 10,
      rate_or_discount: 'Discount Percentage',
      discount_percentage: 20,
      company: 'Nordlys AB',
      currency: 'SEK',
    })
    const details = async (qty: number): Promise<unknown> => {
      const args = { item_code: 'MUG', company: 'Nordlys AB', customer: 'Big Shop', currency: 'SEK', qty }
      const list = { selling_price_list: 'Web SEK', price_list_currency: 'SEK', doctype: 'Sales Order' }
      const response = await fetch(`${erp.url}/api/method/erpnext.stock.get_item_details.get_item_details`, {
        method: 'POST',
        headers: { authorization: `token ${erp.apiKey}:${erp.apiSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ args: { ...args, ...list, warehouse: 'Stores - NL' } }),
      })
      return ((await response.json()) as { message: unknown }).message
    }
    expect(await details(2)).toMatchObject({ price_list_rate: 100, discount_percentage: 0, actual_qty: 10 })
    expect(await details(12)).toMatchObject({ price_list_rate: 100, discount_percentage: 20 })
  })
})

describe('customers of a site', () => {
  test('merge: orders, addresses and contacts go over to the one that stays', async () => {
    await using erp = await demoSite()
    const order = orderOf(erp, [['MUG', 1]])
    erp.customers.add('Ann E.', {
      email_id: 'ann@example.com',
      address_line1: 'Rue 1',
      city: 'Lyon',
      country: 'France',
    })
    erp.customers.merge('Ann Example', 'Ann E.')
    expect(erp.site.get('Sales Order', order.name)['customer']).toBe('Ann E.')
    expect(erp.documents('Customer').map((one) => one.name)).toEqual(['Ann E.'])
    expect(() => erp.customers.merge('Ann E.', 'Nobody')).toThrow('Customer Nobody does not exist, select a new target')
    erp.customers.rename('Ann E.', 'Ann Example')
    expect(erp.site.get('Customer', 'Ann Example')['customer_name']).toBe('Ann Example')
    expect(erp.documents('Address')[0]?.['links']).toMatchObject([{ link_name: 'Ann Example' }])
  })

  test('a change that another one overtook is refused', async () => {
    await using erp = await demoSite()
    const { modified } = erp.customers.add('Ann')
    erp.customers.update('Ann', { tax_id: 'SE1' })
    expect(() => erp.customers.update('Ann', { tax_id: 'SE2', modified })).toThrow(/has been modified/)
  })

  test('credit limits cannot be set below what is open, and a company has one', async () => {
    await using erp = await demoSite()
    orderOf(erp, [['MUG', 5]])
    const limit = (...amounts: number[]): unknown =>
      erp.customers.update('Ann Example', {
        credit_limits: amounts.map((credit_limit) => ({ company: 'Nordlys AB', credit_limit })),
      })
    expect(() => limit(100)).toThrow(/atleast 500.0/)
    expect(() => limit(900, 900)).toThrow(/already defined/)
    expect(limit(900)).toMatchObject({ credit_limits: [{ credit_limit: 900 }] })
  })

  test('payment terms make a whole', async () => {
    await using erp = await demoSite()
    const terms = (...portions: number[]): unknown =>
      erp.insert({
        doctype: 'Payment Terms Template',
        template_name: `In ${portions.length}`,
        terms: portions.map((invoice_portion, index) => ({
          invoice_portion,
          credit_days: 30 * index,
          due_date_based_on: 'Day(s) after invoice date',
        })),
      })
    expect(() => terms(50, 40)).toThrow('Combined invoice portion must equal 100%')
    expect(terms(50, 50)).toMatchObject({ name: 'In 2' })
    expect(erp.customers.add('Ann', { payment_terms: 'In 2' })).toMatchObject({ payment_terms: 'In 2' })
  })
})
