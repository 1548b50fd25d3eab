import { describe, expect, test } from 'vitest'
import { startShopify, type ShopifySandbox } from './start.ts'
import { ask, receiver, subscribed } from './test-client.ts'

type Data = Record<string, unknown>

const FIELDS = 'id status errorCode objectCount rootObjectCount url partialDataUrl type'
const RUN = `mutation($query: String!, $grouped: Boolean!) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) { bulkOperation { ${FIELDS} } userErrors { field message code } } }`
const MUTATE = `mutation($mutation: String!, $path: String!) { bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) { bulkOperation { ${FIELDS} } userErrors { field message code } } }`

interface Operation {
  readonly bulkOperation: {
    id: string
    status: string
    url: string | null
    errorCode: string | null
    objectCount: string
    rootObjectCount: string
  } | null
  readonly userErrors: { field: string[]; message: string; code: string }[]
}

async function answer<Shape>(
  shop: ShopifySandbox,
  root: string,
  query: string,
  variables: object = {},
): Promise<Shape> {
  const { data } = (await ask(shop, query, variables)).body
  return data?.[root] as unknown as Shape
}

async function runQuery(shop: ShopifySandbox, query: string, grouped = false): Promise<Operation> {
  return answer(shop, 'bulkOperationRunQuery', RUN, { query, grouped })
}

async function finished(shop: ShopifySandbox, { bulkOperation }: Operation) {
  await shop.bulk.settled()
  const query = `query($id: ID!) { bulkOperation(id: $id) { ${FIELDS} } }`
  const { body } = await ask(shop, query, { id: bulkOperation?.id })
  return body.data?.['bulkOperation'] as unknown as NonNullable<Operation['bulkOperation']>
}

async function linesOf(url: string | null): Promise<Data[]> {
  if (url === null) return []
  const text = await (await fetch(url)).text()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Data)
}

const LEVELS = `{ products { edges { node { id title variants { edges { node { id sku inventoryItem { id tracked } } } } } } } }`

/** Puts a file down as an app does: a form with the fields that were given and the file last. */
async function upload(shop: ShopifySandbox, rows: readonly unknown[]): Promise<string> {
  const create = `mutation($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) { stagedTargets { url parameters { name value } } userErrors { message } } }`
  const input = [
    { filename: 'rows.jsonl', mimeType: 'text/jsonl', resource: 'BULK_MUTATION_VARIABLES', httpMethod: 'POST' },
  ]
  const answer = (await ask(shop, create, { input })).body.data?.['stagedUploadsCreate'] as unknown as {
    stagedTargets: { url: string; parameters: { name: string; value: string }[] }[]
  }
  const [target] = answer.stagedTargets
  const form = new FormData()
  for (const { name, value } of target?.parameters ?? []) form.append(name, value)
  form.append('file', new Blob([rows.map((row) => JSON.stringify(row)).join('\n')]), 'rows.jsonl')
  const response = await fetch(target?.url ?? '', { method: 'POST', body: form })
  expect(response.status).toBe(201)
  return target?.parameters.find((entry) => entry.name === 'key')?.value ?? ''
}

