import { z } from 'zod'
import type { Operation } from './client.ts'
import { withFragments } from './fragments.ts'
import { connection } from './vendor-graphql.ts'
import { flag, gid, instant, listOf, text } from './vendor-values.ts'

const operation =
  (effect: 'read' | 'write') =>
  <T>(name: string, cost: number, query: string, data: z.ZodType<T>): Operation<T> => ({
    name,
    text: withFragments(query),
    cost,
    effect,
    data,
  })
const reading = operation('read')
const writing = operation('write')

const PAGE = 'pageInfo { hasNextPage endCursor }'
// Where our own facts about a person stand, for which Shopify has no field.
export const NAMESPACE = 'tillbridge'
export const NUMBER_KEY = 'customer_number'
export const VAT_KEY = 'vat_number'

const CUSTOMER = `id firstName lastName displayName note tags taxExempt locale createdAt updatedAt
    defaultEmailAddress { emailAddress marketingState }
    defaultPhoneNumber { phoneNumber }
    defaultAddress { id }
    companyContactProfiles { company { id name } }
    addressesV2(first: 20) { ${PAGE} nodes { id ...Address } }
    number: metafield(namespace: "${NAMESPACE}", key: "${NUMBER_KEY}") { value }
    vat: metafield(namespace: "${NAMESPACE}", key: "${VAT_KEY}") { value }`

const address = z.object({
  firstName: text,
  lastName: text,
  company: text,
  address1: text,
  address2: text,
  zip: text,
  city: text,
  province: text,
  countryCodeV2: text,
  phone: text,
})
export type GraphqlAddress = z.output<typeof address>

const customer = z.object({
  id: gid,
  firstName: text,
  lastName: text,
  displayName: text,
  note: text,
  tags: listOf(z.string()),
  taxExempt: flag,
  locale: text,
  createdAt: instant,
  updatedAt: instant,
  defaultEmailAddress: z.object({ emailAddress: text, marketingState: z.string().nullish() }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
  defaultAddress: z.object({ id: gid }).nullish(),
  companyContactProfiles: listOf(z.object({ company: z.object({ id: gid, name: z.string() }) })),
  addressesV2: connection(address.extend({ id: gid })),
  number: z.object({ value: text }).nullish(),
  vat: z.object({ value: text }).nullish(),
})
export type GraphqlCustomer = z.output<typeof customer>

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })
const changed = z.object({ id: gid, updatedAt: instant, createdAt: instant })

export const CUSTOMERS_CHANGED = reading(
  'CustomersChanged',
  13,
  `query CustomersChanged($query: String!, $after: String) {
  customers(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) { ${PAGE} nodes { id displayName createdAt updatedAt } }
}`,
  z.object({ customers: z.object({ pageInfo, nodes: z.array(changed.extend({ displayName: text })) }) }),
)

export const COMPANIES_CHANGED = reading(
  'CompaniesChanged',
  13,
  `query CompaniesChanged($query: String!, $after: String) {
  companies(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) { ${PAGE} nodes { id name createdAt updatedAt } }
}`,
  z.object({ companies: z.object({ pageInfo, nodes: z.array(changed.extend({ name: text })) }) }),
)

export const COMPANY_LOCATIONS_CHANGED = reading(
  'CompanyLocationsChanged',
  25,
  `query CompanyLocationsChanged($query: String!, $after: String) {
  companyLocations(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) { ${PAGE} nodes { updatedAt company { id name createdAt } } }
}`,
  z.object({
    companyLocations: z.object({
      pageInfo,
      nodes: z.array(z.object({ updatedAt: instant, company: z.object({ id: gid, name: text, createdAt: instant }) })),
    }),
  }),
)

export const CUSTOMER_BY_ID = reading(
  'CustomerById',
  14,
  `query CustomerById($id: ID!) { customer(id: $id) { ${CUSTOMER} } }`,
  z.object({ customer: customer.nullable() }),
)

export const CUSTOMERS_FOUND = reading(
  'CustomersFound',
  44,
  `query CustomersFound($query: String!) { customers(first: 5, query: $query) { nodes { ${CUSTOMER} } } }`,
  z.object({ customers: z.object({ nodes: z.array(customer) }) }),
)

