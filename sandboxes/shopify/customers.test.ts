import { describe, expect, test } from 'vitest'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask, LINES, receiver, subscribed } from './test-client.ts'

const FIELDS =
  'id displayName firstName lastName email phone note tags taxExempt taxExemptions locale state defaultAddress { city countryCodeV2 } addressesV2(first: 9) { nodes { id city } }'

async function call(shop: ShopifySandbox, query: string, variables: object): Promise<Record<string, unknown>> {
  const { body } = await ask(shop, query, variables)
  expect(body.errors).toBeUndefined()
  const [answer] = Object.values(body.data ?? {}) as Record<string, unknown>[]
  return answer ?? {}
}

const create = (shop: ShopifySandbox, input: object) =>
  call(
    shop,
    `mutation($input: CustomerInput!) { customerCreate(input: $input) { customer { ${FIELDS} } userErrors { field message } } }`,
    { input },
  )

const update = (shop: ShopifySandbox, input: object) =>
  call(
    shop,
    `mutation($input: CustomerInput!) { customerUpdate(input: $input) { customer { ${FIELDS} } userErrors { field message } } }`,
    { input },
  )

const set = (shop: ShopifySandbox, input: object, identifier: object | null = null) =>
  call(
    shop,
    `mutation($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) { customerSet(identifier: $identifier, input: $input) { customer { ${FIELDS} } userErrors { field message code } } }`,
    { identifier, input },
  )

const idOf = (answer: Record<string, unknown>): string => (answer['customer'] as { id: string }).id

describe('one customer', () => {
  test('is created with tidy fields', async () => {
    await using shop = await startShopify()
    const answer = await create(shop, {
      email: ' Ann@Example.COM ',
      phone: '070-123 45 67',
      firstName: 'Ann',
      lastName: '  ',
      tags: ['vip', 'b2b', 'VIP'],
      taxExempt: true,
      addresses: [{ address1: 'Storgatan 2', city: 'Lund', countryCode: 'SE' }],
    })
    expect(answer).toMatchObject({
      userErrors: [],
      customer: {
        displayName: 'Ann',
        email: 'ann@example.com',
        phone: '+46701234567',
        lastName: null,
        tags: ['VIP', 'b2b'],
        taxExempt: true,
        state: 'DISABLED',
        defaultAddress: { city: 'Lund', countryCodeV2: 'SE' },
      },
    })
  })

  // Wording as recorded.
  test('is refused without a name, with nonsense, or with what another one has', async () => {
    await using shop = await startShopify()
    await create(shop, { email: 'ann@example.com', phone: '+46701234567' })
    const errors = async (input: object) => (await create(shop, input))['userErrors']
    expect(await errors({ email: '' })).toEqual([
      { field: null, message: 'A name, phone number, or email address must be present' },
    ])
    expect(await errors({ email: 'nonsense' })).toEqual([{ field: ['email'], message: 'Email is invalid' }])
    expect(await errors({ phone: 'abc' })).toEqual([{ field: ['phone'], message: 'Phone is invalid' }])
    expect(await errors({ email: 'ANN@example.com', phone: '+46701234567' })).toEqual([
      { field: ['email'], message: 'Email has already been taken' },
      { field: ['phone'], message: 'Phone has already been taken' },
    ])
    expect(await errors({ email: 'b@example.com', locale: 'not-a-locale' })).toEqual([
      { field: ['locale'], message: 'Locale is invalid' },
    ])
    expect(shop.customers.list()).toHaveLength(1)
  })

  test('is changed in what is given, and frees what it gives up', async () => {
    await using shop = await startShopify()
    const id = idOf(await create(shop, { email: 'old@example.com', firstName: 'Ann', note: 'kept' }))
    expect(
      await update(shop, { id, email: 'new@example.com', taxExemptions: ['EU_REVERSE_CHARGE_EXEMPTION_RULE'] }),
    ).toMatchObject({
      customer: {
        email: 'new@example.com',
        firstName: 'Ann',
        note: 'kept',
        taxExemptions: ['EU_REVERSE_CHARGE_EXEMPTION_RULE'],
      },
    })
    expect((await create(shop, { email: 'old@example.com' }))['userErrors']).toEqual([])
    expect(await update(shop, { id: 'gid://shopify/Customer/1', firstName: 'Ghost' })).toEqual({
      customer: null,
      userErrors: [{ field: ['id'], message: 'Customer does not exist' }],
    })
  })

  test('is not deleted while there are orders', async () => {
    await using shop = await startShopify()
    shop.place({ lines: LINES, customer: { email: 'buyer@example.com' } })
    const free = shop.customers.add({ email: 'free@example.com' })
    const remove = (id: number) =>
      call(
        shop,
        'mutation($input: CustomerDeleteInput!) { customerDelete(input: $input) { deletedCustomerId userErrors { field message } } }',
        { input: { id: `gid://shopify/Customer/${id}` } },
      )
    expect(await remove(shop.customers.find('buyer@example.com').id)).toEqual({
      deletedCustomerId: null,
      userErrors: [{ field: ['id'], message: 'Customer can’t be deleted because they have associated orders' }],
    })
    expect(await remove(free.id)).toMatchObject({ userErrors: [] })
    expect(shop.customers.list().map(({ email }) => email)).toEqual(['buyer@example.com'])
  })
})

