import { describe, expect, test } from 'vitest'
import { type ShopifySandbox, startShopify } from './start.ts'
import { ask, LINES, receiver, subscribed } from './test-client.ts'

async function call(shop: ShopifySandbox, query: string, variables: object = {}): Promise<Record<string, unknown>> {
  const { body } = await ask(shop, query, variables)
  expect(body.errors).toBeUndefined()
  return Object.values(body.data ?? {})[0] ?? {}
}

const LOCATION =
  'id name externalId currency taxSettings { taxRegistrationId taxExempt taxExemptions } billingAddress { address1 city countryCode } shippingAddress { city } buyerExperienceConfiguration { checkoutToDraft paymentTermsTemplate { id name dueInDays } } catalogs(first: 5) { nodes { id title } }'
const COMPANY = `id name externalId locations(first: 9) { nodes { ${LOCATION} } } contacts(first: 9) { nodes { id isMainContact title customer { email firstName } } } contactRoles(first: 5) { nodes { name } }`

const create = (shop: ShopifySandbox, input: object) =>
  call(
    shop,
    `mutation($input: CompanyCreateInput!) { companyCreate(input: $input) { company { ${COMPANY} } userErrors { field message code } } }`,
    { input },
  )
const update = (shop: ShopifySandbox, companyId: string, input: object) =>
  call(
    shop,
    'mutation($companyId: ID!, $input: CompanyInput!) { companyUpdate(companyId: $companyId, input: $input) { company { name externalId } userErrors { field message code } } }',
    { companyId, input },
  )

const FULL = {
  company: { name: 'Berg AB', externalId: 'C-10' },
  companyContact: { email: 'buyer@berg.se', firstName: 'Bea', title: 'Buyer' },
  companyLocation: {
    externalId: 'L-1',
    shippingAddress: { address1: 'Kajen 1', city: 'Malmö', countryCode: 'SE' },
    billingSameAsShipping: true,
    taxRegistrationId: 'SE556677889901',
    buyerExperienceConfiguration: { paymentTermsTemplateId: 'gid://shopify/PaymentTermsTemplate/4' },
  },
}

interface Company {
  readonly id: string
  readonly locations: { readonly nodes: { readonly id: string }[] }
}

