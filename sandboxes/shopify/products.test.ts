import { describe, expect, test } from 'vitest'
import { startShopify, type ShopifySandbox } from './start.ts'
import { ask, receiver, subscribed } from './test-client.ts'

type Data = Record<string, unknown>

async function run(shop: ShopifySandbox, root: string, query: string, variables: object = {}): Promise<Data> {
  const { body } = await ask(shop, query, variables)
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors))
  return body.data?.[root] as unknown as Data
}

const CREATE = `mutation($product: ProductCreateInput!) { productCreate(product: $product) {
  product { id handle status options { name values } variants(first: 5) { nodes { id title price sku inventoryQuantity inventoryItem { tracked inventoryLevels(first: 3) { nodes { location { name } } } } } } }
  userErrors { field message } } }`

const SET = `mutation($identifier: ProductSetIdentifiers, $input: ProductSetInput!, $synchronous: Boolean) {
  productSet(identifier: $identifier, input: $input, synchronous: $synchronous) {
    product { id title handle tags vendor variants(first: 10) { nodes { id title sku price inventoryQuantity } } options { name values } }
    productSetOperation { id status } userErrors { field message code } } }`

const UPDATE = `mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
  productVariantsBulkUpdate(productId: $id, variants: $variants, allowPartialUpdates: $partial) {
    productVariants { id price compareAtPrice barcode inventoryItem { sku tracked unitCost { amount } measurement { weight { value unit } } } }
    userErrors { field message code } } }`

const DEFINE = `mutation($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) {
  createdDefinition { type { name } capabilities { uniqueValues { enabled } } } userErrors { field message code } } }`

const SIZES = {
  title: 'Shirt',
  handle: 'shirt',
  vendor: 'Loom',
  tags: ['b', 'A', 'a'],
  productOptions: [{ name: 'Size', values: [{ name: 'S' }, { name: 'M' }] }],
  variants: [
    { sku: 'S-S', price: '100', optionValues: [{ optionName: 'Size', name: 'S' }] },
    { sku: 'S-M', price: '110', optionValues: [{ optionName: 'Size', name: 'M' }] },
  ],
}