describe('customerSet', () => {
  test('creates, then changes by e-mail, phone and id; lists replace', async () => {
    await using shop = await startShopify()
    const email = 'ann@example.com'
    const id = idOf(await set(shop, { email, firstName: 'Ann', phone: '+46701234567' }, { email }))
    expect(
      await set(shop, { email, lastName: 'Ek', addresses: [{ city: 'Lund', countryCode: 'SE' }] }, { email }),
    ).toMatchObject({ customer: { id, firstName: 'Ann', lastName: 'Ek', addressesV2: { nodes: [{ city: 'Lund' }] } } })
    const byPhone = await set(shop, { phone: '+46701234567', addresses: [] }, { phone: '+46701234567' })
    expect(byPhone).toMatchObject({ customer: { id, defaultAddress: null, addressesV2: { nodes: [] } } })
    expect(await set(shop, { firstName: 'Ghost' }, { id: 'gid://shopify/Customer/1' })).toEqual({
      customer: null,
      userErrors: [{ field: ['input'], message: 'Resource matching the identifier was not found.', code: 'NOT_FOUND' }],
    })
    const other = await set(shop, { email: 'b@example.com' }, { email })
    expect(other['userErrors']).toMatchObject([{ field: ['input'], code: 'INPUT_MISMATCH' }])
    expect((await set(shop, { email }))['userErrors']).toEqual([
      { field: ['input', 'email'], message: 'Email has already been taken', code: 'TAKEN' },
    ])
  })

  test('finds by an id of our own once that is declared', async () => {
    await using shop = await startShopify()
    const customId = { namespace: 'erp', key: 'id', value: 'C-1' }
    const refused = await ask(
      shop,
      'mutation($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) { customerSet(identifier: $identifier, input: $input) { customer { id } } }',
      { identifier: { customId }, input: { firstName: 'Ann' } },
    )
    expect(refused.body.errors?.[0]).toMatchObject({
      message: "Metafield definition of type 'id' is required when using custom ids.",
      extensions: { code: 'NOT_FOUND' },
    })
    shop.customers.defineCustomId('erp', 'id')
    const id = idOf(await set(shop, { firstName: 'Ann' }, { customId }))
    expect(idOf(await set(shop, { lastName: 'Ek' }, { customId }))).toBe(id)
    const read =
      'query($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { id displayName metafield(namespace: "erp", key: "id") { value type } } }'
    expect(await call(shop, read, { identifier: { customId } })).toEqual({
      id,
      displayName: 'Ann Ek',
      metafield: { value: 'C-1', type: 'id' },
    })
  })
})

test('addresses are added once, changed, preferred and removed', async () => {
  await using shop = await startShopify()
  const customerId = idOf(await create(shop, { firstName: 'Ann', email: 'ann@example.com' }))
  const address = { address1: 'Storgatan 1', city: 'Lund', countryCode: 'SE' }
  const added =
    'mutation($customerId: ID!, $address: MailingAddressInput!, $setAsDefault: Boolean) { customerAddressCreate(customerId: $customerId, address: $address, setAsDefault: $setAsDefault) { address { id name city country formattedArea } userErrors { field message } } }'
  const first = await call(shop, added, { customerId, address })
  expect(first).toMatchObject({ address: { name: 'Ann', country: 'Sweden', formattedArea: 'Lund, Sweden' } })
  expect(await call(shop, added, { customerId, address })).toEqual({
    address: null,
    userErrors: [{ field: ['address'], message: 'Address already exists' }],
  })
  await call(shop, added, { customerId, address: { ...address, city: 'Ystad' }, setAsDefault: true })
  const addressId = (first['address'] as { id: string }).id
  expect(addressId).toMatch(/^gid:\/\/shopify\/MailingAddress\/\d+\?model_name=CustomerAddress$/)
  const changed =
    'mutation($customerId: ID!, $addressId: ID!, $address: MailingAddressInput!) { customerAddressUpdate(customerId: $customerId, addressId: $addressId, address: $address) { address { city address1 } userErrors { message } } }'
  expect(await call(shop, changed, { customerId, addressId, address: { city: 'Malmö' } })).toMatchObject({
    address: { city: 'Malmö', address1: 'Storgatan 1' },
  })
  expect(shop.customers.find(customerId).defaultAddress?.city).toBe('Ystad')
  const preferred =
    'mutation($customerId: ID!, $addressId: ID!) { customerUpdateDefaultAddress(customerId: $customerId, addressId: $addressId) { customer { defaultAddress { city } } userErrors { message } } }'
  expect(await call(shop, preferred, { customerId, addressId })).toMatchObject({
    customer: { defaultAddress: { city: 'Malmö' } },
  })
  const removed =
    'mutation($customerId: ID!, $addressId: ID!) { customerAddressDelete(customerId: $customerId, addressId: $addressId) { deletedAddressId userErrors { message } } }'
  expect(await call(shop, removed, { customerId, addressId })).toMatchObject({ deletedAddressId: addressId })
  expect(shop.customers.find(customerId).defaultAddress?.city).toBe('Ystad')
  const { body } = await ask(shop, removed, { customerId, addressId })
  expect(body.errors?.[0]).toMatchObject({ message: `Invalid id: ${addressId}` })
})