describe('companies', () => {
  test('are created with a contact, a location, tax number and payment terms', async () => {
    await using shop = await startShopify()
    expect(await create(shop, FULL)).toMatchObject({
      userErrors: [],
      company: {
        name: 'Berg AB',
        externalId: 'C-10',
        contactRoles: { nodes: [{ name: 'Location admin' }, { name: 'Ordering only' }] },
        contacts: {
          nodes: [{ isMainContact: true, title: 'Buyer', customer: { email: 'buyer@berg.se', firstName: 'Bea' } }],
        },
        locations: {
          nodes: [
            {
              name: 'Berg AB',
              externalId: 'L-1',
              taxSettings: { taxRegistrationId: 'SE556677889901', taxExempt: false, taxExemptions: [] },
              billingAddress: { address1: 'Kajen 1', city: 'Malmö', countryCode: 'SE' },
              buyerExperienceConfiguration: { paymentTermsTemplate: { name: 'Net 30', dueInDays: 30 } },
            },
          ],
        },
      },
    })
    expect(shop.customers.find('buyer@berg.se').firstName).toBe('Bea')
  })

  // Wording as recorded.
  test('are refused without a name, with an external id of another, or with an unusable contact', async () => {
    await using shop = await startShopify()
    await create(shop, FULL)
    const errors = async (input: object) => (await create(shop, input))['userErrors']
    const field = (...path: string[]) => ['input', ...path]
    expect(await errors({ company: { name: ' ' } })).toEqual([
      { field: field('company', 'name'), message: "Name can't be blank", code: 'BLANK' },
    ])
    expect(await errors({ company: { name: 'B', externalId: 'C-10' } })).toEqual([
      { field: field('company', 'externalId'), message: 'External id has already been taken.', code: 'TAKEN' },
    ])
    expect(await errors({ company: { name: 'B', externalId: 'x'.repeat(65) } })).toEqual([
      {
        field: field('company', 'externalId'),
        message: 'External Id must be 64 characters or less.',
        code: 'TOO_LONG',
      },
    ])
    expect(await errors({ company: { name: 'B' }, companyContact: { firstName: 'Bea' } })).toEqual([
      {
        field: field('companyContact'),
        message: 'Either the attribute email or customer_id must be provided',
        code: 'INVALID',
      },
    ])
    expect(await errors({ company: { name: 'B' }, companyContact: { email: 'buyer@berg.se' } })).toMatchObject([
      { field: field('companyContact', 'email'), code: 'TAKEN' },
    ])
    expect(shop.companies.list()).toHaveLength(1)
  })

  test('are changed and found by what changed or by our id', async () => {
    await using shop = await startShopify()
    const { id } = (await create(shop, FULL))['company'] as Company
    shop.companies.add({ name: 'Dal AB', externalId: 'C-11' })
    expect(await update(shop, id, { name: 'Berg & Co' })).toEqual({
      company: { name: 'Berg & Co', externalId: 'C-10' },
      userErrors: [],
    })
    expect((await update(shop, id, { externalId: 'C-11' }))['userErrors']).toMatchObject([{ code: 'TAKEN' }])
    expect((await update(shop, 'gid://shopify/Company/1', { name: 'x' }))['userErrors']).toEqual([
      { field: ['companyId'], message: 'Resource requested does not exist.', code: 'RESOURCE_NOT_FOUND' },
    ])
    const list = (args: string) => call(shop, `{ companies(first: 5, ${args}) { nodes { name } } }`)
    expect(await list(`query: "external_id:'C-10'"`)).toEqual({ nodes: [{ name: 'Berg & Co' }] })
    expect(await list(`sortKey: UPDATED_AT, query: "updated_at:>'2099-01-01'"`)).toEqual({ nodes: [] })
    const locations = `{ companyLocations(first: 5, query: "external_id:'L-1'") { nodes { name company { name } } } }`
    expect(await call(shop, locations)).toEqual({ nodes: [{ name: 'Berg AB', company: { name: 'Berg & Co' } }] })
  })
})

describe('locations', () => {
  test('are added, changed and taxed', async () => {
    await using shop = await startShopify()
    const company = (await create(shop, FULL))['company'] as Company
    const [first] = company.locations.nodes
    const added = await call(
      shop,
      `mutation($companyId: ID!, $input: CompanyLocationInput!) { companyLocationCreate(companyId: $companyId, input: $input) { companyLocation { ${LOCATION} } userErrors { field message code } } }`,
      { companyId: company.id, input: { shippingAddress: { address1: 'Torget 2', countryCode: 'SE' } } },
    )
    expect(added).toMatchObject({ companyLocation: { name: 'Torget 2' }, userErrors: [] })
    const change = (id: string | undefined, input: object) =>
      call(
        shop,
        `mutation($id: ID!, $input: CompanyLocationUpdateInput!) { companyLocationUpdate(companyLocationId: $id, input: $input) { companyLocation { ${LOCATION} } userErrors { field message code } } }`,
        { id, input },
      )
    expect(
      await change(first?.id, {
        name: 'Head office',
        buyerExperienceConfiguration: { paymentTermsTemplateId: 'gid://shopify/PaymentTermsTemplate/5' },
      }),
    ).toMatchObject({
      companyLocation: {
        name: 'Head office',
        buyerExperienceConfiguration: { paymentTermsTemplate: { name: 'Net 60' } },
      },
    })
    expect((await change('gid://shopify/CompanyLocation/1', { name: 'x' }))['userErrors']).toEqual([
      { field: ['input'], message: "The company location doesn't exist", code: 'RESOURCE_NOT_FOUND' },
    ])
    const tax =
      'mutation($id: ID!, $vat: String, $add: [TaxExemption!]) { companyLocationTaxSettingsUpdate(companyLocationId: $id, taxRegistrationId: $vat, exemptionsToAssign: $add) { companyLocation { taxSettings { taxRegistrationId taxExemptions } } userErrors { message } } }'
    expect(await call(shop, tax, { id: first?.id, vat: 'DE123', add: ['EU_REVERSE_CHARGE_EXEMPTION_RULE'] })).toEqual({
      companyLocation: {
        taxSettings: { taxRegistrationId: 'DE123', taxExemptions: ['EU_REVERSE_CHARGE_EXEMPTION_RULE'] },
      },
      userErrors: [],
    })
  })

  test('see the catalogues that they are in, and buy', async () => {
    await using shop = await startShopify()
    const company = shop.companies.add({ name: 'Berg AB', externalId: 'C-10' })
    const [location] = company.locations
    shop.prices.addCatalog({ title: 'Wholesale', locationIds: [location?.id ?? 0] })
    const order = shop.place({
      lines: LINES,
      customer: { email: 'buyer@berg.se' },
      company: { name: 'Berg AB', externalId: 'C-10' },
    })
    const read = `query($id: ID!) { order(id: $id) { purchasingEntity { ... on PurchasingCompany { company { name contacts(first: 2) { nodes { customer { email } } } } location { name catalogs(first: 2) { nodes { title } } } contact { isMainContact } } } } }`
    expect(await call(shop, read, { id: order.id })).toEqual({
      purchasingEntity: {
        company: { name: 'Berg AB', contacts: { nodes: [{ customer: { email: 'buyer@berg.se' } }] } },
        location: { name: 'Berg AB', catalogs: { nodes: [{ title: 'Wholesale' }] } },
        contact: { isMainContact: true },
      },
    })
    const remove = 'mutation($id: ID!) { companyDelete(id: $id) { deletedCompanyId userErrors { message code } } }'
    expect(await call(shop, remove, { id: `gid://shopify/Company/${company.id}` })).toEqual({
      deletedCompanyId: null,
      userErrors: [{ message: 'Failed to delete the company.', code: 'FAILED_TO_DELETE' }],
    })
  })
})