describe('creating and changing', () => {
  test('a new product has one untracked variant, stocked at the first location', async () => {
    await using shop = await startShopify()
    expect(
      await run(shop, 'productCreate', CREATE, { product: { title: 'Blå Mugg!', status: 'DRAFT' } }),
    ).toMatchObject({
      product: {
        handle: 'bla-mugg',
        status: 'DRAFT',
        options: [{ name: 'Title', values: ['Default Title'] }],
        variants: {
          nodes: [
            {
              title: 'Default Title',
              price: '0.00',
              inventoryItem: { tracked: false, inventoryLevels: { nodes: [{ location: { name: 'Warehouse' } }] } },
            },
          ],
        },
      },
      userErrors: [],
    })
    expect(await run(shop, 'productCreate', CREATE, { product: { title: '' } })).toMatchObject({
      product: null,
      userErrors: [{ field: ['input', 'title'], message: "Title can't be blank" }],
    })
    expect(await run(shop, 'productCreate', CREATE, { product: { title: 'Other', handle: 'bla-mugg' } })).toMatchObject(
      {
        userErrors: [{ message: "Handle 'bla-mugg' already in use. Please provide a new handle." }],
      },
    )
  })

  test('variants are created, which removes the default one, changed in part, and deleted', async () => {
    await using shop = await startShopify()
    const options = [{ name: 'Size', values: [{ name: 'S' }] }]
    const made = await run(shop, 'productCreate', CREATE, { product: { title: 'Shirt', productOptions: options } })
    const { id } = made['product'] as { id: string }
    const create = `mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $id, variants: $variants) { productVariants { id title inventoryQuantity } product { options { values } } userErrors { field message code } } }`
    const stock = [{ locationId: `gid://shopify/Location/${shop.locations()[1]}`, availableQuantity: 4 }]
    const variants = [
      {
        price: '10',
        optionValues: [{ optionName: 'Size', name: 'M' }],
        inventoryQuantities: stock,
        inventoryItem: { sku: 'M', tracked: true },
      },
    ]
    const added = await run(shop, 'productVariantsBulkCreate', create, { id, variants })
    expect(added).toMatchObject({
      productVariants: [{ title: 'M', inventoryQuantity: 4 }],
      product: { options: [{ values: ['S', 'M'] }] },
    })
    expect(await run(shop, 'productVariantsBulkCreate', create, { id, variants })).toMatchObject({
      userErrors: [{ code: 'VARIANT_ALREADY_EXISTS' }],
    })
    const [first] = added['productVariants'] as { id: string }[]
    const remove = `mutation($id: ID!, $ids: [ID!]!) { productVariantsBulkDelete(productId: $id, variantsIds: $ids) { product { variantsCount { count } } userErrors { code } } }`
    const other = shop.products.list()[0]?.variants[0]?.id
    expect(
      await run(shop, 'productVariantsBulkDelete', remove, { id, ids: [`gid://shopify/ProductVariant/${other}`] }),
    ).toEqual({
      product: { variantsCount: { count: 1 } },
      userErrors: [],
    })
    expect(await run(shop, 'productVariantsBulkDelete', remove, { id, ids: [first?.id] })).toMatchObject({
      userErrors: [{ code: 'CANNOT_DELETE_LAST_VARIANT' }],
    })
  })

  test('one bad row keeps all variants as they are, unless partial updates are allowed', async () => {
    await using shop = await startShopify()
    const product = shop.products.addProduct({
      title: 'Shirt',
      options: ['Size'],
      variants: [
        { values: ['S'], price: '1' },
        { values: ['M'], price: '1' },
      ],
    })
    const [small, medium] = product.variants.map((variant) => `gid://shopify/ProductVariant/${variant.id}`)
    const variants = [
      {
        id: small,
        price: '5',
        inventoryItem: { sku: 'NEW', cost: '2.5', measurement: { weight: { value: 0.4, unit: 'KILOGRAMS' } } },
      },
      { id: medium, price: '-5', compareAtPrice: '1000000000000000000' },
    ]
    const id = `gid://shopify/Product/${product.id}`
    const errors = [
      {
        field: ['variants', '1', 'compareAtPrice'],
        message: 'must be less than 1000000000000000000',
        code: 'INVALID_INPUT',
      },
      {
        field: ['variants', '1', 'price'],
        message: 'Price must be greater than or equal to 0',
        code: 'GREATER_THAN_OR_EQUAL_TO',
      },
    ]
    expect(await run(shop, 'productVariantsBulkUpdate', UPDATE, { id, variants })).toEqual({
      productVariants: null,
      userErrors: errors,
    })
    expect(shop.products.find(product.id).variants[0]?.price).toBe('1')
    expect(await run(shop, 'productVariantsBulkUpdate', UPDATE, { id, variants, partial: true })).toMatchObject({
      productVariants: [
        {
          id: small,
          price: '5.00',
          inventoryItem: { sku: 'NEW', unitCost: { amount: '2.5' }, measurement: { weight: { value: 0.4 } } },
        },
      ],
      userErrors: errors,
    })
    expect(shop.products.variant('NEW').price).toBe('5')
    const missing = [{ id: 'gid://shopify/ProductVariant/1', price: '1' }]
    expect(await run(shop, 'productVariantsBulkUpdate', UPDATE, { id, variants: missing })).toMatchObject({
      userErrors: [{ field: ['variants', '0', 'id'], code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' }],
    })
    expect(
      await run(shop, 'productVariantsBulkUpdate', UPDATE, { id: 'gid://shopify/Product/1', variants }),
    ).toMatchObject({
      userErrors: [{ code: 'PRODUCT_DOES_NOT_EXIST' }],
    })
  })

  test('a write that changes nothing leaves the times and tells nobody', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed({}, ['PRODUCTS_UPDATE', 'INVENTORY_ITEMS_UPDATE', 'PRODUCTS_DELETE'], hook.uri)
    const product = shop.products.addProduct({ title: 'Mug', variants: [{ sku: 'MUG', price: '9.50' }] })
    const id = `gid://shopify/Product/${product.id}`
    const variant = `gid://shopify/ProductVariant/${product.variants[0]?.id}`
    const write = (price: string) =>
      run(shop, 'productVariantsBulkUpdate', UPDATE, {
        id,
        variants: [{ id: variant, price, inventoryItem: { sku: 'MUG' } }],
      })
    await write('9.5')
    await write('10')
    await shop.deliveries.settled()
    expect(hook.got.map((entry) => entry.headers['x-shopify-topic'])).toEqual(['products/update'])
    const deleted = await run(
      shop,
      'productDelete',
      'mutation($id: ID!) { productDelete(input: { id: $id }) { deletedProductId userErrors { message } } }',
      { id },
    )
    expect(deleted).toEqual({ deletedProductId: id, userErrors: [] })
    await shop.deliveries.settled()
    expect(JSON.parse(hook.got.at(-1)?.body ?? '')).toEqual({ id: product.id })
    expect(await run(shop, 'product', 'query($id: ID!) { product(id: $id) { id } shop { name } }', { id })).toBeNull()
  })
})

describe('productSet', () => {
  test('creates by handle and then replaces: what a list leaves out is deleted', async () => {
    await using shop = await startShopify()
    const identifier = { handle: 'shirt' }
    const first = await run(shop, 'productSet', SET, { identifier, input: SIZES })
    expect(first).toMatchObject({
      product: {
        tags: ['A', 'b'],
        options: [{ name: 'Size', values: ['S', 'M'] }],
        variants: {
          nodes: [
            { title: 'S', sku: 'S-S' },
            { title: 'M', sku: 'S-M', price: '110.00' },
          ],
        },
      },
      userErrors: [],
    })
    const medium = shop.products.variant('S-M').id
    const location = `gid://shopify/Location/${shop.locations()[0]}`
    const input = {
      ...SIZES,
      productOptions: [{ name: 'Size', values: [{ name: 'M' }, { name: 'L' }] }],
      variants: [
        {
          price: '120',
          optionValues: [{ optionName: 'Size', name: 'M' }],
          inventoryQuantities: [{ locationId: location, name: 'available', quantity: 7 }],
        },
        { sku: 'S-L', price: '120', optionValues: [{ optionName: 'Size', name: 'L' }] },
      ],
    }
    const second = await run(shop, 'productSet', SET, { identifier, input })
    expect(second).toMatchObject({
      product: {
        id: (first['product'] as Data)['id'],
        variants: {
          nodes: [
            { id: `gid://shopify/ProductVariant/${medium}`, sku: 'S-M', price: '120.00', inventoryQuantity: 7 },
            { title: 'L', sku: 'S-L' },
          ],
        },
      },
    })
    expect(() => shop.products.variant('S-S')).toThrow('no variant S-S')
  })

  test('says what is wrong with identifier, options and variants', async () => {
    await using shop = await startShopify()
    const code = async (input: object, identifier?: object) =>
      ((await run(shop, 'productSet', SET, { identifier, input }))['userErrors'] as { code: string }[]).map(
        (error) => error.code,
      )
    expect(await code({ title: 'X', id: 'gid://shopify/Product/1' }, { handle: 'x' })).toEqual(['ID_NOT_ALLOWED'])
    expect(await code({ title: 'X' }, { handle: 'x' })).toEqual(['MISSING_FIELD_REQUIRED'])
    expect(await code({ title: 'X', handle: 'y' }, { handle: 'x' })).toEqual(['INPUT_MISMATCH'])
    expect(await code({ title: 'X' }, { id: 'gid://shopify/Product/1' })).toEqual(['PRODUCT_DOES_NOT_EXIST'])
    expect(await code({ title: 'X', variants: SIZES.variants })).toEqual(['PRODUCT_OPTIONS_INPUT_MISSING'])
    expect(await code({ title: 'X', productOptions: SIZES.productOptions })).toEqual(['VARIANTS_INPUT_MISSING'])
    const [small] = SIZES.variants
    expect(await code({ ...SIZES, variants: [small, small] })).toEqual(['INVALID_VARIANT'])
    const large = { optionValues: [{ optionName: 'Size', name: 'L' }] }
    expect(await code({ ...SIZES, variants: [large] })).toEqual(['OPTION_VALUE_DOES_NOT_EXIST'])
    const customId = { namespace: 'erp', key: 'code', value: 'I-1' }
    const metafields = [{ namespace: 'erp', key: 'code', type: 'id', value: 'I-1' }]
    await expect(code({ title: 'X' }, { customId })).rejects.toThrow(/Metafield definition of type 'id' is required/)
    const definition = { name: 'Code', namespace: 'erp', key: 'code', type: 'id', ownerType: 'PRODUCT' }
    expect(await run(shop, 'metafieldDefinitionCreate', DEFINE, { definition })).toMatchObject({
      createdDefinition: { type: { name: 'id' }, capabilities: { uniqueValues: { enabled: true } } },
      userErrors: [],
    })
    const taken = "Key is in use for Product metafields on the 'erp' namespace."
    const again = await run(shop, 'metafieldDefinitionCreate', DEFINE, { definition })
    expect(again['userErrors']).toEqual([{ field: ['definition', 'key'], message: taken, code: 'TAKEN' }])
    expect(await code({ title: 'X' }, { customId })).toEqual(['METAFIELD_MISMATCH'])
    expect(await code({ title: 'X', metafields }, { customId })).toEqual([])
    expect(await code({ title: 'Y' }, { customId })).toEqual([])
    expect(await code({ title: 'Z', metafields })).toEqual(['INVALID_PRODUCT'])
    expect(shop.products.list().map((product) => product.title)).toEqual(['Y'])
  })

  test('behind the answer it is done after a while, and says what was wrong then', async () => {
    await using shop = await startShopify()
    const status = `query($id: ID!) { productOperation(id: $id) { status product { title } ... on ProductSetOperation { userErrors { code } } } }`
    const operate = async (input: object) => {
      const answer = await run(shop, 'productSet', SET, { input, synchronous: false })
      const { id } = answer['productSetOperation'] as { id: string }
      expect(answer).toMatchObject({ product: null, productSetOperation: { status: 'CREATED' } })
      expect(await run(shop, 'productOperation', status, { id })).toMatchObject({ status: 'ACTIVE', product: null })
      return run(shop, 'productOperation', status, { id })
    }
    expect(await operate(SIZES)).toEqual({ status: 'COMPLETE', product: { title: 'Shirt' }, userErrors: [] })
    expect(await operate(SIZES)).toMatchObject({ status: 'COMPLETE', userErrors: [{ code: 'HANDLE_NOT_UNIQUE' }] })
  })
})

describe('metafields and items', () => {
  const FIELDS = `mutation($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { metafields { key value compareDigest ownerType } userErrors { field message code elementIndex } } }`

  test('are written all or none, and only over what was read', async () => {
    await using shop = await startShopify()
    const { productId, variantId } = shop.products.add({ sku: 'MUG', title: 'Mug', price: '10' })
    const ownerId = `gid://shopify/Product/${productId}`
    const field = { ownerId, namespace: 'erp', key: 'code', type: 'single_line_text_field', value: 'A' }
    const first = await run(shop, 'metafieldsSet', FIELDS, { metafields: [{ ...field, compareDigest: null }] })
    const [{ compareDigest } = { compareDigest: '' }] = first['metafields'] as { compareDigest: string }[]
    const onVariant = { ...field, ownerId: `gid://shopify/ProductVariant/${variantId}` }
    const stale = await run(shop, 'metafieldsSet', FIELDS, {
      metafields: [onVariant, { ...field, value: 'B', compareDigest: 'x' }],
    })
    expect(stale).toMatchObject({ metafields: [], userErrors: [{ field: ['metafields', '1'], code: 'STALE_OBJECT' }] })
    const second = await run(shop, 'metafieldsSet', FIELDS, {
      metafields: [onVariant, { ...field, value: 'B', compareDigest }],
    })
    expect(second).toMatchObject({ metafields: [{ ownerType: 'PRODUCTVARIANT' }, { value: 'B' }], userErrors: [] })
    const remove = `mutation($metafields: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $metafields) { deletedMetafields { key } userErrors { message } } }`
    const { namespace, key } = field
    const gone = [
      { ownerId, namespace, key },
      { ownerId, namespace, key: 'other' },
    ]
    expect(await run(shop, 'metafieldsDelete', remove, { metafields: gone })).toEqual({
      deletedMetafields: [{ key: 'code' }, null],
      userErrors: [],
    })
  })

  test('an item is found and changed', async () => {
    await using shop = await startShopify()
    const { inventoryItemId } = shop.products.add({ sku: 'MUG', title: 'Mug', price: '10' })
    const id = `gid://shopify/InventoryItem/${inventoryItemId}`
    const change = `mutation($id: ID!, $input: InventoryItemInput!) { inventoryItemUpdate(id: $id, input: $input) { inventoryItem { tracked sku countryCodeOfOrigin } userErrors { field message } } }`
    expect(
      await run(shop, 'inventoryItemUpdate', change, {
        id,
        input: { tracked: false, sku: 'CUP', countryCodeOfOrigin: 'SE' },
      }),
    ).toEqual({
      inventoryItem: { tracked: false, sku: 'CUP', countryCodeOfOrigin: 'SE' },
      userErrors: [],
    })
    expect(
      await run(shop, 'inventoryItemUpdate', change, { id, input: { cost: '-5', harmonizedSystemCode: '12' } }),
    ).toMatchObject({
      inventoryItem: null,
      userErrors: [
        { field: ['input', 'cost'], message: 'Cost must be greater than or equal to 0' },
        { message: 'Harmonized system code must be a number between six and thirteen digits' },
      ],
    })
  })
})

describe('finding', () => {
  test('a SKU is found by its words, so similar ones come along', async () => {
    await using shop = await startShopify()
    for (const sku of ['A-1', 'a-1-RED', 'A-10', 'B-1']) shop.products.add({ sku, title: `Thing ${sku}`, price: '1' })
    const query = 'query($q: String!) { productVariants(first: 10, query: $q) { nodes { sku } } }'
    const found = async (q: string) =>
      ((await run(shop, 'productVariants', query, { q }))['nodes'] as { sku: string }[]).map((node) => node.sku)
    expect(await found("sku:'A-1'")).toEqual(['A-1', 'a-1-RED'])
    expect(await found("sku:'A-10' OR sku:'B-1'")).toEqual(['A-10', 'B-1'])
    expect(await found('sku:A-1*')).toEqual(['A-1', 'a-1-RED', 'A-10'])
  })

  test('pages hold every product once, by id and by time of change', async () => {
    await using shop = await startShopify()
    shop.products.addMany({ count: 700 })
    for (const sortKey of ['ID', 'UPDATED_AT', 'TITLE']) {
      const seen = new Set<string>()
      let after: string | null = null
      do {
        const page = await run(
          shop,
          'products',
          'query($after: String, $sortKey: ProductSortKeys) { products(first: 250, after: $after, sortKey: $sortKey) { nodes { handle } pageInfo { hasNextPage endCursor } } }',
          { after, sortKey },
        )
        for (const { handle } of page['nodes'] as { handle: string }[]) seen.add(handle)
        const info = page['pageInfo'] as { hasNextPage: boolean; endCursor: string }
        after = info.hasNextPage ? info.endCursor : null
      } while (after !== null)
      expect(seen.size).toBe(700)
    }
  })

  test('products are found by identifier and status; a product made again has new ids', async () => {
    await using shop = await startShopify()
    const mug = shop.products.addProduct({ title: 'Mug', status: 'DRAFT', variants: [{ sku: 'MUG', stock: 5 }] })
    const again = shop.products.recreate(mug.id)
    expect(again.id).not.toBe(mug.id)
    expect(again.variants[0]?.item.id).not.toBe(mug.variants[0]?.item.id)
    expect(shop.stock.level('MUG').available).toBe(5)
    const query =
      '{ productByIdentifier(identifier: { handle: "mug" }) { id } products(first: 5, query: "status:draft") { nodes { title } } }'
    expect((await ask(shop, query)).body.data).toEqual({
      productByIdentifier: { id: `gid://shopify/Product/${again.id}` },
      products: { nodes: [{ title: 'Mug' }] },
    })
  })
})