test('a merge keeps the one with an e-mail and gives it the orders of the other', async () => {
  await using hook = await receiver(() => 200)
  await using shop = await subscribed({}, ['CUSTOMERS_MERGE', 'CUSTOMERS_UPDATE', 'CUSTOMERS_CREATE'], hook.uri)
  const order = shop.place({ lines: LINES, customer: { email: 'ann@example.com', firstName: 'Ann' } })
  const till = shop.customers.add({ phone: '+46701234567', firstName: 'A.', note: 'from the till', tags: ['pos'] })
  const kept = shop.customers.find('ann@example.com')
  const ids = { one: `gid://shopify/Customer/${kept.id}`, two: `gid://shopify/Customer/${till.id}` }
  const preview = await call(
    shop,
    'query($one: ID!, $two: ID!) { customerMergePreview(customerOneId: $one, customerTwoId: $two) { resultingCustomerId defaultFields { phoneNumber { phoneNumber } note tags } } }',
    ids,
  )
  expect(preview).toEqual({
    resultingCustomerId: ids.one,
    defaultFields: { phoneNumber: { phoneNumber: '+46701234567' }, note: 'from the till', tags: ['pos'] },
  })
  const merge =
    'mutation($one: ID!, $two: ID!) { customerMerge(customerOneId: $one, customerTwoId: $two) { resultingCustomerId job { id done } userErrors { field message code } } }'
  const merged = await call(shop, merge, ids)
  expect(merged).toMatchObject({ resultingCustomerId: ids.one, userErrors: [] })
  expect(kept).toMatchObject({ firstName: 'Ann', phone: '+46701234567', note: 'from the till', tags: ['pos'] })
  expect(order.state.customer).toBe(kept)
  expect(await call(shop, 'query($id: ID!) { customer(id: $id) { id } }', { id: ids.two })).toEqual({})
  const status = 'query($jobId: ID!) { customerMergeJobStatus(jobId: $jobId) { status resultingCustomerId } }'
  expect(await call(shop, status, { jobId: (merged['job'] as { id: string }).id })).toEqual({
    status: 'COMPLETED',
    resultingCustomerId: ids.one,
  })
  expect((await call(shop, merge, ids))['userErrors']).toEqual([
    { field: ['customerTwoId'], message: `Customer does not exist with ID ${till.id}`, code: 'INVALID_CUSTOMER_ID' },
  ])
  await shop.deliveries.settled()
  const heard = hook.got.map(({ headers, body }) => [headers['x-shopify-topic'], JSON.parse(body)] as const)
  expect(heard.map(([topic]) => topic)).toEqual([
    'customers/create',
    'customers/create',
    'customers/update',
    'customers/merge',
  ])
  expect(heard[0]?.[1]).toMatchObject({ email: 'ann@example.com', first_name: 'Ann', addresses: [{ default: true }] })
  expect(heard[3]?.[1]).toMatchObject({
    admin_graphql_api_customer_kept_id: ids.one,
    admin_graphql_api_customer_deleted_id: ids.two,
    status: 'completed',
  })
})

test('lists find by e-mail, tag and change, page after page', async () => {
  await using shop = await startShopify()
  for (let index = 0; index < 5; index += 1) {
    shop.customers.add({ email: `c${index}@example.com`, tags: index % 2 === 0 ? ['even'] : [] })
  }
  const list = async (args: string) => {
    const answer = await call(
      shop,
      `{ customers(${args}) { nodes { email numberOfOrders amountSpent { amount } } pageInfo { hasNextPage endCursor } } }`,
      {},
    )
    return answer as { nodes: { email: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
  }
  expect((await list('first: 5, query: "email:c3@example.com"')).nodes.map(({ email }) => email)).toEqual([
    'c3@example.com',
  ])
  expect((await list('first: 5, query: "tag:even"')).nodes).toHaveLength(3)
  const page = await list(`first: 3, sortKey: UPDATED_AT, query: "updated_at:>'2000-01-01'"`)
  const rest = await list(`first: 3, sortKey: UPDATED_AT, after: "${page.pageInfo.endCursor}"`)
  expect([...page.nodes, ...rest.nodes].map(({ email }) => email)).toEqual(
    ['0', '1', '2', '3', '4'].map((index) => `c${index}@example.com`),
  )
  expect(rest.pageInfo.hasNextPage).toBe(false)
})
