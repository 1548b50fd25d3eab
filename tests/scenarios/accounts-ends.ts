import type { CustomerRulesInput } from '#catalog/accounts-rules'
import type { Doc } from '#sandboxes/erpnext/controller'
import type { CustomerState } from '#sandboxes/shopify/people-state'
import type { Story } from '#testing/story'
import { askShop } from './accounts-kit.ts'

export type End = 'store' | 'target'

/** A pair of accounts that are one. */
export interface Pair {
  readonly kind: 'person' | 'company'
  readonly store: string
  readonly target: string
}

/** A field as people see and change it at both ends. */
export interface EndField {
  /** As the rules call it. */
  readonly rule: string
  /** As a lost value of it is logged. */
  readonly logged: string
  /** The ends that can be told. */
  readonly told: readonly End[]
  /** Which call brings it to an end. */
  readonly call: Readonly<Partial<Record<End, string>>>
  /** What people enter, by a serial number. */
  readonly values: (serial: number) => unknown
  read(story: Story, pair: Pair, end: End): Promise<unknown>
  edit(story: Story, pair: Pair, end: End, value: unknown): Promise<void>
}

export const TERMS = [7, 15, 30, 45].map((days) => ({ store: `Net ${days}`, target: `${days} Tage` }))
export const LISTS = ['A', 'B', 'C'].map((name) => ({ store: `Catalogue ${name}`, target: `List ${name}` }))
const LANGUAGES = ['de', 'sv', 'fr', 'nl', 'da']
const BOTH = ['store', 'target'] as const

