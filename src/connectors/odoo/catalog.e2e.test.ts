import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import type { NewProduct, PriceSource, PriceTarget, ProductSource, ProductTarget } from '#contract/products'
import { type Bench, startBench } from './odoo.test-kit.ts'
import { odoo } from './index.ts'
import type { OdooSettings } from './settings.ts'

const products = odoo.reads.products as ProductSource<OdooSettings>
const prices = odoo.reads.prices as PriceSource<OdooSettings>
const priceTarget = odoo.writes.prices as PriceTarget<OdooSettings>
const target = odoo.writes.products as ProductTarget<OdooSettings>

const shirt: NewProduct = {
  title: 'Shirt',
  status: 'active',
  description: '<p>Soft &amp; warm</p>',
  options: [
    { name: 'Size', values: ['S', 'M'] },
    { name: 'Colour', values: ['Red', 'Blue'] },
  ],
  variants: [
    ['S', 'Red'],
    ['M', 'Red'],
    ['M', 'Blue'],
  ].map(([Size = '', Colour = '']) => ({
    sku: `SHIRT-${Size}-${Colour}`,
    optionValues: { Size, Colour },
    requiresShipping: true,
    weight: { value: decimal('350'), unit: 'g' },
    reference: `acme:variant:${Size}-${Colour}`,
  })),
}

const hat: NewProduct = {
  ...shirt,
  title: 'Hat',
  options: [{ name: 'Size', values: ['S', 'M'] }],
  variants: ['S', 'M'].map((Size) => ({ sku: `HAT-${Size}`, optionValues: { Size } })),
}