test('a customer becomes a contact once', async () => {
  await using shop = await startShopify()
  const company = shop.companies.add({ name: 'Berg AB' })
  const till = shop.customers.add({ firstName: 'Bea' })
  const ann = shop.customers.add({ email: 'ann@example.com' })
  const assign = (customerId: number) =>
    call(
      shop,
      'mutation($companyId: ID!, $customerId: ID!) { companyAssignCustomerAsContact(companyId: $companyId, customerId: $customerId) { companyContact { id isMainContact } userErrors { message code } } }',
      { companyId: `gid://shopify/Company/${company.id}`, customerId: `gid://shopify/Customer/${customerId}` },
    )
  expect((await assign(till.id))['userErrors']).toEqual([
    { message: 'Customer must have an email address.', code: 'INVALID_INPUT' },
  ])
  expect(await assign(ann.id)).toMatchObject({ companyContact: { isMainContact: true }, userErrors: [] })
  expect((await assign(ann.id))['userErrors']).toEqual([
    { message: 'Customer is already associated with a company contact.', code: 'INVALID_INPUT' },
  ])
})

test('subscribers hear of companies and their locations', async () => {
  await using hook = await receiver(() => 200)
  await using shop = await subscribed(
    {},
    ['COMPANIES_CREATE', 'COMPANIES_UPDATE', 'COMPANY_LOCATIONS_CREATE'],
    hook.uri,
  )
  const { id } = (await create(shop, FULL))['company'] as Company
  await update(shop, id, { note: 'pays late' })
  await shop.deliveries.settled()
  const heard = hook.got.map(({ headers, body }) => [headers['x-shopify-topic'], JSON.parse(body)] as const)
  expect(heard.map(([topic]) => topic)).toEqual(['companies/create', 'company_locations/create', 'companies/update'])
  expect(heard[1]?.[1]).toMatchObject({
    external_id: 'L-1',
    tax_registration: { tax_id: 'SE556677889901' },
    company: { external_id: 'C-10' },
    billing_address: { city: 'Malmö', country_code: 'SE' },
  })
  expect(heard[2]?.[1]).toMatchObject({ admin_graphql_api_id: id, note: 'pays late' })
})
