import type { Sample } from './order-refunded.ts'

const GRAPHQL = 'the fields of Shopify’s published GraphQL schema 2026-10, in the form of its webhooks'
const handwritten = (ref: string): Sample['provenance'] => ({ kind: 'handwritten', ref, seen: '2026-11-21' })

const COMPANY = {
  name: 'Nordwind AG',
  note: null,
  external_id: 'K-77',
  main_contact_admin_graphql_api_id: null,
  created_at: '2026-11-20T09:00:00+01:00',
  updated_at: '2026-11-21T09:00:00+01:00',
  customer_since: '2026-11-20T09:00:00+01:00',
  admin_graphql_api_id: 'gid://shopify/Company/700',
}

/** Somebody's last name changed. */
export const customerUpdated: Sample = {
  topic: 'customers/update',
  body: {
    id: 6901,
    admin_graphql_api_id: 'gid://shopify/Customer/6901',
    first_name: 'Ann',
    last_name: 'Berg',
    email: 'ann@example.com',
    phone: null,
    note: null,
    tags: '',
    tax_exempt: false,
    verified_email: true,
    state: 'disabled',
    created_at: '2026-11-20T09:00:00+01:00',
    updated_at: '2026-11-21T09:00:00+01:00',
    addresses: [],
  },
  provenance: handwritten('the customer of Shopify’s REST documentation 2026-07'),
}

/** Two accounts of one person became one. */
export const customersMerged: Sample = {
  topic: 'customers/merge',
  body: {
    admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/6902',
    admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/6901',
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  },
  provenance: handwritten(GRAPHQL),
}

export const companyCreated: Sample = { topic: 'companies/create', body: COMPANY, provenance: handwritten(GRAPHQL) }

export const companyLocationUpdated: Sample = {
  topic: 'company_locations/update',
  body: {
    name: 'Hamburg',
    external_id: null,
    phone: null,
    locale: 'de',
    note: null,
    created_at: '2026-11-20T09:00:00+01:00',
    updated_at: '2026-11-21T09:00:00+01:00',
    tax_exemptions: [],
    tax_registration_id: 'DE999999999',
    company: COMPANY,
    billing_address: null,
    shipping_address: null,
    admin_graphql_api_id: 'gid://shopify/CompanyLocation/701',
  },
  provenance: handwritten(GRAPHQL),
}