// A company's addresses have no fields for names of companies, which stands above them.
const PLACE = 'firstName lastName recipient address1 address2 zip city province countryCode phone'
const place = z
  .object({
    firstName: text,
    lastName: text,
    recipient: text,
    address1: text,
    address2: text,
    zip: text,
    city: text,
    province: text,
    countryCode: text,
    phone: text,
  })
  .nullish()
export type GraphqlPlace = NonNullable<z.output<typeof place>>

const CONTACT =
  'id customer { firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }'
const LOCATION = `id name externalId
      shippingAddress { ${PLACE} }
      billingAddress { ${PLACE} }
      taxSettings { taxExempt taxRegistrationId }
      buyerExperienceConfiguration { paymentTermsTemplate { id name } }
      catalogs(first: 3) { nodes { id title } }`
const COMPANY = `id name externalId note createdAt updatedAt
    contacts(first: 5) { ${PAGE} nodes { ${CONTACT} } }
    locations(first: 5) { ${PAGE} nodes { ${LOCATION} } }`

const location = z.object({
  id: gid,
  name: z.string(),
  externalId: text,
  shippingAddress: place,
  billingAddress: place,
  taxSettings: z.object({ taxExempt: flag, taxRegistrationId: text }).nullish(),
  buyerExperienceConfiguration: z
    .object({ paymentTermsTemplate: z.object({ id: z.string(), name: z.string() }).nullish() })
    .nullish(),
  catalogs: z.object({ nodes: z.array(z.object({ id: z.string(), title: z.string() })) }).nullish(),
})
export type GraphqlCompanyLocation = z.output<typeof location>

const contact = z.object({
  id: gid,
  customer: z.object({
    firstName: text,
    lastName: text,
    defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
    defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
  }),
})

const company = z.object({
  id: gid,
  name: z.string(),
  externalId: text,
  note: text,
  createdAt: instant,
  updatedAt: instant,
  contacts: connection(contact),
  locations: connection(location),
})
export type GraphqlCompany = z.output<typeof company>

export const COMPANY_BY_ID = reading(
  'CompanyById',
  50,
  `query CompanyById($id: ID!) { company(id: $id) { ${COMPANY} } }`,
  z.object({ company: company.nullable() }),
)

export const COMPANY_CONTACTS = reading(
  'CompanyContacts',
  31,
  `query CompanyContacts($id: ID!, $after: String) {
  company(id: $id) { contacts(first: 50, after: $after) { ${PAGE} nodes { ${CONTACT} } } }
}`,
  z.object({ company: z.object({ contacts: z.object({ pageInfo, nodes: z.array(contact) }) }).nullable() }),
)

export const COMPANY_LOCATIONS = reading(
  'CompanyLocations',
  53,
  `query CompanyLocations($id: ID!, $after: String) {
  company(id: $id) { locations(first: 20, after: $after) { ${PAGE} nodes { ${LOCATION} } } }
}`,
  z.object({ company: z.object({ locations: z.object({ pageInfo, nodes: z.array(location) }) }).nullable() }),
)

export const COMPANIES_FOUND = reading(
  'CompaniesFound',
  6,
  `query CompaniesFound($query: String!) { companies(first: 5, query: $query) { nodes { id externalId } } }`,
  z.object({ companies: z.object({ nodes: z.array(z.object({ id: gid, externalId: text })) }) }),
)

export const PAYMENT_TERMS = reading(
  'PaymentTerms',
  2,
  `query PaymentTerms { paymentTermsTemplates { id name } }`,
  z.object({ paymentTermsTemplates: z.array(z.object({ id: z.string(), name: z.string() })) }),
)

export const CATALOGS = reading(
  'Catalogs',
  13,
  `query Catalogs($after: String) { catalogs(first: 250, after: $after) { ${PAGE} nodes { id title } } }`,
  z.object({ catalogs: z.object({ pageInfo, nodes: z.array(z.object({ id: z.string(), title: z.string() })) }) }),
)