describe('reading everything', () => {
  test('nested connections become lines that name their parent; the end is told', async () => {
    await using hook = await receiver(() => 200)
    await using shop = await subscribed({}, ['BULK_OPERATIONS_FINISH'], hook.uri)
    for (const title of ['Shirt', 'Sock']) {
      shop.products.addProduct({
        title,
        options: ['Size'],
        variants: [
          { sku: `${title}-S`, values: ['S'] },
          { sku: `${title}-M`, values: ['M'] },
        ],
      })
    }
    const started = await runQuery(shop, LEVELS)
    expect(started).toMatchObject({ bulkOperation: { status: 'CREATED', url: null }, userErrors: [] })
    const operation = await finished(shop, started)
    expect(operation).toMatchObject({ status: 'COMPLETED', objectCount: '6', rootObjectCount: '2', errorCode: null })
    const lines = await linesOf(operation.url)
    const [shirt] = shop.products.list()
    expect(lines.map((line) => line['title'] ?? line['sku'])).toEqual([
      'Shirt',
      'Sock',
      'Shirt-S',
      'Shirt-M',
      'Sock-S',
      'Sock-M',
    ])
    expect(lines[2]).toEqual({
      id: `gid://shopify/ProductVariant/${shirt?.variants[0]?.id}`,
      sku: 'Shirt-S',
      inventoryItem: { id: `gid://shopify/InventoryItem/${shirt?.variants[0]?.item.id}`, tracked: true },
      __parentId: `gid://shopify/Product/${shirt?.id}`,
    })
    const grouped = await finished(shop, await runQuery(shop, LEVELS, true))
    expect((await linesOf(grouped.url)).map((line) => line['title'] ?? line['sku'])).toEqual([
      'Shirt',
      'Shirt-S',
      'Shirt-M',
      'Sock',
      'Sock-S',
      'Sock-M',
    ])
    await shop.deliveries.settled()
    expect(JSON.parse(hook.got[0]?.body ?? '')).toMatchObject({
      admin_graphql_api_id: operation.id,
      status: 'completed',
      error_code: null,
    })
  })

  test('levels of items, filters and no result at all', async () => {
    await using shop = await startShopify()
    shop.products.addMany({ count: 1200, stock: 3 })
    const query = `{ inventoryItems(query: "sku:FILL-000007 OR sku:FILL-000011") { edges { node { id sku inventoryLevels { edges { node { id quantities(names: ["available"]) { quantity } } } } } } } }`
    const some = await finished(shop, await runQuery(shop, query))
    expect((await linesOf(some.url)).map((line) => line['sku'] ?? line['quantities'])).toEqual([
      'FILL-000007',
      'FILL-000011',
      [{ quantity: 3 }],
      [{ quantity: 3 }],
    ])
    const all = await finished(shop, await runQuery(shop, '{ productVariants { edges { node { id sku } } } }'))
    expect(all).toMatchObject({ objectCount: '1200', rootObjectCount: '1200' })
    expect(new Set((await linesOf(all.url)).map((line) => line['sku'])).size).toBe(1200)
    const none = await finished(
      shop,
      await runQuery(shop, '{ products(query: "title:nothing") { edges { node { id } } } }'),
    )
    expect(none).toMatchObject({ status: 'COMPLETED', url: null, objectCount: '0' })
  })

  test('five run at a time; a query that cannot be run is refused with the reason', async () => {
    await using shop = await startShopify()
    shop.bulk.paused = true
    for (let count = 0; count < 5; count += 1) await runQuery(shop, LEVELS)
    expect(await runQuery(shop, LEVELS)).toMatchObject({
      bulkOperation: null,
      userErrors: [{ code: 'OPERATION_IN_PROGRESS' }],
    })
    const cancel = '{ currentBulkOperation { id status } }'
    const { id } = await answer<{ id: string }>(shop, 'currentBulkOperation', cancel)
    await ask(shop, 'mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } } }', { id })
    shop.bulk.paused = false
    await shop.bulk.settled()
    expect((await ask(shop, cancel)).body.data?.['currentBulkOperation']).toEqual({ id, status: 'CANCELED' })
    const why = async (query: string) => (await runQuery(shop, query)).userErrors.map((error) => error.message)
    expect(await why('{ shop { id } }')).toEqual(['Bulk queries must contain at least one connection.'])
    expect((await why('{ products { nodes { id } } }'))[0]).toContain("Selecting via 'nodes' is not supported")
    expect((await why('{ products { edges { node { title variants { edges { node { id } } } } } } }'))[0]).toContain(
      "Connection fields without 'id': variants.",
    )
    expect(await why('mutation { productDelete(input: { id: "1" }) { deletedProductId } }')).toEqual([
      'Invalid operation type. Only `query` operations are supported.',
    ])
  })

  test('without the scope it fails', async () => {
    await using shop = await startShopify({ app: { scopes: ['read_products'] } })
    shop.products.add({ sku: 'A', title: 'A', price: '1' })
    const operation = await finished(shop, await runQuery(shop, '{ inventoryItems { edges { node { id } } } }'))
    expect(operation).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED' })
  })

  test('a page of an ordinary query stays at 250', async () => {
    await using shop = await startShopify()
    const answer = await ask(shop, '{ products(first: 251) { nodes { id } } }')
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('writing many', () => {
  const SET = `mutation($identifier: ProductSetIdentifiers, $input: ProductSetInput!) { productSet(identifier: $identifier, input: $input, synchronous: false) { product { id handle } userErrors { field message code } } }`

  test('a mutation runs once per line; results are matched by line number', async () => {
    await using shop = await startShopify()
    const rows = [
      { title: 'A', handle: 'a' },
      { title: '', handle: 'b' },
      { title: 'C', handle: 'c' },
    ]
    const path = await upload(
      shop,
      rows.map((input) => ({ identifier: { handle: input.handle }, input })),
    )
    const started = (await ask(shop, MUTATE, { mutation: SET, path })).body.data?.[
      'bulkOperationRunMutation'
    ] as unknown as Operation
    expect(started.userErrors).toEqual([])
    const operation = await finished(shop, started)
    const lines = await linesOf(operation.url)
    const byNumber = new Map(lines.map((line) => [line['__lineNumber'], (line['data'] as Data)['productSet'] as Data]))
    expect(lines.map((line) => line['__lineNumber'])).toEqual([1, 0, 2])
    expect(byNumber.get(0)).toMatchObject({ product: { handle: 'a' }, userErrors: [] })
    expect(byNumber.get(1)).toMatchObject({ product: null, userErrors: [{ code: 'INVALID_PRODUCT' }] })
    expect(shop.products.list().map((product) => product.title)).toEqual(['A', 'C'])
  })

  test('stock is set with a key per line', async () => {
    await using shop = await startShopify()
    shop.products.addMany({ count: 3, stock: 1 })
    const locationId = `gid://shopify/Location/${shop.locations()[0]}`
    const path = await upload(
      shop,
      shop.products.all().map((variant, index) => ({
        key: `key-${index}`,
        input: {
          name: 'available',
          reason: 'correction',
          quantities: [
            {
              inventoryItemId: `gid://shopify/InventoryItem/${variant.inventoryItemId}`,
              locationId,
              quantity: 10 + index,
              changeFromQuantity: 1,
            },
          ],
        },
      })),
    )
    const mutation = `mutation($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code } } }`
    await ask(shop, MUTATE, { mutation, path })
    await shop.bulk.settled()
    expect(['1', '2', '3'].map((number) => shop.stock.level(`FILL-00000${number}`).available)).toEqual([10, 11, 12])
  })

  test('says what is wrong with file and mutation', async () => {
    await using shop = await startShopify()
    const code = async (mutation: string, path: string) =>
      (await answer<Operation>(shop, 'bulkOperationRunMutation', MUTATE, { mutation, path })).userErrors[0]
    expect(await code(SET, 'tmp/none.jsonl')).toMatchObject({ code: 'NO_SUCH_FILE', field: null })
    expect(await code(SET, await upload(shop, []))).toMatchObject({ code: 'INVALID_STAGED_UPLOAD_FILE' })
    expect(await code('query { shop { id } }', 'x')).toMatchObject({ code: 'INVALID_MUTATION' })
    const nested = 'mutation($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }'
    expect(await code(nested, 'x')).toMatchObject({ message: 'You must use an allowed mutation name.' })
  })
})