describe.each([17, 19] as const)('articles of Odoo %i', (version) => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench({ version })
  })
  afterAll(() => bench[Symbol.asyncDispose]())
  const inOdoo = (domain: readonly unknown[]) => bench.server.records('product.product', domain)

  test('a product with choices becomes one article with the variants that the store has, once', async () => {
    const made = await target.create(bench.context, shirt, 'acme:product:1')
    expect(made).toMatchObject({ title: 'Shirt', description: '<p>Soft &amp; warm</p>', status: 'active' })
    expect(made.variants.map(({ sku, optionValues, weight }) => [sku, optionValues, weight?.value])).toEqual([
      ['SHIRT-S-Red', { Size: 'S', Colour: 'Red' }, '0.35'],
      ['SHIRT-M-Red', { Size: 'M', Colour: 'Red' }, '0.35'],
      ['SHIRT-M-Blue', { Size: 'M', Colour: 'Blue' }, '0.35'],
    ])
    expect(inOdoo([['name', '=', 'Shirt']])).toHaveLength(3)
    await expect(target.create(bench.context, shirt, 'acme:product:1')).rejects.toMatchObject({
      code: 'REFERENCE_EXISTS',
    })
    await expect(target.create(bench.context, shirt, 'acme:product:2')).rejects.toMatchObject({
      code: 'ITEM_CODE_TAKEN',
    })
    expect(await target.find(bench.context, 'acme:product:1')).toMatchObject({ externalId: made.externalId })
    expect(await target.find(bench.context, 'acme:variant:M-Red')).toMatchObject({ externalId: made.externalId })
    // Attributes and their values are made once.
    expect(bench.server.records('product.attribute.value').map((one) => one['name'])).toEqual(['S', 'M', 'Red', 'Blue'])
  })

  test('a variant joins its article with a value that is new; archived ones stay archived', async () => {
    const [found] = await products.bySku(bench.context, 'SHIRT-S-Red')
    const article = found?.externalId ?? ''
    await target.updateVariants(bench.context, article, [{ externalId: 'SHIRT-S-Red', changes: { disabled: true } }])
    const [added] = await target.addVariants(bench.context, article, [
      { sku: 'SHIRT-L-Blue', optionValues: { Size: 'L', Colour: 'Blue' }, reference: 'acme:variant:L-Blue' },
    ])
    expect(added).toMatchObject({ sku: 'SHIRT-L-Blue', optionValues: { Size: 'L', Colour: 'Blue' } })
    const now = await products.get(bench.context, article)
    expect(now?.variants.map(({ sku, disabled }) => [sku, disabled])).toEqual([
      ['SHIRT-S-Red', true],
      ['SHIRT-M-Red', false],
      ['SHIRT-M-Blue', false],
      ['SHIRT-L-Blue', false],
    ])
    expect(inOdoo([['name', '=', 'Shirt']])).toHaveLength(4)
  })

  test('values of one attribute make a variant each', async () => {
    const made = await target.create(bench.context, hat, 'acme:product:9')
    expect(made.variants.map(({ sku }) => sku)).toEqual(['HAT-S', 'HAT-M'])
  })

  test('only the fields that are given are written, many variants in one call, and the answer tells what Odoo shows', async () => {
    const [found] = await products.bySku(bench.context, 'SHIRT-M-Red')
    const article = found?.externalId ?? ''
    const outcomes = await target.updateVariants(bench.context, article, [
      {
        externalId: 'SHIRT-M-Red',
        changes: { barcode: '4006381333931', customsCode: '610910', countryOfOrigin: 'SE' },
      },
      { externalId: 'SHIRT-M-Blue', changes: { sku: 'SHIRT-MB', cost: decimal('7.5') } },
      { externalId: 'NOPE', changes: { disabled: true } },
    ])
    expect(outcomes).toMatchObject([
      { outcome: 'written', shows: { barcode: '4006381333931', customsCode: '610910', countryOfOrigin: 'SE' } },
      { outcome: 'written', externalId: 'SHIRT-M-Blue', shows: { externalId: 'SHIRT-MB', cost: '7.5' } },
      { outcome: 'gone' },
    ])
    expect(await target.find(bench.context, 'acme:variant:M-Blue')).toMatchObject({ externalId: article })
  })

  test('what Odoo refuses is told of the variant that it is about, and the others are written', async () => {
    const [found] = await products.bySku(bench.context, 'HAT-S')
    const outcomes = await target.updateVariants(bench.context, found?.externalId ?? '', [
      { externalId: 'HAT-S', changes: { barcode: '4006381333931' } },
      { externalId: 'HAT-M', changes: { weight: { value: decimal('1'), unit: 'kg' } } },
    ])
    expect(outcomes).toMatchObject([
      { outcome: 'refused', code: 'ODOO_REFUSED', message: expect.stringContaining('already assigned') },
      { outcome: 'written', shows: { weight: { value: '1', unit: 'kg' } } },
    ])
    const taken = await target.updateVariants(bench.context, found?.externalId ?? '', [
      { externalId: 'HAT-S', changes: { sku: 'TSHIRT-1' } },
    ])
    expect(taken).toMatchObject([{ outcome: 'refused', code: 'ITEM_CODE_TAKEN' }])
  })

  test('taxes are those of the company; variants that the store taxes differently are for a person', async () => {
    const [single] = await products.bySku(bench.context, 'TSHIRT-1')
    expect(single).toMatchObject({ variants: [{ taxClass: '25% G' }] })
    const changes = { taxClass: '12% G' }
    expect(
      await target.updateVariants(bench.context, single?.externalId ?? '', [{ externalId: 'TSHIRT-1', changes }]),
    ).toMatchObject([{ outcome: 'written', shows: { taxClass: '12% G' } }])
    const [found] = await products.bySku(bench.context, 'HAT-S')
    expect(
      await target.updateVariants(bench.context, found?.externalId ?? '', [
        { externalId: 'HAT-S', changes: { taxClass: '12% G' } },
        { externalId: 'HAT-M', changes: { taxClass: '6% G' } },
      ]),
    ).toMatchObject([{ code: 'TAX_CLASS_OF_ARTICLE' }, { code: 'TAX_CLASS_OF_ARTICLE' }])
  })

  test('an article is named, filed, archived and taken into use again; what is declared is told', async () => {
    const [found] = await products.bySku(bench.context, 'HAT-S')
    const key = found?.externalId ?? ''
    bench.make('product.category', { name: 'Clothes', parent_id: 1 })
    expect(await target.update(bench.context, key, { title: 'Cap', productType: 'Clothes' })).toMatchObject({
      title: 'Cap',
      productType: 'All / Clothes',
    })
    await expect(target.update(bench.context, key, { productType: 'Crockery' })).rejects.toMatchObject({
      code: 'CATEGORY_UNKNOWN',
    })
    expect(await target.update(bench.context, key, { status: 'archived' })).toMatchObject({ status: 'archived' })
    expect(await products.get(bench.context, 'HAT-S')).toMatchObject({ variants: [{ disabled: true }, {}] })
    expect(await target.update(bench.context, key, { status: 'active' })).toMatchObject({ status: 'active' })
    const read = await products.get(bench.context, 'HAT-S')
    expect(read).toMatchObject({ variants: [{ disabled: false }, { disabled: false }] })
    expect(Object.keys(read ?? {})).toEqual(expect.arrayContaining([...(products.fields?.product ?? [])]))
    expect(Object.keys(read?.variants[0] ?? {})).toEqual(expect.arrayContaining([...(products.fields?.variant ?? [])]))
  })
})

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(...page)
  return found
}

