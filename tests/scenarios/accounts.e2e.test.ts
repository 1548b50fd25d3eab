import { afterAll, beforeAll, expect, test } from 'vitest'
import { listTransfers } from '#database/transfers'
import type { Doc } from '#sandboxes/erpnext/controller'
import { startStory, type Story } from '#testing/story'
import { addCustomer, askShop, changeCustomer, everythingKept, factOf, redact, redactShop } from './accounts-kit.ts'
import { aMug, booksOf, PATIENCE_MS } from './books.ts'
import { inStep, listenToErp } from './shipments-kit.ts'

let story: Story

beforeAll(async () => {
  story = await startStory({
    erpSettings: { webhookSecret: 'between us' },
    adjust: (file) => ({
      ...file,
      integrations: Object.fromEntries(
        Object.entries(file.integrations).map(([key, integration]) => [
          key,
          {
            ...integration,
            flows: { customers: { enabled: true } },
            rules: {
              customers: {
                create: { store: 'companies', target: 'persons' },
                companies: { contacts: { direction: 'both' }, locations: { direction: 'both' } },
                priceLists: [{ store: 'B2B', target: 'Standard Selling' }],
              },
            },
          },
        ]),
      ),
    }),
  })
  await listenToErp(story)
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

const ask = (query: string, path: string, variables: object = {}): Promise<unknown> =>
  askShop(story.shop, query, variables, path)

const legacy = (gid: string): string => gid.split('/').at(-1) ?? ''
const inErp = (name: string): Doc[] => story.erp.documents('Customer').filter((one) => one['customer_name'] === name)

async function transferOf(record: string) {
  const [found] = await listTransfers(story.running.bridge.queries, story.organizationId, { record, flow: 'customers' })
  return found
}

/** Somebody changes a document in the ERP. */
async function changeInErp(doctype: string, name: string, fields: object): Promise<void> {
  const response = await fetch(`${story.erp.url}/api/resource/${doctype}/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { authorization: `token ${story.erp.apiKey}:${story.erp.apiSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  if (!response.ok) throw new Error(await response.text())
}

test('a person of the store gets a customer in the ERP, whose number comes back; orders find the same one', async () => {
  const id = await addCustomer(story.shop, {
    firstName: 'Ann',
    lastName: 'Berg',
    email: 'ann.berg@example.com',
    addresses: [{ address1: 'Weg 1', city: 'Berlin', zip: '10115', countryCode: 'DE' }],
  })
  await inStep(story)
  expect(await transferOf(legacy(id))).toMatchObject({ state: 'synced', causeMessage: null })
  const [made, ...others] = inErp('Ann Berg')
  expect([made?.['email_id'], others]).toEqual(['ann.berg@example.com', []])
  expect(await factOf(story.shop, id, 'customer_number')).toBe(made?.name)
  const order = story.shop.place(aMug({ customer: { email: 'Ann.Berg@example.com', firstName: 'A.', lastName: 'B.' } }))
  await inStep(story)
  expect(booksOf(story, order).orders.map((one) => one['customer'])).toEqual([made?.name])
  expect(inErp('Ann Berg')).toHaveLength(1)
})

test('scenario 30: both sides change one person at once: each owner wins, and nothing is written twice', async () => {
  const id = await addCustomer(story.shop, { firstName: 'Bo', lastName: 'Lund', email: 'bo@example.com' })
  await inStep(story)
  const [made] = inErp('Bo Lund')
  await changeCustomer(story.shop, id, { email: 'bo.lund@example.com' })
  await changeInErp('Customer', String(made?.name), { tax_id: 'DE123456789', customer_name: 'Somebody Else' })
  await inStep(story)
  const after = story.erp.site.get('Customer', made?.name)
  expect([after['customer_name'], after['email_id'], after['tax_id']]).toEqual([
    'Bo Lund',
    'bo.lund@example.com',
    'DE123456789',
  ])
  expect(await factOf(story.shop, id, 'vat_number')).toBe('DE123456789')
  const modified = story.erp.site.get('Customer', made?.name)['modified']
  const { organizationId, integrationId } = story
  await story.running.bridge.engine.sweep({ organizationId, integrationId, flow: 'customers' })
  await inStep(story)
  expect(story.erp.site.get('Customer', made?.name)['modified']).toBe(modified)
})

test('scenario 46: the flow of customers and many first orders of the same persons at once make one customer each', async () => {
  const persons = Array.from({ length: 4 }, (_, index) => ({
    email: `Rush${index}@example.com`,
    firstName: 'Rush',
    lastName: `Person ${index}`,
  }))
  const orders = persons.flatMap((customer) => [1, 2, 3].map(() => story.shop.place(aMug({ customer }))))
  await inStep(story)
  for (const { firstName, lastName } of persons) expect(inErp(`${firstName} ${lastName}`)).toHaveLength(1)
  for (const order of orders)
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const flows = { flow: 'customers', state: 'attention' } as const
  const waiting = await listTransfers(story.running.bridge.queries, story.organizationId, flows)
  expect(waiting.filter(({ recordName }) => recordName?.startsWith('Rush'))).toEqual([])
})

test('scenario 47: near-equal phones and equal names are no match', async () => {
  const kept = story.erp.insert({
    doctype: 'Customer',
    customer_name: 'Max Muster',
    customer_type: 'Individual',
    mobile_no: '+49 170 555',
  })
  await addCustomer(story.shop, { firstName: 'Max', lastName: 'Muster', email: 'max@example.com', phone: '+49170555' })
  await inStep(story)
  expect(
    story.erp.documents('Customer').filter((one) => String(one['customer_name']).startsWith('Max Muster')),
  ).toHaveLength(2)
  expect(story.erp.site.get('Customer', kept.name)['email_id'] || null).toBeNull()
})

test('a company of the ERP becomes one of the store, with its contact, place, VAT number and price list', async () => {
  // A catalogue needs somebody who buys by it.
  const firm =
    'mutation($input: CompanyCreateInput!) { companyCreate(input: $input) { company { locations(first: 1) { nodes { id } } } } }'
  const place = await ask(firm, 'companyCreate.company.locations.nodes.0.id', {
    input: { company: { name: 'First firm' } },
  })
  const catalog = { title: 'B2B', status: 'ACTIVE', context: { companyLocationIds: [place] } }
  const made =
    'mutation($input: CatalogCreateInput!) { catalogCreate(input: $input) { catalog { title } userErrors { message } } }'
  expect(await ask(made, 'catalogCreate.catalog.title', { input: catalog })).toBe('B2B')
  const company = story.erp.insert({
    doctype: 'Customer',
    customer_name: 'Nordwind AG',
    customer_type: 'Company',
    tax_id: 'DE999999999',
    default_price_list: 'Standard Selling',
    email_id: 'einkauf@nordwind.example',
    address_line1: 'Hafen 1',
    city: 'Hamburg',
    country: 'Germany',
  })
  await inStep(story)
  expect(await transferOf(`target/${company.name}`)).toMatchObject({ state: 'synced', causeMessage: null })
  const companies = await ask(
    `{ companies(first: 5, query: "external_id:'Nordwind_AG'") { nodes { name externalId
    contacts(first: 2) { nodes { customer { defaultEmailAddress { emailAddress } } } }
    locations(first: 2) { nodes { shippingAddress { address1 city } taxSettings { taxRegistrationId } catalogs(first: 2) { nodes { title } } } } } } }`,
    'companies.nodes',
  )
  expect(companies).toEqual([
    {
      name: 'Nordwind AG',
      externalId: 'Nordwind_AG',
      contacts: { nodes: [{ customer: { defaultEmailAddress: { emailAddress: 'einkauf@nordwind.example' } } }] },
      locations: {
        nodes: [
          {
            shippingAddress: { address1: 'Hafen 1', city: 'Hamburg' },
            taxSettings: { taxRegistrationId: 'DE999999999' },
            catalogs: { nodes: [{ title: 'B2B' }] },
          },
        ],
      },
    },
  ])
  await changeInErp('Customer', company.name, { tax_id: 'DE111111111' })
  await inStep(story)
  const changed = await ask(
    `{ companies(first: 5, query: "external_id:'Nordwind_AG'") { nodes { locations(first: 1) { nodes { taxSettings { taxRegistrationId } } } } } }`,
    'companies.nodes.0.locations.nodes.0.taxSettings.taxRegistrationId',
  )
  expect(changed).toBe('DE111111111')
})

test('contacts and places of a company go to the other side, none twice; a contact is no customer of its own', async () => {
  const of = { links: [{ link_doctype: 'Customer', link_name: 'Sydvind AB' }] }
  const place = { address_type: 'Shipping', city: 'Hamburg', country: 'Germany' }
  story.erp.insert({
    doctype: 'Customer',
    customer_name: 'Sydvind AB',
    customer_type: 'Company',
    tax_id: 'SE556000000001',
    email_id: 'inkop@sydvind.example',
    address_line1: 'Kai 1',
    city: 'Hamburg',
    country: 'Germany',
  })
  const mailbox = (email_id: string) => ({ email_ids: [{ email_id, is_primary: 1 }] })
  story.erp.insert({ doctype: 'Contact', first_name: 'Eva', ...mailbox('eva@sydvind.example'), ...of })
  story.erp.insert({ doctype: 'Address', address_title: 'Lager', address_line1: 'Kai 2', ...place, ...of })
  await inStep(story)
  const shown = () =>
    ask(
      `{ companies(first: 1, query: "external_id:'Sydvind_AB'") { nodes { id
      contacts(first: 9) { nodes { customer { id defaultEmailAddress { emailAddress } } } }
      locations(first: 9) { nodes { shippingAddress { address1 } taxSettings { taxRegistrationId } } } } } }`,
      'companies.nodes.0',
    ) as Promise<Firm>
  const firm = await shown()
  expect(mailboxesOf(firm)).toEqual(['eva@sydvind.example', 'inkop@sydvind.example'])
  const taxed = { taxSettings: { taxRegistrationId: 'SE556000000001' } }
  expect(firm.locations.nodes).toEqual(
    ['Kai 1', 'Kai 2'].map((address1) => ({ shippingAddress: { address1 }, ...taxed })),
  )

  const contact = { email: 'ola@sydvind.example', firstName: 'Ola' }
  const add =
    'mutation($id: ID!, $input: CompanyContactInput!) { companyContactCreate(companyId: $id, input: $input) { userErrors { message } } }'
  await ask(add, 'companyContactCreate', { id: firm.id, input: contact })
  const shippingAddress = { address1: 'Kai 3', city: 'Kiel', zip: '24103', countryCode: 'DE' }
  const open =
    'mutation($id: ID!, $input: CompanyLocationInput!) { companyLocationCreate(companyId: $id, input: $input) { userErrors { message } } }'
  await ask(open, 'companyLocationCreate', {
    id: firm.id,
    input: { name: 'Kiel', shippingAddress, billingSameAsShipping: true },
  })
  await inStep(story)
  const linked = (doctype: string): Doc[] =>
    story.erp
      .documents(doctype)
      .filter(({ links }) => (links as { link_name: string }[]).some(({ link_name }) => link_name === 'Sydvind AB'))
  expect(linked('Contact').map((one) => one['email_id'])).toEqual([
    'inkop@sydvind.example',
    'eva@sydvind.example',
    'ola@sydvind.example',
  ])
  expect(linked('Address').map((one) => one['address_line1'])).toEqual(['Kai 1', 'Kai 2', 'Kai 3'])

  const { organizationId, integrationId } = story
  await story.running.bridge.engine.sweep({ organizationId, integrationId, flow: 'customers', force: true })
  await inStep(story)
  expect([linked('Contact').length, linked('Address').length, mailboxesOf(await shown()).length]).toEqual([3, 3, 3])
  for (const { customer } of (await shown()).contacts.nodes)
    expect(await transferOf(legacy(customer.id))).toMatchObject({ state: 'skipped', causeCode: 'ACCOUNT_IS_CONTACT' })
  const ola = (await shown()).contacts.nodes.find((one) =>
    mailboxesOf({ contacts: { nodes: [one] } })[0]?.startsWith('ola'),
  )
  await redact(story, Number(legacy(ola?.customer.id ?? '')))
  expect(await traces(/ola@sydvind/)).toEqual([])
})

interface Firm {
  readonly id: string
  readonly contacts: {
    readonly nodes: readonly {
      readonly customer: { readonly id: string; readonly defaultEmailAddress: { readonly emailAddress: string } }
    }[]
  }
  readonly locations: { readonly nodes: readonly object[] }
}

const mailboxesOf = ({ contacts }: Pick<Firm, 'contacts'>): string[] =>
  contacts.nodes.map(({ customer }) => customer.defaultEmailAddress.emailAddress).toSorted()

test('accounts that the store merges stay bound to the one that is left; the other customer is a task', async () => {
  const one = await addCustomer(story.shop, { firstName: 'Eva', lastName: 'One', email: 'eva.one@example.com' })
  const two = await addCustomer(story.shop, { firstName: 'Eva', lastName: 'Two', email: 'eva.two@example.com' })
  await inStep(story)
  await ask(
    'mutation($a: ID!, $b: ID!) { customerMerge(customerOneId: $a, customerTwoId: $b) { userErrors { message } } }',
    'customerMerge',
    { a: one, b: two },
  )
  await inStep(story)
  const all = await listTransfers(story.running.bridge.queries, story.organizationId, {
    flow: 'customers',
    state: 'attention',
  })
  expect(all.map(({ causeCode }) => causeCode)).toContain('ACCOUNTS_TO_MERGE')
})

test('a customer that only the merged account had goes on as that of the account that is left', async () => {
  const gone = await addCustomer(story.shop, { firstName: 'Liv', lastName: 'Known', email: 'liv.known@example.com' })
  await inStep(story)
  const [known] = inErp('Liv Known')
  // Nobody hears of it before the merge: it has no mailbox.
  const kept = await addCustomer(story.shop, { firstName: 'Liv', lastName: 'Kept', phone: '+4917155501' })
  await inStep(story)
  await ask(
    'mutation($a: ID!, $b: ID!, $o: CustomerMergeOverrideFields) { customerMerge(customerOneId: $a, customerTwoId: $b, overrideFields: $o) { userErrors { message } } }',
    'customerMerge',
    { a: gone, b: kept, o: { customerIdOfLastNameToKeep: kept } },
  )
  await inStep(story)
  const left = story.shop.customers.find('liv.known@example.com')
  const order = story.shop.place(aMug({ customer: { email: 'liv.known@example.com' } }))
  await inStep(story)
  expect(booksOf(story, order).orders.map((one) => one['customer'])).toEqual([known?.name])
  expect(story.erp.site.get('Customer', known?.name)['customer_name']).toBe(`Liv ${left.lastName}`)
})

test('an erased person is never copied again', async () => {
  const id = await addCustomer(story.shop, { firstName: 'Ida', lastName: 'Forget', email: 'ida@example.com' })
  await inStep(story)
  const [made] = inErp('Ida Forget')
  await redact(story, Number(legacy(id)))
  expect(await traces(/Ida Forget|ida@example/)).toEqual([])
  await changeCustomer(story.shop, id, { email: 'ida.new@example.com' })
  await inStep(story)
  expect(story.erp.site.get('Customer', made?.name)['email_id']).toBe('ida@example.com')
  expect(await transferOf(legacy(id))).toMatchObject({ state: 'skipped', causeCode: 'ACCOUNT_ERASED' })
})

test('a shop that asks to forget everything leaves no name of a customer or company here', async () => {
  expect(await traces(/Nordwind|Ann Berg|bo\.lund@/)).not.toEqual([])
  await redactShop(story)
  expect(await traces(/Nordwind|Ann Berg|bo\.lund@|Max Muster/)).toEqual([])
  expect(inErp('Ann Berg')).toHaveLength(1)
})

/** Rows that still say so. */
const traces = async (words: RegExp): Promise<string[]> =>
  (await everythingKept(story))
    .split('\n')
    .filter((row) => words.test(row))
    .map((row) => row.slice(0, 300))