const userErrors = listOf(
  z.object({ field: z.array(z.string()).nullish(), message: z.string(), code: z.string().nullish() }),
)
export type AccountErrors = z.output<typeof userErrors>
const ERRORS = 'userErrors { field message code }'
const PLAIN_ERRORS = 'userErrors { field message }'

const done = z.object({ userErrors }).nullish()

export const CREATE_CUSTOMER = writing(
  'CreateCustomer',
  18,
  `mutation CreateCustomer($input: CustomerInput!) { customerCreate(input: $input) { customer { ${CUSTOMER} } ${PLAIN_ERRORS} } }`,
  z.object({ customerCreate: z.object({ customer: customer.nullish(), userErrors }).nullish() }),
)

export const UPDATE_CUSTOMER = writing(
  'UpdateCustomer',
  10,
  `mutation UpdateCustomer($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } ${PLAIN_ERRORS} } }`,
  z.object({ customerUpdate: done }),
)

export const ADD_ADDRESS = writing(
  'AddAddress',
  10,
  `mutation AddAddress($id: ID!, $address: MailingAddressInput!) { customerAddressCreate(customerId: $id, address: $address) { ${PLAIN_ERRORS} } }`,
  z.object({ customerAddressCreate: done }),
)

export const CREATE_COMPANY = writing(
  'CreateCompany',
  60,
  `mutation CreateCompany($input: CompanyCreateInput!) { companyCreate(input: $input) { company { ${COMPANY} } ${ERRORS} } }`,
  z.object({ companyCreate: z.object({ company: company.nullish(), userErrors }).nullish() }),
)

export const UPDATE_COMPANY = writing(
  'UpdateCompany',
  10,
  `mutation UpdateCompany($id: ID!, $input: CompanyInput!) { companyUpdate(companyId: $id, input: $input) { ${ERRORS} } }`,
  z.object({ companyUpdate: done }),
)

export const UPDATE_TAX = writing(
  'UpdateCompanyTax',
  10,
  `mutation UpdateCompanyTax($id: ID!, $exempt: Boolean, $number: String) {
  companyLocationTaxSettingsUpdate(companyLocationId: $id, taxExempt: $exempt, taxRegistrationId: $number) { ${ERRORS} }
}`,
  z.object({ companyLocationTaxSettingsUpdate: done }),
)

export const UPDATE_LOCATION = writing(
  'UpdateCompanyLocation',
  10,
  `mutation UpdateCompanyLocation($id: ID!, $input: CompanyLocationUpdateInput!) { companyLocationUpdate(companyLocationId: $id, input: $input) { ${ERRORS} } }`,
  z.object({ companyLocationUpdate: done }),
)

export const UPDATE_CATALOG = writing(
  'UpdateCatalogContext',
  10,
  `mutation UpdateCatalogContext($id: ID!, $add: CatalogContextInput, $remove: CatalogContextInput) {
  catalogContextUpdate(catalogId: $id, contextsToAdd: $add, contextsToRemove: $remove) { ${ERRORS} }
}`,
  z.object({ catalogContextUpdate: done }),
)

export const ASSIGN_ADDRESS = writing(
  'AssignCompanyAddress',
  10,
  `mutation AssignCompanyAddress($id: ID!, $address: CompanyAddressInput!) {
  companyLocationAssignAddress(locationId: $id, address: $address, addressTypes: [BILLING, SHIPPING]) { ${ERRORS} }
}`,
  z.object({ companyLocationAssignAddress: done }),
)

export const CREATE_CONTACT = writing(
  'CreateCompanyContact',
  10,
  `mutation CreateCompanyContact($id: ID!, $input: CompanyContactInput!) { companyContactCreate(companyId: $id, input: $input) { ${ERRORS} } }`,
  z.object({ companyContactCreate: done }),
)

export const CREATE_LOCATION = writing(
  'CreateCompanyLocation',
  10,
  `mutation CreateCompanyLocation($id: ID!, $input: CompanyLocationInput!) {
  companyLocationCreate(companyId: $id, input: $input) { companyLocation { id } ${ERRORS} }
}`,
  z.object({
    companyLocationCreate: z.object({ companyLocation: z.object({ id: gid }).nullish(), userErrors }).nullish(),
  }),
)