describe('articles and prices of Odoo 19', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await startBench()
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  test('a run that broke off before the codes is taken up', async () => {
    bench.server.faults.next('/product.template/write', { kind: 'reset-before' })
    await expect(target.create(bench.context, hat, 'acme:product:9')).rejects.toMatchObject({ kind: 'outcome-unknown' })
    expect(await target.find(bench.context, 'acme:product:9')).toBeNull()
    const made = await target.create(bench.context, hat, 'acme:product:9')
    expect(made.variants.map(({ sku }) => sku)).toEqual(['HAT-S', 'HAT-M'])
    expect(bench.server.records('product.template', [['name', '=', 'Hat']])).toHaveLength(1)
  })

  test('many variants of an article are written in one call', async () => {
    const [found] = await products.bySku(bench.context, 'HAT-S')
    const before = bench.server.requestCount
    await target.updateVariants(
      bench.context,
      found?.externalId ?? '',
      ['HAT-S', 'HAT-M'].map((externalId) => ({ externalId, changes: { customsCode: '6505' } })),
    )
    const paths = bench.server.traffic.slice(before).map(({ request }) => request.path)
    expect(paths.filter((path) => path.endsWith('/write'))).toEqual(['/json/2/product.template/write'])
  })

  const list = (name: string, values: object = {}) =>
    bench.make('product.pricelist', { name, currency_id: 18, ...values })
  const rule = (pricelist_id: number, values: object) =>
    bench.make('product.pricelist.item', { pricelist_id, ...values })
  const idOf = (code: string) =>
    Number(bench.server.records('product.product', [['default_code', '=', code]], ['id'])[0]?.['id'])
  const told = async (name: string, items?: readonly string[]) => {
    const filter = { lists: [name], ...(items === undefined ? {} : { items }) }
    const found = await collect(prices.prices(bench.context, filter))
    return found.map(({ item, amount, minimumQuantity, validFrom, validUntil }) =>
      [item, amount, minimumQuantity, validFrom, validUntil].filter((one) => one !== null && one !== '1').join(' '),
    )
  }

  test('rules of a price list are told as Odoo applies them: fixed, percentages, formulas, categories, quantities and days', async () => {
    bench.server.call('res.users', 'write', [[bench.server.uid], { tz: 'Europe/Stockholm' }])
    bench.server.call('product.product', 'write', [
      [idOf('HAT-S'), idOf('HAT-M')],
      { lst_price: 100, standard_price: 40 },
    ])
    const web = list('Web')
    rule(web, { applied_on: '3_global', compute_price: 'percentage', percent_price: 12.5 })
    rule(web, { applied_on: '0_product_variant', product_id: idOf('HAT-M'), compute_price: 'fixed', fixed_price: 89.9 })
    const sale = { applied_on: '0_product_variant', product_id: idOf('HAT-S'), compute_price: 'fixed', fixed_price: 79 }
    // Midnight of Stockholm, in winter.
    rule(web, { ...sale, date_start: '2026-11-30 23:00:00', date_end: '2026-12-31 23:00:00' })
    rule(web, { ...sale, fixed_price: 70, min_quantity: 10 })
    expect(await told('Web')).toEqual([
      'TSHIRT-1 17.5',
      'TILLBRIDGE-AMOUNT 0.88',
      'HAT-S 70 10',
      'HAT-S 79 2026-12-01 2026-12-31',
      'HAT-S 87.5',
      'HAT-M 89.9',
    ])
    const costs = list('Costs')
    const formula = { compute_price: 'formula', base: 'standard_price', price_markup: 50, price_round: 10 }
    const clothes = bench.make('product.category', { name: 'Clothes', parent_id: 1 })
    const hats = bench.make('product.category', { name: 'Hats', parent_id: clothes })
    bench.server.call('product.product', 'write', [[idOf('HAT-S')], { categ_id: hats }])
    rule(costs, { applied_on: '2_product_category', categ_id: clothes, ...formula, price_surcharge: -0.1 })
    expect(await told('Costs')).toEqual(['HAT-S 59.9', 'HAT-M 59.9'])
    expect(await told('Costs', ['HAT-M'])).toEqual(['HAT-M 59.9'])
    expect(await told('Sales Price', ['HAT-M'])).toEqual(['HAT-M 100'])
    const own = (code: string, pricelist: number) =>
      bench.server.call('product.product', 'get_contextual_price', [[idOf(code)]], { context: { pricelist } })
    expect([own('HAT-M', costs), own('HAT-S', web), own('TSHIRT-1', web)]).toEqual([59.9, 87.5, 17.5])
  })

  test('a rule upon another list, or another currency, is refused with its reason', async () => {
    const dealers = list('Dealers')
    rule(dealers, { applied_on: '3_global', compute_price: 'formula', base: 'pricelist', base_pricelist_id: 1 })
    await expect(told('Dealers', ['HAT-M'])).rejects.toMatchObject({
      code: 'PRICE_RULE_NOT_READ',
      message: expect.stringContaining('another price list'),
    })
    rule(list('Euro', { currency_id: 125 }), { applied_on: '3_global', compute_price: 'percentage', percent_price: 5 })
    await expect(told('Euro', ['HAT-M'])).rejects.toMatchObject({
      message: expect.stringContaining('exchanged from SEK'),
    })
  })

  test('the ordinary price of a list is set, changed and removed; dates and quantities stay', async () => {
    const set = (item: string, amount: string, currency = 'SEK') => ({
      item,
      amount: decimal(amount),
      currency,
      compareAt: null,
    })
    const outcomes = await priceTarget.change(bench.context, 'Web', {
      set: [set('HAT-M', '85.5'), set('TSHIRT-1', '15'), set('HAT-S', '7', 'EUR'), set('NOPE', '1')],
      remove: [],
    })
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'refused', 'gone'])
    expect(await told('Web', ['HAT-M', 'TSHIRT-1'])).toEqual(['TSHIRT-1 15', 'HAT-M 85.5'])
    await priceTarget.change(bench.context, 'Web', { set: [set('HAT-S', '90')], remove: ['HAT-M', 'TSHIRT-1'] })
    expect(await told('Web', ['HAT-M', 'HAT-S', 'TSHIRT-1'])).toEqual([
      'TSHIRT-1 17.5',
      'HAT-S 70 10',
      'HAT-S 79 2026-12-01 2026-12-31',
      'HAT-S 90',
      'HAT-M 87.5',
    ])
  })

  test('the price of an article, and of variants that one value tells apart', async () => {
    const set = (item: string, amount: string) => ({ item, amount: decimal(amount), currency: 'SEK', compareAt: null })
    await priceTarget.change(bench.context, 'Sales Price', {
      set: [set('TSHIRT-1', '21'), set('HAT-S', '110')],
      remove: [],
    })
    expect(await told('Sales Price', ['TSHIRT-1', 'HAT-S', 'HAT-M'])).toEqual(['TSHIRT-1 21', 'HAT-S 110', 'HAT-M 100'])
    await target.create(bench.context, shirt, 'acme:product:1')
    const [outcome] = await priceTarget.change(bench.context, 'Sales Price', {
      set: [set('SHIRT-M-Red', '9')],
      remove: [],
    })
    expect(outcome).toMatchObject({ outcome: 'refused', code: 'PRICE_OF_ARTICLE' })
  })

  test('changes name the items whose prices are others now', async () => {
    const since = new Date(Date.now() + 60_000)
    const changed = async (...lists: string[]) => {
      const range = { lists, since: new Date(0), until: since }
      return [...new Set((await collect(prices.changes(bench.context, range))).map(({ key }) => key))].toSorted()
    }
    const few = list('Few')
    rule(few, { applied_on: '1_product', product_tmpl_id: 1, compute_price: 'fixed', fixed_price: 5 })
    expect(await changed('Few')).toEqual(['TSHIRT-1'])
    expect(await changed('Web')).toEqual(expect.arrayContaining(['HAT-M', 'HAT-S', 'TSHIRT-1']))
    expect(await changed('Sales Price')).toEqual(expect.arrayContaining(['HAT-M', 'SHIRT-M-Red']))
    expect(
      await collect(prices.changes(bench.context, { lists: ['Few'], since, until: new Date(Date.now() + 90_000) })),
    ).toEqual([])
  })
})
