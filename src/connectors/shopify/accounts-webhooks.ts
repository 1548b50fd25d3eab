import { z } from 'zod'
import type { WebhookEvent } from '#contract/webhooks'
import { COMPANY_KEY } from './accounts-map.ts'
import { gid, numericId, text } from './vendor-values.ts'

/** Topics that tell of customers and companies, as they are subscribed. */
export const ACCOUNT_TOPICS: Readonly<Record<string, string>> = {
  CUSTOMERS_CREATE: 'customers/create',
  CUSTOMERS_UPDATE: 'customers/update',
  CUSTOMERS_DELETE: 'customers/delete',
  CUSTOMERS_MERGE: 'customers/merge',
  COMPANIES_CREATE: 'companies/create',
  COMPANIES_UPDATE: 'companies/update',
  COMPANY_LOCATIONS_CREATE: 'company_locations/create',
  COMPANY_LOCATIONS_UPDATE: 'company_locations/update',
}

/** The key of a merge names both: which is gone, and which one it became. */
export const MERGED_KEY = 'merged/'

export const customerBody = z.object({ id: numericId, first_name: text, last_name: text })
export const mergeBody = z.object({
  admin_graphql_api_customer_kept_id: gid,
  admin_graphql_api_customer_deleted_id: gid,
})
export const companyBody = z.object({ admin_graphql_api_id: gid, name: text })
export const locationBody = z.object({ company: companyBody })

const changed = (key: string, name: string | null): WebhookEvent => ({
  kind: 'record-changed',
  record: 'account',
  key,
  name,
  // Stamps count seconds; whatever is told is read anew.
  updatedAt: null,
  createdAt: null,
  wholeRecord: false,
})

export const customerChanged = ({
  id,
  first_name: first,
  last_name: last,
}: z.output<typeof customerBody>): WebhookEvent =>
  changed(id, [first, last].filter((part) => part !== null).join(' ') || null)

export const customerMerged = (body: z.output<typeof mergeBody>): WebhookEvent =>
  changed(`${MERGED_KEY}${body.admin_graphql_api_customer_deleted_id}/${body.admin_graphql_api_customer_kept_id}`, null)

export const companyChanged = ({ admin_graphql_api_id: id, name }: z.output<typeof companyBody>): WebhookEvent =>
  changed(`${COMPANY_KEY}${id}`, name)
