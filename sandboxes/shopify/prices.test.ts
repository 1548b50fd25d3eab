import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask } from './test-client.ts'

async function call(shop: ShopifySandbox, query: string, variables: object = {}): Promise<Record<string, unknown>> {
  const { body } = await ask(shop, query, variables)
  expect(body.errors).toBeUndefined()
  return Object.values(body.data ?? {})[0] ?? {}
}

/** A shop in euro with three variants and one price list in kronor, a tenth lower. */
async function shopWithList() {
  const shop = await startShopify({ shop: { currency: 'EUR' } })
  const ids = ['MUG', 'LAMP', 'CARD'].map((sku) => {
    const { variantId } = shop.products.add({ sku, title: sku, price: '10.00' })
    return `gid://shopify/ProductVariant/${variantId}`
  })
  const market = shop.prices.addMarket({ name: 'Sweden', currency: 'SEK', countries: ['SE'], rate: '11' })
  const list = shop.prices.addList({
    name: 'Sweden',
    currency: 'SEK',
    adjustment: { type: 'PERCENTAGE_DECREASE', value: decimal('10') },
  })
  const [mug = '', lamp = ''] = ids
  return { shop, mug, lamp, market, list, listId: `gid://shopify/PriceList/${list.id}` }
}

const ADD =
  'mutation($id: ID!, $prices: [PriceListPriceInput!]!) { priceListFixedPricesAdd(priceListId: $id, prices: $prices) { prices { originType price { amount currencyCode } compareAtPrice { amount } variant { sku } } userErrors { field message code } } }'
const DELETE =
  'mutation($id: ID!, $ids: [ID!]!) { priceListFixedPricesDelete(priceListId: $id, variantIds: $ids) { deletedFixedPriceVariantIds userErrors { field message code } } }'
const LIST =
  'query($id: ID!, $origin: PriceListPriceOriginType) { priceList(id: $id) { name fixedPricesCount prices(first: 10, originType: $origin) { nodes { originType price { amount currencyCode } compareAtPrice { amount } variant { sku } quantityPriceBreaks(first: 5) { nodes { minimumQuantity price { amount } } } } } quantityRules(first: 5) { nodes { minimum maximum increment productVariant { sku } } } } }'
const kronor = (amount: string) => ({ amount, currencyCode: 'SEK' })

describe('fixed prices', () => {
  test('take the place of derived ones and give it back', async () => {
    const { shop, mug, listId, list } = await shopWithList()
    await using _ = shop
    expect(await call(shop, LIST, { id: listId, origin: 'RELATIVE' })).toMatchObject({
      fixedPricesCount: 0,
      prices: { nodes: [{ originType: 'RELATIVE', price: kronor('99.0') }, {}, {}] },
    })
    const prices = [{ variantId: mug, price: kronor('89.00'), compareAtPrice: kronor('109.00') }]
    expect(await call(shop, ADD, { id: listId, prices })).toEqual({
      prices: [
        { originType: 'FIXED', price: kronor('89.0'), compareAtPrice: { amount: '109.0' }, variant: { sku: 'MUG' } },
      ],
      userErrors: [],
    })
    expect(await call(shop, LIST, { id: listId, origin: 'FIXED' })).toMatchObject({
      fixedPricesCount: 1,
      prices: { nodes: [{ variant: { sku: 'MUG' } }] },
    })
    expect(shop.prices.price(list.id, 'MUG')).toMatchObject({ origin: 'FIXED', price: '89' })
    expect(await call(shop, DELETE, { id: listId, ids: [mug] })).toEqual({
      deletedFixedPriceVariantIds: [mug],
      userErrors: [],
    })
    expect(await call(shop, DELETE, { id: listId, ids: [mug] })).toEqual({
      deletedFixedPriceVariantIds: [],
      userErrors: [
        { field: ['variantIds', '0'], message: 'Only fixed prices can be deleted.', code: 'PRICE_NOT_FIXED' },
      ],
    })
  })

  // Wording as recorded.
  test('are refused all together when one is wrong', async () => {
    const { shop, mug, lamp, listId, list } = await shopWithList()
    await using _ = shop
    const add = (id: string, ...prices: object[]) => call(shop, ADD, { id, prices })
    const euro = { amount: '8', currencyCode: 'EUR' }
    expect(
      await add(
        listId,
        { variantId: mug, price: kronor('89') },
        { variantId: lamp, price: euro },
        { variantId: 'gid://shopify/ProductVariant/1', price: kronor('1') },
      ),
    ).toEqual({
      prices: [],
      userErrors: [
        {
          field: ['prices', '1', 'price', 'currencyCode'],
          message: "The specified currency does not match the price list's currency.",
          code: 'PRICE_LIST_CURRENCY_MISMATCH',
        },
        {
          field: ['prices', '2', 'variantId'],
          message: 'Product variant ID does not exist.',
          code: 'VARIANT_NOT_FOUND',
        },
      ],
    })
    expect(list.fixed.size).toBe(0)
    expect((await add('gid://shopify/PriceList/1'))['userErrors']).toEqual([
      { field: ['priceListId'], message: 'Price list does not exist.', code: 'PRICE_LIST_NOT_FOUND' },
    ])
    const many = Array.from({ length: 251 }, () => ({ variantId: mug, price: kronor('1') }))
    const { body } = await ask(shop, ADD, { id: listId, prices: many })
    expect(body.errors?.[0]?.extensions?.['code']).toBe('MAX_INPUT_SIZE_EXCEEDED')
    shop.prices.lock(list.id)
    expect((await add(listId, { variantId: mug, price: kronor('89') }))['userErrors']).toHaveLength(1)
    expect((await add(listId, { variantId: mug, price: kronor('89') }))['userErrors']).toEqual([])
  })
})