/** Somebody changes a document in the ERP. */
export async function changeInErp({ erp }: Story, doctype: string, name: string, fields: object): Promise<void> {
  const response = await fetch(`${erp.url}/api/resource/${doctype}/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { authorization: `token ${erp.apiKey}:${erp.apiSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** Runs a mutation `name(arguments)` of the shop, with all its variables as JSON. */
export async function mutate(story: Story, call: string): Promise<void> {
  const name = call.slice(0, call.indexOf('('))
  const done = await askShop(story.shop, `mutation { ${call} { userErrors { message } } }`, {}, `${name}.userErrors`)
  if (JSON.stringify(done) !== '[]') throw new Error(`${call}: ${JSON.stringify(done)}`)
}

const literal = (value: unknown): string => JSON.stringify(value)
const customerIn = ({ erp }: Story, { target }: Pair): Readonly<Doc> => erp.site.get('Customer', target)
const contactIn = (story: Story, pair: Pair): Readonly<Doc> =>
  story.erp.site.get('Contact', String(customerIn(story, pair)['customer_primary_contact']))
const personIn = ({ shop }: Story, { store }: Pair): CustomerState => shop.customers.find(store)

const companyIn = (story: Story, { store }: Pair, path: string): Promise<unknown> =>
  askShop(
    story.shop,
    `query($id: ID!) { company(id: $id) { name note externalId locations(first: 1) { nodes { id taxSettings { taxExempt taxRegistrationId }
      buyerExperienceConfiguration { paymentTermsTemplate { name } } catalogs(first: 3) { nodes { id title } } } } } }`,
    { id: store },
    `company.${path}`,
  )
const placeIn = (story: Story, pair: Pair, path: string): Promise<unknown> =>
  companyIn(story, pair, `locations.nodes.0.${path}`)

type Plain = Pick<EndField, 'rule' | 'values'> & Partial<Pick<EndField, 'logged' | 'told' | 'call'>>

interface Access {
  readonly storeRead: (story: Story, pair: Pair) => unknown
  readonly storeEdit: (story: Story, pair: Pair, value: unknown) => Promise<void>
  readonly erpRead: (story: Story, pair: Pair) => unknown
  readonly erpEdit: (story: Story, pair: Pair, value: unknown) => Promise<void>
}

const field = (plain: Plain, access: Access): EndField => ({
  logged: plain.rule,
  told: BOTH,
  call: { store: 'UpdateCustomer', target: 'PUT Customer' },
  ...plain,
  read: async (story, pair, end) => (end === 'store' ? access.storeRead : access.erpRead)(story, pair),
  edit: (story, pair, end, value) => (end === 'store' ? access.storeEdit : access.erpEdit)(story, pair, value),
})

const inCustomer = (column: string): Pick<Access, 'erpRead' | 'erpEdit'> => ({
  erpRead: (story, pair) => customerIn(story, pair)[column],
  erpEdit: (story, pair, value) => changeInErp(story, 'Customer', pair.target, { [column]: value }),
})
const inContact = (
  read: (contact: Readonly<Doc>) => unknown,
  body: (value: unknown) => object,
): Pick<Access, 'erpRead' | 'erpEdit'> => ({
  erpRead: (story, pair) => read(contactIn(story, pair)),
  erpEdit: (story, pair, value) => changeInErp(story, 'Contact', contactIn(story, pair).name, body(value)),
})
const rowsOf = (doc: Readonly<Doc>, table: string): readonly Readonly<Doc>[] => doc[table] as readonly Readonly<Doc>[]

const updatePerson = (story: Story, { store }: Pair, input: object): Promise<void> =>
  mutate(
    story,
    `customerUpdate(input: { id: ${literal(store)}, ${Object.entries(input)
      .map(([key, value]) => `${key}: ${literal(value)}`)
      .join(', ')} })`,
  )
const inPerson = (column: 'email' | 'phone' | 'note' | 'taxExempt'): Pick<Access, 'storeRead' | 'storeEdit'> => ({
  storeRead: (story, pair) => personIn(story, pair)[column],
  storeEdit: (story, pair, value) => updatePerson(story, pair, { [column]: value }),
})
const inFact = (key: string): Pick<Access, 'storeRead' | 'storeEdit'> => ({
  storeRead: (story, pair) => personIn(story, pair).metafields.find((one) => one.key === key)?.value ?? null,
  storeEdit: (story, { store }, value) =>
    mutate(
      story,
      `customerUpdate(input: { id: ${literal(store)}, metafields: [{ namespace: "tillbridge", key: "${key}", type: "single_line_text_field", value: ${literal(value)} }] })`,
    ),
})

const EXEMPT: Pick<Access, 'erpRead' | 'erpEdit'> = {
  erpRead: (story, pair) => customerIn(story, pair)['tax_category'] === 'Exempt',
  erpEdit: (story, pair, value) =>
    changeInErp(story, 'Customer', pair.target, { tax_category: value === true ? 'Exempt' : '' }),
}
const NUMBER: Pick<Access, 'erpRead' | 'erpEdit'> = {
  erpRead: (_story, { target }) => target,
  erpEdit: () => Promise.resolve(),
}

/** The name of a person goes by its first part here; the other is the same everywhere. */
const personName = field(
  {
    rule: 'name',
    logged: 'firstName',
    values: (serial) => `V${serial}`,
    call: { store: 'UpdateCustomer', target: 'PUT Contact' },
  },
  {
    storeRead: (story, pair) => personIn(story, pair).firstName,
    storeEdit: (story, pair, value) => updatePerson(story, pair, { firstName: value }),
    ...inContact(
      (contact) => contact['first_name'],
      (value) => ({ first_name: value }),
    ),
  },
)

export const PERSON_FIELDS: readonly EndField[] = [
  personName,
  field(
    {
      rule: 'email',
      values: (serial) => `v${serial}@example.com`,
      call: { store: 'UpdateCustomer', target: 'PUT Contact' },
    },
    {
      ...inPerson('email'),
      ...inContact(
        (contact) => rowsOf(contact, 'email_ids')[0]?.['email_id'],
        (value) => ({ email_ids: [{ email_id: value, is_primary: 1 }] }),
      ),
    },
  ),
  field(
    {
      rule: 'phone',
      values: (serial) => `+4917${10_000_000 + serial}`,
      call: { store: 'UpdateCustomer', target: 'PUT Contact' },
    },
    {
      ...inPerson('phone'),
      ...inContact(
        (contact) => rowsOf(contact, 'phone_nos')[0]?.['phone'],
        (value) => ({ phone_nos: [{ phone: value, is_primary_mobile_no: 1 }] }),
      ),
    },
  ),
  field(
    { rule: 'language', values: (serial) => LANGUAGES[serial % LANGUAGES.length] },
    {
      storeRead: (story, pair) => personIn(story, pair).locale,
      storeEdit: (story, pair, value) => updatePerson(story, pair, { locale: value }),
      ...inCustomer('language'),
    },
  ),
  field(
    { rule: 'note', values: (serial) => `Note ${serial}` },
    { ...inPerson('note'), ...inCustomer('customer_details') },
  ),
  field({ rule: 'vatNumber', values: (serial) => `DE${serial}` }, { ...inFact('vat_number'), ...inCustomer('tax_id') }),
  field(
    { rule: 'taxExempt', values: (serial) => serial % 2 === 0, told: ['store'] },
    { ...inPerson('taxExempt'), ...EXEMPT },
  ),
  field(
    { rule: 'number', values: (serial) => `N${serial}`, told: ['store'] },
    { ...inFact('customer_number'), ...NUMBER },
  ),
]

const inHead = (column: string): Pick<Access, 'storeRead' | 'storeEdit'> => ({
  storeRead: (story, pair) => companyIn(story, pair, column),
  storeEdit: (story, { store }, value) =>
    mutate(story, `companyUpdate(companyId: ${literal(store)}, input: { ${column}: ${literal(value)} })`),
})
const inTaxes = (read: string, write: string): Pick<Access, 'storeRead' | 'storeEdit'> => ({
  storeRead: (story, pair) => placeIn(story, pair, `taxSettings.${read}`),
  storeEdit: async (story, pair, value) =>
    mutate(
      story,
      `companyLocationTaxSettingsUpdate(companyLocationId: ${literal(await placeIn(story, pair, 'id'))}, ${write}: ${literal(value)})`,
    ),
})
const company = (call: string): Pick<EndField, 'call'> => ({ call: { store: call, target: 'PUT Customer' } })

async function idOf(story: Story, list: string, name: string, title: unknown): Promise<unknown> {
  const nodes = (await askShop(story.shop, `{ ${list} }`, {}, name)) as readonly Record<string, unknown>[]
  return nodes.find((node) => node['name'] === title || node['title'] === title)?.['id']
}

async function editTerms(story: Story, pair: Pair, value: unknown): Promise<void> {
  const template = await idOf(story, 'paymentTermsTemplates { id name }', 'paymentTermsTemplates', value)
  const place = literal(await placeIn(story, pair, 'id'))
  const input = `{ buyerExperienceConfiguration: { paymentTermsTemplateId: ${literal(template)} } }`
  await mutate(story, `companyLocationUpdate(companyLocationId: ${place}, input: ${input})`)
}

async function editList(story: Story, pair: Pair, value: unknown): Promise<void> {
  const wanted = await idOf(story, 'catalogs(first: 10) { nodes { id title } }', 'catalogs.nodes', value)
  const places = `{ companyLocationIds: [${literal(await placeIn(story, pair, 'id'))}] }`
  const had = (await placeIn(story, pair, 'catalogs.nodes')) as readonly { readonly id: string }[]
  await mutate(story, `catalogContextUpdate(catalogId: ${literal(wanted)}, contextsToAdd: ${places})`)
  for (const { id } of had)
    await mutate(story, `catalogContextUpdate(catalogId: ${literal(id)}, contextsToRemove: ${places})`)
}

/** In the words of the store at both ends. */
const inStoreWords = (words: readonly { readonly store: string; readonly target: string }[], column: string) => ({
  erpRead: (story: Story, pair: Pair) =>
    words.find(({ target }) => target === customerIn(story, pair)[column])?.store ?? null,
  erpEdit: (story: Story, pair: Pair, value: unknown) =>
    changeInErp(story, 'Customer', pair.target, { [column]: words.find(({ store }) => store === value)?.target }),
})

export const COMPANY_FIELDS: readonly EndField[] = [
  field(
    { rule: 'name', values: (serial) => `Firm ${serial}`, ...company('UpdateCompany') },
    { ...inHead('name'), ...inCustomer('customer_name') },
  ),
  field(
    { rule: 'note', values: (serial) => `Note ${serial}`, ...company('UpdateCompany') },
    { ...inHead('note'), ...inCustomer('customer_details') },
  ),
  field(
    { rule: 'number', values: (serial) => `N${serial}`, told: ['store'], ...company('UpdateCompany') },
    { ...inHead('externalId'), ...NUMBER },
  ),
  field(
    { rule: 'vatNumber', values: (serial) => `DE${serial}`, ...company('UpdateCompanyTax') },
    { ...inTaxes('taxRegistrationId', 'taxRegistrationId'), ...inCustomer('tax_id') },
  ),
  field(
    { rule: 'taxExempt', values: (serial) => serial % 2 === 0, told: ['store'], ...company('UpdateCompanyTax') },
    { ...inTaxes('taxExempt', 'taxExempt'), ...EXEMPT },
  ),
  field(
    {
      rule: 'paymentTerms',
      values: (serial) => TERMS[serial % TERMS.length]?.store,
      ...company('UpdateCompanyLocation'),
    },
    {
      storeRead: (story, pair) => placeIn(story, pair, 'buyerExperienceConfiguration.paymentTermsTemplate.name'),
      storeEdit: editTerms,
      ...inStoreWords(TERMS, 'payment_terms'),
    },
  ),
  field(
    { rule: 'priceList', values: (serial) => LISTS[serial % LISTS.length]?.store, ...company('UpdateCatalogContext') },
    {
      storeRead: (story, pair) => placeIn(story, pair, 'catalogs.nodes.0.title'),
      storeEdit: editList,
      ...inStoreWords(LISTS, 'default_price_list'),
    },
  ),
]

/** Owners and directions by chance; what an end cannot be told belongs to the other. */
export function randomCustomerRules(pick: <T>(options: readonly [T, ...T[]]) => T): CustomerRulesInput {
  const matrix = (fields: readonly EndField[]) =>
    Object.fromEntries(
      fields.map(({ rule, told }) => [
        rule,
        told.length === 1
          ? { owner: 'target', direction: 'away' }
          : { owner: pick(['store', 'target']), direction: pick(['away', 'both']) },
      ]),
    ) as Record<string, { owner: End; direction: 'away' | 'both' }>
  const persons = matrix(PERSON_FIELDS)
  return {
    create: { store: 'none', target: 'all' },
    paymentTerms: TERMS,
    priceLists: LISTS,
    // The name of a person and its parts are one thing.
    persons: { ...persons, firstName: persons['name'], lastName: persons['name'] },
    companies: matrix(COMPANY_FIELDS),
  } as CustomerRulesInput
}