describe('prices by quantity', () => {
  const UPDATE =
    'mutation($id: ID!, $input: QuantityPricingByVariantUpdateInput!) { quantityPricingByVariantUpdate(priceListId: $id, input: $input) { productVariants { sku } userErrors { field code } } }'
  const nothing = {
    pricesToAdd: [],
    pricesToDeleteByVariantId: [],
    quantityPriceBreaksToAdd: [],
    quantityPriceBreaksToDelete: [],
    quantityRulesToAdd: [],
    quantityRulesToDeleteByVariantId: [],
  }

  test('are written with prices and rules in one, or not at all', async () => {
    const { shop, mug, lamp, listId, list } = await shopWithList()
    await using _ = shop
    const update = (input: object) => call(shop, UPDATE, { id: listId, input: { ...nothing, ...input } })
    const breaks = (variantId: string, ...minimums: number[]) =>
      minimums.map((minimumQuantity) => ({ variantId, minimumQuantity, price: kronor(String(100 - minimumQuantity)) }))
    expect(
      await update({
        pricesToAdd: [{ variantId: mug, price: kronor('95') }],
        quantityPriceBreaksToAdd: breaks(mug, 20, 10),
        quantityRulesToAdd: [{ variantId: mug, minimum: 10, maximum: 100, increment: 10 }],
      }),
    ).toEqual({ productVariants: [{ sku: 'MUG' }], userErrors: [] })
    expect(await call(shop, LIST, { id: listId, origin: 'FIXED' })).toMatchObject({
      prices: { nodes: [{ quantityPriceBreaks: { nodes: [{ minimumQuantity: 10 }, { minimumQuantity: 20 }] } }] },
      quantityRules: { nodes: [{ minimum: 10, maximum: 100, increment: 10, productVariant: { sku: 'MUG' } }] },
    })
    expect(
      await update({
        pricesToAdd: [{ variantId: lamp, price: kronor('50') }],
        quantityPriceBreaksToAdd: [...breaks(mug, 5), ...breaks(lamp, 2)],
        quantityRulesToAdd: [{ variantId: lamp, minimum: 3, increment: 2 }],
      }),
    ).toMatchObject({
      productVariants: null,
      userErrors: [
        { field: ['input', 'quantityRulesToAdd', '0'], code: 'QUANTITY_RULE_ADD_MINIMUM_NOT_A_MULTIPLE_OF_INCREMENT' },
      ],
    })
    expect((await update({ quantityPriceBreaksToAdd: [...breaks(mug, 5), ...breaks(lamp, 2)] }))['userErrors']).toEqual(
      [
        {
          field: ['input', 'quantityPriceBreaksToAdd', '0'],
          code: 'QUANTITY_PRICE_BREAK_ADD_MIN_LOWER_THAN_QUANTITY_RULES_MIN',
        },
        {
          field: ['input', 'quantityPriceBreaksToAdd', '0'],
          code: 'QUANTITY_PRICE_BREAK_ADD_MIN_NOT_A_MULTIPLE_OF_QUANTITY_RULES_INCREMENT',
        },
        {
          field: ['input', 'quantityPriceBreaksToAdd', '1'],
          code: 'QUANTITY_PRICE_BREAK_ADD_PRICE_LIST_PRICE_NOT_FOUND',
        },
      ],
    )
    expect(list.fixed.size).toBe(1)
    shop.prices.lock(list.id)
    expect((await update({ pricesToDeleteByVariantId: [mug] }))['userErrors']).toMatchObject([
      { code: 'GENERIC_ERROR' },
    ])
    expect(await update({ pricesToDeleteByVariantId: [mug] })).toMatchObject({ userErrors: [] })
    expect(shop.prices.price(list.id, 'MUG')).toMatchObject({ origin: 'RELATIVE', breaks: [], rule: { minimum: 10 } })
  })
})

test('catalogues join a price list with markets or with companies', async () => {
  const { shop, market, listId } = await shopWithList()
  await using _ = shop
  const CATALOG =
    'mutation($input: CatalogCreateInput!) { catalogCreate(input: $input) { catalog { id title status priceList { name } } userErrors { field message code } } }'
  const create = (input: object) => call(shop, CATALOG, { input: { title: 'C', status: 'ACTIVE', ...input } })
  const marketIds = [`gid://shopify/Market/${market.id}`]
  const made = await create({ context: { marketIds }, priceListId: listId })
  expect(made).toMatchObject({
    catalog: { title: 'C', status: 'ACTIVE', priceList: { name: 'Sweden' } },
    userErrors: [],
  })
  const catalogId = (made['catalog'] as { id: string }).id
  expect(catalogId).toMatch(/^gid:\/\/shopify\/MarketCatalog\//)
  expect((await create({ context: { marketIds: [] } }))['userErrors']).toMatchObject([
    { code: 'MUST_PROVIDE_EXACTLY_ONE_CONTEXT_TYPE' },
  ])
  expect(
    (await create({ context: { companyLocationIds: ['gid://shopify/CompanyLocation/1'] } }))['userErrors'],
  ).toMatchObject([{ code: 'COMPANY_LOCATION_NOT_FOUND' }])
  const CREATE =
    'mutation($input: PriceListCreateInput!) { priceListCreate(input: $input) { priceList { id currency parent { adjustment { type value } } catalog { id } } userErrors { field message code } } }'
  const parent = (value: number) => ({ adjustment: { type: 'PERCENTAGE_DECREASE', value } })
  const list = (input: object) => call(shop, CREATE, { input: { currency: 'SEK', parent: parent(5), ...input } })
  expect((await list({ name: 'Sweden' }))['userErrors']).toEqual([
    { field: ['input', 'name'], message: 'Name has already been taken', code: 'TAKEN' },
  ])
  expect((await list({ name: 'New', catalogId }))['userErrors']).toEqual([
    { field: ['input', 'catalogId'], message: 'Catalog has a price list already assigned.', code: 'CATALOG_TAKEN' },
  ])
  expect((await list({ name: 'New', parent: parent(250) }))['userErrors']).toMatchObject([
    { code: 'INVALID_ADJUSTMENT_VALUE' },
  ])
  expect(await list({ name: 'New' })).toMatchObject({
    priceList: { currency: 'SEK', parent: { adjustment: { type: 'PERCENTAGE_DECREASE', value: 5 } }, catalog: null },
  })
  const lists = 'query { priceLists(first: 5) { nodes { name catalog { id title } } } }'
  expect(await call(shop, lists)).toEqual({
    nodes: [
      { name: 'Sweden', catalog: { id: catalogId, title: 'C' } },
      { name: 'New', catalog: null },
    ],
  })
  const markets =
    'query { markets(first: 5) { nodes { name handle status type catalogs(first: 2) { nodes { id } } } } }'
  expect(await call(shop, markets)).toEqual({
    nodes: [
      { name: 'Sweden', handle: 'sweden', status: 'ACTIVE', type: 'REGION', catalogs: { nodes: [{ id: catalogId }] } },
    ],
  })
})
